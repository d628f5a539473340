"""Vectors kept by text, so that only what changed is embedded again."""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from retrieval.encoder import Encoder, Vectors


class CachedEncoder:
    """An encoder that remembers in a SQLite file; safe to share between processes."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._connect() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encode("query", texts, self._encoder.encode_questions)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode("passage", texts, self._encoder.encode_passages)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30)

    def _encode(self, role: str, texts: Sequence[str], encode: Callable[[Sequence[str]], Vectors]) -> Vectors:
        keys = [hashlib.sha256(f"{self.name}\x1f{role}\x1f{text}".encode()).digest() for text in texts]
        known = self._load(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            known.update(zip(missing, encode(list(missing.values())), strict=True))
            self._store({key: known[key] for key in missing})
        return np.stack([known[key] for key in keys])

    def _load(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        known: dict[bytes, Vectors] = {}
        with self._connect() as connection:
            for start in range(0, len(keys), 500):
                part = keys[start : start + 500]
                marks = ",".join("?" * len(part))
                rows = connection.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", part)
                known.update({key: np.frombuffer(vector, np.float32) for key, vector in rows})
        return known

    def _store(self, vectors: dict[bytes, Vectors]) -> None:
        rows = [(key, np.ascontiguousarray(vector, np.float32).tobytes()) for key, vector in vectors.items()]
        with self._connect() as connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
