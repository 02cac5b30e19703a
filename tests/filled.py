"""A project as it looks in use: a round rated by people and a judge, figures, a proposal, failures and imports."""

from dataclasses import dataclass

from annotations.llm.errors import ErrorKind, ModelCallError
from annotations.models import ImportBatch, Job, Project, Response, Round, User
from annotations.said import Said, kept
from ranking.models import Fit, Proposal
from ranking.proposers import PROPOSERS
from ranking.services.fits import fit_run
from ranking.services.proposals import proposal_make
from tests.annotations.world import NOW
from tests.ranking.answered import Answered
from tests.ranking.made import make_round, make_template


@dataclass(frozen=True)
class Filled:
    round: Round
    fit: Fit
    proposal: Proposal
    failed: Response


def scores(item: int, temperature: float, rater: int, dimension: str) -> float:
    """Raters of nearly one mind; a hotter model writes worse, and correctness is wanting."""
    good = 5 if item % 3 else 4
    return max(1, good - (2 if temperature > 0.5 else 0) - (1 if dimension == "correctness" and rater else 0))


def fill(project: Project, lead: User) -> Filled:
    """Everything that the pages of a project can show."""
    first = make_template(project, system="You sell tea.\nBe brief.")
    second = make_template(project, parent=first, principles=["Helpfulness: aim for “helpfulness level 5”."])
    made = make_round(
        project, score_of=scores, versions=[first, second], temperatures=(0.2, 0.8),
        comment_of=lambda item, rater: f"Too long for question {item}" if rater else "",
    )  # fmt: skip
    judged(project)
    failure = ModelCallError(ErrorKind.RATE_LIMIT, "HTTP 429: slow down")
    failed = Response.objects.create(
        round=made.round, item=made.items[0], version=first, endpoint=made.round.endpoint, temperature=0.2, sample=9,
        state=Response.State.FAILED, error_kind=failure.kind.value, error=failure.message, finished_at=NOW,
    )  # fmt: skip
    for round in (made.round, None):
        Job.objects.create(
            celery_name="annotations.generate", key=f"generate:{round}", project=project, round=round, created_at=NOW,
            state=Job.State.FAILED, finished_at=NOW, message=str(failure), said=kept(failure.args[0]),
        )  # fmt: skip
    missing = Said("{name} is missing", name="score")
    ImportBatch.objects.create(
        project=project, kinds=["ratings"], files=[{"name": "ratings.jsonl"}], added=3, refused=1, committed_at=NOW,
        refusals=[{"file": "ratings.jsonl", "row": 4, "reason": missing, "said": kept(missing)}],
    )  # fmt: skip
    proposal = proposal_make(
        project=project, round=made.round, by=lead, now=NOW, seed=1, proposer=PROPOSERS["plain"], base=first
    )
    return Filled(made.round, fit_run(project=project, seed=1, now=NOW), proposal, failed)


def judged(project: Project) -> None:
    """Comparisons of people and of judges: one of them always picks the first, one errs, one scores."""
    answered = Answered(project)
    for n in range(24):
        item = f"pair {n}"
        answered.response(item, "old", text="word " * (20 + n))
        answered.response(item, "new", text="word " * (40 + 2 * n))
        better, worse = ("new", "old") if n % 3 else ("old", "new")
        for rater in ("ann", "bob"):
            answered.order(item, [[better], [worse]], rater, shown=["old", "new"] if n % 2 else ["new", "old"])
        for shown in (["old", "new"], ["new", "old"]):
            answered.order(item, [[one] for one in shown], "first picker", judge=True, shown=shown)
        for rater, shift in (("ann", 0), ("bob", 1)):
            answered.rate(item, "new", rater, helpfulness=3 + shift, correctness=1 + n % 4)
        answered.rate(item, "new", "big judge", judge=True, helpfulness=4 if n % 5 else None, correctness=2 + n % 4)
