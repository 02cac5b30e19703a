"""Mappings over HTTP."""

import pytest
from django.test import Client

from annotations.models import Project, User
from annotations.said import Said, kept
from ranking.models import Fit, JudgeRule, Mapping, MappingFrozen
from tests.ranking.mapped import again, mapped_fit

pytestmark = pytest.mark.django_db
AT = "/api/v1/projects/tea/mappings/"


@pytest.fixture
def fit(project: Project) -> Fit:
    return mapped_fit(project)


@pytest.fixture
def api(client_of, lead: User, fit: Fit) -> Client:
    return client_of(lead)


def of(fit: Fit, judge: str, kind: str = "scores") -> Mapping:
    return fit.mappings.get(judge__name=judge, kind=kind)


def applied(api: Client, mapping: Mapping, **body) -> dict:
    answer = api.post(f"{AT}{mapping.pk}/apply/", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def faults(api: Client, mapping: Mapping, **body) -> dict:
    answer = api.post(f"{AT}{mapping.pk}/apply/", body, content_type="application/json")
    assert answer.status_code == 400, answer.content
    return answer.json()["fields"]


def test_it_lists_the_newest_fits_mappings_without_their_documents(api, fit, project):
    rows = api.get(AT).json()
    found = {(row["judge"], row["kind"], row["dimension"]) for row in rows}
    assert found == {
        ("kind", "scores", "helpfulness"), ("guesser", "scores", "helpfulness"),
        ("comparer", "preference", None), ("comparer", "verdicts", "helpfulness"),
    }  # fmt: skip
    assert all("document" not in row for row in rows)
    again(project, version=2)
    assert {row["version"] for row in api.get(AT).json()} == {2}
    assert len(api.get(AT, {"all": "true"}).json()) == 8
    assert [row["judge"] for row in api.get(AT, {"judge": "kind"}).json()] == ["kind"]


def test_one_is_a_document_that_stands_alone(api, fit):
    found = api.get(f"{AT}{of(fit, 'kind').pk}/").json()
    document = found["document"]
    assert (document["format"], document["kind"], document["own"]) == ("kalibre-mapping/1", "scores", "helpfulness")
    assert document["scale"] == [1, 5]
    assert document["signal"] is True
    assert document["versions"] == {"answer v1": 3}
    assert document["interval"]["share"] == 0.9
    assert (document["version"], document["project"]) == (1, "tea")


def test_a_kind_judge_is_brought_back_to_people(api, fit):
    found = applied(api, of(fit, "kind"), scores=[{"score": 5}, {"scores": {"helpfulness": 2}}])
    high, low = found["results"]
    assert 3.4 < high["score"] < 4.3
    assert 1.0 <= low["low"] <= low["score"] <= low["high"] < 3
    assert low["accept"] < 0.2 < high["accept"]
    assert (found["kind"], found["version"], found["warnings"]) == ("scores", 1, [])


def test_a_score_is_the_expected_level_where_there_are_probabilities(api, fit):
    mapping = of(fit, "kind")
    told = applied(api, mapping, scores=[{"score_probs": {"3": 0.5, "4": 0.5}}, {"score": 3.5}])["results"]
    assert told[0]["score"] == pytest.approx(told[1]["score"])


def test_a_judge_with_another_scale_is_put_on_peoples(api, fit):
    mapping = of(fit, "kind")
    other = applied(api, mapping, scores=[{"score": 75}], scale=[0, 100])["results"]
    assert other == applied(api, mapping, scores=[{"score": 4}])["results"]


def test_the_judge_decides_alone_only_where_its_interval_is_narrow_enough(api, fit, lead, project):
    mapping = of(fit, "kind")
    (found,) = applied(api, mapping, scores=[{"score": 4}])["results"]
    assert found["abstain"]
    assert "at most 1.00 is left" in found["note"]
    rule = api.put(f"{AT}{mapping.pk}/rule/", {"half_width": 1.9}, content_type="application/json")
    assert rule.status_code == 200
    (found,) = applied(api, mapping, scores=[{"score": 4}])["results"]
    assert (found["abstain"], found["note"]) == (False, "")
    kept = JudgeRule.objects.get()
    assert (kept.project, kept.judge, kept.dimension.name, kept.set_by) == (project, "kind", "helpfulness", lead)


def test_a_rule_that_cannot_be_is_refused(api, fit):
    answer = api.put(f"{AT}{of(fit, 'kind').pk}/rule/", {"half_width": 9, "epsilon": 0.1}, "application/json")
    assert answer.status_code == 400
    assert "at most 2" in answer.json()["fields"]["half_width"]


def test_a_judge_that_guesses_leaves_everything_to_people(api, fit):
    (found,) = applied(api, of(fit, "guesser"), scores=[{"score": 5}])["results"]
    assert found["abstain"]
    assert "no signal" in found["note"]


def test_a_judge_that_nobody_could_test_leaves_everything_to_people(api, fit, project):
    why = Said("The test needs at least {least} people with {answers} answers each that another person and the judge "
               "gave too; there are {n}.", least=3, answers=30, n=1)  # fmt: skip
    mapping = of(fit, "kind")
    JudgeRule.objects.create(project=project, judge="kind", dimension=mapping.dimension, half_width=1.9)
    document = mapping.document | {"may_stand_in": None, "reason": why}
    Mapping.objects.filter(pk=mapping.pk).update(document=document)
    Fit.objects.update(report={"said": kept(document)})
    (found,) = applied(api, mapping, scores=[{"score": 4}])["results"]
    assert found["abstain"]
    assert found["note"] == (
        "Nobody has tested whether this judge may stand in for a rater here, so people decide. " + why
    )
    # One of a release that gave no reason.
    Mapping.objects.filter(pk=mapping.pk).update(document=document | {"reason": None})
    (found,) = applied(api, mapping, scores=[{"score": 4}])["results"]
    assert (found["abstain"], found["note"][-17:]) == (True, "so people decide.")


def test_a_version_that_people_hardly_scored_is_said(api, fit):
    found = applied(api, of(fit, "kind"), scores=[{"score": 3}], template="answer", version=1)
    assert found["warnings"] == [
        "People have scored 3 responses of answer v1; before they have scored 20, calibrated scores of it are not to "
        "be believed."
    ]
    assert "scored 0 responses of other v9" in " ".join(
        applied(api, of(fit, "kind"), scores=[{"score": 3}], template="other", version=9)["warnings"]
    )


def test_an_old_version_says_that_there_is_a_newer_one(api, fit, project):
    newer = of(again(project, version=2), "kind")
    told = applied(api, of(fit, "kind"), scores=[{"score": 3}])["warnings"]
    assert told == [f"A newer version of this mapping exists: 2, number {newer.pk}."]


def verdict(winner, shown=("x", "y"), **fields):
    return {"response_a": "x", "response_b": "y", "winner": winner, "shown_order": list(shown), **fields}


def test_verdicts_in_both_orders_are_one_chance(api, fit):
    mapping = of(fit, "comparer", "preference")
    told = applied(api, mapping, verdicts=[verdict("x"), verdict("x", ("y", "x"))])["results"]
    assert [(row["response_a"], row["response_b"]) for row in told] == [("x", "y")]
    assert 0.5 < told[0]["low"] < told[0]["prefers_a"] < told[0]["high"] < 1
    (turned,) = applied(api, mapping, verdicts=[verdict("y"), verdict("y", ("y", "x"))])["results"]
    assert turned["prefers_a"] == pytest.approx(1 - told[0]["prefers_a"])


def test_a_pair_that_could_not_be_read_goes_to_people(api, fit):
    (found,) = applied(api, of(fit, "comparer", "preference"), verdicts=[verdict("invalid")])["results"]
    assert found["prefers_a"] is None
    assert found["abstain"]


def test_verdicts_that_cancel_out_have_no_interval_of_no_width(api, fit):
    opposite = [verdict("x"), verdict("y", ("y", "x"))]
    (found,) = applied(api, of(fit, "comparer", "preference"), verdicts=opposite)["results"]
    assert (found["prefers_a"], found["low"], found["high"], found["abstain"]) == (0.5, None, None, True)
    assert "favours neither" in found["note"]


def test_a_ranking_is_all_its_pairs(api, fit):
    asked = {"ranking": ["x", ["y", "z"]], "shown_order": ["x", "y", "z"]}
    told = applied(api, of(fit, "comparer", "preference"), rankings=[asked])["results"]
    assert [(row["response_a"], row["response_b"]) for row in told] == [("x", "y"), ("x", "z"), ("y", "z")]
    assert told[2]["prefers_a"] == pytest.approx(0.5, abs=0.1)


def test_verdicts_are_put_onto_the_scale_of_peoples_scores(api, fit):
    told = applied(api, of(fit, "comparer", "verdicts"), verdicts=[verdict("x"), verdict("x", ("y", "x"))])["results"]
    scores = {row["response"]: row["score"] for row in told}
    assert 1 <= scores["y"] < scores["x"] <= 5


@pytest.mark.parametrize(
    ("judge", "kind", "body", "field"),
    [
        ("kind", "scores", {}, "scores"),
        ("kind", "scores", {"scores": [{"score": 9}]}, "scores.0.helpfulness"),
        ("kind", "scores", {"scores": [{"scores": {"correctness": 3}}]}, "scores.0.helpfulness"),
        ("kind", "scores", {"scores": [{"score_probs": {"9": 1}}]}, "scores.0.score_probs"),
        ("kind", "scores", {"scores": [{"score_probs": {"3": 0.2}}]}, "scores.0.score_probs"),
        ("kind", "scores", {"scores": [{"score_probs": {"3": 1.4, "4": -0.4}}]}, "scores.0.score_probs"),
        ("kind", "scores", {"scores": [{"score_probs": {"three": 1}}]}, "scores.0.score_probs"),
        ("kind", "scores", {"scores": [{"score_probs": {}}]}, "scores.0.score_probs"),
        ("kind", "scores", {"scores": [{"score": 3, "score_probs": {"3": True}}]}, "scores.0.score_probs.3"),
        ("kind", "scores", {"scores": [{"score": True}]}, "scores.0.score"),
        ("kind", "scores", {"scores": [{"scores": {"helpfulness": False}}]}, "scores.0.scores.helpfulness"),
        ("kind", "scores", {"scores": [{"score": 3}], "scale": [5, 1]}, "scale"),
        ("kind", "scores", {"scores": [{"score": 3}], "version": 1}, "template"),
        ("comparer", "preference", {"scores": [{"score": 3}]}, "verdicts"),
        ("comparer", "preference", {"verdicts": [verdict("q")]}, "verdicts.0.winner"),
        ("comparer", "preference", {"rankings": [{"ranking": ["x"]}]}, "rankings.0.ranking"),
        ("comparer", "preference", {"verdicts": [verdict("x", ("x", "zz"))]}, "verdicts.0.shown_order"),
        ("comparer", "preference", {"verdicts": [verdict("x", ("x", "x"))]}, "verdicts.0.shown_order"),
        (
            "comparer",
            "preference",
            {"rankings": [{"ranking": ["x", "y"], "shown_order": ["x"]}]},
            "rankings.0.shown_order",
        ),
        ("kind", "scores", {"scores": [{"score": 3}], "scale": [-1e308, 1e308]}, "scale"),
        ("comparer", "verdicts", {"verdicts": [verdict(None)]}, "verdicts"),
    ],
)
def test_what_does_not_suit_is_refused_by_field(api, fit, judge, kind, body, field):
    assert field in faults(api, of(fit, judge, kind), **body)


def test_a_mapping_of_another_project_is_not_there(api, fit):
    Fit.objects.update(project=Project.objects.create(slug="coffee", name="Coffee"))
    assert api.get(f"{AT}{of(fit, 'kind').pk}/").status_code == 404


def test_one_of_an_older_release_says_so(api, fit):
    Mapping.objects.update(document={})
    assert "older release" in faults(api, of(fit, "kind"), scores=[{"score": 3}])["mapping"]


def test_a_mapping_is_never_written_over(fit):
    mapping = of(fit, "kind")
    mapping.method = "constant"
    with pytest.raises(MappingFrozen):
        mapping.save()


def test_a_ridge_reads_each_dimension_on_its_own_scale(api, fit):
    kind = of(fit, "kind")
    parameters = {
        "intercept": 1.0,
        "coefficients": {"helpfulness": 0.5, "mood": 0.5},
        "missing": {"helpfulness": 3.0, "mood": 0.0},
    }
    mapping = Mapping.objects.create(
        fit=fit, judge=kind.judge, dimension=kind.dimension, kind="scores", label="ridge", method="ridge", n=40,
        document=kind.document | {
            "method": "ridge", "parameters": parameters, "interval": None, "acceptance": None,
            "scales": {"helpfulness": [1, 5], "mood": [-2, 2]},
        },
    )  # fmt: skip
    [result] = applied(api, mapping, scores=[{"scores": {"helpfulness": 4, "mood": -1}}])["results"]
    assert result["score"] == pytest.approx(1 + 2 - 0.5)
    told = faults(api, mapping, scores=[{"scores": {"helpfulness": 4, "mood": 3}}])
    assert told == {"scores.0.mood": "3 is outside the scale from -2 to 2."}
    # The same judge on a scale from 0 to 10: three quarters up the one, a quarter up the other.
    [result] = applied(api, mapping, scores=[{"scores": {"helpfulness": 7.5, "mood": 2.5}}], scale=[0, 10])["results"]
    assert result["score"] == pytest.approx(1 + 2 - 0.5)
