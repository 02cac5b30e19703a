"""What an audit looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from ranking.stats.arrays import Floats, Ints


@dataclass(frozen=True)
class Choices:
    """Choices between a and b, one a row (n,).

    `won` is 1 where a was chosen, 0 where b, .5 for a tie; `a_stood` 1 where a was shown first, -1 where b was, 0
    unknown; `doublings` log2 of the length of a over that of b (nan without text); `pair` and `cluster` are codes.
    """

    won: Floats
    a_stood: Floats
    doublings: Floats
    pair: Ints
    cluster: Ints


@dataclass(frozen=True)
class Residuals:
    """A judge's score less people's mean score of the same response, in points (n,).

    `doublings` is log2 of the response's length (nan without text); `cluster` are codes; `people` is that mean, and
    `own` is 1 where the judge's own family wrote the response, 0 where another did (None: not known).
    """

    gap: Floats
    doublings: Floats
    cluster: Ints
    people: Floats | None = None
    own: Floats | None = None


@dataclass(frozen=True)
class Swaps:
    """Scores of responses to items that differ in one attribute only, one a row (n,).

    `score` in points, `accepted` 1 or 0 (nan without a threshold), `set` codes of the counterfactual sets, `group`
    codes of the attribute's values; `versus` are the two values that are compared (the first less the second).
    """

    score: Floats
    accepted: Floats
    set: Ints
    group: Ints
    versus: tuple[int, int]


@dataclass(frozen=True)
class Finding:
    """An estimate, its 95 % interval, the p-value against zero, and the rows it came from."""

    estimate: float
    low: float
    high: float
    p_value: float
    n: int


@dataclass(frozen=True)
class Audit:
    """One way to look for a bias: its kind, what it looks at, and the function."""

    kind: str
    on: Literal["choices", "residuals", "swaps"]
    run: Callable[[Any], Finding]
