"""Make VAR_DIR/secret_key, once: the key that signs captchas and sessions.

Does nothing when SECRET_KEY is set or the file is there. Of several that start at the same moment
one writes the file, whole, and all use it.
"""

import os
import secrets
from pathlib import Path

HERE = Path(__file__).resolve().parent


def make_secret_key(path):
    """Write a new key to ``path``, readable by its owner alone, unless ``path`` exists."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".secret_key.{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(64) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails, and changes nothing, when another was first
    except FileExistsError:
        pass
    finally:
        draft.unlink()


if __name__ == "__main__":
    path = Path(os.environ.get("VAR_DIR") or HERE.parent / "var") / "secret_key"
    if not os.environ.get("SECRET_KEY") and not path.exists():
        make_secret_key(path)
