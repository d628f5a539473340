"""Built indexes on disk, ready to be mapped into memory: whoever publishes builds, whoever answers only reads."""

import hashlib
import mmap
import os
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import structlog

from core.settings import ROOT
from retrieval.encoder import Encoder
from retrieval.index import Index, embed
from retrieval.passages import Passage

log = structlog.get_logger(__name__)
ALIGNMENT = 64
"""Bytes that arrays begin at a multiple of."""
KEPT = 3
"""Indexes that stay on disk: the one that answers, the one before it and one being published."""


def index_path(passages: Sequence[Passage], encoder_name: str, folder: Path) -> Path:
    """Where the index of these passages lies: its name says what it was built from."""
    searched = [(p.key, p.title, p.text, p.topics, p.kind, p.questions) for p in passages]
    return folder / f"{_digest(encoder_name, repr(searched), _code_digest())}.index"


def shown_path(release: str, encoder_name: str, day: str, folder: Path) -> Path:
    """Where the passages of a release, as shown on a day, lie; `release` is the digest of what it holds."""
    return folder / f"{_digest(release, encoder_name, day, _code_digest())}.shown"


def open_index(passages: Sequence[Passage], encoder: Encoder, folder: Path) -> Index:
    """The index of `passages`, from `folder` when it was built before, else built and kept there."""
    path = index_path(passages, encoder.name, folder)
    index = kept_index(path)
    if index is None:
        previous = _newest(folder)
        index = Index(passages, embed(passages, encoder, previous), previous)
        write(path, index)
    # What is only shown (dates, sources, whether a check is overdue) may be newer than the index.
    index.passages = tuple(passages)
    return index


def keep_shown(path: Path, passages: Sequence[Passage], index: Path) -> None:
    """Remember the passages of a release and the name of their index."""
    write(path, (index.name, tuple(passages)))


def kept_shown(path: Path) -> Index | None:
    """The index of a release with its passages as they are shown, None unless both are there and whole."""
    if (shown := _read(path)) is None:
        return None
    os.utime(path)
    name, passages = shown
    if index := kept_index(path.with_name(name)):
        index.passages = passages
    return index


def kept_index(path: Path) -> Index | None:
    """The index in a file, if it is there and whole; its arrays are mapped, not read."""
    index: Index | None = _read(path)
    if index is not None:
        os.utime(path)
    return index


def write(path: Path, value: object) -> None:
    """Put a file in its place whole or not at all: how long each part is, the pickle, then the arrays."""
    arrays: list[pickle.PickleBuffer] = []
    parts = [memoryview(pickle.dumps(value, protocol=5, buffer_callback=arrays.append))]
    parts += [array.raw() for array in arrays]
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    with partial.open("wb") as file:
        file.write(np.array([len(parts), *(part.nbytes for part in parts)], np.int64).tobytes())
        for part in parts:
            file.write(bytes(-file.tell() % ALIGNMENT))
            file.write(part)
    partial.replace(path)


def _mapped(path: Path) -> Any:
    """The value `write` has put into a file; its arrays are views of the file."""
    with path.open("rb") as file:
        view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    (count,) = np.frombuffer(view, np.int64, 1)
    position, parts = 8 * (int(count) + 1), []
    for size in np.frombuffer(view, np.int64, int(count), 8).tolist():
        position += -position % ALIGNMENT
        parts.append(view[position : position + size])
        position += size
    return pickle.loads(parts[0], buffers=parts[1:])


def prune(folder: Path, keep: int = KEPT) -> None:
    """Delete all but the indexes, and shown passages, that were used last; a mapped file stays readable."""
    for pattern in ("*.index", "*.shown", "*.pickle", "*.partial"):
        files = sorted(folder.glob(pattern), key=lambda path: -path.stat().st_mtime)
        for old in files[keep if pattern in ("*.index", "*.shown") else 0 :]:
            old.unlink(missing_ok=True)


def _read(path: Path) -> Any:
    """What is in a file of ours (nothing from outside is ever unpickled)."""
    try:
        value = _mapped(path)
    except FileNotFoundError:
        return None
    except Exception:
        # Whatever a damaged file raises: it can always be built again.
        log.exception("index_damaged")
        return None
    return value


def _newest(folder: Path) -> Index | None:
    """The index used last: most of what it knows holds for the next one."""
    files = sorted(folder.glob("*.index"), key=lambda path: path.stat().st_mtime)
    index: Index | None = _read(files[-1]) if files else None
    return index


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def _code_digest() -> str:
    """Of everything that shapes an index besides passages and vectors: this code and the spelling of words."""
    folder = Path(__file__).parent
    names = ("index.py", "vectors.py", "classifier.py", "lexical.py", "passages.py", "stored.py", "stop_words.txt")
    sources = [folder / name for name in names]
    sources += [
        ROOT / "knowledge_base" / name for name in ("render.py", "formats.py", "published.py", "translation.py")
    ]
    spelling = ROOT / "core" / "text"
    sources += [spelling / "lists.py", spelling / "normalise.py", *sorted((spelling / "data").iterdir())]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
