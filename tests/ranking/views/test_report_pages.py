"""The report's page, the rounds side by side, and the file to send."""

import re
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from annotations.models import CounterfactualSet, Item, Project, Rater
from ranking.services.fits import fit_run
from tests.ranking.answered import Answered
from tests.ranking.made import make_items, make_round, make_template

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def page(client_of, lead):
    return client_of(lead)


@pytest.fixture
def full(project: Project) -> Project:
    """People and a judge on two categories, with lists, lengths and swapped names: every part has something to show."""
    rng = np.random.default_rng(0)
    made = Answered(project)
    for number in range(36):
        name, listed = f"i{number}", number % 2
        group = CounterfactualSet.objects.get_or_create(
            project=project, external_id=f"s{number // 2}", attribute="name"
        )[0] if number < 24 else None  # fmt: skip
        Item.objects.create(
            project=project, external_id=name, prompt=f"Question {number}",
            category=["green", "black"][number % 3 == 0], language=["en", "tr"][number % 2], counterfactual_set=group,
            attribute_value=["Ayşe", "Murat"][number % 2] if group else "",
        )  # fmt: skip
        for model in ("gpt-4", "llama-2"):
            text = "tea leaf " * int(rng.integers(4, 40)) + "\n- one\n- two" * listed
            made.response(name, model, model=model, text=text)
            worth = 3 + (model == "gpt-4") * 0.5 - 0.6 * listed + rng.normal(0, 0.4)
            for who, mild in (("Ann", 0.3), ("Ben", 0.0), ("Cem", -0.3)):
                score = float(np.clip(worth + mild + rng.normal(0, 0.3), 1, 5))
                made.rate(name, model, who, helpfulness=score, correctness=score)
            judged = worth + 0.8 * listed + 0.6 * (model == "gpt-4") + 0.5
            made.rate(name, model, "gpt-3.5", judge=True, helpfulness=float(np.clip(judged, 1, 5)))
        for who in ("Ann", "Ben"):
            order = ["gpt-4", "llama-2"] if rng.random() < 0.6 else ["llama-2", "gpt-4"]
            made.order(name, [[one] for one in order], who, shown=list(rng.permutation(["gpt-4", "llama-2"])))
        for shown in (["gpt-4", "llama-2"], ["llama-2", "gpt-4"]):
            made.order(name, [[one] for one in shown], "gpt-3.5", judge=True, shown=shown)
    fit_run(project=project, seed=1, now=timezone.now())
    return project


