"""GEPA's adapter: a candidate answers items, a judge scores them on people's scale, a model rewrites a part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gepa.core.adapter import EvaluationBatch

from ranking.proposers.reflective.asking import Seen, reflection_prompt, seen_of
from ranking.proposers.reflective.parts import fields_with, new_text
from ranking.selectors.evidence import Evidence
from ranking.services.drafts import Models, Rated

# What could not be read, or did not come, scores as the worst: a search must never gain by it.
WORST = 0.0
Parts = dict[str, str]


@dataclass(frozen=True)
class Rewriting:
    """How a text came to be: what it was before, and the scored answers that were reflected on."""

    before: str
    seen: tuple[Seen, ...]


@dataclass
class Adapter:
    """A `gepa.core.adapter.GEPAAdapter` whose items are ids; `models` answers for those of the search alone."""

    evidence: Evidence
    models: Models
    turn: int = 0
    # (part, text) -> how it came to be.
    rewritten: dict[tuple[str, str], Rewriting] = field(default_factory=dict)
    # What GEPA asks to be rewritten, with the answers that it is to be rewritten by.
    _shown: dict[str, list[Seen]] = field(default_factory=dict)

    def evaluate(
        self, batch: list[int], candidate: Parts, capture_traces: bool = False
    ) -> "EvaluationBatch[Rated, Rated]":
        """Scores from 0 to 1 on the primary dimension."""
        rated = self.models.rate(fields_with(self.models.base, candidate), batch)
        scores = [WORST if one.share is None else min(1.0, max(0.0, one.share)) for one in rated]
        return EvaluationBatch(outputs=rated, scores=scores, trajectories=rated if capture_traces else None)

    def make_reflective_dataset(
        self, candidate: Parts, eval_batch: "EvaluationBatch[Rated, Rated]", components_to_update: list[str]
    ) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Each scored answer with what people said of earlier ones to the same input."""
        seen = seen_of(eval_batch.trajectories or [], self.evidence)
        self._shown = dict.fromkeys(components_to_update, seen)
        rows = [
            {
                "Inputs": one.rated.asked,
                "Generated Outputs": one.rated.text,
                "Scores": one.rated.scores,
                "Feedback": [answer.comment for answer in one.answers if answer.comment],
            }
            for one in seen
        ]
        return dict.fromkeys(components_to_update, rows)

    def propose_new_texts(
        self,
        candidate: Parts,
        reflective_dataset: Mapping[str, Sequence[Mapping[str, Any]]],
        components_to_update: list[str],
    ) -> Parts:
        """Ask the reflecting model for each part; where it writes nothing that can stand, the part stays."""
        return {part: self._rewrite(part, candidate[part]) for part in components_to_update}

    def _rewrite(self, part: str, text: str) -> str:
        self.turn += 1
        seen = self._shown[part]
        prompt = reflection_prompt(part, text, seen, self.evidence, code=self.models.code())
        said = self.models.reflect(prompt, turn=self.turn)
        made = new_text(said, part=part, allowed=self.models.base)
        if made is None or made == text:
            return text
        self.rewritten.setdefault((part, made), Rewriting(text, tuple(seen)))
        return made
