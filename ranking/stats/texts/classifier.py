"""A small classifier of texts: complement naive Bayes on hashed n-grams, kept as plain JSON.

It is trained by counting, so that training again after every import costs next to nothing.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints
from ranking.stats.errors import NotEnoughData
from ranking.stats.folds import group_folds
from ranking.stats.proportion import wilson_ends
from ranking.stats.texts.features import BUCKETS, hashed, matrix

KIND, VERSION = "kalibre.category-classifier", 1
# A category with fewer texts than folds would be missing from some.
FOLDS = MIN_TEXTS = 5
_SMOOTHING = 0.05


@dataclass(frozen=True)
class Trained:
    """The document that classifies, and how often it was right on texts it had not seen."""

    document: dict[str, Any]
    figures: dict[str, Any]


@dataclass(frozen=True)
class Classifier:
    """Ready to use: `weights` (classes, buckets); logits are divided by `warmth`."""

    categories: tuple[str, ...]
    weights: Floats
    warmth: float

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Classifier:
        """The classifier that a document means."""
        categories = tuple(document["categories"])
        flat = np.frombuffer(b64decode(document["weights"]), dtype="<f4").astype(float)
        return cls(categories, flat.reshape(len(categories), BUCKETS), float(document["warmth"]))

    def classify(self, text: str, language: str = "") -> tuple[str, float]:
        """The likeliest category of a text, and the chance that it is."""
        buckets, values = hashed(text, language)
        chances = softmax(self.weights[:, buckets] @ values / self.warmth)
        best = int(chances.argmax())
        return self.categories[best], float(chances[best])


def classifier_train(
    *, texts: Sequence[str], languages: Sequence[str], categories: Sequence[str], groups: Sequence[str], seed: int
) -> Trained:
    """A classifier of texts into categories, and its held-out figures in five folds that part no group.

    Complement naive Bayes, which copes with categories of unequal size (Rennie et al. 2003). What it adds up is divided
    by one number that makes the held-out chances true (temperature scaling, Guo et al. 2017). Categories of fewer than
    five groups are left out: they go to the rest. Raises NotEnoughData.
    """
    found = Counter(name for name, _ in set(zip(categories, groups, strict=True)))
    names = sorted(name for name, count in found.items() if name and count >= MIN_TEXTS)
    if len(names) < 2:
        raise NotEnoughData(
            Said("Fewer than two categories have {least} items, so there is nothing to tell apart.", least=MIN_TEXTS)
        )
    kept = [place for place, name in enumerate(categories) if name in names]
    rows = matrix([texts[place] for place in kept], [languages[place] for place in kept])
    labels = np.array([names.index(categories[place]) for place in kept], dtype=np.int64)
    blocks = np.unique([groups[place] for place in kept], return_inverse=True)[1].astype(np.int64)
    held_out = _held_out(rows, labels, blocks, len(names), seed)
    warmth = _warmth(held_out, labels)
    weights = _fitted(rows, labels, len(names))
    document = {
        "kind": KIND, "version": VERSION, "categories": names, "buckets": BUCKETS, "warmth": warmth,
        "weights": b64encode(weights.astype("<f4").tobytes()).decode(),
    }  # fmt: skip
    return Trained(document, _figures(held_out / warmth, labels, names, seed, found))


def _held_out(rows: csr_matrix, labels: Ints, blocks: Ints, classes: int, seed: int) -> Floats:
    logits = np.zeros((len(labels), classes))
    folds = group_folds(blocks, folds=FOLDS, seed=seed)
    for fold in np.unique(folds):
        test = folds == fold
        logits[test] = rows[test] @ _fitted(rows[~test], labels[~test], classes).T
    return logits


def _fitted(rows: csr_matrix, labels: Ints, classes: int) -> Floats:
    """Weights (classes, buckets): how rare each n-gram is in all other categories (Rennie et al. 2003, section 4.3)."""
    wanted = np.zeros((len(labels), classes))
    wanted[np.arange(len(labels)), labels] = 1.0
    own = np.asarray((rows.T @ wanted).T)
    others = own.sum(axis=0) - own + _SMOOTHING
    weights = -np.log(others / others.sum(axis=1, keepdims=True))
    weights /= np.abs(weights).sum(axis=1, keepdims=True)
    return np.asarray((weights - weights.mean(axis=0)) * BUCKETS)


def _warmth(logits: Floats, labels: Ints) -> float:
    """What the logits are divided by: the likeliest of a wide range; a large one where they tell nothing.

    As if one text more of each kind had been wrong (Platt 1999, section 2.2): without that, logits that were right on
    every text held out would be taken for certain.
    """
    n, classes = logits.shape
    wanted = np.full((n, classes), 1 / (n + 2) / (classes - 1))
    wanted[np.arange(n), labels] = (n + 1) / (n + 2)

    def badness(log: float) -> float:
        return -float((wanted * log_softmax(logits / np.exp(log), axis=1)).sum()) / n

    return float(np.exp(minimize_scalar(badness, bounds=(-6.0, 6.0), method="bounded").x))


def _figures(logits: Floats, labels: Ints, names: list[str], seed: int, found: Counter[str]) -> dict[str, Any]:
    chances = softmax(logits, axis=1)
    said = chances.argmax(axis=1)
    right = said == labels
    low, high = wilson_ends(float(right.mean()), len(labels))
    return {
        "n": len(labels), "seed": seed, "accuracy": float(right.mean()), "low": low, "high": high,
        "always_largest": float(np.bincount(labels).max() / len(labels)),
        "log_loss": -float(np.log(chances[np.arange(len(labels)), labels]).mean()),
        "categories": [
            {"category": name, "n": int((labels == k).sum()), "found": float(right[labels == k].mean())}
            for k, name in enumerate(names)
        ],
        "left_out": sorted(name for name in found if name and name not in names),
        # For every threshold what it leaves: (least confidence, part that is decided, part of these that is right).
        "thresholds": [_at(chances.max(axis=1), right, least) for least in (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)],
    }  # fmt: skip


def _at(confidence: Floats, right: np.ndarray, least: float) -> dict[str, float | None]:
    decided = confidence >= least
    return {
        "threshold": least, "decided": float(decided.mean()),
        "right": float(right[decided].mean()) if decided.any() else None,
    }  # fmt: skip
