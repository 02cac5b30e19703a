from datetime import timedelta

import pytest

from annotations.models import EndpointWindow, Project
from annotations.services.permits import permits_return, permits_take
from tests.annotations.machines import make_endpoint
from tests.annotations.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_an_endpoint_without_a_limit_gives_what_is_asked(project: Project) -> None:
    assert permits_take(endpoint=make_endpoint(project, "local:"), wanted=7, now=NOW) == 7
    assert not EndpointWindow.objects.exists()


def test_a_window_gives_no_more_than_its_limit(project: Project) -> None:
    endpoint = make_endpoint(project, "local:", requests_per_minute=5)
    assert [permits_take(endpoint=endpoint, wanted=3, now=NOW) for _ in range(3)] == [3, 2, 0]
    assert permits_take(endpoint=endpoint, wanted=3, now=NOW + timedelta(minutes=1)) == 3


def test_each_endpoint_has_its_own_windows(project: Project) -> None:
    one, other = (make_endpoint(project, "local:", requests_per_minute=2) for _ in range(2))
    assert permits_take(endpoint=one, wanted=2, now=NOW) == 2
    assert permits_take(endpoint=other, wanted=2, now=NOW) == 2


def test_unused_permits_go_back(project: Project) -> None:
    endpoint = make_endpoint(project, "local:", requests_per_minute=5)
    permits_take(endpoint=endpoint, wanted=5, now=NOW)
    permits_return(endpoint=endpoint, unused=2, now=NOW)
    assert permits_take(endpoint=endpoint, wanted=5, now=NOW) == 2


def test_old_windows_are_forgotten(project: Project) -> None:
    endpoint = make_endpoint(project, "local:", requests_per_minute=5)
    permits_take(endpoint=endpoint, wanted=1, now=NOW)
    permits_take(endpoint=endpoint, wanted=1, now=NOW + timedelta(hours=2))
    assert EndpointWindow.objects.count() == 1
