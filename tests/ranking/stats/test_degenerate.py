"""Whatever is asked of too little data, of none or of nonsense, a figure is finite or the reason stands there."""

import ast
import importlib
import inspect
import pkgutil
import warnings
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

import ranking.stats
from annotations.said import Said
from ranking.stats.errors import StatsError
from tests.ranking.stats.degenerate import decisions, judges, people, serving
from tests.ranking.stats.degenerate.cases import CASES, USUAL, Case, million
from tests.ranking.stats.degenerate.row import Part, Row

TABLE = people.ROWS | judges.ROWS | decisions.ROWS | serving.ROWS
POISONED = {"nan", "infinite", "minus_infinite"}
CALLED = sorted(name for name, row in TABLE.items() if isinstance(row, Row))

# Those whose work could grow with pairs of answers, with raters times responses, or with a loop over rows.
AT_RISK = (
    "agreement.agreement", "audits.counterfactual.flip_rate", "consensus.cell_means", "decide.signs.log_wealth",
    "folds.group_folds", "kappa.cohen_kappas", "pointwise.calibration_curve", "reliability.parts.largest_linked",
    "reliability.rest.agreement_with_rest", "reliability.severity.severity", "repeats.between_people",
    "replacement.alternative_annotator_test", "steadiness.residuals", "verdicts.order_figures",
)  # fmt: skip


def public() -> dict[str, Any]:
    """Every public function of the statistics by its path."""
    found = {}
    for module in pkgutil.walk_packages(ranking.stats.__path__, "ranking.stats."):
        for name, function in vars(importlib.import_module(module.name)).items():
            if inspect.isfunction(function) and not name.startswith("_") and function.__module__ == module.name:
                found[f"{module.name.removeprefix('ranking.stats.')}.{name}"] = function
    return found


def imported_outside() -> set[Any]:
    """The functions of the statistics that the rest of the product imports."""
    found = set()
    for room in ("annotations", "calibration_site", "ranking"):
        for file in Path(room).rglob("*.py"):
            if not file.is_relative_to("ranking/stats"):
                found |= set(_imported(ast.parse(file.read_text())))
    return found


def _imported(tree: ast.AST) -> Iterator[Any]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ranking.stats"):
            module = importlib.import_module(str(node.module))
            yield from (one for name in node.names if inspect.isfunction(one := getattr(module, name.name, None)))


def unsound(found: Any, unknown: tuple[str, ...], name: str = "") -> Iterator[str]:
    """The fields of a result that hold nan or infinity and may not."""
    if callable(found) and not isinstance(found, type):
        yield from said_or_unsound(found, unknown, name)
    elif is_dataclass(found) and not isinstance(found, type):
        for field in fields(found):
            yield from unsound(getattr(found, field.name), unknown, field.name)
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from unsound(value, unknown, str(key))
    elif isinstance(found, list | tuple):
        for place, value in enumerate(found):
            inner = str(place) if isinstance(found, tuple) else name
            yield from unsound(value, unknown, inner)
    elif isinstance(found, np.ndarray | float | np.floating) or sparse.issparse(found):
        numbers = found.data if sparse.issparse(found) else np.asarray(found)
        if numbers.dtype.kind == "f" and name not in unknown and not np.isfinite(numbers).all():
            yield f"{name or 'the result'} is {numbers[~np.isfinite(numbers)][:3] if numbers.ndim else numbers}"


def said_or_unsound(call: Any, unknown: tuple[str, ...], name: str = "") -> Iterator[str]:
    """What is amiss with a call: a number that is none, a warning of numpy's, an error that is no reason in words."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = call()
    except StatsError as error:
        if not isinstance(error.args[0], Said) or len(str(error)) < 20:
            yield f"refused without a reason in words: {error!r}"
    except Exception as error:  # noqa: BLE001 (whatever it is, it is told with the others)
        yield f"{type(error).__name__}: {error}"
    else:
        yield from unsound(found, unknown, name)


def test_the_table_knows_every_public_function():
    assert set(TABLE) == set(public())


def test_a_part_is_called_by_other_statistics_alone_which_have_rows():
    outside = imported_outside()
    functions = public()
    reached = {name for name, row in TABLE.items() if isinstance(row, Part) and functions[name] in outside}
    assert not reached
    through = {name for row in TABLE.values() if isinstance(row, Part) for name in row.through}
    assert through <= set(CALLED)


@pytest.mark.parametrize("name", CALLED)
def test_nothing_degenerate_makes_a_number_that_is_none(name):
    row = TABLE[name]
    amiss = {
        case: found
        for case, data in CASES.items()
        if not (row.exact and case in POISONED)
        and (found := list(said_or_unsound(lambda data=data: row.call(data), row.unknown)))
    }
    assert not amiss


@pytest.mark.parametrize("name", CALLED)
def test_of_usual_data_there_is_a_figure(name):
    assert not list(unsound(TABLE[name].call(USUAL), TABLE[name].unknown))


@pytest.fixture(scope="module")
def large() -> Case:
    """A million rows, made once."""
    return million()


@pytest.mark.parametrize("name", AT_RISK)
def test_a_million_of_one_class_take_no_time_that_grows_with_their_square(name, large):
    assert not list(said_or_unsound(lambda: TABLE[name].call(large), TABLE[name].unknown))
