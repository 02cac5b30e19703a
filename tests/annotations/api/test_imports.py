"""Files that come in over the API."""

import json
from collections.abc import Sequence

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from annotations.models import ImportBatch, Item, Project, User
from annotations.services.imports import batch_begin

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/projects/tea/imports/"
GOOD = [{"item_id": "q1", "prompt": "Where is my parcel?"}, {"item_id": "q2", "prompt": "Çay nasıl demlenir?"}]


def upload(rows: Sequence[object], name: str = "items.jsonl") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(json.dumps(row) for row in rows).encode())


@pytest.fixture
def client(project: Project, lead: User, client_of) -> Client:
    return client_of(lead)


def test_files_are_taken_once(client: Client, project: Project) -> None:
    first = client.post(ADDRESS, {"files": [upload(GOOD[:1], "a.jsonl"), upload(GOOD[1:], "a.jsonl")]})
    assert first.status_code == 201
    assert first.json() == {
        "batch": ImportBatch.objects.get().pk, "added": 2, "present": 0, "refused": 0, "refusals": [],
    }  # fmt: skip
    again = client.post(ADDRESS, {"files": upload(GOOD)})
    assert (again.status_code, again.json()["batch"], again.json()["present"]) == (200, None, 2)
    assert Item.objects.visible().filter(project=project).count() == 2


def test_a_refused_row_is_named_and_keeps_all_out_unless_the_rest_is_asked_for(client: Client) -> None:
    rows = [GOOD[0], {"nothing": 1}]
    refused = client.post(ADDRESS, {"files": upload(rows)})
    assert refused.status_code == 400
    assert list(refused.json()["fields"]) == ["items.jsonl:2"]
    assert not Item.objects.exists()
    taken = client.post(ADDRESS, {"files": upload(rows), "skip_bad": "true"})
    assert (taken.status_code, taken.json()["added"]) == (201, 1)
    assert [(one["file"], one["row"]) for one in taken.json()["refusals"]] == [("items.jsonl", 2)]


@pytest.mark.parametrize("fields", [{}, {"files": "no file"}, {"kind": "novels"}])
def test_what_is_no_import_is_refused_by_its_field(client: Client, fields: dict[str, str]) -> None:
    given = {"files": upload(GOOD)} | fields if "kind" in fields else fields
    answer = client.post(ADDRESS, given)
    assert answer.status_code == 400
    assert next(iter(answer.json()["fields"])).partition(".")[0] == next(iter(fields), "files")


def test_another_import_at_work_is_told(client: Client, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotations.importers.run._wait_and_clear", lambda *_: None)
    batch_begin(project=project, kinds=["prompts"], files=[], seen=0, now=timezone.now())
    answer = client.post(ADDRESS, {"files": upload(GOOD)})
    assert (answer.status_code, Item.objects.count()) == (409, 0)
