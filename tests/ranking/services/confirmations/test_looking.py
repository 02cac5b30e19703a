"""Looks: what the answers say, kept, and the decision that the plan takes with them."""

from datetime import timedelta

import pytest

from annotations.models import Activation, Assignment, Item, Job, Round, Score, Task
from annotations.services.templates import version_activate
from ranking.charts.confirmations import confirmation_figures
from ranking.models import Confirmation, ConfirmationLook, Fit
from ranking.selectors.left_open import outcome_in_words, state_in_words
from ranking.services.confirmations import ConfirmationRefused, confirmation_decide, confirmation_look, look_request
from tests.ranking.confirmed import NOW, answered, closed, counterfactual_items, gain, launched
from tests.ranking.made import make_items

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = NOW + timedelta(days=1)


def look(confirmation, at=LATER):
    found = confirmation_look(confirmation=confirmation, now=at)
    return found.look, Confirmation.objects.get(pk=confirmation.pk)


def test_at_the_end_a_gain_is_promoted_and_served(project):
    made = launched(project)
    answered(made, gain(0.6))
    found, after = look(closed(made))
    assert (found.final, found.outcome, found.units, found.planned, found.answers) == (True, "PROMOTE", 40, 40, 160)
    assert after.state == "PROMOTED"
    assert "better than" in after.reason
    template = after.template
    template.refresh_from_db()
    assert template.active_version == made.new
    assert (after.activation.former, after.activation.because) == (made.old, Activation.Because.PROMOTED)
    assert after.activation.reason == "Better than answer v1 in the test of round 1."


def test_its_figures_are_the_means_of_items(project):
    made = launched(project)
    answered(made, gain(0.6))
    primary = look(closed(made))[0].figures["primary"]
    by_hand = [
        Score.objects.filter(
            assignment__task__responses__version=version, dimension=made.dimension
        ).values_list("value", flat=True)
        for version in (made.new, made.old)
    ]  # fmt: skip
    new, old = (sum(values) / len(values) for values in by_hand)
    assert primary["estimate"] == pytest.approx(new - old)
    assert primary["low"] < primary["estimate"] < primary["high"]
    assert (primary["n"], primary["alpha"]) == (40, 0.025)
    assert 0 < primary["p_value"] <= 0.025


def test_no_gain_is_rejected_and_what_is_served_stays(project):
    made = launched(project)
    answered(made, gain(-0.05))
    found, after = look(closed(made))
    assert (found.outcome, after.state, after.activation) == ("REJECT", "REJECTED", None)
    made.template.refresh_from_db()
    assert made.template.active_version == made.old


def test_a_guard_that_breaks_rejects_a_gain(project):
    made = launched(project)
    answered(made, gain(0.8, guard=-1.0))
    found, after = look(closed(made))
    assert after.state == "REJECTED"
    assert found.sentences[0] == (
        "answer v2 is worse than answer v1 on Correctness by more than the margin, so it does not replace it."
    )
    assert found.figures["guards"][0]["broken"]


def test_a_gain_within_its_noise_wants_more_items_than_the_split_has_and_says_how_many(project):
    made = launched(project, items=12)
    answered(made, gain(0.12))
    found, after = look(closed(made))
    assert (found.outcome, after.state) == ("MORE", "INCONCLUSIVE")
    needs = found.figures["needs"]
    assert (needs["of"], needs["planned"], needs["there"]) == ("items", 12, 12)
    assert needs["needed"] > 12
    assert f"takes about {needs['needed']} items" in found.sentences[-1]
    assert "answers would tell" not in " ".join(found.sentences)


def test_where_the_split_has_enough_items_it_says_how_many_answers(project):
    make_items(project, 60, split="evaluate")
    made = launched(project, item_limit=12)
    answered(made, gain(0.12))
    found, _ = look(closed(made))
    assert found.figures["needs"] is None
    assert found.sentences[-1] == (
        f"At what was seen, a new test with about {found.figures['more_answers']} answers would tell."
    )


def test_a_gain_whose_gap_is_open_is_told_as_a_gain_with_the_sets_that_are_missing(project):
    counterfactual_items(project, 12)
    made = launched(project, gap_margin=0.3)
    answered(made, noisy_gap)
    found, after = look(closed(made))
    assert (after.state, found.figures["primary"]["passed"]) == ("INCONCLUSIVE", True), found.sentences
    assert found.sentences[0].startswith("answer v2 is better than answer v1, but the answers do not tell whether it")
    assert "widens a bias gap" in found.sentences[0]
    needs = found.figures["needs"]
    assert (needs["of"], needs["there"], {needs["one"], needs["other"]}) == ("sets", 12, {"Ayşe", "Murat"})
    assert needs["needed"] > 12
    lacks = f"Open: bias gap · about {needs['needed'] - 12} more sets needed"
    assert (state_in_words(after), outcome_in_words(found)) == (lacks, lacks)
    with pytest.raises(ConfirmationRefused, match="do not tell whether it widens a bias gap"):
        confirmation_decide(confirmation=after, by=made.created_by, now=LATER)
    whole = confirmation_figures(after, found)
    assert sum(len(figure.rows) for figure in whole) == 3
    assert any("Ayşe" in str(row[0]) for figure in whole for row in figure.rows)


