"""Trials that start by themselves: a new proposal is tried where a model and a calibrated judge are at hand."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import Endpoint, Project, Rater, Round, User
from annotations.selectors.materials import endpoints_of, primary_dimension
from annotations.services.errors import Invalid, Refused
from ranking.models import Experiment, Proposal, TrialRule
from ranking.selectors.experiments import trials_of
from ranking.selectors.trial_rules import trial_calls_of
from ranking.services.experiments.calibrating import mappings_planned
from ranking.services.experiments.trials import (
    ASKS,
    ITEMS,
    LEAST_GROUPS,
    MOST_ITEMS,
    SLACK,
    judges_at_hand,
    trial_start,
)

MOST_CALLS = int(ASKS * MOST_ITEMS * SLACK)


class TrialRuleInvalid(Invalid):
    """A number of calls that cannot be."""


@dataclass(frozen=True)
class AtHand:
    """Who answers and who judges a trial that starts by itself, and on how many items at most."""

    endpoint: Endpoint
    judge: Rater
    items: int


def trial_at_hand(*, project: Project, round: Round | None) -> AtHand | None:
    """The endpoint that answered the round (without one the project's only one), and a judge whose scores on the
    primary dimension a mapping ties to people's, the round's own first; None where a trial cannot start by itself."""
    items = min(ITEMS, int(trial_calls_of(project) / (ASKS * SLACK)))
    primary, endpoint = primary_dimension(project), _endpoint(project, round)
    if items < LEAST_GROUPS or primary is None or endpoint is None:
        return None
    own = set(round.judges.values_list("pk", flat=True)) if round else set()
    for judge in sorted(judges_at_hand(project), key=lambda one: (one.pk not in own, one.name)):
        if mappings_planned(project, round, judge, [primary.name]):
            return AtHand(endpoint, judge, items)
    return None


def trial_by_itself(*, proposal: Proposal, seed: int, now: datetime, by: User | None = None) -> Experiment | None:
    """This function will start a new proposal's trial within the project's limit; ring its job's bell afterwards.

    None where nobody is at hand to answer or to judge, where it was tried before, or where it cannot be tried.
    """
    if proposal.state != Proposal.State.OPEN or trials_of(proposal):
        return None
    at_hand = trial_at_hand(project=proposal.project, round=proposal.round)
    if at_hand is None:
        return None
    try:
        return trial_start(
            proposal=proposal, endpoint=at_hand.endpoint, judge=at_hand.judge, items=at_hand.items, seed=seed, now=now,
            by=by, by_itself=True,
        )  # fmt: skip
    except (Refused, Invalid):
        # Too few items, say: the page says so to whoever wants it tried.
        return None


@transaction.atomic
def trial_rule_set(*, project: Project, most_calls: int, by: User | None, now: datetime) -> TrialRule:
    """This function will say how many calls one new proposal may use to be tried by itself; 0 for none."""
    if not 0 <= most_calls <= MOST_CALLS:
        raise TrialRuleInvalid({"most_calls": _("Give 0 to %(most)d calls.") % {"most": MOST_CALLS}})
    rule, _made = TrialRule.objects.update_or_create(
        project=project, defaults={"most_calls": most_calls, "set_by": by, "set_at": now}
    )
    return rule


def _endpoint(project: Project, round: Round | None) -> Endpoint | None:
    if round is not None and round.endpoint is not None:
        return round.endpoint
    only = list(endpoints_of(project)[:2])
    return only[0] if len(only) == 1 else None
