"""Every public file imports, and a second time adds nothing.

The two largest data sets are imported once only in a run of the tests, where their figures are (`test_real_data`).
"""

from pathlib import Path

import pytest

from annotations.importers.run import import_files
from annotations.models import Assignment, Ballot, Item, Project, Rater, Response, Score
from ranking.selectors.integrity import CHECKS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Rows, items, responses, people, judges, people's answers beyond the first, unreadable answers of judges.
EXPECTED = {
    "llm_rubric_real": (3_708, 223, 223, 13, 1, 0, 0),
    "llm_rubric_synth": (7_971, 50, 250, 24, 1, 73, 0),
    "pandalm": (4_995, 999, 1_998, 3, 2, 0, 25),
    "squality": (3_600, 100, 300, 4, 0, 0, 0),
    "winogender": (240, 720, 0, 0, 0, 0, 0),
    "winobias": (1_565, 3_130, 0, 0, 0, 0, 0),
}


@pytest.mark.parametrize("dataset", EXPECTED)
def test_it_imports_once_and_then_adds_nothing(real_data: Path, dataset: str):
    files = sorted(real_data.glob(f"{dataset}.*.jsonl.gz"))
    rows = EXPECTED[dataset][0]
    first = import_files(paths=files, slug="real", create=True)
    assert (first.added, first.present, first.refused) == (rows, 0, 0)
    assert counted() == EXPECTED[dataset][1:]
    adds_nothing(real_data, dataset, rows, slug="real")


def adds_nothing(folder: Path, dataset: str, rows: int, *, slug: str) -> None:
    """Imported again, in another order of files, nothing of it is new; and the project is whole."""
    files = sorted(folder.glob(f"{dataset}.*.jsonl.gz"))
    second = import_files(paths=files[::-1], slug=slug)
    assert (second.added, second.present, second.refused) == (0, rows, 0)
    assert [problem for check in CHECKS.values() for problem in check()] == []


def counted() -> tuple[int, ...]:
    people = {"assignment__rater__kind": "person", "assignment__repeat__gt": 0}
    raters = Project.objects.get().raters
    return (
        Item.objects.visible().count(),
        Response.objects.visible().count(),
        raters.filter(kind=Rater.Kind.PERSON).count(),
        raters.filter(kind=Rater.Kind.JUDGE).count(),
        Score.objects.filter(**people).count() + Ballot.objects.filter(**people).count(),
        Score.objects.filter(unreadable=True).count() + Ballot.objects.filter(unreadable=True).count(),
    )


def test_every_answer_is_done(real_data: Path):
    import_files(paths=[real_data / "llm_rubric_synth.ratings.jsonl.gz"], slug="real", create=True)
    assert set(Assignment.objects.values_list("state", flat=True)) == {"DONE"}