def test_a_round_that_was_closed_short_is_decided_by_bets_alone(project):
    made = launched(project)
    answered(made, gain(0.6), share=0.5)
    found, after = look(closed(made))
    assert (found.final, found.figures["short"], after.state) == (False, True, "INCONCLUSIVE")
    assert found.figures["primary"]["p_value"] is None
    assert "closed at 20 of 40 pairs" in " ".join(found.sentences)
    assert state_in_words(after) == "Not enough answers"


def test_an_early_look_keeps_what_it_saw_and_decides_nothing_without_proof(project):
    made = launched(project)
    answered(made, gain(0.3), share=0.5)
    found, after = look(made)
    assert (found.units, found.outcome, after.state) == (20, "MORE", "RUNNING")
    assert found.sentences[0] == "Not enough answers yet: 20 of 40 pairs have all of theirs."
    assert found.figures["chance"] is not None
    assert found.figures["more_answers"] > 0


def test_an_early_look_that_proves_a_gain_ends_the_round(project):
    guard = project.rubric.dimensions.get(name="correctness")
    made = launched(project, items=60, margins={guard.pk: 1.0})
    answered(made, gain(1.8), share=0.75)
    result = confirmation_look(confirmation=made, now=LATER)
    assert result.look.outcome == "PROMOTE"
    assert result.job.celery_name == "ranking.fit_project"
    made.round.refresh_from_db()
    assert made.round.state == Round.State.LEARNING
    assert Confirmation.objects.get().state == "PROMOTED"


def test_an_early_look_that_proves_a_loss_ends_it_too(project):
    made = launched(project, items=60)
    answered(made, gain(-1.8), share=0.75)
    found, after = look(made)
    assert (found.outcome, after.state) == ("REJECT", "REJECTED")
    assert found.sentences[0] == "answer v2 is worse than answer v1."


def test_early_looks_stand_in_the_test_of_the_end(project):
    made = launched(project)
    for share in (0.4, 0.8):
        answered(made, gain(0.4), share=share)
        look(made, NOW + timedelta(minutes=40 * share))
    answered(made, gain(0.4))
    found, _ = look(closed(made))
    assert (found.number, found.final) == (3, True)
    assert len(found.figures["primary"]["evidence"]) == 2
    looks = ConfirmationLook.objects.filter(final=False)
    assert [one.units for one in looks] == [16, 32]


def test_a_pair_counts_when_the_last_of_its_answers_is_in(project):
    made = launched(project)
    answered(made, gain(0.4), share=0.5)
    task = made.round.tasks.filter(taken=2).first()
    Assignment.objects.filter(pk=task.assignments.first().pk).update(state="OPEN")
    assert look(made)[0].units == 19


def test_a_look_without_new_pairs_is_the_one_before(project):
    made = launched(project)
    answered(made, gain(0.1), share=0.5)
    assert look(made)[0] == look(made, LATER + timedelta(hours=1))[0]
    assert ConfirmationLook.objects.count() == 1


def test_what_was_decided_is_not_looked_at_again(project):
    made = launched(project)
    answered(made, gain(0.6))
    first, _ = look(closed(made))
    assert look(made)[0] == first
    assert Activation.objects.filter(because="PROMOTED").count() == 1


def test_nobody_looks_too_early_or_close_to_the_end(project):
    made = launched(project)
    with pytest.raises(ConfirmationRefused, match="0 pairs have all their answers"):
        look(made)
    answered(made, gain(0.1), share=0.95)
    with pytest.raises(ConfirmationRefused, match="So close to the end"):
        look(made)
    Round.objects.update(state="GENERATING")
    with pytest.raises(ConfirmationRefused, match="not collecting"):
        look(Confirmation.objects.get())


def test_a_plan_that_was_touched_decides_nothing(project):
    made = launched(project)
    answered(made, gain(0.6))
    Confirmation.objects.update(alpha=0.05)
    with pytest.raises(ConfirmationRefused, match="not the one that was fixed"):
        look(closed(made))
    assert Confirmation.objects.get().state == "RUNNING"


def test_where_another_version_was_made_active_a_lead_decides(project):
    made = launched(project)
    answered(made, gain(0.6))
    other = made.template.versions.create(number=9)
    version_activate(version=other, now=NOW)
    _, after = look(closed(made))
    assert after.state == "PASSED"
    made.template.refresh_from_db()
    assert made.template.active_version == other


def test_a_plan_may_leave_the_promotion_to_a_lead(project):
    made = launched(project, automatic=False)
    answered(made, gain(0.6))
    assert look(closed(made))[1].state == "PASSED"


