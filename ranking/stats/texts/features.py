"""Texts as counts of hashed n-grams."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from ranking.stats.arrays import Floats, Ints
from ranking.stats.texts.folding import spaced

BUCKETS = 4096
GRAMS = (2, 3, 4, 5)
READ = 4_000
# Knuth's multiplicative hashing (1998, section 6.4); the same everywhere and always, unlike Python's own hash.
_STEP, _MIX = np.uint64(1_000_003), np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - 12)


def hashed(text: str, language: str = "") -> tuple[Ints, Floats]:
    """The buckets (k,) that the n-grams of a text's characters fall into, and the weights (k,), of length 1.

    The weights are 1 + log of the counts (sublinear term frequency; Manning, Raghavan & Schuetze 2008, section 6.4.1).
    N-grams do not cross words' ends further than their spaces, so that short words count whole. Hashing instead of a
    vocabulary: Weinberger et al. (2009).
    """
    words = spaced(text[:READ], language)
    letters = np.frombuffer(words.encode("utf-32-le", "surrogatepass") if words.strip() else b"", dtype=np.uint32)
    found = np.concatenate([_grams(letters.astype(np.uint64), n) for n in GRAMS])
    buckets, counts = np.unique(found, return_counts=True)
    values = 1.0 + np.log(counts)
    return buckets.astype(np.int64), values / max(float(np.sqrt((values**2).sum())), 1e-12)


def matrix(texts: Sequence[str], languages: Sequence[str]) -> csr_matrix:
    """Texts as the rows of a sparse matrix (n, buckets)."""
    rows = [hashed(text, language) for text, language in zip(texts, languages, strict=True)]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in rows)])
    if not rows:
        return csr_matrix((0, BUCKETS))
    columns, values = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    return csr_matrix((values, columns, ends), shape=(len(rows), BUCKETS))


def _grams(letters: np.ndarray, n: int) -> np.ndarray:
    if len(letters) < n:
        return np.zeros(0, dtype=np.uint64)
    found = np.full(len(letters) - n + 1, n, dtype=np.uint64)
    for start in range(n):
        found = found * _STEP + letters[start : len(letters) - n + 1 + start]
    return (found * _MIX) >> _SHIFT
