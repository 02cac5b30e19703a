"""Makes counterfactual sets of texts with places, from a terminal."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from annotations.importers import prompts
from annotations.importers.errors import FileError, RowError
from annotations.importers.reading import file_rows
from annotations.management.command import ScriptCommand
from annotations.models import Item, Project
from annotations.selectors.seeds import items_to_vary
from annotations.selectors.word_tables import tables_chosen
from annotations.services.counterfactuals import (
    PROMPT,
    PlannedSet,
    Recipe,
    Seed,
    counterfactuals_make,
    counterfactuals_plan,
    recipe_faults,
    seed_of_item,
    seed_of_text,
)

MOST = 100_000


class Command(ScriptCommand):
    help = "Makes sets of items that differ in one attribute only, of texts with places such as {{name:genitive}}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="rows as import_data takes prompts")
        parser.add_argument("--project", required=True, metavar="SLUG", help="the project's short name")
        parser.add_argument("--attribute", required=True, metavar="NAME", help="what differs: gender, origin, ...")
        parser.add_argument("--language", required=True, metavar="CODE", help="whose tables are used: en, tr")
        parser.add_argument("--value", action="append", default=[], dest="values", help="default: all of the tables")
        parser.add_argument("--hold", action="append", default=[], metavar="ATTRIBUTE=VALUE", help="what stays fixed")
        parser.add_argument("--table", action="append", default=[], dest="tables", metavar="NAME")
        parser.add_argument("--items", metavar="SPLIT", choices=Item.Split.values, help="take the items of a split too")
        parser.add_argument("--dataset", metavar="NAME", help="only items of this data set")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--skip-bad", action="store_true", help="make the others where some cannot be made")
        parser.add_argument("--dry-run", action="store_true", help="print what would be made, store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project {options['project']!r}.")
        recipe = _recipe(project, options)
        seeds = [*_from_files(options["files"]), *_from_items(project, options, recipe)]
        if not seeds:
            raise CommandError("There is no text to vary: name a file, or a split with --items.")
        plan = counterfactuals_plan(project=project, seeds=seeds, recipe=recipe)
        faults = [one for one in plan if one.fault]
        for one in faults:
            self.stderr.write(f"{one.seed.id}: {one.fault}")
        if options["dry_run"]:
            self._print(plan)
        elif faults and not options["skip_bad"]:
            raise CommandError(f"Nothing was made: {len(faults)} texts cannot be varied.")
        else:
            counterfactuals_make(project=project, seeds=seeds, recipe=recipe)
        made = [one for one in plan if not one.fault]
        present = sum(one.present for one in made)
        self.stdout.write(f"added {len(made) - present}, present {present}, refused {len(faults)}")

    def _print(self, plan: list[PlannedSet]) -> None:
        for one in plan:
            for variant in one.variants:
                row = {"set": one.name, "value": variant.value, PROMPT: variant.texts[PROMPT]}
                self.stdout.write(json.dumps(row, ensure_ascii=False))


def _recipe(project: Project, options: dict[str, Any]) -> Recipe:
    tables = tables_chosen(project, options["language"], options["tables"])
    if not tables:
        raise CommandError(f"There is no table of words for {options['language']!r}.")
    hold = [one.partition("=") for one in options["hold"]]
    if any(not sign or not value for _name, sign, value in hold):
        raise CommandError("--hold takes ATTRIBUTE=VALUE.")
    recipe = Recipe(
        options["attribute"], tuple(tables), tuple(options["values"]), {name: value for name, _sign, value in hold},
        options["language"], options["seed"],
    )  # fmt: skip
    if faults := recipe_faults(recipe):
        raise CommandError("\n".join(faults.values()))
    return recipe


def _from_files(files: list[Path]) -> Iterator[Seed]:
    for path in files:
        try:
            for number, row in file_rows(path):
                yield _seed(path, number, row)
        except FileError as error:
            raise CommandError(f"{path} {error}.") from error


def _seed(path: Path, number: int, row: dict[str, Any] | RowError) -> Seed:
    """A row of prompts, as an import reads it; without an id the same text has the same one."""
    try:
        if isinstance(row, RowError):
            raise row
        named = {**row, "item_id": row.get("item_id") or seed_of_text(str(row.get("prompt"))).id}
        (item,) = prompts.read(named).items
    except RowError as error:
        raise CommandError(f"{path}, row {number}: {error}.") from error
    texts = {name: value for name, value in (item.variables or {}).items() if isinstance(value, str)}
    return Seed(
        item.external_id, {**texts, PROMPT: item.prompt}, dataset=item.dataset, category=item.category,
        split=item.split or Item.Split.DEVELOP, reference=item.reference,
    )  # fmt: skip


def _from_items(project: Project, options: dict[str, Any], recipe: Recipe) -> list[Seed]:
    if not options["items"] and options["dataset"] is None:
        return []
    found = items_to_vary(
        project, tables=recipe.tables, attribute=recipe.attribute, split=options["items"] or "",
        dataset=options["dataset"], language=recipe.language, most=MOST,
    )  # fmt: skip
    return [seed_of_item(item, text) for item, text in found]
