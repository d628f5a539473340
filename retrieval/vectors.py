"""Unit vectors that are compared with a query: every one of them while they are few, the likely ones of very many."""

from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.encoder import Vectors

FLAT_AT_MOST = 200_000
"""Vectors that are all compared, by one matrix product. An estimate: no table by size was measured yet."""
CANDIDATES = 4096
_LISTS_PROBED = 32


class VectorTable:
    """Vectors, shape (rows, dimension), float32. Above `flat_at_most` rows an inverted file finds the candidates."""

    def __init__(self, vectors: Vectors, flat_at_most: int = FLAT_AT_MOST) -> None:
        self.vectors = vectors
        self._lists: Any = _inverted_file(vectors) if len(vectors) > flat_at_most else None

    def scores(self, vector: Vectors) -> NDArray[np.float32]:
        """Inner products with a vector, shape (rows,); rows that were no candidates get the lowest one found."""
        if self._lists is None:
            exact: NDArray[np.float32] = self.vectors @ vector
            return exact
        found, rows = self._lists.search(vector[None], min(CANDIDATES, len(self.vectors)))
        known = rows[0] >= 0
        result = np.full(len(self.vectors), found[0][known].min(initial=1.0), np.float32)
        result[rows[0][known]] = found[0][known]
        return result

    def __getstate__(self) -> dict[str, Any]:
        lists = None if self._lists is None else faiss.serialize_index(self._lists)
        return {"vectors": self.vectors, "lists": lists}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.vectors = state["vectors"]
        self._lists = None if state["lists"] is None else faiss.deserialize_index(np.asarray(state["lists"]))


def _inverted_file(vectors: Vectors) -> faiss.IndexIVFFlat:
    faiss.omp_set_num_threads(1)
    lists = max(1, int(4 * len(vectors) ** 0.5))
    # The training set of faiss: at least 39 vectors a list, or it warns.
    lists = max(1, min(lists, len(vectors) // 39))
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(vectors.shape[1]), vectors.shape[1], lists, faiss.METRIC_INNER_PRODUCT)
    index.nprobe = min(_LISTS_PROBED, lists)
    contiguous = np.ascontiguousarray(vectors)
    index.train(contiguous)
    index.add(contiguous)
    return index
