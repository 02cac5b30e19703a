"""Projects from which little or nothing can be told: words, never a stack trace, a NaN or a null without a reason."""

from pathlib import Path
from random import Random

import pytest

from tests.ranking.doors.through import Row, comparison, files_of, fitted, judgement, rating, verdict

pytestmark = pytest.mark.django_db

PEOPLE = ("ann", "ben", "cem")


def scores(items: int = 30, people=PEOPLE, responses="ab", of=lambda random: random.randint(1, 5), **more):
    random = Random(0)
    return [rating(i, r, who, of(random), **more) for i in range(items) for r in responses for who in people]


def judged(items: int = 30, responses="ab", of=lambda random: random.randint(1, 5), **more):
    random = Random(1)
    return [judgement(i, r, of(random), **more) for i in range(items) for r in responses]


def choices(items: int = 30, people=PEOPLE, of=lambda random: random.choice([["a", "b"], ["b", "a"], [["a", "b"]]])):
    random = Random(2)
    return [comparison(i, who, of(random)) for i in range(items) for who in people]


def verdicts(items: int = 30, of=lambda random: random.choice(["a", "b", "tie"]), **more):
    random = Random(3)
    return [
        verdict(i, *order, of(random), shown_order=list(order), **more) for i in range(items) for order in ("ab", "ba")
    ]


PROJECTS: dict[str, list[Row]] = {
    "one score": scores(1, PEOPLE[:1], "a"),
    "one rater": scores(people=PEOPLE[:1]) + judged(),
    "one item": scores(1) + judged(1),
    "one response": scores(1, responses="a") + judged(1, responses="a"),
    "two scores that are the same": scores(1, PEOPLE[:2], "a", lambda _: 3),
    "every score the same": scores(of=lambda _: 3) + judged(),
    "every score at the top": scores(of=lambda _: 5) + judged(),
    "a judge that never varies": scores() + judged(of=lambda _: 4),
    "a judge and people that never vary": scores(of=lambda _: 3) + judged(of=lambda _: 3),
    "a judge that nobody can read": scores() + judged(of=lambda _: None),
    "a judge outside its scale": scores() + judged(of=lambda _: 99),
    "a judge alone": [*judged(), rating(99, "a", "ann", 3)],
    "a judge of other items": scores() + [judgement(i + 100, "a", 3) for i in range(30)],
    "a judge of another dimension": scores() + judged(dimension="taste"),
    "a judge of few of the items": scores() + judged(3, score_probs={"3": 1.4, "4": -0.4}),
    "no overlap": [rating(i, "a", PEOPLE[i % 3], i % 5 + 1) for i in range(60)] + judged(60, "a"),
    "two groups of raters that share nothing": [
        rating(i, "a", f"{i % 2}{who}", Random(i).randint(1, 5)) for i in range(60) for who in PEOPLE
    ],
    "one prompt for all items": scores(prompt="the same") + judged(),
    "no prompt and no text": scores(prompt="", response="") + judged(),
    "no model": scores(model=None) + judged(),
    "one dimension with one level used": scores(of=lambda _: 1, dimension="flat") + scores(),
    "a scale of two levels": scores(of=lambda random: random.randint(0, 1), scale_min=0, scale_max=1)
    + judged(of=lambda random: random.random(), scale_min=0, scale_max=1),
    "a tiny scale": scores(of=lambda random: random.random() * 1e-9, scale_min=0, scale_max=1e-9)
    + judged(of=lambda random: random.random() * 1e-9, scale_min=0, scale_max=1e-9),
    "a huge scale": scores(of=lambda random: random.random() * 1e12, scale_min=0, scale_max=1e12)
    + judged(of=lambda random: random.random() * 1e12, scale_min=0, scale_max=1e12),
    "one comparison": choices(1, PEOPLE[:1]) + verdicts(1),
    "all ties": choices(of=lambda _: [["a", "b"]]) + verdicts(of=lambda _: "tie"),
    "one that always wins": choices(of=lambda _: ["a", "b"]) + verdicts(of=lambda _: "a"),
    "verdicts that nobody can read": choices() + verdicts(of=lambda _: "invalid"),
    "verdicts on other pairs": choices() + verdicts(dataset="other"),
    "verdicts alone": [verdict(i, "a", "b", "a", model_a="a", model_b="b") for i in range(30)],
    "parts that were never compared": [
        comparison(i, who, order) for i in range(12) for who in PEOPLE for order in (["a", "b"], ["c", "d"], ["d", "c"])
    ],
    "a pair of one model": [
        comparison(i, who, ["a", "b"], responses={n: {"model": "same", "text": n} for n in "ab"})
        for i in range(12) for who in PEOPLE
    ],
    "pairs without model names": [
        comparison(i, who, ["a", "b"], responses={n: {"text": n} for n in "ab"}) for i in range(12) for who in PEOPLE
    ],
    "rankings that tie everybody": [comparison(i, who, [["a", "b", "c", "d"]]) for i in range(12) for who in PEOPLE],
    "one ranking of nine": [comparison(0, "ann", list("abcdefghi"))],
    "three raters and one pair": [comparison(0, who, ["a", "b"]) for who in PEOPLE],
    "a judge that always picks the first": choices() + [
        verdict(i, *order, order[0], shown_order=list(order)) for i in range(30) for order in ("ab", "ba")
    ],
    "repeats only": scores(1, PEOPLE[:1], "a") * 9,
    "comparisons on a dimension with one answer": [*choices(), comparison(0, "ann", ["a", "b"], dimension="tone")],
}  # fmt: skip

