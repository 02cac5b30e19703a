"""The loop of the product, turned in the simulated world through the services that production uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from annotations.models import (
    Dimension,
    Endpoint,
    Job,
    Membership,
    Project,
    PromptTemplate,
    Round,
    TemplateVersion,
    User,
)
from annotations.services.generation import generation_run
from annotations.services.jobs import job_claim
from annotations.services.judging import judging_run
from annotations.services.rounds import round_start
from annotations.services.templates import version_create
from ranking.models import Confirmation, Fit
from ranking.proposers import PROPOSERS
from ranking.selectors.confirmations import confirmations_waiting
from ranking.selectors.temperatures import Question
from ranking.services.confirmations import Design, confirmation_look, confirmation_plan
from ranking.services.fits import fit_run
from ranking.services.proposals import NothingToPropose, proposal_accept, proposal_make
from ranking.services.rounds import round_close, round_finish, round_review
from ranking.services.temperatures import temperature_policy_propose, temperature_round_start
from ranking.services.temperatures.rounds import Trial
from tests.conftest import make_user
from tests.world.people import Clock, Crowd, clock_from
from tests.world.server import World
from tests.world.setting import Setting, Size, settle
from tests.world.truth import CATEGORIES, TEMPERATURES, Critic, Truth

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
LOOKS = 5


@dataclass
class Turn:
    """What came of one turn: whether a version was tried, promoted, and what it is truly worth beside the old."""

    tried: bool = False
    promoted: bool = False
    gain: float = 0.0
    worth: float = 0.0
    answers: int = 0
    outcome: str = ""


@dataclass
class Played:
    """One project in one world."""

    truth: Truth
    size: Size
    project: Project
    lead: User
    crowd: Crowd
    template: PromptTemplate
    writer: Endpoint
    clock: Clock
    ideas: list[str]
    turns: list[Turn] = field(default_factory=list)
    server: World | None = None

    @property
    def active(self) -> TemplateVersion:
        """What is served."""
        self.template.refresh_from_db()
        version = self.template.active_version
        assert version is not None
        return version

    def worth(self, version: TemplateVersion) -> float:
        """The true mean of the primary dimension, at the temperature that all are tested at."""
        return 0.0 if self.truth.null else self.truth.worth(version.principles, len(version.exemplars), 0.6)


@contextmanager
def world(truth: Truth, size: Size, *, slug: str = "world") -> Iterator[Played]:
    """A project with a rubric, items, people, a model and a judge behind a real address, and a first version."""
    with World(truth, Critic()) as server:
        played = begun(truth, size, Setting(server.base_url), slug=slug)
        played.server = server
        yield played


def begun(truth: Truth, size: Size, setting: Setting, *, slug: str) -> Played:
    """A project in a setting, its people, and a first version of its template."""
    settled = settle(size, setting, slug)
    lead = make_user(f"lead-{slug}")
    Membership.objects.create(project=settled.project, user=lead, role=Membership.Role.LEAD)
    version_create(template=settled.template, now=START, created_by=lead, system=setting.system)
    settled.template.refresh_from_db()
    crowd = Crowd.join(settled.project, truth, size.people, hears=setting.hears)
    return Played(
        truth, size, settled.project, lead, crowd, settled.template, settled.writer, clock_from(START),
        list(setting.ideas or truth.ideas()),
    )  # fmt: skip


def run_job(job: Job, clock: Clock) -> Job | None:
    """What a worker does with a job that makes responses; the judges' job, if any."""
    claimed = job_claim(job_id=job.pk, now=clock())
    assert claimed is not None
    return generation_run(job=claimed, clock=clock, stop=lambda: False)


def judge_job(job: Job, clock: Clock) -> None:
    """What a worker does with a judges' job."""
    claimed = job_claim(job_id=job.pk, now=clock())
    assert claimed is not None
    judging_run(job=claimed, clock=clock, stop=lambda: False)


def learn(played: Played, *, temperatures: tuple[float, ...] = TEMPERATURES, judged: bool = True) -> tuple[Round, Fit]:
    """A round on split develop: the active version at every temperature, rated by people and by the judge."""
    judges = list(played.project.raters.filter(kind="judge")) if judged else []
    launched = round_start(
        project=played.project, seed=played.truth.seed * 1000 + played.project.rounds.count(), now=played.clock(),
        requested_by=played.lead, versions=[played.active], endpoint=played.writer, temperatures=temperatures,
        samples=1, split="develop", kinds=["RATING"], overlap=played.size.overlap, judges=judges,
    )  # fmt: skip
    judging = run_job(launched.job, played.clock)
    if judging:
        judge_job(judging, played.clock)
    played.crowd.work(played.clock)
    return launched.round, ended(played, launched.round)


def question(played: Played) -> Question:
    """What a temperature is good for: helpfulness alone."""
    return Question(Dimension.objects.get(rubric__project=played.project, is_primary=True))