def text_of(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_contents_lead_to_every_part(page, full):
    text = text_of(page.get("/projects/tea/report/"))
    contents = text[text.index("data-contents") : text.index("report-body")]
    parts = re.findall(r'href="#([\w-]+)"', contents)
    assert parts == [
        "short", "answers", "scores", "slices", "strengths", "within", "judges", "agreement", "consistency",
        "consensus", "raters", "drivers", "biases", "reasons",
    ]  # fmt: skip
    assert all(f'id="{part}"' in text for part in parts)


def test_biases_stand_in_one_table_and_lead_to_what_to_do(page, full):
    text = text_of(page.get("/projects/tea/report/"))
    table = text[text.index("bias-map") :]
    assert 'href="#bias-position"' in table
    assert 'id="bias-position"' in text
    assert "Ask it in both orders" in text
    assert "Without the bias" in text
    assert "The judge gpt-3.5 shows clear biases: position" in text


def test_what_moves_scores_is_said_drawn_and_shown(page, full):
    text = text_of(page.get("/projects/tea/report/"))
    drivers = text[text.index('id="drivers"') : text.index('id="biases"')]
    assert "gpt-3.5 and people part on an answer with a list" in drivers
    assert "people and gpt-3.5 part most on “A list”" in drivers
    assert re.search(r'href="/projects/tea/responses/\d+/"', drivers)
    assert "How this is computed" in drivers


def test_a_dimension_and_a_field_are_shown_on_request(page, full):
    first = text_of(page.get("/projects/tea/report/"))
    assert "Helpfulness" in first[first.index('id="slices"') : first.index('id="strengths"')]
    asked = text_of(page.get("/projects/tea/report/?dimension=correctness&by=language"))
    slices = asked[asked.index('id="slices"') : asked.index('id="strengths"')]
    assert "Correctness" in slices
    assert "Turkish" in slices
    nonsense = text_of(page.get(f"/projects/tea/report/?dimension={HOSTILE}&by={HOSTILE}"))
    assert HOSTILE not in nonsense
    assert "green" in nonsense


def test_every_figure_s_rows_are_linked_and_their_filters_find_some(page, full):
    text = text_of(page.get("/projects/tea/report/"))
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/projects/tea/responses/\?[^"]+)"', text)}
    assert len(links) > 8
    assert [link for link in links if ">0 responses." in text_of(page.get(link))] == []


def test_a_report_of_an_older_release_is_still_shown(page, full):
    fit = full.fits.get()
    for key in ("partings", "groups", "slices", "judge_scores"):
        fit.report.pop(key)
    for row in fit.report["audits"]:
        for key in ("advice", "debiased", "beyond_people"):
            row.pop(key, None)
    for row in fit.report["drivers"]:
        row.pop("phrase")
        row.pop("p_adjusted")
    fit.save()
    assert "bias-map" in text_of(page.get("/projects/tea/report/"))


def test_the_file_holds_everything_and_reaches_out_for_nothing(page, full):
    answer = page.get("/projects/tea/report/file/")
    text = text_of(answer)
    assert re.search(r'attachment; filename="tea-report-\d{4}-\d\d-\d\d.html"', answer["Content-Disposition"])
    assert not re.findall(r'(?:href|src|action)="(?!#)', text)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)
    assert not any(word in text for word in ("<script", "<form", "<button", "<link", "url(", "csrf"))
    assert "prefers-color-scheme: dark" in text
    assert text.count("<svg role") > 10
    assert "The figures as a table" in text
    # Both fields, since nothing can be asked of a file.
    assert "Turkish" in text
    assert "green" in text
    assert len(text) < 1_000_000


def test_the_file_names_no_rater_whoever_asks(page, full):
    text = text_of(page.get("/projects/tea/report/file/"))
    names = Rater.objects.filter(project=full, kind="person").values_list("name", flat=True)
    assert not any(re.search(rf"\b{name}\b", text) for name in names)


def test_hostile_names_are_text_in_the_file_too(page, full):
    Project.objects.update(name=HOSTILE)
    fit = full.fits.get()
    fit.report = {**fit.report, "audits": [{**row, "of": HOSTILE} for row in fit.report["audits"]]}
    fit.save()
    text = text_of(page.get("/projects/tea/report/file/"))
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_without_figures_there_is_no_file(page, project):
    assert page.get("/projects/tea/report/file/").status_code == 404


def test_a_command_writes_the_file_in_either_language(full, tmp_path: Path, capsys):
    path = tmp_path / "report.html"
    call_command("report", "--project", "tea", "--html", str(path))
    assert f"to {path}" in capsys.readouterr().out
    assert 'lang="en"' in path.read_text()
    call_command("report", "--project", "tea", "--html", str(path), "--language", "tr")
    assert 'lang="tr"' in path.read_text()
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("report", "--project", "tea", "--html", str(tmp_path / "no" / "report.html"))


def test_rounds_stand_side_by_side_with_what_changed(page, project):
    items = make_items(project, 12)
    first = make_template(project)
    second = make_template(project, parent=first, principles=["Be brief."])
    for place, versions in enumerate([[first], [first, second]]):
        made = make_round(
            project, score_of=lambda item, t, rater, d, k=place: 3 + k if (item + rater) % 3 else 2, items=items,
            versions=versions,
        )  # fmt: skip
        fit_run(project=project, round=made.round, seed=1, now=timezone.now())
    text = text_of(page.get("/projects/tea/report/rounds/"))
    assert "Helpfulness rose from 2.67 in round 1 to 3.33 in round 2" in text
    assert "agreement lies between" in text
    assert re.search(r"answer v2</b> Principle\s+added", text)
    assert 'href="/projects/tea/report/?round=2"' in text
    made.round.chosen = [items[0].pk]
    made.round.save()
    text = text_of(page.get("/projects/tea/report/rounds/"))
    assert "These rounds asked chosen items: 2." in text
    assert "Helpfulness stands at 2.67 after round 1" in text


def test_a_round_s_link_leads_to_its_own_responses(page, project):
    made = make_round(project, score_of=lambda item, *rest: 2 + item % 3)
    fit_run(project=project, round=made.round, seed=1, now=timezone.now())
    text = text_of(page.get("/projects/tea/report/?round=1"))
    assert 'href="/projects/tea/responses/?round=1&amp;template=answer&amp;version=1' in text