SAME = "All answers are the same, so nothing tells raters apart."
NOTHING_VARIES = "Neither people nor the judge ever vary, so nothing can be told."
ONE_SCORE = "People gave the same score throughout: there is no difference that a judge could tell."
ONE_ANSWER = "People gave the same answer throughout: whoever never varies is as good as they are."
# Where nobody ever differs there is no severity of 0 and no reliability of 1, however many answers there are.
REASONS = {
    "every score the same": {
        "raters.0.dimensions.quality.severity": "All scores are the same, so neither severity nor noise can be told.",
        "raters.0.dimensions.quality.noise": "Noise is what severity leaves, and severity cannot be told.",
        "raters.0.dimensions.quality.agreement": SAME,
        "consensus.quality.mean_half_width": (
            "Whoever scored one response gave it the same, so how scores spread cannot be told."
        ),
    },
    "a judge and people that never vary": {
        **{
            f"{key}.judge.quality.{name}": NOTHING_VARIES
            for key in ("judges", "judges_mean")
            for name in ("rmse_raw", "mae_raw", "bias", "pearson_raw")
        },
        **{
            f"judges.judge.quality.{name}": ONE_SCORE
            for name in ("rmse_constant", "rmse_calibrated", "rmse_known_raters", "method", "coverage_90", "mapping")
        },
        **{f"alt_test.judge.quality.{name}": ONE_ANSWER for name in ("winning_rate", "passes", "p_value")},
    },
    "all ties": {
        "dawid_skene.comparisons": SAME,
        "raters.0.comparisons.comparisons.reliability": SAME,
        "raters.0.comparisons.comparisons.agreement": SAME,
    },
    "one rater": {
        "alt_test.judge.quality.winning_rate": "The test needs at least 3 people with 30 answers each that another "
        "person and the judge gave too; there are 0."
    },
}

UNREADABLE = {
    "a judge that nobody can read": "100% of judge's scores on quality could not be read.",
    "verdicts that nobody can read": "100% of judge's verdicts could not be read.",
    "a judge of few of the items": "6 of judge's probabilities of levels on quality could not be read, so the scores "
    "beside them count as written. They are numbers from 0 to 1, of levels within its scale, and sum to 1.",
}


@pytest.mark.parametrize("name", PROJECTS)
def test_it_says_in_words_what_it_cannot_tell(tmp_path: Path, name: str):
    report = fitted(*files_of(tmp_path, PROJECTS[name]))
    assert report["counts"]["items"] > 0
    assert {path: report["reasons"].get(path) for path in REASONS.get(name, {})} == REASONS.get(name, {})
    if name == "a judge and people that never vary":
        assert "nothing can be told of judge" in report["judges"]["judge"]["quality"]["sentence"]
    warned = [row["text"] for row in report["warnings"] if row["code"] == "unreadable"]
    assert name not in UNREADABLE or UNREADABLE[name] in warned
