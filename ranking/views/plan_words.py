"""What a planned test will do, in words and with its chances, before it starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.models import Item, Project
from annotations.selectors.materials import primary_dimension
from annotations.services.estimates import Estimate, round_estimate
from annotations.telling import number, percent, told
from ranking.models import Confirmation
from ranking.selectors.confirmations import share_of
from ranking.selectors.plans import Spread, spread_of
from ranking.services.confirmations import Design
from ranking.services.confirmations.checking import item_faults
from ranking.services.confirmations.planning import plan_fixed
from ranking.stats.decide.needed import chance_of_passing, units_needed
from ranking.stats.decide.spending import Share

# A gain of so many standard deviations is what one hopes for.
HOPED = 0.3
POOR = 0.5
# A gap of more than this part of the scale is none that a margin should allow.
WIDE = 0.5


@dataclass(frozen=True)
class PlanWords:
    """The words of a plan, what it takes, and what it may spend."""

    sentences: list[str]
    chances: list[str]
    unguarded: list[str]
    # Why it cannot start.
    lacking: list[str]
    estimate: Estimate
    share: Share
    plan: dict[str, Any]

    @property
    def alpha(self) -> str:
        """The error that the test may have."""
        return percent(self.share.alpha, 2)

    @property
    def left(self) -> str:
        """What later tests may still spend together."""
        return percent(self.share.left, 2)


def words_of_design(project: Project, design: Design) -> PlanWords:
    """The words for a plan that is not fixed yet."""
    share = share_of(design.new.template)
    dimension = (
        (design.dimension or primary_dimension(project)) if design.metric == Confirmation.Metric.SCORES else None
    )
    plan = plan_fixed(project, design, dimension, share, 0)
    name = str(dimension) if dimension else ""
    return PlanWords(
        sentences=list(plan_sentences(plan, str(design.new), str(design.old), name)),
        chances=list(_chances(project, design, plan, share.alpha)),
        unguarded=[told(sentence, plan["said"]) for sentence in plan["unguarded"]],
        lacking=list(item_faults(project, design).values()),
        estimate=round_estimate(
            project=project, versions=[design.new, *([design.old] if design.old else [])], endpoint=design.endpoint,
            temperatures=[design.asked_at], samples=design.samples, split=Item.Split.EVALUATE, kinds=design.kinds,
            overlap=design.overlap, item_limit=design.item_limit, across_versions=True,
        ),
        share=share, plan=plan,
    )  # fmt: skip


def plan_sentences(plan: dict[str, Any], new: str, old: str, dimension: str) -> Iterator[str]:
    """What will be asked, what is guarded, and when it is looked at."""
    names = {"new": new, "old": old, "dimension": dimension, "worthwhile": number(plan["worthwhile"])}
    if dimension:
        yield _("Does %(new)s score higher than %(old)s on %(dimension)s, on the same items, blind?") % names
    else:
        yield _("Do people prefer %(new)s to %(old)s, on the same items, blind?") % names
    if plan["guards"]:
        guards = ", ".join(
            _("%(name)s (%(margin)s)") % {"name": one["label"], "margin": number(one["margin"])}
            for one in plan["guards"]
        )
        yield _("None of these may fall by more than its margin in points: %(guards)s.") % {"guards": guards}
    for gap in plan["gaps"]:
        yield ngettext(
            "The gap between %(one)s and %(other)s on %(name)s may not widen by more than %(margin)s point.",
            "The gap between %(one)s and %(other)s on %(name)s may not widen by more than %(margin)s points.",
            1 if gap["margin"] == 1 else 2,
        ) % {
            "one": gap["values"][0], "other": gap["values"][1], "name": gap["label"], "margin": number(gap["margin"]),
        }  # fmt: skip
    yield from _gap_margins(plan["gaps"])
    if plan.get("asked"):
        yield told(plan["asked"], plan["said"])
    yield _looks(plan["looks"])
    if plan["automatic"]:
        yield _("When it has passed, %(new)s is served by itself; going back is one click.") % names
    else:
        yield _("When it has passed, a lead decides whether %(new)s is served.") % names


def _gap_margins(gaps: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Whose margins these are, and why what holds a promotion goes by another; plans of before say neither."""
    said = [one for one in gaps if "whose" in one]
    if not said:
        return
    whose, hold = said[0]["whose"], {"hold": percent(said[0]["hold"])}
    if whose == "project":
        yield _("That margin for gaps is the project’s, %(hold)s of the scale, as on Improve.") % hold
        return
    if whose == "usual":
        yield (
            _(
                "The project has set no margin for gaps, so this test takes what its sets of items can show, between "
                "10 and 25 %% of the scale: with so few sets a guard at %(hold)s would hardly ever pass."
            )
            % hold
        )
    yield (
        _(
            "What holds a promotion goes by %(hold)s of the scale: a gap above that which is clearly wider than "
            "before, in all that people said of both versions."
        )
        % hold
    )


