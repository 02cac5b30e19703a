"""The commands `fit` and `report`."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from annotations.models import Project
from tests.ranking.answered import Answered

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_report_before_any_fit_is_refused_in_words(project: Project):
    with pytest.raises(CommandError, match="run fit first"):
        run("report", "--project", "tea", "--json")


def test_json_is_exactly_one_object_and_progress_stays_off_it(project: Project):
    Answered(project).rate("i1", "a", "Ann", helpfulness=4)
    out, err = run("fit", "--project", "tea")
    assert "1 answers of 1 people" in out
    assert "Computing" in err
    out, err = run("report", "--project", "tea", "--json")
    assert json.loads(out)["counts"]["answers"] == 1
    assert err == ""


def test_the_model_of_strengths_is_an_option(project: Project):
    made = Answered(project)
    for number in range(9):
        made.order(
            f"i{number}",
            [["a", "b"]] if number % 3 == 0 else [["a"], ["b"]] if number % 3 == 1 else [["b"], ["a"]],
            "Ann",
        )
    run("fit", "--project", "tea", "--strengths", "davidson")
    report = json.loads(run("report", "--project", "tea", "--json")[0])
    assert (report["strengths_model"], report["strengths_ties"]) == ("davidson", "davidson")
    assert 0 < report["strengths_tie_rate"] < 1
    assert "place 1 to 2" in run("report", "--project", "tea")[0]
    with pytest.raises(CommandError, match="invalid choice"):
        run("fit", "--project", "tea", "--strengths", "thurstone")


def test_a_round_has_its_own_report(project: Project):
    made = Answered(project)
    made.rate("i1", "a", "Ann", helpfulness=4)
    run("fit", "--project", "tea", "--round", "1")
    assert json.loads(run("report", "--project", "tea", "--round", "1", "--json")[0])["over"] == "round 1"
    with pytest.raises(CommandError, match="all rounds"):
        run("report", "--project", "tea")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fit", "--project", "nowhere"], "no project"),
        (["fit", "--project", "tea"], "no.*answers|import some"),
        (["fit", "--project", "tea", "--round", "7"], "no round 7"),
        (["report", "--project", "tea", "--round", "7"], "no round 7"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_says_what_is_wrong(project: Project, arguments: list[str], words: str):
    with pytest.raises(CommandError, match=f"(?i){words}"):
        run(*arguments)


def test_an_unknown_field_is_refused(project: Project):
    Answered(project).rate("i1", "a", "Ann", helpfulness=4)
    run("fit", "--project", "tea")
    with pytest.raises(CommandError, match="colour"):
        run("report", "--project", "tea", "--by", "colour", "--json")
