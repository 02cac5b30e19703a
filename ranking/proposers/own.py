"""A person's own edit: what they wrote instead of the version, why, and what it rests on."""

from collections.abc import Mapping, Sequence
from typing import Any

from annotations.said import Said
from ranking.selectors.evidence import Evidence
from ranking.services.differences import differences
from ranking.services.drafts import Draft, Edit, Models, Support

SHORT = 300


class OwnEdit:
    """Made anew for each edit that somebody writes; `written` is a version's content, `base` the one it changes."""

    name = "person"
    needs_models = False

    def __init__(
        self, *, base: Mapping[str, Any], written: Mapping[str, Any], why: str, by: str, cited: Sequence[int] = ()
    ) -> None:
        self.base = base
        self.written = written
        self.why = why.strip()
        self.by = by
        self.cited = cited

    def draft(self, evidence: Evidence, *, seed: int, models: Models | None = None) -> Draft:
        """The edits between the version and what was written; cited responses count where a proposer may see them."""
        cited = [evidence.candidates[pk] for pk in self.cited if pk in evidence.candidates]
        supports = tuple(Support(one.text[:SHORT], one.response) for one in cited)
        lost = [pk for pk in self.cited if pk not in evidence.candidates]
        edits = tuple(
            Edit(one.kind, one.action, one.value, self.why or self._unsaid(), supports, one.index)
            for one in differences(self.base, self.written)
        )
        silences = [] if edits else [Said("What was written is what the version says already.")]
        if lost:
            silences.append(
                Said("Not cited, as they are no responses on split develop of its round: {responses}.",
                     responses=[str(pk) for pk in lost])
            )  # fmt: skip
        return Draft(edits=edits, silences=tuple(silences))

    def _unsaid(self) -> Said:
        return Said("{name} wrote it.", name=self.by)