def _looks(looks: Sequence[float]) -> str:
    if not looks:
        return _("The answers are looked at once, at the end.")
    text = ngettext(
        "The answers are looked at %(n)d time on the way, by a test that allows it, and at the end.",
        "The answers are looked at %(n)d times on the way, by a test that allows it, and at the end.",
        len(looks),
    )
    return text % {"n": len(looks)}


def _chances(project: Project, design: Design, plan: dict[str, Any], alpha: float) -> Iterator[str]:
    scores = design.metric == Confirmation.Metric.SCORES
    on = (design.dimension or primary_dimension(project)) if scores else None
    spread = spread_of(project, on, overlap=design.overlap, samples=design.samples)
    units = plan["units"]
    hoped = HOPED * spread.points
    chance = chance_of_passing(hoped, spread.points, units, alpha)
    text = (
        _("With %(n)d pairs, a true gain of %(gain)s points is found in about %(chance)s of such tests.")
        if scores
        else _("With %(n)d pairs, a true surplus of %(gain)s of wins is found in about %(chance)s of such tests.")
    )
    said = number(float(f"{hoped:.2g}")) if scores else percent(hoped)
    yield text % {"n": units, "gain": said, "chance": percent(chance)}
    if chance < 0.8 and (enough := units_needed(hoped, spread.points, alpha)):
        yield _("For 80 in 100, about %(n)d pairs are needed.") % {"n": enough}
    yield _basis(spread)
    yield from _poor_guards(project, design, plan)


def _basis(spread: Spread) -> str:
    if spread.items:
        return _("Reckoned from how far answers to %(n)d items lay apart so far.") % {"n": spread.items}
    return _("Reckoned from a typical spread: too little was rated here so far.")


def _poor_guards(project: Project, design: Design, plan: dict[str, Any]) -> Iterator[str]:
    """Guards that would keep even a version that changes nothing from promotion."""
    dimensions = {one.pk: one for one in project.rubric.dimensions.all()} if plan["guards"] or plan["gaps"] else {}
    for gap in plan["gaps"]:
        if gap["margin"] > WIDE * gap["reach"]:
            yield _(
                "The guard on the gap between %(one)s and %(other)s lets it widen by %(margin)s points, %(part)s of "
                "the scale: it hardly guards anything."
            ) % {
                "one": gap["values"][0], "other": gap["values"][1], "margin": number(gap["margin"]),
                "part": percent(gap["margin"] / gap["reach"]),
            }  # fmt: skip
    for guard, units, alpha in [
        *((one, plan["units"], plan["guard_alpha"]) for one in plan["guards"]),
        *((one, one["sets"], plan["guard_alpha"] / 2) for one in plan["gaps"]),
    ]:
        spread = spread_of(
            project, dimensions.get(guard["dimension"]), overlap=design.overlap, samples=design.samples
        ).points * (2**0.5 if "sets" in guard else 1)
        chance = chance_of_passing(guard["margin"], spread, units, alpha)
        if chance < POOR:
            what = (
                _("the gap between %(one)s and %(other)s") % {"one": guard["values"][0], "other": guard["values"][1]}
                if "sets" in guard
                else guard["label"]
            )
            yield _(
                "Even if nothing changes, the guard on %(what)s will pass in about %(chance)s of such tests only: "
                "ask more, or widen its margin."
            ) % {"what": what, "chance": percent(chance)}
