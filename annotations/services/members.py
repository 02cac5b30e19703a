"""Who works in a project, and as which rater."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from annotations.models import Membership, Participation, Project, Rater, Round, User
from annotations.prepared import PreparedSelect, integer
from annotations.services.retrying import retried

_RATER = PreparedSelect(lambda: Rater.objects.filter(project=integer("project"), user=integer("user")))


@retried
@transaction.atomic
def member_set(
    *,
    project: Project,
    user: User,
    role: str = Membership.Role.ANNOTATOR,
    languages: Sequence[str] = (),
    skills: Sequence[str] | None = None,
) -> Membership:
    """This function will make a person a member, or change what their membership says; None leaves the skills.

    Whether they are paused stays: a check may have paused them while a lead looked at the form.
    """
    values = {"role": role, "languages": list(languages)}
    values |= {} if skills is None else {"skills": list(skills)}
    membership, _created = Membership.objects.update_or_create(project=project, user=user, defaults=values)
    return membership


@retried
@transaction.atomic
def member_pause(*, membership: Membership, because: str, now: datetime) -> Membership:
    """This function will stop handing work to a member; what they hold they may still answer. Pausing twice is once."""
    Membership.objects.filter(pk=membership.pk, paused=False).update(
        paused=True, paused_because=because, paused_at=now
    )  # fmt: skip
    membership.refresh_from_db()
    return membership


@retried
@transaction.atomic
def member_resume(*, membership: Membership, now: datetime) -> Membership:
    """This function will let a paused member work again; in open rounds, their accuracy is counted anew."""
    # First the rater, as `next` does, which may hold the totals of several rounds; the membership last, as an
    # answered check does.
    list(Rater.objects.select_for_update().filter(project=membership.project_id, user=membership.user_id))
    Participation.objects.filter(
        rater__user=membership.user_id, round__project=membership.project_id, round__state=Round.State.COLLECTING
    ).update(checked=0, right=0)
    Membership.objects.filter(pk=membership.pk).update(paused=False, paused_because="", paused_at=None)
    membership.refresh_from_db()
    return membership


@transaction.atomic
def member_remove(*, project: Project, user: User) -> None:
    """This function will end a membership; what the person said stays."""
    Membership.objects.filter(project=project, user=user).delete()


def rater_of(*, project: Project, user: User) -> Rater:
    """This function will return the rater that a person is in a project, made at their first work."""
    found = _RATER.first(project=project.pk, user=user.pk)
    return found or _rater_create(project, user, user.get_username())


def _rater_create(project: Project, user: User, name: str) -> Rater:
    try:
        with transaction.atomic():
            return Rater.objects.create(project=project, user=user, name=name)
    except IntegrityError:
        # Either a second request was quicker, or an imported rater bears the name.
        found = Rater.objects.filter(project=project, user=user).first()
        return found or Rater.objects.create(project=project, user=user, name=f"{name} #{user.pk}")
