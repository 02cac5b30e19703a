"""Proposals: made from a finished round, decided once by a person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.models import Project, PromptTemplate, Round, TemplateVersion, User
from annotations.said import Said, kept
from annotations.services.errors import Refused
from annotations.services.templates import version_create
from annotations.telling import told
from ranking.models import Fit, Proposal
from ranking.selectors.evidence import evidence_read, evidence_without
from ranking.services.drafts import Draft, Proposer
from ranking.services.edits import edits_apply
from ranking.services.leaks import Leak, leaks_in, refuse_leaks
from ranking.services.tried import untried


class ProposalError(Refused):
    """A proposal that cannot be made or decided; the message says what to do."""


class NothingToPropose(ProposalError):
    """The evidence speaks for no change; `silences` are the sentences that say why."""

    def __init__(self, text: str, silences: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.silences = tuple(silences)


class AlreadyDecided(ProposalError):
    """Somebody else decided first."""


def proposal_make(
    *,
    project: Project,
    round: Round,
    by: User | None,
    now: datetime,
    seed: int,
    proposer: Proposer,
    base: TemplateVersion | None = None,
) -> Proposal:
    """Draft edits of `base` (by default the round's active version) and keep them as an open proposal.

    While an open proposal of the same round, version and proposer with the same edits stands, that one is given.
    """
    base = base or proposal_base(project=project, round=round)
    draft = proposer.draft(evidence_read(round=round, base=base), seed=seed)
    return proposal_keep(project=project, base=base, round=round, draft=draft, proposer=proposer.name, by=by, now=now)


def proposal_own(*, base: TemplateVersion, proposer: Proposer, by: User, now: datetime, seed: int = 0) -> Proposal:
    """Keep a person's own edit of any version as an open proposal, with the newest finished round that tried it."""
    project = base.template.project
    rows = Round.objects.answered().filter(project=project, versions=base, origin=Round.Origin.HERE)
    round = rows.order_by("-number").first()
    evidence = evidence_read(round=round, base=base) if round else evidence_without(base)
    draft = proposer.draft(evidence, seed=seed)
    return proposal_keep(
        project=project, base=base, round=round, draft=draft, proposer=proposer.name, by=by, now=now, again=True
    )  # fmt: skip


def proposal_keep(
    *,
    project: Project,
    base: TemplateVersion,
    round: Round | None,
    draft: Draft,
    proposer: str,
    by: User | None,
    now: datetime,
    again: bool = False,
) -> Proposal:
    """Keep a draft as an open proposal, or give the open one that says the same.

    An edit that shows what is kept for tests is left out, and unless a person wants it `again`, what a test or a lead
    has turned down on `base`; the draft says so. Raises NothingToPropose.
    """
    draft = _without_leaks(project, draft)
    if not again:
        fresh, tried = untried(base, draft.edits)
        draft = replace(draft, edits=fresh, silences=(*draft.silences, *tried))
    if not draft.edits:
        # Said to whoever asked, in their language; nothing of it is stored.
        silences = [told(one, kept(one)) for one in draft.silences]
        raise NothingToPropose(" ".join(silences) or _("The answers speak for no change."), draft.silences)
    edits = [edit.as_json() for edit in draft.edits]
    with transaction.atomic():
        same = Proposal.objects.filter(
            project=project, round=round, base=base, proposer=proposer, state=Proposal.State.OPEN
        )
        standing = next((one for one in same if _unsaid(one.edits) == _unsaid(edits)), None)
        return standing or Proposal.objects.create(
            project=project, round=round, base=base, fit=_newest_fit(project, round), proposer=proposer,
            edits=edits, predicted_gain=_gain(draft), created_by=by, created_at=now,
        )  # fmt: skip


def _without_leaks(project: Project, draft: Draft) -> Draft:
    found = leaks_in(project, [edit.as_json() for edit in draft.edits])
    if not found:
        return draft
    places = {leak.place for leak in found}
    silences = [_left_out(leak) for leak in found]
    kept_edits = tuple(edit for place, edit in enumerate(draft.edits) if place not in places)
    return replace(draft, edits=kept_edits, silences=(*draft.silences, *silences))


def _left_out(leak: Leak) -> Said:
    if leak.near:
        return Said(
            "An edit is left out: it says nearly what item {item} says, which is kept for tests ({share:.0%} of its "
            "word pairs stand in it). A version that was shown it could not be tested on it.",
            item=leak.item, share=leak.share,
        )  # fmt: skip
    return Said(
        "An edit is left out: it holds the text of item {item}, which is kept for tests. A version that was shown "
        "it could not be tested on it.",
        item=leak.item,
    )


def fairness_propose(*, round: Round, proposer: Proposer, now: datetime) -> Proposal | None:
    """This function will make the proposal that a bias gap above the margin asks for, once for a round.

    None where no gap does, where a round has no version to change, or where one was made for the round or its version,
    whatever became of it: who rejected it need not do so after every round.
    """
    if not round.versions.exists() or round.proposals.filter(proposer=proposer.name).exists():
        return None
    try:
        base = proposal_base(project=round.project, round=round)
        if base.proposals.filter(proposer=proposer.name).exists():
            return None
        return proposal_make(
            project=round.project, round=round, by=None, now=now, seed=round.seed, proposer=proposer, base=base
        )  # fmt: skip
    except ProposalError:
        return None


def _unsaid(edits: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The edits without what only serves to word them again: older ones lack it."""
    return [{name: value for name, value in edit.items() if name != "said"} for edit in edits]


def proposal_base(*, project: Project, round: Round) -> TemplateVersion:
    """The version to improve: the round's active one, else the newest that answered in it. Raises ProposalError."""
    if round.project_id != project.pk or not Round.objects.answered().filter(pk=round.pk).exists():
        raise ProposalError(_("Close the round first: a proposal is made from its complete answers."))
    versions = TemplateVersion.objects.filter(
        rounds=round, template__purpose=PromptTemplate.Purpose.ANSWER
    ).select_related("template")
    if not versions:
        raise ProposalError(
            _("The responses of this round were imported, so no prompt of yours made them. Launch a round here first.")
        )
    return max(versions, key=lambda one: (one.pk == one.template.active_version_id, one.number))


def proposal_accept(
    *, proposal: Proposal, edits: Sequence[Mapping[str, Any]] | None = None, by: User, reason: str = "", now: datetime
) -> TemplateVersion:
    """Make the next version out of the edits, or of those the lead left and reworded. Activates nothing.

    `edits` are the proposal's own, each with its `number` (place) in the list and perhaps another `value`.
    Accepting again gives the version already made. Raises BadEdit, Leaks, or AlreadyDecided after a
    rejection.
    """
    kept = list(proposal.edits if edits is None else edits)
    fields = edits_apply(proposal.base, kept)
    refuse_leaks(proposal.project, kept)
    with transaction.atomic():
        if not _decide(proposal, Proposal.State.ACCEPTED, by=by, reason=reason, now=now):
            return _version_made(proposal)
        version = version_create(
            template=proposal.base.template, parent=proposal.base, created_by=by, now=now,
            note=_("From proposal %(number)d") % {"number": proposal.pk}, **fields,
        )  # fmt: skip
        Proposal.objects.filter(pk=proposal.pk).update(version=version, edits=_recorded(proposal.edits, kept))
    proposal.refresh_from_db()
    return version


def proposal_reject(*, proposal: Proposal, by: User, reason: str, now: datetime) -> Proposal:
    """Turn it down, saying why. Rejecting again changes nothing; an accepted one raises AlreadyDecided."""
    if not reason.strip():
        raise ProposalError(_("Say why: the reason helps whoever makes the next proposal."))
    if not _decide(proposal, Proposal.State.REJECTED, by=by, reason=reason, now=now):
        proposal.refresh_from_db()
        if proposal.state != Proposal.State.REJECTED:
            raise AlreadyDecided(_("This proposal was accepted already."))
        return proposal
    proposal.refresh_from_db()
    return proposal


def _recorded(proposed: list[dict[str, Any]], kept: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What was proposed, each edit with what became of it; `number` tells which edit a kept one came from."""
    values = {edit.get("number", place): edit.get("value") for place, edit in enumerate(kept)}
    return [
        {
            **edit,
            "taken": place in values,
            "taken_value": values.get(place),
            "reworded": place in values and values[place] != edit["value"],
        }
        for place, edit in enumerate(proposed)
    ]


def _decide(proposal: Proposal, state: str, *, by: User, reason: str, now: datetime) -> bool:
    """True for the one who decided: two leads may press at the same moment."""
    return bool(
        Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.OPEN).update(
            state=state, decided_by=by, decided_at=now, reason=reason.strip()
        )
    )


def _version_made(proposal: Proposal) -> TemplateVersion:
    proposal.refresh_from_db()
    if proposal.state != Proposal.State.ACCEPTED or proposal.version is None:
        raise AlreadyDecided(_("This proposal was rejected already."))
    return proposal.version


def _newest_fit(project: Project, round: Round | None) -> Fit | None:
    return Fit.objects.filter(project=project, round=round).first()


def _gain(draft: Draft) -> dict[str, Any]:
    """What can be promised, and why the rest cannot."""
    unknown = Said("What new instructions and exemplars gain cannot be foretold: the next round measures it.")
    silences, gain = list(draft.silences), draft.predicted_gain or {}
    # What was measured of an edit that is left out is promised no more.
    measured = gain if any(edit.kind == gain.get("of") for edit in draft.edits) else {"estimate": None}
    return {
        **measured, "reason": unknown, "silences": silences, "said": kept(silences),
    }  # fmt: skip
