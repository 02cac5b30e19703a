"""The reflective proposer: GEPA searches, and the best candidate becomes edits with their evidence."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from annotations.said import Said
from annotations.services.errors import Refused
from ranking.proposers.reflective.parts import FORMAT, PRINCIPLES, SYSTEM, fields_with, parts_of
from ranking.selectors.evidence import Evidence
from ranking.services.differences import differences
from ranking.services.drafts import Draft, Edit, Models, Support
from ranking.services.experiments.bench import BudgetSpent

if TYPE_CHECKING:
    from gepa.core.state import GEPAState

    from ranking.proposers.reflective.adapter import Adapter

MINIBATCH = 3
# Steps that ask nothing new: the candidates have settled, or nothing can be read.
IDLE = 8
QUOTES = 4
PART_OF = {"system": SYSTEM, "principle": PRINCIPLES, "output_format": FORMAT}


class NotInstalled(Refused):
    """The library of the search is absent; the message says how to install it."""


def installed() -> bool:
    """Whether the library of the search is there."""
    return find_spec("gepa") is not None


@dataclass
class Watch:
    """Stops the search where the next step could not be paid, and keeps what it has found so far."""

    models: Models
    step: int
    state: "GEPAState[Any, Any] | None" = None
    asked: int = -1
    idle: int = 0

    def __call__(self, state: "GEPAState[Any, Any]") -> bool:
        """Whether to stop; called before each step."""
        self.state = state
        self.idle = self.idle + 1 if self.models.asked == self.asked else 0
        self.asked = self.models.asked
        scores = state.program_full_scores_val_set
        self.models.tell(
            Said(
                "{n} steps, {candidates} candidates; the best stands at {best:.0%} of the scale, the version at "
                "{base:.0%}.",
                n=state.i + 1,
                candidates=len(scores),
                best=max(scores),
                base=scores[0],
            )
        )
        return self.idle >= IDLE or not self.models.affords(self.step)


class Silent:
    """GEPA's log of its steps, which the job's progress tells instead."""

    def log(self, message: str) -> None:
        """Keep nothing."""


class ReflectiveProposer:
    """GEPA on the models of a search: the pareto front of candidates over the items that choose, one part at a time.

    Agrawal et al. 2025, "GEPA: Reflective Prompt Evolution Can Outperform Reinforcement Learning".
    """

    name = "reflective"
    needs_models = True

    def draft(self, evidence: Evidence, *, seed: int, models: Models | None = None) -> Draft:
        """The edits of the candidate that did best on the items that choose, if it did better than the version."""
        if not installed():
            raise NotInstalled(_("Install it with: pip install -r requirements-gepa.txt"))
        if models is None:
            raise NotInstalled(_("This proposer needs models to ask; start a search."))
        adapter, watch = _searched(evidence, seed, models)
        found = _best(watch)
        if found is None:
            return Draft((), silences=(Said("No candidate did better than the version on the items that choose."),))
        parts, before, after = found
        changed = differences(models.base, fields_with(models.base, parts))
        figures = {"n": len(models.select), "before": before, "after": after}
        reason = Said(
            "{model} rewrote it after reading scored answers and what people said of them.", model=models.model
        )
        chosen = Support(_chosen(figures, models))
        return Draft(
            tuple(
                Edit(one.kind, one.action, one.value, reason, (chosen, *_supports(one.kind, parts, adapter)),
                     one.index)
                for one in changed
            )
        )  # fmt: skip


def _chosen(figures: dict[str, float], models: Models) -> Said:
    """How the candidate did on the items that chose it, and why that is no promise."""
    if models.mapped:
        return Said(
            "On the {n} items that chose it, the judge’s scores, put on people’s scale, went from {before:.0%} to "
            "{after:.0%} of it. Chosen by them, it looks better than it is: try it on others.",
            **figures,
        )
    return Said(
        "On the {n} items that chose it, the judge’s own scores went from {before:.0%} to {after:.0%} of the scale. No "
        "mapping ties them to people’s, and chosen by them, it looks better than it is: try it on others.",
        **figures,
    )


def _searched(evidence: Evidence, seed: int, models: Models) -> tuple["Adapter", Watch]:
    from gepa.api import optimize

    from ranking.proposers.reflective.adapter import Adapter

    size = min(MINIBATCH, len(models.learn))
    adapter = Adapter(evidence, models)
    watch = Watch(models, step=4 * size + 1 + 2 * len(models.select))
    try:
        optimize(
            seed_candidate=parts_of(models.base), trainset=list(models.learn), valset=list(models.select),
            adapter=adapter, reflection_minibatch_size=size, stop_callbacks=[watch], logger=Silent(),
            seed=seed % 2**32, track_best_outputs=False, raise_on_exception=True,
        )  # fmt: skip
    except BudgetSpent:
        # Retries took more than was planned: what was found before still counts.
        if watch.state is None:
            raise
    return adapter, watch


def _best(watch: Watch) -> tuple[dict[str, str], float, float] | None:
    """The best candidate's parts, the version's score and its own; None where none is better."""
    state = watch.state
    if state is None:
        return None
    scores = state.program_full_scores_val_set
    # A budget that ended within a step may have left a candidate without all its scores.
    whole = [
        place for place, known in enumerate(state.prog_candidate_val_subscores) if len(known) == len(scores_of(state))
    ]
    best = max(whole, key=lambda place: (scores[place], -place))
    return (dict(state.program_candidates[best]), scores[0], scores[best]) if scores[best] > scores[0] else None


def scores_of(state: "GEPAState[Any, Any]") -> Any:
    """The version's own scores, by item."""
    return state.prog_candidate_val_subscores[0]


def _supports(kind: str, parts: dict[str, str], adapter: "Adapter") -> Iterator[Support]:
    """People's comments that led to a part's text, from its last rewriting back to the first."""
    part = PART_OF[kind]
    text = parts[part]
    passed: set[str] = set()
    told: set[int] = set()
    while (made := adapter.rewritten.get((part, text))) is not None and text not in passed:
        passed.add(text)
        for answer in (answer for one in made.seen for answer in one.answers if answer.comment):
            if len(told) < QUOTES and answer.assignment not in told:
                told.add(answer.assignment)
                yield Support(answer.comment, answer.response, answer.assignment)
        text = made.before
