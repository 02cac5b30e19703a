"""How a round hands out its tasks beside their order: what is mixed in, who may answer, when one more is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

MOST_SHARE = 0.5
MOST_CAP = 50
# In random order, or first what teaches most.
RANDOM, ADAPTIVE = "random", "adaptive"
LABELLINGS = (RANDOM, ADAPTIVE)
# Adaptive until a lead turned it off.
STOPPED = "stopped"
# Where the order adapts, so many of the answers go to tasks that chance alone chose: figures of all rest on them.
LEAST_RANDOM = 0.2


@dataclass(frozen=True)
class Policy:
    """A round's hand-out, kept as JSON with the round.

    Shares are parts of a rater's hand-outs, 0 to .5. `overlap_cap` above the round's overlap asks one more rater
    while the agreement on a task is below `agreement_floor` (0 to 1); without it the overlap is fixed. With
    `anchors` the responses of the anchor items that were rated first are rated again. With the
    `labelling` adaptive, what teaches most is asked first, but for a `random_share` of the answers (.2 to 1).
    """

    training: bool = False
    gold_share: float = 0
    repeat_share: float = 0
    accuracy_floor: float | None = None
    accuracy_after: int = 5
    overlap_cap: int | None = None
    agreement_floor: float = 0.6
    adjudicate: bool = False
    answer_limit: int | None = None
    skills: tuple[str, ...] = ()
    anchors: bool = False
    labelling: str = RANDOM
    random_share: float = LEAST_RANDOM

    @property
    def is_adaptive(self) -> bool:
        """Whether what teaches most is asked first."""
        return self.labelling == ADAPTIVE

    @property
    def has_adapted(self) -> bool:
        """Whether it is so, or was until it was turned off."""
        return self.labelling in (ADAPTIVE, STOPPED)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """The policy as a round keeps it; what is not named has its default."""
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in stored.items() if name in known}
        return cls(**values | {"skills": tuple(stored.get("skills", ()))})

    def as_json(self) -> dict[str, Any]:
        """What a round keeps."""
        return asdict(self) | {"skills": list(self.skills)}

    def faults(self, overlap: int) -> dict[str, str]:
        """Why it cannot be, by field, as codes; empty where it can."""
        found = {name: "share" for name in ("gold_share", "repeat_share") if not 0 <= getattr(self, name) <= MOST_SHARE}
        for name in ("accuracy_floor", "agreement_floor"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 1:
                found[name] = "zero_to_one"
        if self.accuracy_after < 1:
            found["accuracy_after"] = "at_least_one"
        if self.overlap_cap is not None and not overlap <= self.overlap_cap <= MOST_CAP:
            found["overlap_cap"] = "cap"
        for name, asked in {"overlap_cap": self.overlap_cap is not None, "adjudicate": self.adjudicate}.items():
            if asked and overlap == 1:
                # One answer agrees with itself, so nothing could tell that another is needed.
                found[name] = "needs_two"
        if self.answer_limit is not None and self.answer_limit < 1:
            found["answer_limit"] = "at_least_one"
        if self.labelling not in LABELLINGS:
            found["labelling"] = "labelling"
        elif self.is_adaptive and overlap == 0:
            found["labelling"] = "needs_people"
        if not LEAST_RANDOM <= self.random_share <= 1:
            found["random_share"] = "random_share"
        return found
