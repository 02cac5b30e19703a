"""The tables of words that a project can make counterfactual sets of: its own, and those of the product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.models import Project, WordTable
from annotations.variants.tables import Table, builtin_tables, language_of, table_read


@dataclass(frozen=True)
class Offered:
    """A table, and the row that holds it where it is the project's own."""

    table: Table
    own: WordTable | None = None


def tables_offered(project: Project) -> list[Offered]:
    """Every table, the project's own in the place of one of the same name, by language and name."""
    found = {table.name: Offered(table) for table in builtin_tables()}
    for row in WordTable.objects.filter(project=project).select_related("created_by"):
        found[row.name] = Offered(table_read({**row.document, "name": row.name}), row)
    return sorted(found.values(), key=lambda one: (one.table.language, one.table.name))


def tables_chosen(project: Project, language: str, names: Sequence[str] = ()) -> list[Table]:
    """The tables of a language; with `names` those alone, in their order."""
    found = [one.table for one in tables_offered(project) if one.table.language == language_of(language)]
    own = {one.table.name for one in tables_offered(project) if one.own}
    if names:
        return [table for name in names for table in found if table.name == name]
    # Of two tables of a kind the project's own comes first, and is taken.
    return sorted(found, key=lambda table: table.name not in own)


def attributes_offered(project: Project) -> dict[str, list[str]]:
    """The attributes that any table shows, each with its values."""
    found: dict[str, dict[str, None]] = {}
    for one in tables_offered(project):
        for attribute, values in one.table.attributes.items():
            found.setdefault(attribute, {}).update(dict.fromkeys(values))
    return {attribute: list(values) for attribute, values in sorted(found.items())}
