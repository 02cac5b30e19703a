"""Alarms' pages: what moved, the rows, and the way to a round on just their items."""

import pytest

from annotations.forms.rounds import RoundForm
from annotations.models import Endpoint, Project, Round, User
from annotations.services.responses import responses_plan
from ranking.models import Alarm, Watch
from ranking.services.drift.words import drift_sentence
from ranking.stats.drift import Signal
from tests.annotations.world import NOW
from tests.ranking.drifting import pinned, rated_round
from tests.ranking.made import make_template

pytestmark = pytest.mark.django_db


@pytest.fixture
def alarm(project: Project) -> Alarm:
    mapping = pinned(project)
    round = rated_round(project, 6, people=lambda n: 3.0, judge=lambda n: 3.0)
    version = make_template(project)
    round.endpoint = mapping.judge.endpoint
    round.versions.add(version)
    watch = Watch.objects.create(project=project, kind="JUDGE", of="judge", dimension=mapping.dimension)
    signal = Signal(True, 30, 1, 6, NOW.isoformat(), NOW.isoformat(), 0.42, 1.1, 3)
    said = drift_sentence(watch, signal)
    responses = list(round.responses.order_by("pk")[:4])
    return Alarm.objects.create(
        project=project, watch=watch, sentence=said, said={str(said): {"msgid": said.msgid, "values": said.values}},
        facts={"height": 6.4, "size_of_mean": 5, "since": 30, "means": 3, "read": 165, "size": 0.42, "up": True},
        path=[[n, NOW.isoformat(), max(0, n - 29) * 2.2, 0.0] for n in range(33)],
        rows=[one.pk for one in responses], items=[one.item_id for one in responses], since=NOW, raised_at=NOW,
    )  # fmt: skip


def test_home_and_the_list_name_it_and_its_page_draws_the_sums(alarm: Alarm, lead: User, client_of) -> None:
    client = client_of(lead)
    assert "1 alarm" in client.get("/").content.decode()
    listed = client.get("/projects/tea/alarms/").content.decode()
    assert "moved up by 0.42 points beside what judge says" in listed
    page = client.get(f"/projects/tea/alarms/{alarm.pk}/").content.decode()
    assert "It crossed the line after 165 values, 15 of them" in page
    assert "<svg" in page
    assert "cannot be told apart" in page
    assert f"?items={','.join(map(str, alarm.items))}" in page


def test_it_says_how_many_rows_it_shows_leads_to_all_and_tells_how_it_was_closed(alarm, lead, client_of, monkeypatch):
    monkeypatch.setattr("ranking.views.alarms.ROWS", 3)
    client, path = client_of(lead), f"/projects/tea/alarms/{alarm.pk}/"
    page = client.get(path).content.decode()
    assert "3 of 4 are shown." in page
    assert 'href="?all=1"' in page
    assert "are shown" not in client.get(f"{path}?all=1").content.decode()
    client.post(f"{path}close/", {"reason": "One bad week."})
    for address in (path, "/projects/tea/alarms/"):
        assert "The old usual stands since then" in client.get(address).content.decode()


def test_items_that_are_gone_are_named_and_without_any_no_round_is_offered(alarm, project, lead, client_of) -> None:
    Endpoint.objects.create(name="model", base_url="http://127.0.0.1:9/v1")
    client, (first, *rest) = client_of(lead), alarm.items
    project.items.filter(pk=first).update(split="gold")
    page = client.get(f"/projects/tea/alarms/{alarm.pk}/").content.decode()
    assert "Launch a round on these 3 items" in page
    assert "1 of its items is gone" in page
    form = client.get(f"/projects/tea/rounds/new/?items={','.join(map(str, alarm.items))}").content.decode()
    assert "On 3 items that were chosen." in form
    assert str(project.items.get(pk=first)) in form
    project.items.filter(pk__in=rest).update(split="gold")
    assert "Launch a round" not in client.get(f"/projects/tea/alarms/{alarm.pk}/").content.decode()
    form = client.get(f"/projects/tea/rounds/new/?items={','.join(map(str, alarm.items))}").content.decode()
    assert "None of them is left" in form


