"""Secrets of this installation: made at first use, readable by the owner only, never in the repository."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.fernet import Fernet


def secret(data_dir: Path, name: str) -> str:
    """Return the secret `name`, from the environment (upper case) or from its file, made when missing."""
    if value := os.environ.get(name.upper()):
        return value
    path = data_dir / "secrets" / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _make(path, Fernet.generate_key().decode() if name == "sealing_key" else secrets.token_urlsafe(32))
    return path.read_text("ascii").strip()


def _make(path: Path, value: str) -> None:
    # Written aside and linked into place: of two processes at once one wins, and nobody reads a half-written file.
    with NamedTemporaryFile("w", dir=path.parent) as file:
        file.write(value)
        file.flush()
        with suppress(FileExistsError):
            path.hardlink_to(file.name)


class Sealer:
    """Seals a resident's original words so that only this installation can replay them after a crash."""

    def __init__(self, key: str) -> None:
        self._fernet = Fernet(key)

    def seal(self, text: str) -> bytes:
        return self._fernet.encrypt(text.encode())

    def unseal(self, sealed: bytes) -> str:
        """Raises cryptography.fernet.InvalidToken when the key is another or the bytes were changed."""
        return self._fernet.decrypt(sealed).decode()
