from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.models import TemplateVersion
from ranking.services.differences import differences
from ranking.services.edits import edits_apply

text = st.text(alphabet="ab \n", max_size=6).map(str.strip)
full = text.filter(bool)
exemplar = st.fixed_dictionaries({"input": full, "output": full, "response": st.none()})
form = st.one_of(st.just({}), full.map(lambda words: {"instructions": words, "schema": None}))
versions = st.fixed_dictionaries(
    {
        "system": text, "user_text": full, "principles": st.lists(full, max_size=5),
        "exemplars": st.lists(exemplar, max_size=3), "output_format": form,
        "temperature": st.sampled_from([None, 0.0, 0.7]),
    }
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(versions, versions)
def test_applied_to_the_old_they_make_the_new(base, new):
    found = [vars(one) for one in differences(base, new)]
    if base == new:
        assert found == []
    else:
        assert edits_apply(TemplateVersion(**base), found) == new


def test_line_ends_and_blanks_are_no_change():
    base = {"system": "a\nb", "user_text": "q", "principles": ["x"], "exemplars": [], "output_format": {},
            "temperature": None}  # fmt: skip
    new = {**base, "system": "a\r\nb \n", "principles": [" x"], "output_format": {"instructions": " ", "schema": None}}
    assert differences(base, new) == []


def test_a_reworded_line_is_a_change_and_not_a_drop_and_an_add():
    base = {"system": "", "user_text": "q", "principles": ["a", "b", "c"], "exemplars": [], "output_format": {},
            "temperature": None}  # fmt: skip
    found = differences(base, {**base, "principles": ["a", "B", "c", "d"]})
    assert [(one.action, one.index, one.value) for one in found] == [("change", 1, "B"), ("add", 3, "d")]
