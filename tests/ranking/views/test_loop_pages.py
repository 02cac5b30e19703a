"""The pages of the loop, on rounds made row by row."""

import json

import pytest
from django.utils import timezone

from annotations.models import ApiToken, Assignment, ImportBatch, Item, Job, Project, Response, Round, TemplateVersion
from ranking.models import Proposal
from ranking.proposers import PROPOSERS
from ranking.services.fits import fit_run
from ranking.services.proposals import proposal_accept, proposal_make
from tests.ranking.made import make_items, make_round, make_template

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("x")</script>'


def mixed(item, temperature, rater, dimension):
    return 5 if item < 2 else 2


@pytest.fixture
def page(client_of, lead):
    return client_of(lead)


@pytest.fixture
def made(project):
    found = make_round(project, score_of=mixed, comment_of=lambda item, rater: f"thin {HOSTILE} {item}")
    fit_run(project=project, round=found.round, seed=1, now=timezone.now())
    fit_run(project=project, seed=1, now=timezone.now())
    return found


@pytest.fixture
def proposal(project, made, lead) -> Proposal:
    return proposal_make(
        project=project, round=made.round, by=lead, now=timezone.now(), seed=1, proposer=PROPOSERS["plain"]
    )  # fmt: skip


def text_of(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "path", ["", "prompts/", "rounds/", "report/", "judges/", "improve/", "data/", "items/", "responses/"]
)
def test_every_page_opens_on_an_empty_project_and_offers_a_step(page, project, path):
    text = text_of(page.get(f"/projects/tea/{path}"))
    assert "Traceback" not in text
    assert "<h1>" in text


@pytest.mark.parametrize(
    "path", ["", "prompts/", "prompts/answer/1/", "report/", "report/?round=1", "improve/", "responses/"]
)
def test_hostile_text_is_nowhere_markup(page, project, made, path):
    Project.objects.update(name=HOSTILE)
    Item.objects.update(prompt=HOSTILE)
    Response.objects.update(text=HOSTILE)
    TemplateVersion.objects.update(system=HOSTILE, principles=[HOSTILE])
    text = text_of(page.get(f"/projects/tea/{path}"))
    assert HOSTILE not in text


def test_the_front_page_shows_the_active_version_s_score_with_its_interval(page, made):
    text = text_of(page.get("/projects/tea/"))
    assert "answer v1" in text
    assert "2.60" in text
    assert "over 20 scores" in text
    assert "Make a proposal" in text


def test_the_report_says_sentences_before_figures(page, made):
    text = text_of(page.get("/projects/tea/report/"))
    assert text.index('class="story"') < text.index("<svg role")
    assert "2 people gave 20 answers on 10 responses to 10 items." in text
    assert text.count("<details>") >= 3


def test_a_round_without_figures_says_so(page, made):
    make_round(made.round.project, score_of=mixed, items=made.items)
    assert "No figures yet" in text_of(page.get("/projects/tea/report/?round=2"))
    assert page.get("/projects/tea/report/?round=99").status_code == 404
    assert page.get("/projects/tea/report/?round=x").status_code == 404


def test_computing_again_leaves_one_job(page, project, made):
    for _ in range(2):
        page.post("/projects/tea/report/fit/")
    assert Job.objects.filter(celery_name="ranking.fit_project").count() == 1


def test_a_failed_computation_is_told(page, project, made):
    Job.objects.create(celery_name="ranking.fit_project", key="k", project=project, state="FAILED", message="no space")
    assert "no space" in text_of(page.get("/projects/tea/report/"))


def test_closing_a_round_leaves_it_learning_with_a_job(page, project, made):
    Round.objects.update(state="COLLECTING")
    page.post("/projects/tea/rounds/1/close/")
    assert Round.objects.get().state == "LEARNING"
    assert Job.objects.filter(round=made.round, celery_name="ranking.fit_project").exists()


def test_a_proposal_is_made_from_the_round_and_shown_with_its_evidence(page, made):
    answer = page.post("/projects/tea/improve/new/", {"round": 1})
    text = text_of(page.get(answer.url))
    assert "aim for “helpfulness level 5”" in text
    assert "thin &lt;script&gt;" in text
    assert f"/projects/tea/responses/{Proposal.objects.get().edits[0]['evidence'][1]['response']}/" in text


def test_why_nothing_is_proposed_is_told(page, project):
    make_round(project, score_of=lambda *args: 5, raters=1)
    text = text_of(page.post("/projects/tea/improve/new/", {"round": 1}, follow=True))
    assert "at or above what is asked of it" in text


