"""What people have turned down already: drafted again, it would only cost another round of tests, or another no."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from annotations.models import TemplateVersion
from annotations.said import Said
from ranking.models import Confirmation, Proposal
from ranking.services.differences import differences, tidy
from ranking.services.drafts import Edit
from ranking.services.edits import LISTS

Change = tuple[str, str, Any]
LONGEST_REASON = 200


def untried(base: TemplateVersion, edits: Sequence[Edit]) -> tuple[tuple[Edit, ...], list[Said]]:
    """The edits without those that a test or a lead has turned down on `base`, and the sentences that say so.

    Edits that were tested together are left out together: of each alone the test says nothing. Exemplars do not count
    towards what was tested, as each round brings others, unless they were all that was. What a lead rejected is left
    out as the whole that it was. What failed against another version is said, and stays.
    """
    kept, silences = _untested(base, edits)
    turned_down = _turned_down(base, [edits, kept])
    if turned_down is not None:
        return (), [*silences, turned_down]
    return kept, [*silences, *_failed_elsewhere(base, kept)]


def _untested(base: TemplateVersion, edits: Sequence[Edit]) -> tuple[tuple[Edit, ...], list[Said]]:
    drafted = {place: _change(edit.kind, edit.action, edit.value) for place, edit in enumerate(edits)}
    out, silences = set[int](), []
    for test in _rejected(base).filter(old=base):
        tested = _changes(base, test.new)
        places = {place for place, change in drafted.items() if change in tested}
        again = _weighty(tested) <= {drafted[place] for place in places}
        if places and again and not places <= out:
            out |= places
            silences.append(
                Said(
                    "Left out is what version {number} has: the test in round {round} rejected it.",
                    number=test.new.number, round=test.round.number,
                )
            )  # fmt: skip
    return tuple(edit for place, edit in enumerate(edits) if place not in out), silences


def _turned_down(base: TemplateVersion, drafts: Sequence[Sequence[Edit]]) -> Said | None:
    """What a lead said of the very same edits; the evidence beside them may be another."""
    wanted = [{_placed(edit.kind, edit.action, edit.value, edit.index) for edit in edits} for edits in drafts]
    for one in Proposal.objects.filter(base=base, state=Proposal.State.REJECTED).order_by("-decided_at", "-pk"):
        said = {_placed(edit["kind"], edit["action"], edit["value"], edit.get("index")) for edit in one.edits}
        if said and said in wanted and one.decided_at is not None:
            return Said(
                "Left out are the edits of proposal {number}, which a lead rejected on {date}: “{reason}”",
                number=one.pk, date=f"{timezone.localtime(one.decided_at):%Y-%m-%d}", reason=_short(one.reason),
            )  # fmt: skip
    return None


def _failed_elsewhere(base: TemplateVersion, edits: Sequence[Edit]) -> Iterator[Said]:
    """Which principles of the draft were part of a version that failed against another one than `base`."""
    drafted = {tidy(edit.value) for edit in edits if edit.kind == "principle" and edit.action != "drop"}
    if not drafted:
        return
    for test in _rejected(base).exclude(old=base).select_related("old"):
        brought = {value for kind, _action, value in _changes(test.old, test.new) if kind == "principle"}
        if drafted & brought:
            yield Said(
                "A principle of this draft was also in version {number}, which the test in round {round} rejected "
                "against version {old}. Against version {base} it was not tested.",
                number=test.new.number, round=test.round.number, old=test.old.number, base=base.number,
            )  # fmt: skip


def _rejected(base: TemplateVersion) -> QuerySet[Confirmation]:
    tests = Confirmation.objects.filter(template=base.template_id, state=Confirmation.State.REJECTED)
    return tests.select_related("new", "round").order_by("pk")


def _weighty(tested: Sequence[Change]) -> set[Change]:
    return {change for change in tested if change[0] != "exemplar"} or set(tested)


def _changes(base: TemplateVersion, new: TemplateVersion) -> list[Change]:
    names = ("system", "user_text", "output_format", "temperature", *LISTS.values())
    contents = [{name: getattr(version, name) for name in names} for version in (base, new)]
    return [_change(one.kind, one.action, one.value) for one in differences(*contents)]


def _placed(kind: str, action: str, value: Any, index: int | None) -> tuple[Change, int | None]:
    """A change of one place of the base; where something is added, it does not matter where."""
    return _change(kind, action, value), None if action == "add" else index


def _change(kind: str, action: str, value: Any) -> Change:
    if isinstance(value, Mapping):
        # Where an exemplar came from is no part of what the model reads.
        texts = tuple((name, tidy(value.get(name) or "")) for name in ("input", "output", "instructions"))
        return kind, action, (*texts, json.dumps(value.get("schema"), sort_keys=True))
    return kind, action, tidy(value) if isinstance(value, str) else value


def _short(reason: str) -> str:
    return reason if len(reason) <= LONGEST_REASON else f"{reason[:LONGEST_REASON].rstrip()}…"
