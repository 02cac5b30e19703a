"""A fixed cast of people, the real data, and small makers of rows."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import settings

from annotations.models import Dimension, Membership, Project, Rubric, User
from tests.annotations.meetings import Start, threads

# How long an example takes says how busy the machine is.
settings.register_profile("kalibre", deadline=None)
settings.load_profile("kalibre")

REPOSITORY = Path(__file__).resolve().parent.parent
PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test starts in English: a page that was asked for in Turkish leaves its language behind."""
    translation.activate("en")
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of public human judgements that the figures are held against."""
    folder = Path(os.environ.get("KALIBRE_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("The public data sets are not on this machine; set KALIBRE_DATA to their folder.")
    return folder


def make_user(name: str, **fields: object) -> User:
    return User.objects.create_user(username=name, password=PASSWORD, **fields)


@pytest.fixture
def project(db: None) -> Project:
    """A project with a rubric of two dimensions: helpfulness 1 to 5 (primary) and correctness 1 to 5."""
    made = Project.objects.create(slug="tea", name="Tea shop", languages=["en", "tr"], guidelines="Be *fair*.")
    rubric = Rubric.objects.create(project=made)
    for position, name in enumerate(["helpfulness", "correctness"]):
        Dimension.objects.create(
            rubric=rubric,
            name=name,
            label=name.title(),
            levels=[{"value": value, "text": f"{name} level {value}"} for value in range(1, 6)],
            acceptance_threshold=4,
            is_primary=position == 0,
            position=position,
        )
    return made


@pytest.fixture
def annotator(project: Project) -> User:
    """Ayşe annotates."""
    user = make_user("ayse")
    Membership.objects.create(project=project, user=user, role=Membership.Role.ANNOTATOR)
    return user


@pytest.fixture
def reviewer(project: Project) -> User:
    """Riya reviews."""
    user = make_user("riya")
    Membership.objects.create(project=project, user=user, role=Membership.Role.REVIEWER)
    return user


@pytest.fixture
def lead(project: Project) -> User:
    """Leyla leads."""
    user = make_user("leyla")
    Membership.objects.create(project=project, user=user, role=Membership.Role.LEAD)
    return user


@pytest.fixture
def outsider(db: None) -> User:
    """Otto has an account, and no part in the project."""
    return make_user("otto")


@pytest.fixture
def site_admin(db: None) -> User:
    """Ada runs the site."""
    return make_user("ada", is_staff=True, is_superuser=True)


@pytest.fixture
def client_of():
    """A test client signed in as the given user."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts actions in threads, each with a connection of its own."""
    with threads() as begin:
        yield begin


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A real Redis server."""
    from tests.servers import start_redis

    return start_redis(tmp_path_factory.mktemp("redis"))


@pytest.fixture(scope="session")
def local_model() -> str:
    """The base URL of the real local model, started once for the run."""
    from tests.servers import start_local_model

    return start_local_model()
