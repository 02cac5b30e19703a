"""What is asked next in a round whose labelling is adaptive."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from annotations.handout.policy import STOPPED, Policy
from annotations.models import Job, Round, User
from annotations.said import kept
from annotations.selectors.progress import people_done
from annotations.services.errors import Refused
from annotations.services.jobs import job_create
from annotations.services.priorities import tasks_prioritise
from annotations.telling import lowered
from ranking.models import Wave
from ranking.selectors.asking import asking_load
from ranking.selectors.forward import BY_LOT, put_forward
from ranking.selectors.labelling import LABEL, wave_newest

COLLECTING = Round.State.COLLECTING


class LabellingRefused(Refused):
    """The round is not in a state for it."""


def labelling_wave(*, round: Round, now: datetime) -> Wave | None:
    """This function will look at a round anew and put forward what is asked next; None where nothing is to be chosen.

    It reads without a lock and writes in short transactions, only the tasks whose place changes. It may be called at
    any time and any number of times: who is in the random sample was decided by the lots, and a call that was cut
    short is completed by the next.
    """
    before = wave_newest(round)
    policy = Policy.read(round.policy)
    if round.state != COLLECTING or not policy.has_adapted:
        return None
    done = people_done(round)
    asking = asking_load(round)
    if not asking.room.any():
        return None
    share = policy.random_share if policy.is_adaptive else BY_LOT
    forward = put_forward(asking, round, share=share, before=before)
    tasks_prioritise(round=round, bands=forward.bands, probabilities=forward.probabilities)
    try:
        with transaction.atomic():
            return Wave.objects.create(
                round=round, number=before.number + 1 if before else 1, share=share, answered=forward.answered,
                aimed=forward.aimed, reach=forward.reach, done=done, drawn=forward.drawn, chosen=forward.chosen,
                reasons=forward.reasons, said=kept(forward.reasons), created_at=now,
            )  # fmt: skip
    except IntegrityError:
        # Another worker looked at it in the same moment; both put forward much the same.
        return wave_newest(round)


@transaction.atomic
def labelling_request(*, round: Round, now: datetime, requested_by: User | None = None) -> Job:
    """This function will leave a job waiting that looks at the round, or return the one that waits.

    Those that are over are removed: a round has many, and its waves say what each did.
    """
    over = [Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED]
    Job.objects.filter(round=round, celery_name=LABEL, state__in=over).delete()
    return job_create(celery_name=LABEL, key=f"label:{round.pk}", round=round, requested_by=requested_by, now=now)


@transaction.atomic
def labelling_stop(*, round: Round, now: datetime, requested_by: User | None = None) -> Job:
    """This function will let chance alone choose from now on, and leave a job waiting that puts the tasks in order.

    What was asked stays, and the lots go on from where they are. Stopping twice is once.
    """
    locked = Round.objects.select_for_update().get(pk=round.pk)
    policy = Policy.read(locked.policy)
    if locked.state not in (Round.State.GENERATING, COLLECTING) or not policy.has_adapted:
        raise LabellingRefused(
            _("Round %(number)d is %(state)s, or its order does not adapt, so there is nothing to turn off.")
            % {"number": locked.number, "state": lowered(locked.get_state_display())}
        )
    locked.policy = {**locked.policy, "labelling": STOPPED}
    locked.save(update_fields=["policy"])
    round.policy = locked.policy
    return labelling_request(round=locked, now=now, requested_by=requested_by)
