"""Who works in a project, and as which rater."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from annotations.models import Membership, Project, Rater, User


@transaction.atomic
def member_set(
    *,
    project: Project,
    user: User,
    role: str = Membership.Role.ANNOTATOR,
    languages: Sequence[str] = (),
    paused: bool = False,
    skills: Sequence[str] | None = None,
) -> Membership:
    """This function will make a person a member, or change what their membership says; None leaves the skills."""
    values = {"role": role, "languages": list(languages), "paused": paused}
    values |= {} if skills is None else {"skills": list(skills)}
    membership, _created = Membership.objects.update_or_create(project=project, user=user, defaults=values)
    return membership


@transaction.atomic
def member_remove(*, project: Project, user: User) -> None:
    """This function will end a membership; what the person said stays."""
    Membership.objects.filter(project=project, user=user).delete()


def rater_of(*, project: Project, user: User) -> Rater:
    """This function will return the rater that a person is in a project, made at their first work."""
    found = Rater.objects.filter(project=project, user=user).first()
    return found or _rater_create(project, user, user.get_username())


def _rater_create(project: Project, user: User, name: str) -> Rater:
    try:
        with transaction.atomic():
            return Rater.objects.create(project=project, user=user, name=name)
    except IntegrityError:
        # Either a second request was quicker, or an imported rater bears the name.
        found = Rater.objects.filter(project=project, user=user).first()
        return found or Rater.objects.create(project=project, user=user, name=f"{name} #{user.pk}")
