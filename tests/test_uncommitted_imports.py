"""Nobody sees an import that is not committed: every selector is asked with and without one."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.db.models import Model

import annotations.selectors
import ranking.selectors
from annotations.importers.run import import_files
from annotations.models import ImportBatch, Project, Round
from annotations.services.members import rater_of
from ranking.selectors.arrays import answers_load
from ranking.selectors.exports import export_scope
from ranking.services.fits import fit_run
from tests.annotations.importers.files import comparison, counterfactual, jsonl, judge_score, prompt, rating, verdict

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
# What an import asks of other imports, and checks that look at all rows by design.
SEES_ALL = {"batch_running"}


def found_selectors() -> Iterable[tuple[str, Callable[..., Any]]]:
    for package in (annotations.selectors, ranking.selectors):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, member in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
                if member.__module__ == module.name and not name.startswith("_") and name not in SEES_ALL:
                    yield f"{module.name}.{name}", member


def asked(selector: Callable[..., Any], known: Mapping[str, Any]) -> tuple[bool, Any]:
    """The selector's answer, if all that it needs is known."""
    parameters = inspect.signature(selector).parameters.values()
    needed = [one for one in parameters if one.default is inspect.Parameter.empty]
    if not all(one.name in known for one in needed):
        return False, None
    by_place = [known[one.name] for one in needed if one.kind is not inspect.Parameter.KEYWORD_ONLY]
    by_name = {one.name: known[one.name] for one in needed if one.kind is inspect.Parameter.KEYWORD_ONLY}
    return True, plain(selector(*by_place, **by_name))


def plain(value: Any) -> Any:
    """What can be compared: rows by key, dataclasses by field, iterators spelt out."""
    if isinstance(value, Model):
        return (type(value).__name__, value.pk)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, np.ndarray):
        return repr(value.tolist())
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [plain(part) for part in value]
    return value if isinstance(value, str | int | float | bool | datetime | None) else type(value).__name__


@pytest.fixture
def known(project, annotator, tmp_path) -> dict[str, Any]:
    """One committed import in the project, and what selectors ask for."""
    import_files(paths=files(tmp_path / "seen", "tea"), slug=project.slug, clock=lambda: NOW)
    own = Round.objects.create(project=project, number=9, state=Round.State.COLLECTING)
    fit = fit_run(project=project, round=None, seed=1, now=NOW)
    shared = {
        "fit": fit,
        "report": fit.report,
        "project": project,
        "project_id": project.pk,
        "round": own,
        "user": annotator,
        "now": NOW,
        "seed": 1,
    }
    return shared | {"rater": rater_of(project=project, user=annotator)}


def files(folder, dataset: str) -> list:
    folder.mkdir()
    rows = {
        "a": [rating(dataset=dataset), rating(dataset=dataset, dimension=f"only {dataset}", annotator="ben")],
        "b": [comparison(dataset=dataset)],
        "c": [judge_score(dataset=dataset), verdict(dataset=dataset)],
        "d": [prompt(dataset=dataset, item_id="t7", prompt="More?", language=dataset[:2], category=dataset)],
        "e": [counterfactual(dataset=dataset)],
    }
    return [jsonl(folder / f"{name}.jsonl", *part) for name, part in rows.items()]


def everything(known: dict[str, Any]) -> dict[str, Any]:
    project = Project.objects.get(pk=known["project"].pk)
    known = known | {
        "project": project,
        "answers": answers_load(project=project),
        "scope": export_scope(project=project),
    }
    answers = {name: asked(selector, known) for name, selector in found_selectors()}
    return {name: answer for name, (was_asked, answer) in answers.items() if was_asked}


def test_no_selector_shows_an_uncommitted_import(known, tmp_path):
    before = everything(known)
    committed = import_files(paths=files(tmp_path / "unseen", "coffee"), slug=known["project"].slug, clock=lambda: NOW)
    with_it = everything(known)
    batches = ImportBatch.objects.filter(pk=committed.batch.pk)
    batches.update(committed_at=None, lease_until=NOW + timedelta(seconds=9))
    after = everything(known)
    assert {name for name in before if before[name] != after[name]} == set()
    # The same walk does see the import once it is committed; otherwise it would prove nothing.
    changed = {name.rsplit(".", 1)[1] for name in before if before[name] != with_it[name]}
    assert changed >= {"answers_load", "report_build", "items_answered", "items_by_split", "raters_known", "rounds_of"}
