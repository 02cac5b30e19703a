"""What a round asks next, on its page and over the API; and how it is turned off."""

import pytest

from annotations.models import Job, Round
from ranking.models import Wave
from ranking.selectors.labelling import LABEL
from ranking.services.labelling import labelling_wave
from tests.annotations.world import NOW, open_round

pytestmark = pytest.mark.django_db
PAGE, STOP = "/projects/tea/rounds/1/labelling/", "/projects/tea/rounds/1/labelling/stop/"
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def bells(monkeypatch) -> list[Job]:
    rung: list[Job] = []
    monkeypatch.setattr("annotations.jobs.send", rung.append)
    return rung


@pytest.fixture
def round(project) -> Round:
    made = open_round(
        project, items=30, each=2, kinds=("RATING", "COMPARISON"), policy={"labelling": "adaptive", "random_share": 0.3}
    )
    made.responses.filter(sample=0).update(model="<b>one</b>")
    made.responses.filter(sample=1).update(model="two")
    return made


def test_it_says_in_words_what_comes_next_and_why(round, client_of, lead):
    labelling_wave(round=round, now=NOW)
    text = client_of(lead).get(PAGE).content.decode()
    assert "30% of the answers go to tasks that lots drew" in text
    assert "Drawn by lot: a random sample" in text
    assert "So that everything tried is compared, in one piece" in text
    assert "So that everything tried is rated, on items in common" in text
    assert "each had a chance of" in text


def test_a_pair_is_named_whose_order_is_least_certain_and_names_are_escaped(round, client_of, lead):
    for pair in round.tasks.filter(kind="COMPARISON")[:6]:
        pair.assignments.create(
            rater=round.project.raters.get_or_create(name="ada")[0], state="DONE"
        ).ballots.create(ranking=[[one.pk] for one in pair.responses.order_by("pk")])  # fmt: skip
    labelling_wave(round=round, now=NOW)
    text = client_of(lead).get(PAGE).content.decode()
    assert "The order of &lt;b&gt;one&lt;/b&gt; and two is least certain" in text
    assert "<b>one</b>" not in text


def test_before_the_first_look_it_says_that_the_order_is_random(round, client_of, reviewer):
    text = client_of(reviewer).get(PAGE).content.decode()
    assert "Nothing is put in order yet" in text
    assert "Turn off" not in text


def test_the_rounds_page_asks_for_it_and_the_fragment_is_no_whole_page(round, client_of, lead):
    page = client_of(lead)
    assert f'hx-get="{PAGE}"' in page.get("/projects/tea/rounds/1/").content.decode()
    text = page.get(PAGE, headers=FRAGMENT).content.decode()
    assert "<html" not in text
    assert "What is asked next" in text


def test_a_round_in_random_order_has_nothing_to_say(project, client_of, lead):
    open_round(project)
    page = client_of(lead)
    assert page.get(PAGE).status_code == 404
    assert "labelling" not in page.get("/projects/tea/rounds/1/").content.decode()


def test_turning_it_off_rings_for_a_look_and_says_so(round, client_of, lead, bells, django_capture_on_commit_callbacks):
    labelling_wave(round=round, now=NOW)
    page = client_of(lead)
    with django_capture_on_commit_callbacks(execute=True):
        page.post(STOP)
    round.refresh_from_db()
    assert round.policy["labelling"] == "stopped"
    assert [job.celery_name for job in bells] == [LABEL]
    text = page.get("/projects/tea/rounds/1/").content.decode()
    assert "From now on chance alone chooses what is asked." in text
    assert "until it was turned off" in text
    text = page.get(PAGE).content.decode()
    assert "chance alone chooses since then" in text
    assert "Turn off" not in text


def test_a_round_that_is_over_tells_its_sample_and_nothing_that_is_next(round, client_of, lead):
    labelling_wave(round=round, now=NOW)
    Round.objects.update(state="REVIEW")
    page = client_of(lead)
    text = page.get(PAGE).content.decode()
    assert "in the random sample so far" in text
    assert "everything tried" not in text
    page.post(STOP)
    assert not Job.objects.exists()


def test_the_api_tells_and_turns_it_off(round, client_of, lead, reviewer, bells, django_capture_on_commit_callbacks):
    labelling_wave(round=round, now=NOW)
    path = "/api/v1/projects/tea/rounds/1/labelling/"
    found = client_of(reviewer).get(path).json()
    wave = Wave.objects.get()
    assert (found["labelling"], found["random_share"], found["tasks"]) == ("adaptive", 0.3, 90)
    assert found["wave"]["reach"] == wave.reach
    assert {one["why"] for one in found["wave"]["reasons"]} == {"lots", "connect", "chance"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(lead).post(f"{path}stop/")
    assert answer.status_code == 202
    assert [job.pk for job in bells] == [answer.json()["job"]]
    assert client_of(reviewer).get(path).json()["labelling"] == "stopped"
    Round.objects.update(state="CLOSED")
    assert client_of(lead).post(f"{path}stop/").status_code == 409


def test_the_api_says_so_where_nothing_adapts(project, client_of, lead):
    open_round(project)
    answer = client_of(lead).get("/api/v1/projects/tea/rounds/1/labelling/")
    assert answer.status_code == 404
    assert "random order" in answer.json()["detail"]
