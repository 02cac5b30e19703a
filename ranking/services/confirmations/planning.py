"""The plan of a test: all of it is fixed, and its fingerprint taken, before the round starts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.handout.policy import Policy
from annotations.models import (
    Dimension,
    Item,
    Job,
    Project,
    PromptTemplate,
    Round,
    User,
)
from annotations.said import Said, kept
from annotations.selectors.materials import primary_dimension
from annotations.selectors.policies import policy_defaults
from annotations.services.jobs import GENERATE
from annotations.services.rounds import round_start
from ranking.models import Confirmation, Proposal
from ranking.selectors.confirmations import confirmation_running, share_of
from ranking.selectors.gap_rules import gap_margin_of, gap_rule_of
from ranking.selectors.plans import evaluate_items, guardable, sets_of, spread_of, units_of
from ranking.services.confirmations.checking import plan_faults
from ranking.services.confirmations.deciding import confirmation_withdraw
from ranking.services.confirmations.design import Design, Metric
from ranking.services.confirmations.errors import ConfirmationInvalid, ConfirmationRefused
from ranking.services.confirmations.tempering import asked_of
from ranking.services.leaks import leaks_of_version
from ranking.stats.decide.needed import margin_shown
from ranking.stats.decide.spending import Share

# Parts of a scale, where the lead names no points.
MARGIN, WORTHWHILE = 0.075, 0.025
# Sets of items are few: their margin is what the plan can show, within these parts of the scale.
GAP_MARGINS = (0.1, 0.25)
GUARD_ALPHA = 0.05


@dataclass(frozen=True)
class Planned:
    """A test on its way, and the job whose bell is to be rung."""

    confirmation: Confirmation
    job: Job


@transaction.atomic
def confirmation_plan(
    *,
    project: Project,
    design: Design,
    seed: int,
    now: datetime,
    proposal: Proposal | None = None,
    requested_by: User | None = None,
) -> Planned:
    """This function will fix the plan of a test and launch its round; asked again with the same seed, it gives that.

    Raises ConfirmationInvalid with the faults by field, at `seed` where that has launched another test or round;
    ConfirmationRefused while the template is being tested.
    """
    template = PromptTemplate.objects.select_for_update().get(pk=design.new.template_id)
    if standing := _standing(project, seed):
        must_ask_the_same(standing.confirmation, design, seed)
        return standing
    running = confirmation_running(template)
    if running is not None and confirmation_withdraw(confirmation=running, now=now).is_running:
        raise ConfirmationRefused(
            _("%(version)s is being tested in round %(number)d. One test of a template runs at a time.")
            % {"version": running.new, "number": running.round.number}
        )
    old = design.old or template.active_version
    design = replace(design, old=old)
    if faults := plan_faults(project, design, old):
        raise ConfirmationInvalid(faults)
    if old is None:
        raise ConfirmationInvalid({"old": _("Choose the version to test against.")})
    share, asked = share_of(template), asked_of(design)
    launched = round_start(
        project=project, seed=seed, now=now, requested_by=requested_by, versions=[old, design.new],
        endpoint=design.endpoint, temperatures=asked.temperatures, temperature_plan=asked.plan, samples=design.samples,
        split=Item.Split.EVALUATE, kinds=design.kinds, overlap=design.overlap, own_temperatures=asked.own,
        across_versions=True, item_limit=design.item_limit, policy=_policy(project), note=design.note,
    )  # fmt: skip
    dimension = (design.dimension or primary_dimension(project)) if design.metric == Metric.SCORES else None
    confirmation = Confirmation.objects.create(
        project=project, template=template, old=old, new=design.new, round=launched.round, proposal=proposal,
        metric=design.metric, dimension=dimension, ordinal=share.ordinal, alpha=share.alpha,
        plan=plan_fixed(project, design, dimension, share, seed), created_by=requested_by, created_at=now,
    )  # fmt: skip
    return Planned(confirmation, launched.job)


def must_ask_the_same(standing: Confirmation, design: Design, seed: int) -> None:
    """This function will refuse a design under the seed of a test that was planned otherwise.

    What the design leaves open was settled when the test was planned, so it is no difference now.
    """
    round, plan = standing.round, standing.plan
    named = [
        (design.old, standing.old), (design.dimension, standing.dimension), (design.worthwhile, plan["worthwhile"]),
        (design.temperature, plan.get("temperature")),
    ]  # fmt: skip
    guarded = {guard["dimension"]: guard["margin"] for guard in plan["guards"]}
    same = (
        standing.new == design.new
        and all(asked is None or asked == kept for asked, kept in named)
        and (standing.metric, round.endpoint_id) == (design.metric, design.endpoint.pk)
        and (round.kinds, round.samples, round.overlap) == (design.kinds, design.samples, design.overlap)
        and (round.item_limit, len(plan["looks"]) + 1) == (design.item_limit, design.looks)
        and plan["automatic"] == design.automatic
        and all(guarded.get(key, margin) == margin for key, margin in design.margins.items())
        and all(design.gap_margin in (None, gap["margin"]) for gap in plan["gaps"])
    )
    if not same:
        raise ConfirmationInvalid(
            {
                "seed": _("Seed %(seed)d belongs to the test of %(version)s in round %(number)d; choose another.")
                % {"seed": seed, "version": standing.new, "number": round.number}
            }
        )


def plan_fixed(
    project: Project, design: Design, dimension: Dimension | None, share: Share, seed: int
) -> dict[str, Any]:
    """This function will give the plan as a confirmation keeps it."""
    items = evaluate_items(project)
    reach = 1.0 if dimension is None else dimension.maximum - dimension.minimum
    guards = [
        _guard(one, design.margins.get(one.pk))
        for one in guardable(project)
        if design.rate and (dimension is None or one.pk != dimension.pk)
    ]
    gaps, unguarded = _gaps(project, design, dimension, items)
    if not design.rate:
        unguarded.append(Said("Nobody scores the responses, so no dimension guards this test."))
    unguarded += _shown_to_old(project, design)
    asked = asked_of(design)
    return {
        "reach": reach,
        "worthwhile": WORTHWHILE * reach if design.worthwhile is None else design.worthwhile,
        "guards": guards,
        "gaps": gaps,
        "unguarded": unguarded,
        "guard_alpha": GUARD_ALPHA,
        "total": share.total,
        "left": share.left,
        "looks": [place / design.looks for place in range(1, design.looks)],
        "items": min(len(items), design.item_limit or len(items)),
        "units": min(units_of(items), design.item_limit or len(items)),
        "overlap": design.overlap,
        "samples": design.samples,
        "temperature": asked.one,
        "temperatures": dict(asked.by_category),
        "policy": asked.policy,
        "asked": asked.sentence,
        "automatic": design.automatic,
        "seed": seed % 2**32,
        "said": kept([asked.sentence, *unguarded]),
    }


def _guard(dimension: Dimension, margin: float | None) -> dict[str, Any]:
    reach = dimension.maximum - dimension.minimum
    return {
        "dimension": dimension.pk, "name": dimension.name, "label": str(dimension), "reach": reach,
        "margin": MARGIN * reach if margin is None else margin,
    }  # fmt: skip


def _gaps(
    project: Project, design: Design, dimension: Dimension | None, items: list[Item]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The bias gaps that must not widen, on the primary metric's dimension, and why others are not guarded."""
    on = dimension or primary_dimension(project)
    found = sets_of(items)
    if not found or on is None:
        return [], []
    if not design.rate:
        return [], [Said("Bias gaps are not guarded: they are measured on scores, and nobody scores the responses.")]
    if design.gap_margin == 0:
        return [], [Said("Bias gaps are not guarded: whoever planned the test left them out.")]
    if design.item_limit is not None and design.item_limit < len(items):
        return [], [Said("Bias gaps are not guarded: a part of the items would tear the sets of items apart.")]
    margin, whose = _gap_margin(project, design, on)
    gaps = [
        {
            **_guard(on, usual_gap_margin(project, on, one.sets, design) if margin is None else margin),
            "whose": whose,
            "hold": gap_margin_of(project),
            "attribute": one.attribute, "values": list(one.values), "sets": one.sets,
        }
        for one in found
        if one.enough
    ]  # fmt: skip
    silent = [
        Said(
            "The gap between {one} and {other} ({attribute}) is not guarded: ten sets of items are needed, "
            "and there are {n}.",
            one=few.values[0], other=few.values[1], attribute=few.attribute, n=few.sets,
        )
        for few in found
        if not few.enough
    ]  # fmt: skip
    return gaps, list(silent)