@pytest.mark.parametrize(("kind", "words"), [("FEEDBACK", "no item here"), ("MODEL", "it judges")])
def test_one_that_never_had_items_says_so_and_what_may_be_done(project, lead, client_of, kind, words) -> None:
    watch = Watch.objects.create(project=project, kind=kind, of="model")
    made = Alarm.objects.create(project=project, watch=watch, sentence="Something moved.", raised_at=NOW)
    client = client_of(lead)
    page = client.get(f"/projects/tea/alarms/{made.pk}/").content.decode()
    assert words in page
    assert 'href="/projects/tea/rounds/new/"' in page
    assert "?items=" not in page
    assert "no items to ask" in client.get("/projects/tea/alarms/").content.decode()


def test_a_round_on_just_those_items_takes_them_whatever_their_split(alarm, project, lead, client_of, settings) -> None:
    endpoint = Endpoint.objects.create(name="model", base_url="http://127.0.0.1:9/v1")
    items = ",".join(map(str, alarm.items))
    page = client_of(lead).get(f"/projects/tea/rounds/new/?items={items}").content.decode()
    assert "On 4 items that were chosen." in page
    version = project.templates.get().active_version
    given = {
        "versions": [version.pk], "endpoint": endpoint.pk, "temperatures": "0.2", "samples": "1", "split": "develop",
        "kinds": ["RATING"], "overlap": "1", "chosen": items, "key": "5", "agreement_floor": "60",
    }  # fmt: skip
    answer = client_of(lead).post("/projects/tea/rounds/new/", given)
    assert answer.status_code == 302
    round = Round.objects.get(seed=5)
    assert (round.chosen, round.split) == (sorted(alarm.items), "")
    assert responses_plan(round=round) == 4
    assert "4 that were chosen" in client_of(lead).get(f"/projects/tea/rounds/{round.number}/").content.decode()


@pytest.mark.parametrize("chosen", ["x", "1,²", "1" * 30])
def test_what_is_no_item_is_refused(alarm, project, chosen: str) -> None:
    form = RoundForm({"chosen": chosen}, project=project)
    assert "chosen" in form.errors


def test_closing_takes_a_reason_and_is_kept(alarm, project, lead, reviewer, client_of) -> None:
    address = f"/projects/tea/alarms/{alarm.pk}/close/"
    assert client_of(reviewer).post(address, {"reason": "x"}).status_code == 403
    client = client_of(lead)
    client.post(f"/projects/tea/alarms/{alarm.pk}/seen/")
    assert client.post(address, {"reason": ""}).status_code == 400
    assert client.post(address, {"reason": "Known.", "anew": "1"}).status_code == 302
    alarm.refresh_from_db()
    assert (alarm.state, alarm.anew, alarm.reason, alarm.decided_by) == ("CLOSED", True, "Known.", lead)
    client.get("/")
    assert "/alarms/" not in client.get("/").content.decode()
    listed = client.get("/api/v1/projects/tea/alarms/").json()
    assert [(one["id"], one["state"], one["kind"]) for one in listed] == [(alarm.pk, "CLOSED", "JUDGE")]


def test_reviewers_read_no_rater_s_name(alarm, project, reviewer, client_of) -> None:
    watch = Watch.objects.create(project=project, kind="RATER", of="rater 0", dimension=alarm.watch.dimension)
    Alarm.objects.create(project=project, watch=watch, sentence="On the anchor items, the scores of rater 0 fell.")
    for address in ("/projects/tea/alarms/", "/api/v1/projects/tea/alarms/"):
        page = client_of(reviewer).get(address).content.decode()
        assert "the scores of rater-" in page
        assert "rater 0" not in page
