"""Writes a model's weights anew in a form that processors without special instructions read faster.

The bundled model stores its weights in 4 bits with an offset (Q4_1). llama.cpp has no fast product for that form, but
one for 8 bits (Q8_0): reading a prompt then takes a third less of the processor. Sixteen levels fit into 256, so next
to nothing is lost; the file is half as large again.
"""

from __future__ import annotations

import os
import struct
from math import prod
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
MAGIC = b"GGUF"
ALIGNMENT = 32
TEXT, LIST = 8, 9
# The sizes of the other kinds of value in a file's head.
FIXED = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
F32, Q4_1, Q8_0 = 0, 3, 8
# Of each kind of weights: how many stand in a block, and the block's bytes.
BLOCKS = {F32: (1, 4), Q4_1: (32, 20), Q8_0: (32, 34)}
LARGEST = 127


class NotFasterError(Exception):
    """The file holds other kinds of weights than are known here; it is best used as it is."""


class Tensor(NamedTuple):
    name: bytes
    shape: tuple[int, ...]
    kind: int
    offset: int

    @property
    def size(self) -> int:
        weights, size = BLOCKS[self.kind]
        return prod(self.shape) // weights * size


def faster_model(source: Path, folder: Path) -> Path:
    """This function will write the model in 8 bits into the folder, once, and give its path.

    A model of other weights is given as it is. OSError where the folder cannot be written.
    """
    target = folder / f"{source.stem}.Q8_0.gguf"
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    # Under a name of its own until it is whole: two may start at once, and one may be killed.
    unfinished = target.with_suffix(f".{os.getpid()}")
    try:
        _write(source, unfinished)
        unfinished.replace(target)
    except NotFasterError:
        return source
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def _write(source: Path, target: Path) -> None:
    with source.open("rb") as file:
        end, tensors = _head(file)
        start = _aligned(file.tell())
    stored: Bytes = np.memmap(source, dtype=np.uint8, mode="r")
    written = [one._replace(kind=Q8_0 if one.kind == Q4_1 else one.kind) for one in tensors]
    with target.open("wb") as out:
        out.write(stored[:end].tobytes())
        offset = 0
        for one in written:
            out.write(struct.pack("<Q", len(one.name)) + one.name + struct.pack("<I", len(one.shape)))
            out.write(struct.pack(f"<{len(one.shape)}QIQ", *one.shape, one.kind, offset))
            offset = _aligned(offset + one.size)
        for one in tensors:
            out.write(bytes(-out.tell() % ALIGNMENT))
            block = stored[start + one.offset : start + one.offset + one.size]
            out.write((in_eight_bits(block) if one.kind == Q4_1 else block).tobytes())
        out.write(bytes(-out.tell() % ALIGNMENT))


def in_eight_bits(block: Bytes) -> Bytes:
    """This function will turn Q4_1 (scale, offset, 32 × 4 bits) into Q8_0 (scale, 32 × 8 bits)."""
    rows = np.asarray(block).reshape(-1, BLOCKS[Q4_1][1])
    scale, offset = (rows[:, place : place + 2].copy().view("<f2").astype(np.float32) for place in (0, 2))
    weights = np.concatenate([rows[:, 4:] & 15, rows[:, 4:] >> 4], axis=1) * scale + offset
    step = np.abs(weights).max(axis=1, keepdims=True) / LARGEST
    whole = np.rint(np.divide(weights, step, out=np.zeros_like(weights), where=step > 0)).astype(np.int8)
    return np.concatenate([step.astype("<f2").view(np.uint8), whole.view(np.uint8)], axis=1)


def _head(file: BinaryIO) -> tuple[int, list[Tensor]]:
    """Where the description ends, and the tensors that follow."""
    if file.read(4) != MAGIC:
        raise NotFasterError("This is no GGUF file.")
    _version, tensors, values = _read(file, "<IQQ")
    for _value in range(values):
        _skip(file, TEXT)
        kind = _read(file, "<I")[0]
        _skip(file, kind)
    end = file.tell()
    found = [_tensor(file) for _one in range(tensors)]
    if not {one.kind for one in found} <= BLOCKS.keys():
        raise NotFasterError("Its weights are of another kind.")
    return end, found


def _tensor(file: BinaryIO) -> Tensor:
    name = file.read(_read(file, "<Q")[0])
    shape = _read(file, f"<{_read(file, '<I')[0]}Q")
    return Tensor(name, shape, *_read(file, "<IQ"))


def _skip(file: BinaryIO, kind: int) -> None:
    if kind == TEXT:
        file.seek(_read(file, "<Q")[0], os.SEEK_CUR)
    elif kind == LIST:
        member, count = _read(file, "<IQ")
        for _one in range(count):
            _skip(file, member)
    else:
        file.seek(FIXED[kind], os.SEEK_CUR)


def _read(file: BinaryIO, form: str) -> tuple[int, ...]:
    return struct.unpack(form, file.read(struct.calcsize(form)))


def _aligned(place: int) -> int:
    return place + -place % ALIGNMENT
