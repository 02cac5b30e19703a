"""What a list or other marks earn by themselves."""

import numpy as np
import pytest

from ranking.stats.audits import AUDITS, audits_on
from ranking.stats.audits.base import Choices, Marks
from ranking.stats.errors import NotEnoughData
from tests.ranking.stats.audits.drawn import contested, scored


def test_a_liking_for_lists_is_found_and_others_are_not():
    seen = contested(0, mark=0.8)
    found = AUDITS["format_list"].run(seen)
    assert found.low < 1 / (1 + np.exp(-0.8)) - 0.5 < found.high
    assert found.low > 0
    with pytest.raises(NotEnoughData, match="there are 0"):
        AUDITS["format_code"].run(seen)


def test_a_judge_s_liking_in_scores_is_beyond_people_and_length():
    seen = scored(1, mark=0.5, slope=0.3)
    found = AUDITS["format_scores_list"].run(seen)
    assert found.low < 0.5 < found.high
    none = AUDITS["format_scores_markdown"].run(seen)
    assert none.low < 0 < none.high
    assert len(found.debias().adjusted) == 3


def test_people_s_own_liking_is_of_their_scores():
    seen = scored(2)
    marks = Marks(seen.people - 0.6 * seen.formats[:, 0], seen.doublings, seen.cluster, seen.formats)
    found = AUDITS["format_marks_list"].run(marks)
    assert found.low < -0.6 < found.high < 0


def test_it_wants_texts_and_enough_of_both():
    seen = scored(3)
    with pytest.raises(NotEnoughData, match="no texts"):
        AUDITS["format_marks_list"].run(Marks(seen.people, seen.doublings, seen.cluster))
    choices = contested(3)
    with pytest.raises(NotEnoughData, match="no texts"):
        AUDITS["format_list"].run(
            Choices(choices.won, choices.a_stood, choices.doublings, choices.pair, choices.cluster)
        )
    everywhere = np.ones_like(seen.formats)
    with pytest.raises(NotEnoughData, match="beside others without; there are 0"):
        AUDITS["format_marks_list"].run(Marks(seen.people, seen.doublings, seen.cluster, everywhere))


def test_marks_that_always_come_together_are_held_once():
    seen = scored(4, mark=0.5)
    seen.formats[:, 1] = seen.formats[:, 0]
    found = AUDITS["format_scores_list"].run(seen)
    assert found.low < 0.5 < found.high


def test_every_audit_is_found_by_what_it_looks_at():
    kinds = ("choices", "own_choices", "residuals", "marks", "overlaps", "swaps")
    assert sorted(name for kind in kinds for name in audits_on(kind)) == sorted(AUDITS)


def test_a_mark_seen_on_few_prompts_is_refused_however_often_it_is_there():
    seen = scored(5, mark=0.5)
    seen.formats[:, 0] = seen.cluster < 3
    with pytest.raises(NotEnoughData, match="on 5 different prompts; there are 3"):
        AUDITS["format_scores_list"].run(seen)
