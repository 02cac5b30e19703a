"""Kinds of file, and how a row of each is read. `docs/importing.md` says how to add one."""

from __future__ import annotations

from annotations.importers import comparisons, counterfactual, judge, prompts, ratings
from annotations.importers.kinds import Kind

REGISTRY: dict[str, Kind] = {
    "prompts": Kind(prompts.recognises, prompts.read),
    "ratings": Kind(ratings.recognises, ratings.read),
    "comparisons": Kind(comparisons.recognises, comparisons.read),
    "judge": Kind(judge.recognises, judge.read),
    "counterfactual": Kind(counterfactual.recognises, counterfactual.read),
}
