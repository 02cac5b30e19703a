"""Whatever is answered, however little and however alike: every figure or a reason, and no warning of numerics."""

import json
import warnings

import numpy as np
import pytest

from annotations.models import Project
from ranking.selectors.arrays import answers_load
from ranking.selectors.documents import documents
from ranking.selectors.report import report_build
from ranking.selectors.sections.context import UNEXPLAINED
from tests.ranking.answered import nulls
from tests.ranking.mapped import Bulk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("prompts", "people", "alike", "judge_alike"),
    [(1, 1, False, False), (6, 2, True, True), (12, 0, False, False), (25, 3, True, False), (70, 2, False, True)],
)
def test_every_null_has_a_reason_and_every_mapping_a_document(
    project: Project, prompts: int, people: int, alike: bool, judge_alike: bool
):
    answered(project, prompts, people, alike, judge_alike)
    data = answers_load(project=project)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        report = report_build(answers=data, seed=0)
    json.dumps(report, allow_nan=False)
    figures = {key: value for key, value in report.items() if key != "reasons"}
    assert set(nulls(figures)) <= set(report["reasons"])
    assert UNEXPLAINED not in report["reasons"].values()
    for found in documents(report, {each.name: each for each in data.entities.dimensions}):
        assert found.document["method"]


def answered(project: Project, prompts: int, people: int, alike: bool, judge_alike: bool) -> None:
    """People who may all say the same of everything, and judges that may too."""
    made, rng = Bulk(project, ["a", "b", "c"], prompts), np.random.default_rng(prompts)
    for place in range(prompts):
        for name in ("a", "b"):
            worth = rng.normal(3, 1)
            for rater in range(people):
                score = 4.0 if alike else float(np.clip(np.round(worth + rng.normal()), 1, 5))
                made.rate(place, name, f"person {rater}", helpfulness=score)
            told = {"helpfulness": {"score_probs": {"1": 0.2, "5": 0.8}, "scale_min": 1, "scale_max": 5}}
            score = 3.0 if judge_alike else float(rng.integers(1, 6))
            made.rate(place, name, "scorer", judge=True, raw=told if place % 3 else None, helpfulness=score)
        order = [str(name) for name in rng.permutation(["a", "b", "c"])]
        for rater in range(people):
            made.order(place, ["a", "b", "c"] if alike else order, f"person {rater}")
        made.order(place, order, "lister", judge=True, shown=["a", "b", "c"])
        made.order(place, ["a", "b"], "chooser", judge=True, shown=["a", "b"])
    made.write()
