"""The demo's two rounds: one that simulated annotators answered, with its figures and a proposal, and an open one."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from annotations.handout.policy import Policy
from annotations.jobs import send
from annotations.models import Assignment, Endpoint, Job, Project, Rater, Response, Round, Task, TemplateVersion, User
from annotations.services.answers import answer_submit
from annotations.services.handout import assignment_next
from annotations.services.members import member_set, rater_of
from annotations.services.rounds import round_create, round_launch
from ranking.management.demo import annotators
from ranking.proposers import PROPOSERS
from ranking.services.proposals import proposal_make
from ranking.services.rounds import round_close

Say = Callable[[str], None]
SEED = 20260101
PATIENCE_SECONDS = 900


class SeedError(Exception):
    """The demo could not be filled; the message says what to do."""


@dataclass(frozen=True)
class Wait:
    """How the seeding waits for a worker: what it says, and what it does between two looks."""

    say: Say
    meanwhile: Callable[[], None]

    def until(self, round: Round, look: Callable[[], tuple[bool, int, int]], what: str) -> None:
        """Look until it is so, saying how far it is; a failed job or no progress at all is an error in words."""
        seen, since = (-1, -1), time.monotonic()
        while True:
            finished, done, total = look()
            if finished:
                break
            if failed := Job.objects.filter(round=round, state=Job.State.FAILED).first():
                raise SeedError(f"{what}, but the job failed: {failed.message}")
            if (done, total) != seen:
                seen, since = (done, total), time.monotonic()
                self.say(f"{what}: {done} of {total}")
            elif time.monotonic() - since > PATIENCE_SECONDS:
                raise SeedError(
                    f"{what}, and nothing moved for {PATIENCE_SECONDS // 60} minutes. Start the demo again."
                )
            self.meanwhile()
            time.sleep(0.5)


@dataclass(frozen=True)
class Cast:
    """Who and what takes part in the demo's rounds."""

    project: Project
    versions: list[TemplateVersion]
    endpoint: Endpoint
    lead: User


def first_round(cast: Cast, wait: Wait) -> None:
    """The round that ends up finished: both versions at two temperatures, people's answers and a judge's."""
    plan: dict[str, Any] = {
        "temperatures": [0.2, 0.9],
        "split": "develop",
        "kinds": [Task.Kind.RATING, Task.Kind.RANKING],
        "overlap": 2,
        "judges": [_judge(cast)],
        "note": "Answered by simulated annotators.",
    }
    round = _round(cast, 1, plan, wait)
    _answer(round, wait)
    _learn(round, wait)
    _propose(round, cast.lead)


def second_round(cast: Cast, wait: Wait) -> None:
    """The round that stands open, for people to annotate at once."""
    plan: dict[str, Any] = {
        "temperatures": [0.2],
        "samples": 2,
        "split": "evaluate",
        "kinds": [Task.Kind.RATING, Task.Kind.COMPARISON, Task.Kind.RANKING],
        "overlap": 1,
        "item_limit": 3,
        "policy": Policy(training=True, gold_share=0.1, repeat_share=0.05),
        "note": "Open: answer some of it yourself.",
    }
    _round(cast, 2, plan, wait)


def _round(cast: Cast, number: int, plan: dict[str, Any], wait: Wait) -> Round:
    round = Round.objects.filter(project=cast.project, number=number).first()
    if round is None:
        common: dict[str, Any] = {"samples": 1, "seed": SEED + number, "created_by": cast.lead, "now": timezone.now()}
        round = round_create(project=cast.project, versions=cast.versions, endpoint=cast.endpoint, **common | plan)
    if round.state == Round.State.DRAFT:
        send(round_launch(round=round, now=timezone.now(), requested_by=cast.lead).job)
    wait.until(round, lambda: _generated(round), f"round {number}: the model writes candidates")
    wait.until(round, lambda: _judged(round), f"round {number}: the judge reads them")
    return round


