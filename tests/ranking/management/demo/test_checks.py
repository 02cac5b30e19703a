"""The demo's checks are taken by the rules of every check."""

import pytest

from annotations.models import Dimension, Gold
from ranking.management.demo.checks import CHECKS, checks_write
from ranking.management.demo.content import DIMENSIONS

pytestmark = pytest.mark.django_db


def test_they_are_written_once_and_in_use(project, lead):
    Dimension.objects.all().delete()
    for position, fields in enumerate(DIMENSIONS):
        Dimension.objects.create(rubric=project.rubric, position=position, **fields)
    checks_write(project, lead)
    checks_write(project, lead)
    assert Gold.objects.filter(active=True).count() == len(CHECKS)
    assert set(Gold.objects.values_list("purpose", flat=True)) == {"training", "gold"}
    assert not Gold.objects.filter(explanation="").exists()