def decision(proposal, **changes) -> dict[str, str]:
    sent = {}
    for place, edit in enumerate(proposal.edits):
        sent[f"take_{place}"] = "on"
        if edit["kind"] == "exemplar":
            sent |= {f"input_{place}": edit["value"]["input"], f"output_{place}": edit["value"]["output"]}
        else:
            sent[f"value_{place}"] = str(edit["value"])
    return {**sent, **changes}


def test_accepting_writes_a_version_with_what_was_taken_as_it_was_reworded(page, proposal):
    sent = decision(proposal, value_0="Answer the question first.", decision="accept", reason="Good")
    left_out = [key for key in sent if key.startswith("take_") and key != "take_0"]
    answer = page.post(
        f"/projects/tea/improve/{proposal.pk}/decide/", {k: v for k, v in sent.items() if k not in left_out}
    )
    version = TemplateVersion.objects.get(number=2)
    assert answer.url == "/projects/tea/prompts/answer/2/"
    assert version.principles == ["Answer the question first."]
    assert version.exemplars == []
    text = text_of(page.get(answer.url))
    assert "What changed from v1" in text
    assert proposal.edits[0]["reason"] in text


def test_accepting_nothing_is_refused_on_the_page(page, proposal):
    text = text_of(page.post(f"/projects/tea/improve/{proposal.pk}/decide/", {"decision": "accept"}))
    assert "Choose at least one edit" in text
    assert Proposal.objects.get().state == "OPEN"


def test_rejecting_asks_for_a_reason_and_keeps_it(page, proposal):
    address = f"/projects/tea/improve/{proposal.pk}/decide/"
    assert "Say why" in text_of(page.post(address, decision(proposal, decision="reject")))
    page.post(address, decision(proposal, decision="reject", reason="Too wordy"))
    assert "Too wordy" in text_of(page.get("/projects/tea/improve/"))


def test_a_decided_proposal_offers_no_decision(page, proposal, lead):
    proposal_accept(proposal=proposal, by=lead, now=timezone.now())
    assert "Accept as a new version" not in text_of(page.get(f"/projects/tea/improve/{proposal.pk}/"))


def test_a_reviewer_reads_a_proposal_and_cannot_decide(client_of, reviewer, proposal):
    text = text_of(client_of(reviewer).get(f"/projects/tea/improve/{proposal.pk}/"))
    assert "aim for" in text
    assert "Reject" not in text


def test_a_response_shows_every_answer_about_it(page, made):
    response = made.round.responses.first()
    text = text_of(page.get(f"/projects/tea/responses/{response.pk}/"))
    assert text.count('class="badge people"') == 2
    assert "thin &lt;script&gt;" in text


def test_a_judge_s_answer_is_not_shown_while_the_round_collects(page, project, made):
    judge = project.raters.create(name="the-judge", kind="judge")
    response = made.round.responses.first()
    answer = Assignment.objects.create(task=response.tasks.first(), rater=judge, state="DONE", variant="a")
    address = f"/projects/tea/responses/{response.pk}/"
    assert "the-judge" in text_of(page.get(address))
    Round.objects.update(state="COLLECTING")
    assert "the-judge" not in text_of(page.get(address))
    assert answer.pk


def test_responses_are_narrowed_and_nonsense_finds_none(page, made):
    assert "10 responses." in text_of(page.get("/projects/tea/responses/?round=1&version=1&temperature=0.2"))
    assert "0 responses." in text_of(page.get("/projects/tea/responses/?round=nan"))
    assert "0 responses." in text_of(page.get("/projects/tea/responses/?version=one"))


def test_an_import_that_is_not_whole_is_on_no_page(page, project, made):
    batch = ImportBatch.objects.create(project=project, files=[{"name": "half.jsonl"}])
    item = Item.objects.create(project=project, external_id="ghost", prompt="ghost prompt", batch=batch)
    Response.objects.create(item=item, external_id="r", text="ghost text", batch=batch)
    for path in ("", "prompts/", "items/", "rounds/", "responses/", "data/", "prompts/answer/1/"):
        text = text_of(page.get(f"/projects/tea/{path}"))
        assert "ghost" not in text
        assert "half.jsonl" not in text


def row(number: int, **fields) -> str:
    return json.dumps({"item_id": f"new{number}", "prompt": f"new question {number}", **fields})


def upload(page, *lines: str, name: str = "new.jsonl", **fields):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile(name, "\n".join(lines).encode())
    return page.post("/projects/tea/data/import/", {"uploads": file, **fields}, follow=True)


def test_files_are_imported_in_the_browser(page, project):
    assert "Added 2, present 0, refused 0." in text_of(upload(page, row(1), row(2)))
    assert Item.objects.visible().filter(project=project).count() == 2
    assert "Added 0, present 2, refused 0." in text_of(upload(page, row(1), row(2)))


