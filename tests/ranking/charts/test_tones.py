"""The tones that tell people and judges apart."""

from ranking.charts.tones import SHAPES, hues, judges_of


def test_each_judge_has_a_tone_of_its_own_whichever_of_them_a_figure_shows():
    hue = hues(["qwen", "gpt", "people", "llama", "zephyr"])
    assert [hue(name) for name in ("people", "gpt", "llama", "qwen")] == list(SHAPES)
    assert hue("zephyr") == "judge-3"
    assert hue("a judge of another report") == "judge"
    assert len(set(SHAPES.values())) == len(SHAPES)


def test_judges_of_verdicts_alone_are_judges_too():
    report = {
        "judges": {"gpt": {}}, "preferences": {"qwen/": {"judge": "qwen"}},
        "audits": [{"of": "people"}, {"of": "llama"}],
    }  # fmt: skip
    assert judges_of(report) == {"gpt", "qwen", "llama"}
