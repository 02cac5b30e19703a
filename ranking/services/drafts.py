"""The shape of a draft: edits with their evidence, before anybody has seen or stored them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from annotations.said import kept
from ranking.selectors.evidence import Evidence

KINDS = ("system", "user_text", "principle", "exemplar", "output_format", "temperature")
ACTIONS = ("add", "change", "drop")


@dataclass(frozen=True)
class Support:
    """One piece of evidence: words, and the rows they came from."""

    text: str
    response: int | None = None
    assignment: int | None = None
    dimension: str | None = None
    value: float | None = None


@dataclass(frozen=True)
class Edit:
    """One change of a version. `index` is the place within principles or exemplars (null: at the end)."""

    kind: str
    action: str
    value: Any
    reason: str
    evidence: tuple[Support, ...] = ()
    index: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The edit as it is stored; `said` holds what its sentences are made of (see annotations.said)."""
        stored = {**asdict(self), "evidence": [asdict(support) for support in self.evidence]}
        return {**stored, "said": kept(stored)}


@dataclass(frozen=True)
class Draft:
    """What a proposer hands over. `silences` says, in words, why a kind of edit is not among them."""

    edits: tuple[Edit, ...]
    predicted_gain: dict[str, Any] | None = None
    silences: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Rated:
    """One answer of a candidate to one item: what was said, and the judge's scores on people's scale by dimension.

    `share` is the primary dimension's place on its scale, 0 to 1; None where nothing came or could be read.
    """

    item: int
    asked: str
    text: str
    share: float | None
    scores: dict[str, float] = field(default_factory=dict)
    error: str = ""


class Models(Protocol):
    """The models that a proposer may ask, within its budget. It gives no item to test with, whatever is asked for."""

    learn: tuple[int, ...]
    select: tuple[int, ...]
    base: dict[str, Any]
    # The reflecting model's name.
    model: str
    # Whether a mapping puts the judge's scores on people's scale.
    mapped: bool

    def rate(self, fields: dict[str, Any], items: Sequence[int]) -> list[Rated]:
        """Let a candidate answer the items and the judge score that, in order."""
        ...

    def reflect(self, prompt: str, *, turn: int) -> str:
        """What the reflecting model says; `turn` tells questions apart that read the same."""
        ...

    def affords(self, calls: int) -> bool:
        """Whether so many calls are left."""
        ...

    @property
    def asked(self) -> int:
        """How many different questions were asked so far."""
        ...

    def tell(self, message: str) -> None:
        """Say how far it is, for whoever waits."""
        ...

    def code(self) -> str:
        """A code for fences around hostile text that nobody could have written ahead."""
        ...


class Proposer(Protocol):
    """Reads evidence, drafts edits. The same evidence, seed and answers of models give the same draft."""

    name: str
    # Those that do are given `models`, and draft in a job.
    needs_models: bool

    def draft(self, evidence: Evidence, *, seed: int, models: Models | None = None) -> Draft:
        """Edits with evidence; an empty draft where nothing is worth changing."""
        ...
