"""A round's hand-out policy in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.handout.policy import Policy
from annotations.models import Gold, Project, Round


def policy_sentences(round: Round) -> list[str]:
    """What a round does beside handing each task out to so many people; empty where it does nothing."""
    policy = Policy.read(round.policy)
    return [*_order(policy), *_mixed_in(policy), *_accuracy(policy), *_disagreement(policy), *_limits(policy)]


def policy_defaults(project: Project) -> dict[str, object]:
    """What a form offers for a new round: training and checks where the project has some, and a few repeats."""
    purposes = set(Gold.objects.filter(project=project, active=True).values_list("purpose", flat=True))
    checks = {Gold.Purpose.GOLD, Gold.Purpose.ATTENTION} & purposes
    return {"training": Gold.Purpose.TRAINING in purposes, "gold_share": 5 if checks else 0, "repeat_share": 5}


def _order(policy: Policy) -> list[str]:
    if not policy.is_adaptive:
        return [_("What teaches most came first, until it was turned off.")] if policy.has_adapted else []
    text = _("What teaches most is asked first; %(share)s of the answers go to tasks that chance chose.")
    return [text % {"share": _percent(policy.random_share)}]


def _mixed_in(policy: Policy) -> list[str]:
    said = [_("Training comes first, each answer followed by what is right and why.")] if policy.training else []
    if policy.anchors:
        said.append(_("The anchor items are rated again, to see whether people have moved."))
    if policy.gold_share:
        said.append(_("%(share)s of what a person gets are checks.") % {"share": _percent(policy.gold_share)})
    if policy.repeat_share:
        text = _("%(share)s are own answers of some time ago, asked again to see how steady they are.")
        said.append(text % {"share": _percent(policy.repeat_share)})
    return said


def _accuracy(policy: Policy) -> list[str]:
    if policy.accuracy_floor is None:
        return []
    text = ngettext(
        "Who meets less than %(share)s of the checks is paused, from the first check on.",
        "Who meets less than %(share)s of the checks is paused, once %(after)d are answered.",
        policy.accuracy_after,
    )
    return [text % {"share": _percent(policy.accuracy_floor), "after": policy.accuracy_after}]


def _disagreement(policy: Policy) -> list[str]:
    floor = {"share": _percent(policy.agreement_floor)}
    said = []
    if policy.overlap_cap is not None:
        text = _("Where people agree by less than %(share)s, one more is asked, up to %(cap)d answers.")
        said.append(text % (floor | {"cap": policy.overlap_cap}))
    if policy.adjudicate:
        said.append(_("Where they still part, a reviewer decides (agreement below %(share)s).") % floor)
    return said


def _limits(policy: Policy) -> list[str]:
    said = []
    if policy.answer_limit is not None:
        text = ngettext(
            "Nobody gives more than %(n)d answer.", "Nobody gives more than %(n)d answers.", policy.answer_limit
        )
        said.append(text % {"n": policy.answer_limit})
    if policy.skills:
        said.append(_("Only for people with: %(skills)s.") % {"skills": ", ".join(policy.skills)})
    return said


def _percent(share: float) -> str:
    return _("%(n)s%%") % {"n": f"{round(share * 100, 2):g}"}
