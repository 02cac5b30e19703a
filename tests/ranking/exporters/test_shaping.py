"""Balance, a part for validation, diversity and the dataset card."""

import gc
import io
import json
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.models import Item, Project
from ranking.exporters.balancing import DROP, MOST_TIMES, REPEAT, NothingToBalance, balance_plan, balanced
from ranking.exporters.base import Example, LeftOut
from ranking.exporters.card import card_write
from ranking.exporters.diversity import KINDS, OTHER, SAMPLE, Diversity
from ranking.exporters.pipeline import Exported, Options, export_parts
from ranking.exporters.run import export_dataset, export_rows
from ranking.exporters.streaming import chunks
from tests.annotations.importers.files import counterfactual, jsonl, rating, take

VALUES = ("female", "male")


def example(value: str, label: bool | None = None, text: str = "Yes.", **fields: str) -> Example:
    item = Item(external_id="i", prompt="?", metadata={"gender": value} if value else {}, **fields)
    return Example(item, [], (text,), {}, label=label)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(VALUES), st.booleans()), min_size=2, max_size=60), st.integers(0, 999))
def test_repeats_bring_every_value_to_its_target_and_drop_nothing(cells, seed):
    rows = [example(value, label) for value, label in cells]
    if len({value for value, _label in cells}) < 2:
        with pytest.raises(NothingToBalance, match="have the same one"):
            balance_plan(rows, attribute="gender", way=REPEAT, seed=seed)
        return
    before = Counter((label, value) for value, label in cells)
    for way, aim in ((REPEAT, max), (DROP, min)):
        plan = balance_plan(rows, attribute="gender", way=way, seed=seed)
        found = [one for one in balanced(rows, plan) if isinstance(one, Example)]
        after = Counter((one.label, one.item.metadata["gender"]) for one in found)
        for cell, n in before.items():
            target = aim(m for (label, _value), m in before.items() if label == cell[0])
            assert after[cell] == min(target, MOST_TIMES * n)
        even = all(len({after[label, value] for value in VALUES}) == 1 for label in {label for label, _value in before})
        assert (plan.uneven() == []) == even
        if way == REPEAT:
            assert sum(one.mark is None for one in found) == len(rows)


def test_the_command_says_where_no_row_can_be_repeated(db, tmp_path):
    """Women without one good answer beside men with some: the file would teach just that."""
    take(
        jsonl(
            tmp_path / "in.jsonl",
            *(
                rating(item_id=f"{gender}{n}", prompt=f"{gender} {n}?", response=f"{n}", score=score, category=gender)
                for gender, scores in (("female", [1, 1, 1]), ("male", [1, 1, 5]))
                for n, score in enumerate(scores)
            ),
        )
    )
    out, err, path = io.StringIO(), io.StringIO(), tmp_path / "kto.jsonl"
    call_command(
        "export_dataset", "--project", "tea-house", "--format", "trl-kto", "--out", str(path), "--balance", "category",
        stdout=out, stderr=err,
    )  # fmt: skip
    assert "NOT BALANCED: rows with label true (1 of male): there is no such row of female" in err.getvalue()
    assert "label false" not in err.getvalue().split("NOT BALANCED")[1]
    assert "**Not balanced**: rows with label true" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_rows_without_the_attribute_stand_once():
    rows = [example("female"), example(""), example("male"), example("male")]
    plan = balance_plan(rows, attribute="gender", way=DROP, seed=0)
    found = list(balanced(rows, plan))
    assert sum(isinstance(one, LeftOut) for one in found) == 1
    assert rows[1] in found
    with pytest.raises(NothingToBalance, match="no row has a value of shoe size"):
        balance_plan(rows, attribute="shoe size", way=DROP, seed=0)


def test_a_set_counts_by_its_own_attribute_alone(db, tmp_path):
    take(jsonl(tmp_path / "a.jsonl", counterfactual(attribute="origin")))
    items = Item.objects.select_related("counterfactual_set")
    plan = balance_plan([Example(one, [], ("x",), {}) for one in items], attribute="origin", way=DROP, seed=0)
    assert set(plan.before) == {(None, "female"), (None, "male")}


def test_distinct_sequences_are_told_in_the_language_of_their_letters():
    found = Diversity()
    found.add(example("female", text="ILIK ılık ILIK", language="tr"))
    assert found.distinct() == {1: 0.3333, 2: 0.5, 3: 1.0}
    other = Diversity()
    other.add(example("female", text="ILIK ilik", language="en"))
    assert other.distinct()[1] == 0.5
    assert Diversity().distinct() == {1: None, 2: None, 3: None}


def test_what_is_kept_of_a_large_file_has_a_fixed_size():
    found = Diversity(seed=3)
    for n in range(SAMPLE + 500):
        found.add(example("female", text=f"text {n}", category=f"kind {n}"))
    assert (len(found.texts), found.met, found.rows) == (SAMPLE, SAMPLE + 500, SAMPLE + 500)
    assert len(found.categories) == KINDS + 1
    assert found.categories[OTHER] == SAMPLE + 500 - KINDS


def people(count: int, **changes: str) -> list[dict]:
    """Accepted responses on `count` items, two thirds of them about women."""
    values = ["female", "female", "male"]
    return [
        rating(item_id=f"i{n}", prompt=f"Ask {n}?", response=f"Say {n}.", score=5, category=values[n % 3], **changes)
        for n in range(count)
    ]


