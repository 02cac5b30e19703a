"""Refused rows as they are told."""

from annotations.importers.telling import refusals_told
from annotations.importers.validating import Refusal


def told(*rows: tuple[str, int, str]) -> list[str]:
    return [str(one) for one in refusals_told([Refusal(*row) for row in rows])]


def test_many_rows_with_one_reason_are_one_line_that_names_them_all() -> None:
    same = [("a.jsonl", number, "is a pseudonym") for number in [*range(1, 951), 960, 962, 963]]
    other = [("a.jsonl", 955, "no score"), ("b.jsonl", 2, "is a pseudonym"), ("c.csv", 0, "is empty")]
    assert told(*same, *other) == [
        "a.jsonl, rows 1–950, 960, 962–963 (953 of them): is a pseudonym",
        "a.jsonl, row 955: no score",
        "b.jsonl, row 2: is a pseudonym",
        "c.csv: is empty",
    ]


def test_a_few_rows_are_told_one_by_one() -> None:
    assert told(("a", 1, "x"), ("a", 2, "x")) == ["a, row 1: x", "a, row 2: x"]
