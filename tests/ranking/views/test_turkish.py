"""A project in Turkish: what is stored in English is said in the reader's language on every page."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from annotations.models import Project, User
from annotations.telling import lowered, told
from ranking.models import Fit
from tests.filled import Filled, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(project: Project, lead: User) -> Filled:
    lead.language = "tr"
    lead.save()
    return fill(project, lead)


def sentences(value: Any, key: str = "") -> Iterator[str]:
    """Every stored sentence inside some JSON: what stands under a key that holds one, and every reason by path."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name != "said":
                yield from sentences(each, "reason" if key == "reasons" else name)
    elif isinstance(value, list):
        for each in value:
            yield from sentences(each, key)
    elif key in {"sentence", "text", "reason", "strengths_method", "silences"} and value:
        yield str(value)


def said_of(edit: dict[str, Any]) -> list[Any]:
    """What the program says of an edit: its reason and its evidence, without people's comments."""
    return [{"reason": edit["reason"]}, [one for one in edit["evidence"] if not one["assignment"]]]


def untranslated(stored: Any, said: dict[str, Any]) -> list[str]:
    with translation.override("tr"):
        return [text for text in sentences(stored) if told(text, said) == text]


def test_stored_sentences_are_said_in_turkish(filled: Filled, lead: User, client_of: Any) -> None:
    report, gain = filled.fit.report, filled.proposal.predicted_gain or {}
    assert len(set(sentences(report))) > 20
    assert untranslated(report, report["said"]) == []
    assert untranslated(gain, gain["said"]) == []
    edits = [(said_of(edit), edit["said"]) for edit in filled.proposal.edits]
    assert [text for own, said in edits for text in untranslated(own, said)] == []
    texts = {text for one in [report, gain, *(own for own, _ in edits)] for text in sentences(one)}
    texts |= {"score is missing", "rate_limit"}
    client = client_of(lead)
    for path in ("report/", "judges/", f"improve/{filled.proposal.pk}/", f"rounds/{filled.round.number}/", "data/"):
        page = client.get(f"/projects/tea/{path}").content.decode()
        assert [text for text in texts if escape(text) in page] == [], path
    report_before_words_were_kept(filled, client)


def report_before_words_were_kept(filled: Filled, client: Client) -> None:
    """It stays in English, and opens."""
    old = {name: value for name, value in filled.fit.report.items() if name != "said"}
    Fit.objects.update(report=old)
    assert client.get("/projects/tea/report/").status_code == 200
    assert client.get("/projects/tea/judges/").status_code == 200


def test_small_letters_are_turkish_ones() -> None:
    with translation.override("tr"):
        assert lowered("İptal edildi, IŞIK") == "iptal edildi, ışık"
    assert lowered("Is Open") == "is open"