def test_comparisons_count_wins_less_losses_by_pair(project):
    made = launched(project, metric="comparisons", compare=True, rate=False)
    answered(made, gain(0), prefers=lambda item, rater: 1 if item % 4 else 0)
    found, after = look(closed(made))
    assert found.figures["primary"]["estimate"] == pytest.approx(0.75)
    assert after.state == "PROMOTED"


def test_ratings_guard_what_comparisons_prefer(project):
    made = launched(project, metric="comparisons", compare=True)
    answered(made, gain(-1.0), prefers=lambda item, rater: 1)
    assert look(closed(made))[1].state == "REJECTED"


def noisy_gap(new, item, rater, dimension):
    """All gain a point; the gap of a set goes one way in half of the sets, and the other way in the rest."""
    turned = (-1) ** (item // 2) * (-1) ** (item % 2)
    return 2.5 + 1.0 * new + 0.35 * turned * new


def widening(new, item, rater, dimension):
    """One in four of the second items of a set (Murat) gains, the others lose a point; all first items gain."""
    base = 3.5 + (item * 3 + rater) % 3 * 0.25
    return base + (0.6 if item % 2 == 0 or item % 8 == 7 else -1.0) * new


def test_a_bias_gap_that_widens_blocks_a_gain(project):
    counterfactual_items(project, 20)
    made = launched(project, gap_margin=0.4)
    assert len(made.plan["gaps"]) == 1
    answered(made, widening)
    found, after = look(closed(made))
    (gap,) = found.figures["gaps"]
    assert gap["broken"]
    assert after.state == "REJECTED"
    assert "bias gap" in found.sentences[0]


def test_a_bias_gap_that_stays_lets_a_gain_pass(project):
    counterfactual_items(project, 20)
    made = launched(project, gap_margin=0.4)
    answered(
        made, lambda new, item, rater, dimension: 3 + 0.8 * new + (item + rater) % 2 * 0.25 + (item % 3) * 0.1 * new
    )
    found, after = look(closed(made))
    assert found.figures["gaps"][0]["passed"], found.sentences
    assert after.state == "PROMOTED"


def test_a_gap_by_version_in_the_fit_blocks_too(project):
    counterfactual_items(project, 20)
    made = launched(project, gap_margin=0.4)
    answered(
        made, lambda new, item, rater, dimension: 3 + 0.8 * new + (item + rater) % 2 * 0.25 + (item % 3) * 0.1 * new
    )
    row = {
        "kind": "counterfactual",
        "attribute": "gender",
        "dimension": "helpfulness",
        "values": ["Ayşe", "Murat"],
        "n": 20,
    }
    audits = [
        {**row, "of": str(version), "estimate": gap, "ci_low": gap - 0.1, "ci_high": gap + 0.1}
        for version, gap in ((made.old, 0.1), (made.new, -1.4))
    ]
    Fit.objects.create(project=project, round=made.round, report={"audits": audits})
    found, after = look(closed(made))
    assert [gap["broken"] for gap in found.figures["gaps"]] == [False, True]
    assert after.state == "REJECTED"


def test_a_guard_of_which_nothing_is_known_keeps_from_promotion(project):
    made = launched(project)
    answered(made, gain(0.6))
    Score.objects.filter(dimension__name="correctness").update(value=None, not_applicable=True)
    found, after = look(closed(made))
    assert (found.outcome, after.state) == ("MORE", "INCONCLUSIVE")
    assert "Correctness: nothing can be told" in " ".join(found.sentences)
    assert state_in_words(after) == "Open: Correctness"


def test_a_round_without_an_answer_to_the_question_ends_undecided(project):
    made = launched(project)
    answered(made, gain(0.6))
    Score.objects.update(value=None, not_applicable=True)
    _, after = look(closed(made))
    assert after.state == "INCONCLUSIVE"
    assert "its answers do not tell" in after.reason


def test_checks_repeats_and_judges_are_no_answers(project):
    made = launched(project)
    answered(made, gain(0.0))
    judge = project.raters.create(name="judge", kind="judge")
    task = made.round.tasks.filter(kind=Task.Kind.RATING).first()
    for rater, repeat in ((judge, 0), (task.assignments.first().rater, 1)):
        extra = Assignment.objects.create(task=task, rater=rater, repeat=repeat, state="DONE", submitted_at=NOW)
        Score.objects.create(assignment=extra, dimension=made.dimension, value=5)
    primary = look(closed(made))[0].figures["primary"]
    assert abs(primary["estimate"]) < 1e-9
    assert look(made)[0].answers == 160


def test_an_item_that_one_version_failed_on_is_no_pair(project):
    made = launched(project)
    lost = made.round.responses.filter(version=made.new).first()
    lost.state = "FAILED"
    lost.save()
    answered(made, gain(0.6))
    assert look(closed(made))[0].planned == 39


def test_a_request_twice_is_one_job(project):
    made = launched(project)
    assert look_request(confirmation=made, now=NOW) == look_request(confirmation=made, now=NOW)
    assert Job.objects.filter(celery_name="ranking.confirm").count() == 1
    assert Item.objects.filter(split="evaluate").count() == 40