@pytest.fixture
def uneven(db: None, tmp_path: Path) -> Project:
    take(jsonl(tmp_path / "in.jsonl", *people(9, language="en")))
    return Project.objects.get()


def test_the_command_says_what_was_balanced_and_writes_a_card(uneven, tmp_path):
    out, err = io.StringIO(), io.StringIO()
    path = tmp_path / "sft.jsonl"
    call_command(
        "export_dataset", "--project", "tea-house", "--format", "trl-sft", "--out", str(path), "--balance", "category",
        "--license", "cc-by-4.0", stdout=out, stderr=err,
    )  # fmt: skip
    assert out.getvalue() == f"wrote 12 rows to {path}\n"
    assert "balanced male: 3 rows became 6" in err.getvalue()
    assert "added 0 copies and 3 repeats" in err.getvalue()
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert Counter(row["category"] for row in rows) == {"female": 6, "male": 6}
    assert Counter(row["made"] is None for row in rows) == {True: 9, False: 3}
    card = (tmp_path / "README.md").read_text(encoding="utf-8")
    head = card.split("---\n")[1]
    for line in ('license: "cc-by-4.0"', '- "en"', '- "text-generation"', '    path: "sft.jsonl"', '- "n<1K"'):
        assert line in head.splitlines()
    for words in ("| male |  | 3 | 6 |", "3 rows were added", "distinct-1", "| female | 6 |"):
        assert words in card


def test_a_card_stays_beside_what_is_somebodys_own(tmp_path):
    own = tmp_path / "README.md"
    own.write_text("Mine.")
    assert card_write(tmp_path / "a.jsonl", "card").name == "a.jsonl.README.md"
    assert own.read_text() == "Mine."


def test_no_name_can_end_the_head_of_a_card(uneven, tmp_path):
    uneven.name = 'x\n---\n# Tea "shop" <script>|'
    uneven.save()
    Item.objects.update(category="a|b\n| c | <i>")
    told = export_dataset(
        project=uneven, name="trl-sft", out=tmp_path / "out.jsonl", card='mit\n---\nlicense: "x"'
    )  # fmt: skip
    assert told.card is not None
    card = told.card.read_text(encoding="utf-8")
    assert card.count("\n---\n") == 1
    assert "<script>" not in card.split("---\n")[2]
    assert "<i>" not in card
    assert r"| a\|b \| c \| \<i\> | 9 |" in card


def test_what_validates_shares_no_prompt_and_is_as_people_judged_it(uneven, tmp_path):
    options = Options(balance="category", validation=0.4, seed=1)
    told = export_dataset(project=uneven, name="trl-sft", out=tmp_path / "out.jsonl.gz", options=options, card="mit")
    parts = {part: list(rows) for part, rows in parted(uneven, options).items()}
    prompts = {part: {row["messages"][0]["content"] for row in rows} for part, rows in parts.items()}
    assert prompts["train"].isdisjoint(prompts["validation"])
    assert len(prompts["train"] | prompts["validation"]) == 9
    assert all(row["made"] is None for row in parts["validation"])
    assert told.parts == {part: len(rows) for part, rows in parts.items()}
    assert (tmp_path / "out.validation.jsonl.gz").exists()
    assert "  - split: validation" in (told.card or Path()).read_text()


def parted(project: Project, options: Options) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for part, row in export_parts(project=project, name="trl-sft", options=options, told=Exported()):
        found.setdefault(part, []).append(row)
    return found


def test_the_command_refuses_what_cannot_be_balanced(uneven, tmp_path):
    for options, words in (
        (["--format", "trl-sft", "--balance", "nothing"], "no row has a value of nothing"),
        (["--format", "trl-sft", "--balance", "language"], "have the same one, en"),
        (["--format", "ratings-csv", "--balance", "category"], "as they are"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("export_dataset", "--project", "tea-house", "--out", str(tmp_path / "x"), *options)
    assert not (tmp_path / "x").exists()


def test_what_is_kept_in_memory_does_not_grow_with_the_rows(db, tmp_path, monkeypatch):
    for limit in ("selectors.exports.ITEMS_AT_ONCE", "exporters.parquet.ROWS_AT_ONCE", "exporters.diversity.SAMPLE"):
        monkeypatch.setattr(f"ranking.{limit}", 5)
    take(jsonl(tmp_path / "a.jsonl", *({**row, "response": "many words " * 2_000} for row in people(60))))

    def kept(name: str, options: Options) -> list[int]:
        found = []

        def watched(rows: Iterator[dict]) -> Iterator[dict]:
            for n, row in enumerate(rows):
                yield row
                if n in (12, 52):
                    gc.collect()
                    found.append(tracemalloc.get_traced_memory()[0])

        rows = export_rows(project=Project.objects.get(), name=name, options=options, told=Exported())
        tracemalloc.start()
        for _chunk in chunks(name, watched(rows)):
            pass
        tracemalloc.stop()
        return found

    for name, options in (("trl-sft", Options(balance="category")), ("ratings-parquet", Options())):
        early, late = kept(name, options)
        # Forty more responses are 880,000 letters.
        assert late - early < 100_000, name
