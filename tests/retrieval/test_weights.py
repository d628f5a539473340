"""The weight converter, on files of the layout it reads."""

import hashlib
import json
import struct
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from retrieval import weights
from retrieval.weights import BadWeights, convert, dequantise, package_file

BLOCK = np.dtype([("scale", "<f2"), ("quants", "u1", 16)])
HIDDEN = 384


def q4(scale: float, quants: bytes) -> bytes:
    return struct.pack("<e", scale) + quants


def plain(*values: float) -> bytes:
    return struct.pack(f"<{len(values)}f", *values)


# Every weight 1.0: nibble 9 is one above the middle.
ONES = q4(1.0, b"\x99" * 16)
TENSORS: dict[str, tuple[int, int, bytes]] = {
    "emb.ln.w": (0, HIDDEN, plain(*range(HIDDEN))),
    "emb.word": (1, 2 * HIDDEN, q4(0.5, b"\x1f" + b"\x88" * 15) + ONES * 23),
    "l0.q.w": (1, HIDDEN * HIDDEN, ONES * (HIDDEN * HIDDEN // 32)),
    "l0.q.b": (0, HIDDEN, plain(*[0.25] * HIDDEN)),
    "l0.fi.w": (1, 4 * HIDDEN * HIDDEN, ONES * (4 * HIDDEN * HIDDEN // 32)),
    "l0.fo.w": (1, 4 * HIDDEN * HIDDEN, ONES * (4 * HIDDEN * HIDDEN // 32)),
    "l11.ao.w": (1, HIDDEN * HIDDEN, ONES * (HIDDEN * HIDDEN // 32)),
}


def weight_file() -> bytes:
    """Header, tokenizer tables (two pieces), tensor directory, tensors."""
    pieces, blob, trie = 2, b"ab", b"map!"
    header = bytearray(72)
    header[:4] = b"E5S1"
    struct.pack_into("<i", header, 44, pieces)
    struct.pack_into("<Q", header, 64, len(blob))
    tables = b"\0" * 4 * (pieces + 1) + b"\0" * 4 * pieces + blob + struct.pack("<iI", 7, len(trie)) + trie
    directory_size = 4 + sum(2 + len(name) + 21 for name in TENSORS)
    position = len(header) + len(tables) + directory_size
    directory, body = struct.pack("<i", len(TENSORS)), b""
    for name, (kind, count, data) in TENSORS.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, position + len(body), len(data))
        body += data
    return bytes(header) + tables + directory + body


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small weight file whose hash is the pinned one."""
    path = tmp_path / "e5.bin"
    path.write_bytes(weight_file())
    monkeypatch.setattr(weights, "WEIGHTS_SHA256", hashlib.sha256(path.read_bytes()).hexdigest())
    return path


@pytest.fixture
def tokenizer(tmp_path: Path) -> Path:
    path = tmp_path / "tokenizer-of-the-package.json"
    path.write_text('{"version": "1.0"}')
    return path


def test_a_block_holds_its_first_half_in_low_and_its_second_in_high_nibbles() -> None:
    # 0x1f: low nibble 15 -> (15 - 8) / 2, high nibble 1 -> (1 - 8) / 2; 0x88 is zero in both halves.
    block = np.frombuffer(q4(0.5, b"\x1f" + b"\x88" * 14 + b"\x70"), BLOCK)
    expected = np.zeros(32, np.float32)
    expected[[0, 16]] = 3.5, -3.5
    expected[[15, 31]] = -4.0, -0.5
    assert dequantise(block).tolist() == expected.tolist()


def test_each_block_has_its_own_scale() -> None:
    blocks = np.frombuffer(ONES + q4(-2.0, b"\x99" * 16), BLOCK)
    assert dequantise(blocks).tolist() == [1.0] * 32 + [-2.0] * 32


def test_tensors_get_the_names_shapes_and_values_of_the_model(source: Path, tokenizer: Path, tmp_path: Path) -> None:
    convert(source, tokenizer, tmp_path / "model")
    tensors = load_file(tmp_path / "model" / "model.safetensors")
    layer = "encoder.layer.0"
    assert {name: tensor.shape for name, tensor in tensors.items()} == {
        "embeddings.LayerNorm.weight": (HIDDEN,),
        "embeddings.word_embeddings.weight": (2, HIDDEN),
        f"{layer}.attention.self.query.weight": (HIDDEN, HIDDEN),
        f"{layer}.attention.self.query.bias": (HIDDEN,),
        f"{layer}.intermediate.dense.weight": (4 * HIDDEN, HIDDEN),
        f"{layer}.output.dense.weight": (HIDDEN, 4 * HIDDEN),
        "encoder.layer.11.attention.output.dense.weight": (HIDDEN, HIDDEN),
        "pooler.dense.weight": (HIDDEN, HIDDEN),
        "pooler.dense.bias": (HIDDEN,),
    }
    assert {tensor.dtype for tensor in tensors.values()} == {np.dtype(np.float32)}
    assert tensors["embeddings.LayerNorm.weight"].tolist() == list(range(HIDDEN))
    assert tensors["embeddings.word_embeddings.weight"][0, [0, 1, 16, 32]].tolist() == [3.5, 0.0, -3.5, 1.0]
    assert tensors[f"{layer}.attention.self.query.bias"].tolist() == [0.25] * HIDDEN


def test_the_directory_is_one_that_sentence_transformers_reads(source: Path, tokenizer: Path, tmp_path: Path) -> None:
    convert(source, tokenizer, tmp_path / "model")
    modules = json.loads((tmp_path / "model" / "modules.json").read_text("utf-8"))
    assert [module["type"].rpartition(".")[2] for module in modules] == ["Transformer", "Pooling", "Normalize"]
    assert all((tmp_path / "model" / module["path"]).exists() for module in modules[:2])
    assert (tmp_path / "model" / "tokenizer.json").read_text() == tokenizer.read_text()


def test_a_file_with_another_hash_is_refused_and_nothing_is_written(
    source: Path, tokenizer: Path, tmp_path: Path
) -> None:
    source.write_bytes(source.read_bytes()[:-1] + b"\x98")
    with pytest.raises(BadWeights, match=r"e5\.bin"):
        convert(source, tokenizer, tmp_path / "model")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([source.name, tokenizer.name])


def test_a_conversion_that_broke_off_is_begun_anew(source: Path, tokenizer: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        convert(source, tmp_path / "no-tokenizer.json", tmp_path / "model")
    assert not (tmp_path / "model").exists()
    (tmp_path / "model.partial" / "left-over").write_text("half a file")
    convert(source, tokenizer, tmp_path / "model")
    assert (tmp_path / "model" / "modules.json").exists()
    assert not (tmp_path / "model" / "left-over").exists()
    assert not (tmp_path / "model.partial").exists()


def test_a_directory_that_is_not_complete_is_replaced(source: Path, tokenizer: Path, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_text("half a file")
    convert(source, tokenizer, tmp_path / "model")
    assert "pooler.dense.bias" in load_file(tmp_path / "model" / "model.safetensors")


def test_a_complete_model_is_not_converted_again(source: Path, tokenizer: Path, tmp_path: Path) -> None:
    weights = tmp_path / "model" / "model.safetensors"
    convert(source, tokenizer, tmp_path / "model")
    written = weights.stat().st_mtime_ns
    source.unlink()
    convert(source, tokenizer, tmp_path / "model")
    assert weights.stat().st_mtime_ns == written


def test_a_file_of_a_package_that_is_not_installed_is_not_found() -> None:
    with pytest.raises(FileNotFoundError, match="no_such_package"):
        package_file("no_such_package", "weights.bin")


def test_a_file_of_an_installed_package_is_found() -> None:
    assert package_file("retrieval", "fusion.json").is_file()
