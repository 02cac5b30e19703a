"""What people have turned down already: drafted again, it would only cost another round of tests."""

from collections.abc import Sequence
from typing import Any

from annotations.models import TemplateVersion
from annotations.said import Said
from ranking.models import Confirmation
from ranking.services.differences import differences, tidy
from ranking.services.drafts import Edit
from ranking.services.edits import LISTS

Change = tuple[str, str, Any]


def untried(base: TemplateVersion, edits: Sequence[Edit]) -> tuple[tuple[Edit, ...], list[Said]]:
    """The edits without those that made a version of `base` which a test has rejected, and what is left out.

    Edits that were tested together are left out together: of each alone the test says nothing.
    """
    drafted = {place: _change(edit.kind, edit.action, edit.value) for place, edit in enumerate(edits)}
    out, silences = set[int](), []
    tests = Confirmation.objects.filter(new__parent=base, old=base, state=Confirmation.State.REJECTED)
    for test in tests.select_related("new", "round").order_by("pk"):
        tested = _changes(base, test.new)
        places = {place for place, change in drafted.items() if change in tested}
        if tested and len(places) == len(tested) and not places <= out:
            out |= places
            silences.append(
                Said(
                    "Left out is what version {number} has: the test in round {round} rejected it.",
                    number=test.new.number, round=test.round.number,
                )
            )  # fmt: skip
    return tuple(edit for place, edit in enumerate(edits) if place not in out), silences


def _changes(base: TemplateVersion, new: TemplateVersion) -> list[Change]:
    names = ("system", "user_text", "output_format", "temperature", *LISTS.values())
    contents = [{name: getattr(version, name) for name in names} for version in (base, new)]
    return [_change(one.kind, one.action, one.value) for one in differences(*contents)]


def _change(kind: str, action: str, value: Any) -> Change:
    if isinstance(value, dict):
        # Where an exemplar came from is no part of what the model reads.
        return kind, action, tuple((name, tidy(value.get(name) or "")) for name in ("input", "output", "instructions"))
    return kind, action, tidy(value) if isinstance(value, str) else value