def test_refused_rows_are_named_and_nothing_is_taken(page, project):
    answer = upload(page, row(1), row(2, split="nowhere"))
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "1 row was refused" in text
    assert "new.jsonl" in text
    assert not Item.objects.exists()
    assert "Added 1, present 0, refused 1." in text_of(upload(page, row(1), row(2, split="nowhere"), skip_bad="on"))


def test_an_export_streams_its_rows(page, made):
    answer = page.get("/projects/tea/data/export/ratings-jsonl/")
    assert answer.streaming
    rows = [json.loads(line) for line in b"".join(answer.streaming_content).decode().splitlines()]
    assert len(rows) == 40
    assert "attachment" in answer["Content-Disposition"]
    assert page.get("/projects/tea/data/export/nonsense/").status_code == 404


def test_an_export_of_an_open_round_is_refused_in_words(page, made):
    Round.objects.update(state="COLLECTING")
    answer = page.get("/projects/tea/data/export/ratings-csv/?round=1", follow=True)
    assert 'class="flash error"' in text_of(answer)


def test_a_token_s_secret_is_shown_once(page, project):
    text = text_of(page.post("/projects/tea/data/tokens/", {"name": "script", "scope": "read", "days": 30}))
    assert "kal_" in text
    assert "kal_" not in text_of(page.get("/projects/tea/data/"))
    token = ApiToken.objects.get()
    page.post(f"/projects/tea/data/tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at


def test_each_split_is_told_by_what_it_is_for(page, project):
    make_items(project, 2, split="gold")
    text = text_of(page.get("/projects/tea/prompts/"))
    assert "Their answers are known: they check raters" in text
    assert text.count("Rated again in each round") == 1


def test_the_navigation_shows_the_state_of_each_stage(page, project):
    make_items(project, 3)
    text = text_of(page.get("/projects/tea/prompts/"))
    assert "<small>3 items</small>" in text
    assert "<small>none yet</small>" in text


def test_an_upload_is_told_by_its_own_name_however_long(page, project):
    answer = upload(page, "{", name="ş" * 240 + ".jsonl")
    assert answer.status_code == 400
    assert "ş.jsonl" in answer.content.decode()
    assert "kalibre-import-" not in answer.content.decode()


@pytest.mark.parametrize("path", ["report/?round=", "data/export/ratings-csv/?round="])
def test_a_round_s_number_of_thousands_of_digits_is_no_round(page, project, path):
    assert page.get(f"/projects/tea/{path}{'9' * 5000}").status_code == 404


def test_a_reviewer_proposes_an_edit_of_their_own(client_of, project, reviewer):
    version = make_template(project, principles=["Be kind."])
    page = client_of(reviewer)
    own = f"/projects/tea/prompts/answer/{version.number}/propose/"
    assert own in page.get(f"/projects/tea/prompts/answer/{version.number}/").content.decode()
    sent = {"system": "You sell tea.", "user_text": "Q: {{prompt}}", "principles": "Be kind.\r\nBe brief."}
    assert "required" in str(page.post(own, sent).context["form"].errors)
    answer = page.post(own, {**sent, "note": "People skip <i>long</i> answers", "cited": ""})
    shown = page.get(answer.url).content.decode()
    assert "1 edit, written by riya" in shown
    assert "People skip &lt;i&gt;long&lt;/i&gt; answers" in shown
    assert "Be brief." in shown
    assert "says already" in page.post(own, {**sent, "principles": "Be kind.", "note": "None"}).content.decode()


def test_the_line_shows_versions_what_was_turned_down_and_what_is_served(page, project, lead):
    made = make_round(project, score_of=mixed)
    first = proposal_make(
        project=project, round=made.round, by=lead, now=timezone.now(), seed=1, proposer=PROPOSERS["plain"]
    )  # fmt: skip
    version = proposal_accept(proposal=first, by=lead, now=timezone.now())
    turned_down = Proposal.objects.create(
        project=project, base=version, proposer="person", state="REJECTED", reason=HOSTILE, decided_at=timezone.now()
    )
    fit_run(project=project, seed=1, now=timezone.now())
    for path in ("prompts/", "improve/"):
        shown = page.get(f"/projects/tea/{path}").content.decode()
        picture = shown.split('class="line-picture"')[1].split("</svg>")[0]
        assert f'href="/projects/tea/prompts/answer/{version.number}/" class="node "' in picture
        assert 'class="node active" aria-label="answer v1, active, Helpfulness' in picture
        assert f'href="/projects/tea/improve/{turned_down.pk}/" class="node rejected"' in picture
        assert f'href="/projects/tea/rounds/{made.round.number}/"' in picture
        assert HOSTILE not in shown
    assert "The same as a list" in shown