def tempered(played: Played) -> tuple[Round, Fit]:
    """A round on split develop at temperatures drawn by category, rated by people."""
    trial = Trial(played.active, played.writer, TEMPERATURES, samples=2, overlap=played.size.overlap)
    launched = temperature_round_start(
        template=played.template, question=question(played), trial=trial, now=played.clock(), by=played.lead,
        seed=played.truth.seed * 1000 + played.project.rounds.count(),
    )  # fmt: skip
    run_job(launched.job, played.clock)
    played.crowd.work(played.clock)
    return launched.round, ended(played, launched.round)


def temperatures_found(played: Played) -> dict[str, float]:
    """The temperature that the policy would serve each category at."""
    made = temperature_policy_propose(
        template=played.template, question=question(played), now=played.clock(), by=played.lead
    )
    return {category: made.rules.get(category, made.rules[""]) for category in CATEGORIES}


def ended(played: Played, round: Round) -> Fit:
    """The round is closed, its figures are computed and reviewed."""
    round_close(round=round, now=played.clock())
    fit = fit_run(project=played.project, round=round, seed=round.seed, now=played.clock())
    round_review(round=round)
    round_finish(round=round, now=played.clock())
    return fit


def next_version(played: Played, round: Round) -> TemplateVersion | None:
    """What the answers speak for; where they speak for nothing new, the lead's next idea; None once those are tried."""
    try:
        proposal = proposal_make(
            project=played.project, round=round, by=played.lead, now=played.clock(), seed=played.truth.seed,
            proposer=PROPOSERS["plain"],
        )  # fmt: skip
    except NothingToPropose:
        proposal = None
    if proposal is not None:
        # The temperature has a room of its own: versions are tested at one.
        edits = [
            edit | {"number": number} for number, edit in enumerate(proposal.edits) if edit["kind"] != "temperature"
        ]
        if edits:
            return proposal_accept(
                proposal=proposal, by=played.lead, reason="Worth a test.", now=played.clock(), edits=edits
            )
    if not played.ideas:
        return None
    return with_principle(played, played.ideas.pop(0))


def fairer(played: Played, round: Round) -> TemplateVersion:
    """The version that a bias gap speaks for."""
    proposal = proposal_make(
        project=played.project, round=round, by=played.lead, now=played.clock(), seed=played.truth.seed,
        proposer=PROPOSERS["fairness"],
    )  # fmt: skip
    return proposal_accept(proposal=proposal, by=played.lead, reason="Worth a test.", now=played.clock())


def with_principle(played: Played, principle: str) -> TemplateVersion:
    """A version that a person wrote: what is served, and one principle more."""
    old = played.active
    return version_create(
        template=played.template, now=played.clock(), parent=old, created_by=played.lead, system=old.system,
        user_text=old.user_text, principles=[*old.principles, principle], exemplars=old.exemplars,
        output_format=old.output_format,
    )  # fmt: skip


def confirm(played: Played, new: TemplateVersion) -> Turn:
    """A test of the new version against what is served, looked at on the way as the sweep would."""
    old = played.active
    design = Design(new=new, old=old, endpoint=played.writer, temperature=0.6, overlap=played.size.overlap, looks=LOOKS)
    planned = confirmation_plan(
        project=played.project, design=design, seed=played.truth.seed * 1000 + played.project.rounds.count(),
        now=played.clock(), requested_by=played.lead,
    )  # fmt: skip
    run_job(planned.job, played.clock)
    round = planned.confirmation.round
    step = max(1, played.size.evaluate * 2 * played.size.overlap // LOOKS // 4)
    answers = 0
    while done := played.crowd.work(played.clock, most=step):
        answers += done
        if planned.confirmation.pk in {one.pk for one in confirmations_waiting()}:
            confirmation_look(confirmation=planned.confirmation, now=played.clock())
        round.refresh_from_db()
        if round.state != Round.State.COLLECTING:
            break
    round_close(round=round, now=played.clock())
    round_review(round=round)
    found = Confirmation.objects.get(pk=planned.confirmation.pk)
    if found.is_running:
        confirmation_look(confirmation=found, now=played.clock())
        found.refresh_from_db()
    return Turn(
        tried=True, promoted=played.active == new, gain=played.worth(new) - played.worth(old), answers=answers,
        worth=played.worth(played.active), outcome=found.state,
    )  # fmt: skip


def turn(played: Played) -> Turn:
    """One whole turn: learn, propose, confirm."""
    # The first round tells what the judge is worth; the later ones try temperatures where they may be the best.
    round, _fit = tempered(played) if played.turns else learn(played)
    version = next_version(played, round)
    made = confirm(played, version) if version else Turn(worth=played.worth(played.active))
    played.turns.append(made)
    return made
