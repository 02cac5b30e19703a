"""Under which keys judges' verdicts stand."""

import pytest

from annotations.models import Project
from ranking.selectors.arrays import answers_load
from ranking.selectors.sections.verdicts import judges_verdicts
from tests.annotations.importers.files import comparison, jsonl, take, verdict

pytestmark = pytest.mark.django_db


def test_a_label_and_another_judge_of_the_same_name_keep_apart(tmp_path):
    said = [
        verdict(judge_model="meta", dimension="owl"), verdict(judge_model="meta", dimension="overall"),
        verdict(judge_model="meta/owl", dimension=""), verdict(judge_model="meta/owl", dimension="", winner="r2"),
    ]  # fmt: skip
    take(jsonl(tmp_path / "a.jsonl", comparison()), jsonl(tmp_path / "b.jsonl", *said))
    found = [(key, len(rows.pair)) for key, rows in judges_verdicts(answers_load(project=Project.objects.get()))]
    assert found == [("meta/overall", 1), ("meta/owl (label)", 1), ("meta/owl", 2)]
