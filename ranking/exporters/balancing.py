"""As many rows for one value of an attribute as for another, by repeating rows or by leaving rows out.

Nothing is made up: a row is written again, or not at all. Within each label (of formats that have one) the values are
balanced on their own, so that no value stands more often beside a good answer than another (reweighing, Kamiran &
Calders 2012, with whole rows in the place of weights). Where whole rows cannot do that, `Balance.uneven` says so: a
value without any good answer has none to repeat, and leaving out everybody else's would leave nothing to learn from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from annotations.models import Item
from ranking.exporters.base import Example, LeftOut

# A row that is read more often than this teaches itself by heart: Muennighoff et al. (2023) see little loss up to 4.
MOST_TIMES = 4
REPEAT, DROP = "repeat", "drop"
WAYS = (REPEAT, DROP)
# Rows by label and value.
Cells = Counter[tuple[bool | None, str]]


class NothingToBalance(Exception):
    """No row has the attribute, or all have the same value; the text says which."""


@dataclass
class Balance:
    """What an export is balanced by; `before` counts the rows, `start` is where within its share a value begins."""

    attribute: str
    way: str
    before: Cells
    start: float = 0.5
    seen: Cells = field(default_factory=Counter)

    def times(self, example: Example) -> int:
        """How often the next such row is written: even shares of the target, spread over the whole file."""
        value = value_of(example.item, self.attribute)
        if value is None:
            return 1
        cell = (example.label, value)
        n, target, nth = self.before[cell], self.target(cell), self.seen[cell]
        self.seen[cell] += 1
        start = int(self.start * n)
        return ((nth + 1) * target + start) // n - (nth * target + start) // n

    def target(self, cell: tuple[bool | None, str]) -> int:
        """How many rows a label and value should have."""
        beside = [n for (label, _value), n in self.before.items() if label == cell[0]]
        if self.way == DROP:
            return min(beside)
        return min(max(beside), MOST_TIMES * self.before[cell])

    def uneven(self) -> list[str]:
        """What stays uneven, and why: a sentence for each label."""
        values = sorted({value for _label, value in self.before})
        said = []
        for label in sorted({label for label, _value in self.before}, key=str):
            among = "" if label is None else f" with label {str(label).lower()}"
            after = {value: self.target((label, value)) for value in values if (label, value) in self.before}
            rows = ", ".join(f"{n} of {value}" for value, n in after.items())
            if missing := [value for value in values if value not in after]:
                said.append(
                    f"rows{among} ({rows}): there is no such row of {', '.join(missing)} to repeat, so a model can "
                    f"learn from them that {self.attribute} matters; more answers about {', '.join(missing)} are needed"
                )
            elif len(set(after.values())) > 1:
                said.append(
                    f"rows{among} ({rows}): a row is repeated at most {MOST_TIMES} times; leaving rows out (drop) "
                    "makes them even"
                )
        return said


def balance_plan(examples: Iterable[Example | LeftOut], *, attribute: str, way: str, seed: int) -> Balance:
    """This function will count the rows of every value, which takes one pass and no memory to speak of.

    Raises NothingToBalance.
    """
    before: Cells = Counter()
    for one in examples:
        if isinstance(one, Example) and (value := value_of(one.item, attribute)) is not None:
            before[one.label, value] += 1
    values = {value for _label, value in before}
    if len(values) < 2:
        raise NothingToBalance(
            f"all rows with a value of {attribute} have the same one, {next(iter(values))}"
            if values
            else f"no row has a value of {attribute}"
        )
    return Balance(attribute, way, before, start=(seed % 1000) / 1000)


def balanced(examples: Iterable[Example | LeftOut], balance: Balance) -> Iterator[Example | LeftOut]:
    """This function will yield each row as often as the balance asks; what is written again is marked."""
    for one in examples:
        if isinstance(one, LeftOut):
            yield one
            continue
        times = balance.times(one)
        if not times:
            yield LeftOut(f"left out to balance {balance.attribute}")
        for nth in range(times):
            yield one if nth == 0 else replace(one, mark={**(one.mark or {}), "repeat": nth})


def value_of(item: Item, attribute: str) -> str | None:
    """The item's value: of its counterfactual set, else a field of its own; None where it has none."""
    if item.counterfactual_set and item.counterfactual_set.attribute == attribute:
        return item.attribute_value or None
    if attribute in ("language", "category"):
        return str(getattr(item, attribute)) or None
    value = item.metadata.get(attribute)
    return str(value) if isinstance(value, str | int | float) and value != "" else None
