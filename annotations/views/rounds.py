"""Rounds: launching one, watching it, pausing and cancelling it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations.forms.rounds import LONGEST_KEY, RoundForm
from annotations.jobs import ring
from annotations.models import Item, Round
from annotations.permissions import ProjectRequest, Role, project_role
from annotations.selectors.adjudications import adjudications_of
from annotations.selectors.jobs import workers_alive
from annotations.selectors.materials import (
    Named,
    item_languages,
    items_by_split,
    items_named,
    judges_of,
    languages_unknown_to,
)
from annotations.selectors.policies import policy_sentences
from annotations.selectors.progress import participations, round_progress, rounds_of
from annotations.selectors.stuck import left_of
from annotations.services.errors import Invalid, Refused
from annotations.services.estimates import round_estimate
from annotations.services.generation import round_retry
from annotations.services.rounds import round_cancel, round_pause, round_start
from annotations.telling import language_name
from annotations.views.faults import into_form_with_key

ESTIMATED = ("versions", "endpoint", "temperatures", "samples", "split", "kinds", "overlap", "item_limit", "chosen")
OVER = (Round.State.REVIEW, Round.State.CLOSED, Round.State.CANCELLED)


@require_safe
@project_role(Role.REVIEWER)
def rounds(request: ProjectRequest) -> HttpResponse:
    """Every turn of the loop."""
    now = timezone.now()
    found = list(rounds_of(request.project.pk))
    live = [round_progress(one, now=now) for one in found if one.state not in OVER]
    context = {
        "rounds": found,
        "live": {one.round.pk: one for one in live},
        "disputes": adjudications_of(request.project).count(),
        "stage": "rounds",
    }
    return render(request, "annotations/rounds.html", context)


@require_http_methods(["GET", "POST"])
@project_role(Role.LEAD)
def round_new(request: ProjectRequest) -> HttpResponse:
    """The plan of a round; sending it launches the round."""
    named = _named(request)
    form = RoundForm(request.POST or None, project=request.project, initial=_initial(request, named))
    if request.method == "POST" and form.is_valid():
        launched = _launch(request, form)
        if launched:
            return redirect("round", request.project.slug, launched.number)
    context = {
        "form": form,
        "gone": named.gone if named else [],
        "none_left": bool(named and not named.there),
        "estimate": _estimate(request, form.plan()) if form.is_bound and form.is_valid() else None,
        "splits": [one for one in items_by_split(request.project) if one.split != Item.Split.GOLD],
        "judges": judges_of(request.project, running=True),
        "worker": bool(workers_alive(now=timezone.now())),
        "stage": "rounds",
    }
    return render(request, "annotations/round_new.html", context)


@require_POST
@project_role(Role.LEAD)
def round_estimated(request: ProjectRequest) -> HttpResponse:
    """What the plan in the form would take, as a fragment."""
    form = RoundForm(request.POST, project=request.project)
    estimate = _estimate(request, form.plan()) if form.is_valid() else None
    return render(request, "annotations/_estimate.html", {"estimate": estimate, "form": form})


@require_safe
@project_role(Role.REVIEWER)
def round_page(request: ProjectRequest, number: int) -> HttpResponse:
    """One round: its plan, how far it is, who takes part, what went wrong."""
    round = _round(request, number)
    return render(
        request, "annotations/round.html", _context(round) | {"policy": policy_sentences(round), "stage": "rounds"}
    )


@require_safe
@project_role(Role.REVIEWER)
def round_state(request: ProjectRequest, number: int) -> HttpResponse:
    """The part of a round's page that changes, for polling."""
    return render(request, "annotations/_round_progress.html", _context(_round(request, number)))


@require_POST
@project_role(Role.LEAD)
def round_paused(request: ProjectRequest, number: int) -> HttpResponse:
    """Pause, or resume."""
    paused = request.POST.get("paused") == "1"
    said = _("The round is paused.") if paused else _("The round goes on.")
    return _act(request, number, said, lambda round: round_pause(round=round, paused=paused))


@require_POST
@project_role(Role.LEAD)
def round_cancelled(request: ProjectRequest, number: int) -> HttpResponse:
    """End a round without figures."""
    said = _("The round is cancelled. What people said in it is kept, and not read.")
    return _act(request, number, said, lambda round: round_cancel(round=round, now=timezone.now()))


@require_POST
@project_role(Role.LEAD)
def round_retried(request: ProjectRequest, number: int) -> HttpResponse:
    """Ask the model, or the judges, again for what failed."""
    said = _("What failed is tried again.")
    now = timezone.now()
    return _act(
        request,
        number,
        said,
        lambda round: ring(round_retry(round=round, now=now, requested_by=request.user)),
    )


def _act(request: ProjectRequest, number: int, said: str, act: Any) -> HttpResponse:
    try:
        act(_round(request, number))
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect(back)
    return redirect("round", request.project.slug, number)


def _launch(request: ProjectRequest, form: RoundForm) -> Round | None:
    try:
        launched = round_start(project=request.project, requested_by=request.user, now=timezone.now(), **form.plan())
    except Invalid as error:
        into_form_with_key(form, error)
        return None
    ring(launched.job)
    messages.success(request, _("Round %(number)d is launched.") % {"number": launched.round.number})
    return launched.round


def _named(request: ProjectRequest) -> Named | None:
    """The items that the link or the form names; None where it names none, or where these are no keys."""
    text = request.POST.get("chosen", "") if request.method == "POST" else request.GET.get("items", "")
    parts = [part for part in text.split(",") if part]
    if not parts or not all(part.isascii() and part.isdecimal() and len(part) <= LONGEST_KEY for part in parts):
        return None
    return items_named(request.project, map(int, parts))


def _initial(request: ProjectRequest, named: Named | None) -> dict[str, Any]:
    """What the link that led here chose: `?version=ID&version=ID&split=evaluate&items=ID,ID`."""
    chosen = [one for one in request.GET.getlist("version") if one.isdecimal()]
    active = request.project.templates.filter(purpose="answer", active_version__isnull=False)
    initial: dict[str, Any] = {"versions": chosen or list(active.values_list("active_version", flat=True))}
    if request.GET.get("split"):
        initial["split"] = request.GET["split"]
    if request.GET.get("items"):
        initial["chosen"] = ",".join(map(str, named.there)) if named else request.GET["items"]
    return initial


def _estimate(request: ProjectRequest, plan: dict[str, Any]) -> object:
    return round_estimate(project=request.project, **{name: plan[name] for name in ESTIMATED})


def _context(round: Round) -> dict[str, Any]:
    progress = round_progress(round, now=timezone.now())
    left = left_of(round) if round.state == Round.State.COLLECTING else None
    return {
        "round": round,
        "progress": progress,
        "left": left,
        "spent": left is not None and 0 < left.places == progress.missing,
        "people": participations(round),
        "over": round.state in OVER,
        "unknown_languages": _unknown_languages(round),
    }


def _unknown_languages(round: Round) -> list[str]:
    """What the round's model does not know of its items' languages."""
    if round.endpoint is None:
        return []
    asked = item_languages(round.project, split=round.split)
    return [language_name(one) for one in languages_unknown_to(round.endpoint, asked)]


def _round(request: ProjectRequest, number: int) -> Round:
    found = rounds_of(request.project.pk).filter(number=number).first()
    if found is None:
        raise Http404
    return found
