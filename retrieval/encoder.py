"""Text to vectors behind one small interface."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.settings import Settings
from core.text.normalise import clean

Vectors = NDArray[np.float32]
MAX_CHARACTERS = 2000


class Encoder(Protocol):
    """Unit vectors, shape (texts, dimension); questions and passages are told apart."""

    name: str

    def encode_questions(self, texts: Sequence[str]) -> Vectors: ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors: ...


class SentenceTransformerEncoder:
    """Any sentence-transformers model, local directory or hub name, on one thread.

    Half-width weights (bfloat16) are used where the processor computes with them: same neighbours, half the time.
    """

    def __init__(self, model: str) -> None:
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        torch.set_num_threads(1)
        self.name = _name(model)
        dtype = torch.bfloat16 if _has_bfloat16() else torch.float32
        self._model = SentenceTransformer(model, device="cpu", model_kwargs={"dtype": dtype})

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encode("query", texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode("passage", texts)

    def _encode(self, role: str, texts: Sequence[str]) -> Vectors:
        prompts = self._model.prompts
        prompt = prompts.get(role) or prompts.get("document" if role == "passage" else role)
        cleaned = [clean(text)[:MAX_CHARACTERS] for text in texts]
        tensor = self._model.encode(cleaned, prompt=prompt, show_progress_bar=False, convert_to_tensor=True)
        vectors: Vectors = tensor.float().numpy().reshape(len(cleaned), -1)
        # Lengths are brought to one here: in half width they are off by half a percent.
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return unit


def _has_bfloat16() -> bool:
    try:
        return "avx512_bf16" in Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return False


def _name(model: str) -> str:
    return f"{Path(model).name}-{'bfloat16' if _has_bfloat16() else 'float32'}"


def _model(settings: Settings) -> str:
    return settings.embedding_model or str(settings.data_dir / "models" / "e5-small")


def encoder_name(settings: Settings) -> str:
    """The name of the encoder the settings ask for, without loading it."""
    return _name(_model(settings))


def make_encoder(settings: Settings) -> Encoder:
    """The encoder the settings name; the shipped e5 lies in the data directory after set-up."""
    os.environ.setdefault("HF_HUB_OFFLINE", "0" if settings.embedding_model else "1")
    return SentenceTransformerEncoder(_model(settings))
