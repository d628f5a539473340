"""Secrets of this installation: made at first use, readable by the owner only, never in the repository."""

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet


def secret(data_dir: Path, name: str) -> str:
    """Return the secret `name`, from the environment (upper case) or from its file, made when missing."""
    if value := os.environ.get(name.upper()):
        return value
    path = data_dir / "secrets" / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    value = Fernet.generate_key().decode() if name == "sealing_key" else secrets.token_urlsafe(32)
    with os.fdopen(descriptor, "w") as file:
        file.write(value)
    return value


class Sealer:
    """Seals a resident's original words so that only this installation can replay them after a crash."""

    def __init__(self, key: str) -> None:
        self._fernet = Fernet(key)

    def seal(self, text: str) -> bytes:
        return self._fernet.encrypt(text.encode())

    def unseal(self, sealed: bytes) -> str:
        """Raises cryptography.fernet.InvalidToken when the key is another or the bytes were changed."""
        return self._fernet.decrypt(sealed).decode()
