"""A round that tries temperatures by category: those that may be the best, or those of a policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.utils.translation import gettext as _

from annotations.models import Endpoint, Item, PromptTemplate, Task, TemplateVersion, User
from annotations.services.repeats import round_of_seed
from annotations.services.rounds import MOST_TEMPERATURES, Launched, round_start, seed_taken
from ranking.selectors.temperatures import Question, policy_active, temperatures_look
from ranking.services.temperatures.errors import PolicyInvalid, PolicyRefused
from ranking.stats.errors import StatsError
from ranking.stats.temperature.choosing import thompson
from ranking.stats.temperature.live import LEAST, MOST

DRAWN, POLICY = "drawn", "policy"
# Places in a category's list; each item takes some side by side.
SLOTS = 60


@dataclass(frozen=True)
class Trial:
    """What a round tries: how its temperatures are chosen, of which `grid`, and how it is asked."""

    version: TemplateVersion
    endpoint: Endpoint
    grid: tuple[float, ...]
    how: str = DRAWN
    samples: int = 2
    overlap: int = 2
    item_limit: int | None = None
    note: str = ""


def temperature_round_start(
    *, template: PromptTemplate, question: Question, trial: Trial, seed: int, now: datetime, by: User | None = None
) -> Launched:
    """This function will launch a round on items of split develop; asked again with the same seed, it gives that one.

    Raises PolicyInvalid, RoundInvalid; PolicyRefused where the policy's temperatures are asked for and none is served.
    """
    if not trial.grid or len(trial.grid) > MOST_TEMPERATURES or not all(LEAST <= one <= MOST for one in trial.grid):
        raise PolicyInvalid(
            {"grid": _("Give one to %(most)d temperatures between 0 and 2.") % {"most": MOST_TEMPERATURES}}
        )
    standing = round_of_seed(template.project, seed)
    # What is drawn of the grid depends on what is known, so a repeated request may draw others of the same.
    if standing and trial.how == DRAWN and not set(standing[0].temperatures) <= set(trial.grid):
        raise PolicyInvalid({"seed": seed_taken(seed, standing[0])})
    plan = plan_of(template=template, question=question, how=trial.how, grid=trial.grid, seed=seed)
    return round_start(
        project=template.project, seed=seed, now=now, requested_by=by, versions=[trial.version],
        endpoint=trial.endpoint, temperatures=sorted({one for listed in plan.values() for one in listed}),
        temperature_plan=plan, samples=trial.samples, split=Item.Split.DEVELOP, kinds=[Task.Kind.RATING],
        overlap=trial.overlap, item_limit=trial.item_limit, note=trial.note,
    )  # fmt: skip


def plan_of(
    *, template: PromptTemplate, question: Question, how: str, grid: Sequence[float], seed: int
) -> dict[str, list[float]]:
    """This function will give each category's list of temperatures.

    Drawn: Thompson sampling over the grid, or every temperature alike while the scores tell nothing yet.
    """
    if how == POLICY:
        policy = policy_active(template)
        if policy is None:
            raise PolicyRefused(_("No policy is served, so there are no temperatures of one."))
        return {name: [float(one)] for name, one in policy.rules.items()}
    try:
        found = temperatures_look(template=template, question=question, grid=grid, seed=seed)
    except StatsError:
        even = np.resize(np.random.default_rng(seed).permutation(sorted(grid)), SLOTS // len(grid) * len(grid) or 1)
        return {"": [float(one) for one in even]}
    return thompson(found.curves.within(grid), slots=SLOTS, seed=seed)
