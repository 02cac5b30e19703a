"""The bundled model in a faster form."""

import struct
from pathlib import Path

import numpy as np

from annotations.llm.gguf import faster_model, in_eight_bits
from annotations.llm.local import model_path


def weights_of_eight(block: np.ndarray) -> np.ndarray:
    rows = block.reshape(-1, 34)
    return rows[:, :2].copy().view("<f2").astype(np.float32) * rows[:, 2:].view(np.int8)


def test_sixteen_levels_survive_in_eight_bits() -> None:
    """Blocks as llama.cpp defines them: weight i is the low half of byte i, weight i + 16 its high half."""
    dice = np.random.default_rng(1)
    levels = dice.integers(0, 16, (50, 32))
    scale, offset = dice.uniform(0.01, 0.1, (50, 1)).astype("<f2"), dice.uniform(-1, 0, (50, 1)).astype("<f2")
    packed = (levels[:, :16] | levels[:, 16:] << 4).astype(np.uint8)
    blocks = np.concatenate([scale.view(np.uint8), offset.view(np.uint8), packed], axis=1)
    meant = levels * scale.astype(np.float32) + offset.astype(np.float32)
    found = weights_of_eight(in_eight_bits(blocks))
    assert np.abs(found - meant).max() <= np.abs(meant).max() / 200


def test_a_block_of_nothing_stays_nothing() -> None:
    assert not in_eight_bits(np.zeros((1, 20), dtype=np.uint8)).any()


def test_the_bundled_model_is_written_once_and_whole(tmp_path: Path) -> None:
    first = faster_model(model_path(), tmp_path)
    with first.open("rb") as file:
        assert struct.unpack("<4sI", file.read(8)) == (b"GGUF", 3)
    written = first.stat()
    assert written.st_size > model_path().stat().st_size * 1.4
    assert faster_model(model_path(), tmp_path).stat().st_mtime_ns == written.st_mtime_ns
    assert list(tmp_path.iterdir()) == [first]


def test_what_is_unknown_is_left_as_it_is(tmp_path: Path) -> None:
    strange = tmp_path / "strange.gguf"
    strange.write_bytes(b"something else")
    assert faster_model(strange, tmp_path / "models") == strange
    assert list((tmp_path / "models").iterdir()) == []
