from ranking.charts.shift import Shift, Shifts, shift_figure


def figure(count=2, **fields):
    rows = [Shift(f"m{k}", 60.0 - k, 50.0, 45.0, 55.0, 100) for k in range(count)]
    groups = [Shifts("People", "people", rows), Shifts("gpt", "judge", rows)]
    return shift_figure(groups, title="Win rate", note="Ring.", axis="Wins", name="Model", decimals=1, **fields)


def test_the_table_sets_both_figures_side_by_side():
    found = figure()
    assert found.columns[:4] == ["Model", "Who", "As it stands", "Without the bias"]
    assert found.rows[0] == ["m0", "People", "60.0", "50.0", "45.0 to 55.0", "100"]
    assert len(found.rows) == 4


def test_only_the_first_are_drawn():
    found = figure(20, mark=50)
    assert "first 12" in found.note
    assert len(found.rows) == 40
    assert "m15" not in str(found.drawings[0].wide)


def test_a_figure_without_an_interval_says_so():
    rows = [Shift("m", 3.0, 2.5, None, None, 4)]
    found = shift_figure([Shifts("gpt", "judge", rows)], title="T", note="N.", axis="Mean", name="Version")
    assert found.rows[0][4] == "–"
    assert "var(--judge)" in str(found.drawings[0].wide)