def _judge(cast: Cast) -> Rater:
    judge, _created = Rater.objects.get_or_create(
        project=cast.project,
        kind=Rater.Kind.JUDGE,
        name=f"{cast.endpoint.name}-judge",
        # One response at a time: rankings in rotated orders would take a small model on two cores minutes more.
        defaults={"endpoint": cast.endpoint, "mode": "pointwise"},
    )
    return judge


def _generated(round: Round) -> tuple[bool, int, int]:
    rows = Response.objects.filter(round=round)
    done = rows.exclude(state=Response.State.PLANNED).count()
    round.refresh_from_db()
    return round.state not in {Round.State.DRAFT, Round.State.GENERATING}, done, rows.count()


def _judged(round: Round) -> tuple[bool, int, int]:
    jobs = list(Job.objects.filter(round=round).order_by("-pk"))
    live = [job for job in jobs if job.state in {Job.State.QUEUED, Job.State.RUNNING}]
    return not live, (live or jobs)[0].done, (live or jobs)[0].total


def _answer(round: Round, wait: Wait) -> None:
    """Let every simulated annotator take tasks until nothing is left for them."""
    if round.state != Round.State.COLLECTING:
        return
    wait.say(f"round {round.number}: simulated annotators answer")
    # In turns, as people would: a place that one leaves is the next one's.
    working = [(annotator, _simulated(round.project, annotator.name)) for annotator in annotators.ANNOTATORS]
    while working:
        for pair in list(working):
            annotator, rater = pair
            assignment = assignment_next(rater=rater, now=timezone.now())
            if assignment is None:
                working.remove(pair)
            else:
                _answer_one(assignment, rater, annotator)


def _simulated(project: Project, name: str) -> Rater:
    user, created = User.objects.get_or_create(username=f"demo-{name}", defaults={"is_active": False})
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        member_set(project=project, user=user)
    rater = rater_of(project=project, user=user)
    if not rater.simulated:
        Rater.objects.filter(pk=rater.pk).update(simulated=True)
    return rater


def _answer_one(assignment: Assignment, rater: Rater, annotator: annotators.Annotator) -> None:
    dice = random.Random(f"{SEED}/{annotator.name}/{assignment.pk}")  # noqa: S311 (a play, not a secret)
    item, shown = assignment.task.item, assignment.shown or []
    texts = dict(Response.objects.filter(pk__in=shown).values_list("pk", "text"))
    readings = {
        pk: annotators.read(prompt=item.prompt, reference=item.reference, text=text) for pk, text in texts.items()
    }
    answer: dict[str, Any]
    if assignment.task.kind == Task.Kind.RATING:
        answer = {"scores": annotators.scores(readings[shown[0]], annotator, dice)}
        comment = annotators.comment(readings[shown[0]])
    else:
        worths = {pk: annotators.worth(reading, annotator, dice) for pk, reading in readings.items()}
        answer, comment = {"ranking": annotators.order(worths)}, ""
    answer_submit(
        assignment_id=assignment.pk,
        rater=rater,
        key=UUID(int=dice.getrandbits(128)),
        shown=shown,
        answer=answer,
        comment=comment,
        seconds=dice.randint(8, 40),
        now=timezone.now(),
    )


def _learn(round: Round, wait: Wait) -> None:
    round.refresh_from_db()
    if round.state == Round.State.COLLECTING:
        send(round_close(round=round, now=timezone.now()).job)
    wait.until(round, lambda: _fitted(round), f"round {round.number}: figures are computed")


def _fitted(round: Round) -> tuple[bool, int, int]:
    round.refresh_from_db()
    return round.state in {Round.State.REVIEW, Round.State.CLOSED}, 0, 1


def _propose(round: Round, lead: User) -> None:
    if not round.proposals.exists():
        proposer = next(iter(PROPOSERS.values()))
        proposal_make(project=round.project, round=round, by=lead, now=timezone.now(), seed=SEED, proposer=proposer)