def _shown_to_old(project: Project, design: Design) -> list[Said]:
    """That the old version was shown items that test it, which makes a promotion harder and never easier."""
    items = dict.fromkeys(leak.item for _part, leak in leaks_of_version(project, design.old)) if design.old else {}
    if not items:
        return []
    return [
        Said(
            "{old} holds the text of items that it is tested on, or nearly ({items}): there it may look better than it "
            "is, and the new version's gain smaller.",
            old=design.old, items=list(items),
        )
    ]  # fmt: skip


def _gap_margin(project: Project, design: Design, dimension: Dimension) -> tuple[float | None, str]:
    """What whoever plans the test says, else what the project says, in points, and who: None where neither does."""
    if design.gap_margin is not None:
        return design.gap_margin, "test"
    rule = gap_rule_of(project)
    return (None, "usual") if rule is None else (rule.margin * (dimension.maximum - dimension.minimum), "project")


def usual_gap_margin(project: Project, dimension: Dimension, sets: int, design: Design) -> float:
    """This function will give the margin with which a gap that stays passes in four tests of five, in points.

    It is never less than a tenth of the scale, nor more than a quarter: a guard that lets everything pass is none.
    """
    reach = dimension.maximum - dimension.minimum
    spread = spread_of(project, dimension, overlap=design.overlap, samples=design.samples).points * sqrt(2)
    low, high = (part * reach for part in GAP_MARGINS)
    shown = margin_shown(spread, sets, GUARD_ALPHA / 2)
    return float(f"{min(max(shown, low), high):.2g}")


def _policy(project: Project) -> Policy:
    """Checks and repeats as usual here. One more answer where raters part is not asked: all pairs are asked alike."""
    defaults = policy_defaults(project)
    return Policy(training=bool(defaults["training"]), gold_share=float(str(defaults["gold_share"])) / 100)


def _standing(project: Project, seed: int) -> Planned | None:
    """The test that the same form has launched already."""
    found = (
        Confirmation.objects.filter(project=project, round__seed=seed, round__origin=Round.Origin.HERE)
        .select_related("new__template", "old__template", "round", "dimension")
        .first()
    )
    job = Job.objects.filter(round=found.round, celery_name=GENERATE).order_by("pk").first() if found else None
    return Planned(found, job) if found and job else None
