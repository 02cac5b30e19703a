"""Scores as a frame."""

import pytest

from ranking.selectors.frames import COLUMNS, scores_frame
from tests.ranking.made import make_round

pytestmark = pytest.mark.django_db


def test_a_row_per_score_with_what_made_the_response(project) -> None:
    made = make_round(project, score_of=lambda *args: 3)
    frame = scores_frame(project=project)
    assert list(frame.columns) == list(COLUMNS.values())
    assert len(frame) > 0
    assert set(frame["score"]) == {3.0}
    assert set(frame["kind"]) == {"person"}
    assert set(frame["temperature"]) == {one.temperature for one in made.round.responses.all()}
    assert frame.groupby("dimension")["score"].mean().to_dict() == {"helpfulness": 3.0, "correctness": 3.0}


def test_open_rounds_are_left_out_and_an_empty_frame_keeps_its_columns(project) -> None:
    make_round(project, score_of=lambda *args: 3, state="COLLECTING")
    frame = scores_frame(project=project)
    assert frame.empty
    assert list(frame.columns) == list(COLUMNS.values())
