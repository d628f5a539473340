"""Secrets of this installation: made at first use, readable by the owner only, never in the repository."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.fernet import Fernet


def secret(data_dir: Path, name: str) -> str:
    """Return the secret `name`, from the environment (upper case) or from its file, made when missing or empty."""
    if value := os.environ.get(name.upper()):
        return value
    path = data_dir / "secrets" / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return _read(path) or _make(path)


def _read(path: Path) -> str:
    """The value, empty when there is none: a crash of the machine can leave a file without its content."""
    try:
        return path.read_text("ascii").strip()
    except FileNotFoundError:
        return ""


def _make(path: Path) -> str:
    with _alone(path.parent):
        if value := _read(path):
            return value
        value = Fernet.generate_key().decode() if path.name == "sealing_key" else secrets.token_urlsafe(32)
        with NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
            file.write(value)
            file.flush()
            os.fsync(file.fileno())
        # Put into place whole: nobody reads a half-written file.
        Path(file.name).replace(path)
        return value


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Of all who start at once, one at a time."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Sealer:
    """Seals a resident's original words so that only this installation can replay them after a crash."""

    def __init__(self, key: str) -> None:
        self._fernet = Fernet(key)

    def seal(self, text: str) -> bytes:
        return self._fernet.encrypt(text.encode())

    def unseal(self, sealed: bytes) -> str:
        """Raises cryptography.fernet.InvalidToken when the key is another or the bytes were changed."""
        return self._fernet.decrypt(sealed).decode()
