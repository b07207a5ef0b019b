// Counts what is left while the reader writes. Code points, as the server counts them.

for (const area of document.querySelectorAll("textarea[data-limit]")) {
  const hint = document.getElementById(`${area.id}_helptext`);
  if (!hint) continue;
  const sentence = hint.textContent;
  const limit = Number(area.dataset.limit);
  const show = () => {
    const used = [...area.value.trim()].length;
    hint.textContent = used ? `${sentence} ${used} / ${limit}` : sentence;
    hint.classList.toggle("over", used > limit);
  };
  area.addEventListener("input", show);
  show();
}
