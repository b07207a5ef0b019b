// Looks for a counter whose PBKDF2 begins with enough zero bits: see captcha/work.py.
// A worker, so that typing stays smooth; told to stop by being ended.

const REPORT = 32; // tries between two reports of where it is

onmessage = async ({ data: { seed, price, iterations, from } }) => {
  const text = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", text.encode(seed), "PBKDF2", false, ["deriveBits"]);
  for (let counter = from; ; counter += 1) {
    const salt = text.encode(String(counter));
    const method = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
    const bits = await crypto.subtle.deriveBits(method, key, 64);
    if (zeros(new DataView(bits)) >= price) {
      postMessage({ found: String(counter) });
      return;
    }
    if (counter % REPORT === 0) postMessage({ at: counter });
  }
};

function zeros(view) {
  const high = view.getUint32(0);
  return high ? Math.clz32(high) : 32 + Math.clz32(view.getUint32(4));
}
