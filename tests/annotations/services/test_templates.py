"""What is served, and the record of who changed it."""

from datetime import timedelta

import pytest

from annotations.models import Activation, Project, PromptTemplate, User
from annotations.services.templates import (
    NothingBefore,
    template_create,
    version_activate,
    version_create,
    version_roll_back,
)
from tests.annotations.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def template(project: Project) -> PromptTemplate:
    made = template_create(project=project, name="answer", now=NOW)
    for _ in range(3):
        version_create(template=made, now=NOW)
    return PromptTemplate.objects.get(pk=made.pk)


def versions(template: PromptTemplate) -> list:
    return list(template.versions.order_by("number"))


def kept(template: PromptTemplate) -> list[tuple]:
    rows = Activation.objects.filter(template=template).order_by("at", "pk")
    return list(rows.values_list("version__number", "former__number", "because"))


def test_the_first_version_is_served_and_that_is_kept(template: PromptTemplate) -> None:
    assert kept(template) == [(1, None, "FIRST")]


def test_every_change_is_kept_with_who_when_and_why(template: PromptTemplate, lead: User) -> None:
    _first, second, third = versions(template)
    version_activate(version=second, by=lead, reason="Shorter.", now=LATER)
    version_activate(version=third)
    assert kept(template)[1:] == [(2, 1, "CHOSEN"), (3, 2, "CHOSEN")]
    made = Activation.objects.get(version=second)
    assert (made.by, made.reason, made.at) == (lead, "Shorter.", LATER)


def test_activating_what_is_served_writes_nothing(template: PromptTemplate) -> None:
    first = versions(template)[0]
    assert version_activate(version=first, now=LATER).active_version == first
    assert len(kept(template)) == 1


def test_rolling_back_serves_the_former_one_and_again_the_one_before(template: PromptTemplate, lead: User) -> None:
    first, second, _third = versions(template)
    version_activate(version=second, now=LATER)
    back = version_roll_back(template=template, by=lead, reason="No.", now=LATER)
    assert (back.version, back.former, back.because) == (first, second, Activation.Because.ROLLED_BACK)
    template.refresh_from_db()
    assert template.active_version == first
    assert version_roll_back(template=template, by=lead, reason="Yes.", now=LATER).version == second


def test_without_a_former_version_there_is_no_way_back(template: PromptTemplate, lead: User) -> None:
    with pytest.raises(NothingBefore, match="no former version"):
        version_roll_back(template=template, by=lead, reason="", now=LATER)
