"""The shape of a draft: edits with their evidence, before anybody has seen or stored them."""

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


class Proposer(Protocol):
    """Reads evidence, drafts edits. The same evidence and seed give the same draft."""

    name: str

    def draft(self, evidence: Evidence, *, seed: int) -> Draft:
        """Edits with evidence; an empty draft where nothing is worth changing."""
        ...
