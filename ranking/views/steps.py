"""What to decide next, as one step with a verb."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.models import Round
from annotations.selectors.materials import answer_versions
from ranking.selectors.loop import Loop

State = Round.State


@dataclass(frozen=True)
class Step:
    """The one thing to do next: a verb, where it leads, and why."""

    verb: str
    url: str
    text: str


def next_step(loop: Loop) -> Step:
    """The next decision of a lead, the most pressing first."""
    for find in (_first_steps, _open_decisions, _open_round, _review, _untested):
        step = find(loop)
        if step:
            return step
    text = _("Every decision is taken. A round on split evaluate confirms the active version on fresh answers.")
    return Step(_("Launch a round"), _url(loop, "round-new"), text)


def _first_steps(loop: Loop) -> Step | None:
    if not loop.items:
        text = _("The loop starts with items: the inputs that the model will answer.")
        return Step(_("Import items"), _url(loop, "data"), text)
    if loop.dimension is None and not loop.rounds:
        return Step(
            _("Say what is rated"),
            _url(loop, "dimension-new"),
            _("The rubric has no dimension yet, so nothing can be rated. Imported ratings bring their own."),
        )
    if loop.fit is None and any(round.state == State.CLOSED for round in loop.rounds):
        text = _("Answers are there, and nothing has been computed from them yet.")
        return Step(_("Compute the figures"), _url(loop, "report"), text)
    if not answer_versions(loop.project).exists():
        text = _("A template turns an item into what the model is asked, and starts a loop of its own.")
        return Step(_("Write a prompt"), _url(loop, "template-new"), text)
    return None


def _open_decisions(loop: Loop) -> Step | None:
    if loop.passed:
        test = loop.passed[0]
        text = _("%(new)s has passed its test against %(old)s, and waits for you to serve it.")
        words = {"new": test.new, "old": test.old}
        return Step(_("Decide on the test"), _url(loop, "confirmation", test.pk), text % words)
    if not loop.proposals:
        return None
    found = loop.proposals[0]
    count = len(found.edits)
    text = ngettext(
        "A proposal for %(base)s waits, with %(n)d edit.", "A proposal for %(base)s waits, with %(n)d edits.", count
    )
    return Step(_("Decide on the proposal"), _url(loop, "proposal", found.pk), text % {"base": found.base, "n": count})


def _open_round(loop: Loop) -> Step | None:
    if not loop.open_rounds:
        return None
    found = loop.open_rounds[0]
    text = {
        State.GENERATING: _("Round %(number)d is generating its candidates."),
        State.COLLECTING: _("Round %(number)d is collecting answers."),
        State.LEARNING: _("Round %(number)d is being learnt from."),
    }.get(State(found.state), _("Round %(number)d is a draft."))
    verb = _("Watch round %(number)d") % {"number": found.number}
    return Step(verb, _url(loop, "round", found.number), text % {"number": found.number})


def _review(loop: Loop) -> Step | None:
    for round in loop.to_review:
        if round.versions.all() and not round.proposals.all():
            text = _("Round %(number)d is complete: see what people said, and what to change.")
            return Step(_("Make a proposal"), _url(loop, "improve"), text % {"number": round.number})
    return None


def _untested(loop: Loop) -> Step | None:
    for version in answer_versions(loop.project):
        if version.used_at is None and version.parent_id:
            text = _("%(version)s has not been tried yet. Test it against its parent on fresh items.")
            url = _url(loop, "confirmation-new", version.template.name, version.number)
            return Step(_("Test it in a round"), url, text % {"version": version})
    return None


def _url(loop: Loop, name: str, *args: object) -> str:
    return reverse(name, args=[loop.project.slug, *args])
