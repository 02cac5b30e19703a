"""From people's answers to the rows of one format, a few items in memory at a time."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotations.models import Item, Project
from ranking.exporters import REGISTRY
from ranking.exporters.augmenting import Augmenter
from ranking.exporters.balancing import REPEAT, Balance, balance_plan, balanced, value_of
from ranking.exporters.base import Example, Exporter, LeftOut, Row, Training
from ranking.exporters.diversity import Diversity
from ranking.selectors.exports import ExportScope, export_scope, items_answered

TRAIN, VALIDATION = "train", "validation"


class OptionRefused(ValueError):
    """The format does not take the option; the text says why."""


@dataclass(frozen=True)
class Options:
    """How rows to train on are put together.

    `balance` is the attribute whose values are balanced, `way` by repeating rows or dropping some; `augment` copies
    rows to the other values of their counterfactual sets where whole words can be swapped; `validation` is the share
    of prompts that is kept apart, as people judged it.
    """

    balance: str = ""
    way: str = REPEAT
    augment: bool = False
    validation: float = 0.0
    seed: int = 0

    @property
    def shapes(self) -> bool:
        """Whether anything is asked for that a plain export does not do."""
        return bool(self.balance or self.augment or self.validation)


@dataclass
class Exported:
    """How many rows were written, how many were left out by reason, and what the rows are like."""

    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)
    diversity: Diversity = field(default_factory=Diversity)
    balance: Balance | None = None
    card: Path | None = None


PLAIN = Options()


def export_parts(
    *, project: Project, name: str, number: int | None = None, options: Options = PLAIN, told: Exported
) -> Iterator[tuple[str, Row]]:
    """This function will yield each row with its part, train or validation, and keep count in `told`.

    What cannot be done is refused at once, before anything is written: RoundNotExportableError, OptionRefused,
    NothingToBalance.
    """
    exporter, scope = REGISTRY[name], export_scope(project=project, number=number)
    if isinstance(exporter, Exporter):
        if options.shapes:
            raise OptionRefused(f"{name} holds people's answers as they are; balance and augment formats to train on")
        return _plain(exporter, scope, told)
    if not 0 <= options.validation < 1:
        raise OptionRefused("the share for validation lies from 0 to below 1")
    return _training(exporter, scope, options, told)


def _plain(exporter: Exporter, scope: ExportScope, told: Exported) -> Iterator[tuple[str, Row]]:
    for found in items_answered(scope):
        for row in exporter.rows(found, scope):
            if isinstance(row, LeftOut):
                told.left_out[row.reason] += 1
            else:
                told.rows += 1
                yield TRAIN, row


def _training(exporter: Training, scope: ExportScope, options: Options, told: Exported) -> Iterator[tuple[str, Row]]:
    if options.balance:
        to_train = (one for part, one in _parted(exporter, scope, options) if part == TRAIN)
        told.balance = balance_plan(to_train, attribute=options.balance, way=options.way, seed=options.seed)
    told.diversity = Diversity(seed=options.seed, group=_group_of(options))

    def rows() -> Iterator[tuple[str, Row]]:
        for part, one in _balanced(_parted(exporter, scope, options), told.balance):
            if isinstance(one, LeftOut):
                told.left_out[one.reason] += 1
                continue
            told.rows += 1
            told.parts[part] += 1
            told.diversity.add(one)
            yield part, _row(exporter, one, options)

    return rows()


def _parted(exporter: Training, scope: ExportScope, options: Options) -> Iterator[tuple[str, Example | LeftOut]]:
    """Every row with its part; what is kept apart to validate stays as people judged it."""
    augmenter = Augmenter(scope)
    for found in items_answered(scope):
        part, examples = part_of(found.item, options), exporter.examples(found, scope)
        if options.augment and part == TRAIN:
            examples = augmenter.with_copies(examples)
        yield from ((part, one) for one in examples)


def _balanced(
    rows: Iterator[tuple[str, Example | LeftOut]], balance: Balance | None
) -> Iterator[tuple[str, Example | LeftOut]]:
    for part, one in rows:
        if part == VALIDATION or balance is None:
            yield part, one
        else:
            yield from ((part, row) for row in balanced([one], balance))


def part_of(item: Item, options: Options) -> str:
    """Train or validation: by the item's group, so that no prompt and no counterfactual set is in both."""
    if not options.validation:
        return TRAIN
    said = f"{options.seed}:{item.group}".encode()
    place = int.from_bytes(hashlib.sha256(said).digest()[:8], "big") / 2**64
    return VALIDATION if place < options.validation else TRAIN


def _group_of(options: Options) -> Callable[[Example], str | None]:
    """By the attribute that is balanced, else by each set's own."""

    def group(example: Example) -> str | None:
        item = example.item
        if options.balance:
            return value_of(item, options.balance)
        return f"{item.counterfactual_set.attribute}: {item.attribute_value}" if item.counterfactual_set else None

    return group


def _row(exporter: Training, example: Example, options: Options) -> Row:
    """The format's row; where rows are copied or repeated, each says so, those as people judged them too."""
    row = exporter.shape(example)
    if exporter.marks and options.shapes:
        item = example.item
        row["attribute"] = item.counterfactual_set.attribute if item.counterfactual_set else None
        row["attribute_value"] = item.attribute_value or None
        row["made"] = example.mark
    return row
