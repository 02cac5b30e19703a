"""What an audit looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from annotations.said import Said
from ranking.stats.arrays import Floats, Ints

# The marks of a text that may please by themselves, in the order of the columns of `formats`.
FORMATS = ("list", "markdown", "code")


@dataclass(frozen=True)
class Choices:
    """Choices between a and b, one a row (n,).

    `won` is 1 where a was chosen, 0 where b, .5 for a tie; `a_stood` 1 where a was shown first, -1 where b was, 0
    unknown; `doublings` log2 of the length of a over that of b (nan without text); `pair` and `cluster` are codes.

    Where it is known: `one` and `two` are codes of who wrote a and b (-1: has no name); `formats` (n, 3) is 1 where
    a alone has a mark of FORMATS, -1 where b alone has it; `own` is 1 where the judge's own family wrote a alone, -1
    where it wrote b alone; `people` (n, d) says how much people prefer a, in any columns that change sign with a and b;
    `item` are codes of what was put to those who wrote, of which `cluster` may hold several.
    """

    won: Floats
    a_stood: Floats
    doublings: Floats
    pair: Ints
    cluster: Ints
    one: Ints | None = None
    two: Ints | None = None
    formats: Floats | None = None
    own: Floats | None = None
    people: Floats | None = None
    item: Ints | None = None

    def rows(self, chosen: Any) -> Choices:
        """Some of the rows."""
        values: dict[str, Any] = vars(self)
        kept: dict[str, Any] = {name: None if value is None else value[chosen] for name, value in values.items()}
        return Choices(**kept)


@dataclass(frozen=True)
class Residuals:
    """A judge's score less people's mean score of the same response, in points (n,).

    `doublings` is log2 of the response's length (nan without text); `cluster` are codes; `people` is that mean, and
    `own` is 1 where the judge's own family wrote the response, 0 where another did (None: not known). `formats`
    (n, 3) has the marks of FORMATS; `name` are codes of who wrote it (-1: has no name).
    """

    gap: Floats
    doublings: Floats
    cluster: Ints
    people: Floats | None = None
    own: Floats | None = None
    formats: Floats | None = None
    name: Ints | None = None


@dataclass(frozen=True)
class Marks:
    """People's mean scores of responses, in points (n,), with the columns of `Residuals`."""

    score: Floats
    doublings: Floats
    cluster: Ints
    formats: Floats | None = None


@dataclass(frozen=True)
class Overlaps:
    """Single scores of people, in points (n,), with codes of response, rater, prompt and writer (-1: no name)."""

    score: Floats
    response: Ints
    rater: Ints
    cluster: Ints
    name: Ints | None = None


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
class Debiased:
    """A figure by name (k,) as it stands and with the bias taken off, each with its 95 % interval; n is 0 for none."""

    raw: Floats
    raw_low: Floats
    raw_high: Floats
    adjusted: Floats
    low: Floats
    high: Floats
    n: Ints

    @classmethod
    def of(cls, table: Floats, n: Ints | Floats) -> Debiased:
        """Out of a table (6, k), in the order above."""
        raw, raw_low, raw_high, adjusted, low, high = table
        return cls(raw, raw_low, raw_high, adjusted, low, high, np.asarray(n, dtype=np.int64))


@dataclass(frozen=True)
class Finding:
    """An estimate, its 95 % interval, the p-value against zero, and the rows it came from.

    `caveat` is what has to be said with it, where it was had in another way than usual.
    `debias` takes the bias off a figure by name, where there is such a figure; it raises StatsError where the rows do
    not allow it.
    """

    estimate: float
    low: float
    high: float
    p_value: float
    n: int
    debias: Callable[[], Debiased] | None = field(default=None, compare=False)
    caveat: Said | None = None


@dataclass(frozen=True)
class Audit:
    """One way to look for a bias: its kind, what it looks at, the function; `attribute` where a kind has several."""

    kind: str
    on: Literal["choices", "own_choices", "residuals", "marks", "overlaps", "swaps"]
    run: Callable[[Any], Finding]
    attribute: str = ""
