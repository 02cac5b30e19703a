"""The output format: a length to keep to, where the model is cut off before it ends."""

import numpy as np

from annotations.said import Said
from ranking.proposers.exemplars import praised_responses
from ranking.proposers.words import of_these
from ranking.selectors.evidence import Evidence
from ranking.services.drafts import Edit, Support

OFTEN = 0.2
MIN_RESPONSES = 5
MIN_PRAISED = 3


def output_format_edits(evidence: Evidence) -> list[Edit]:
    """This function will ask for answers as long as those people liked, where many are cut off at the limit."""
    ours = [one for one in evidence.candidates.values() if one.of_base]
    cut = [one for one in ours if one.truncated]
    liked = praised_responses(evidence)
    known = evidence.base.output_format
    if len(ours) < MIN_RESPONSES or len(cut) / len(ours) < OFTEN or len(liked) < MIN_PRAISED or known.get("schema"):
        return []
    words = int(np.percentile([len(one.candidate.text.split()) for one in liked], 90))
    line = f"Answer in at most {max(words, 20)} words."
    before = str(known.get("instructions") or "").strip()
    if "Answer in at most" in before:
        return []
    return [
        Edit(
            kind="output_format",
            action="change" if before else "add",
            value={"instructions": f"{before}\n{line}".strip(), "schema": None},
            reason=of_these(_reason(len(cut), len(ours), words), chosen=evidence.chosen),
            evidence=tuple(Support(Said("Cut off before its end"), one.response) for one in cut[:5]),
        )
    ]


def _reason(cut: int, of: int, words: int) -> Said:
    return Said(
        "{n} of {all} responses were cut off at the token limit; nine in ten of those that people liked have "
        "at most {words} words.",
        n=cut, all=of, words=words,
    )  # fmt: skip
