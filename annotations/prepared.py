"""Queries that Django turns into SQL once, for the few that run with every answer.

Django builds a query anew whenever it runs: its objects, its joins, its text. On the path of an annotator that took
four fifths of the server's time, several times what the database needed. A prepared query is written in Django's
words, with a `Slot` wherever a value comes; it is compiled when first used, and from then on only filled. Its SQL is
Django's, for either database, and follows the models.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections, models, router, transaction
from django.db.models.query import get_related_populators
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.models.sql.compiler import SQLCompiler, SQLInsertCompiler

Row = TypeVar("Row", bound=models.Model)
# Their values reach the driver as they are.
PLAIN = (models.IntegerField, models.FloatField, models.CharField, models.TextField, models.ForeignKey)


class Slot(models.Expression):
    """Where a prepared query takes a value, which is kept in the form of `field`."""

    def __init__(self, name: str, field: "models.Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name
        self.plain = isinstance(field, PLAIN)

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        """A placeholder; the parameter is the slot itself, until the query runs."""
        return "%s", [self]

    def filled(self, value: Any, connection: Any) -> Any:
        """The value as the database's driver takes it."""
        return value if self.plain else self.output_field.get_db_prep_save(value, connection=connection)


def integer(name: str) -> Slot:
    """A slot for a number or a key."""
    return Slot(name, models.BigIntegerField())


def slot_of(model: type[models.Model], name: str) -> Slot:
    """A slot for what a field of a model holds."""
    return slots_of(model, name)[name]


def slots_of(model: type[models.Model], *names: str) -> dict[str, Slot]:
    """Slots named as the fields that they fill, whose form they have."""
    return {name: Slot(name, model._meta.get_field(name)) for name in names}  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Select:
    """A compiled query, and how its columns become a model: all that Django's own `ModelIterable` asks a compiler."""

    alias: str
    sql: str
    parameters: Sequence[Any]
    converters: Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]
    model: type[models.Model]
    own: slice
    names: Sequence[str]
    related: Sequence[Any]
    annotations: Mapping[str, int]


class PreparedSelect(Generic[Row]):
    """A query whose rows are models, with what `select_related`, `annotate` and `only` say of them.

    `sharing` names a joined model whose row is locked in the weakest mode there is, `FOR KEY SHARE`, where the database
    has it (Django does not speak of it): others lock it so too, and change it; only `select_for_update` waits.
    """

    def __init__(
        self, build: Callable[[], "models.QuerySet[Row]"], *, sharing: type[models.Model] | None = None
    ) -> None:
        self.build = build
        self.sharing = sharing

    def all(self, **values: Any) -> list[Row]:
        """This function will run the query with these values in its slots."""
        select = self._select
        connection = connections[select.alias]
        with connection.cursor() as cursor:
            cursor.execute(select.sql, _filled(select.parameters, values, connection))
            found = cursor.fetchall()
        return [_row(select, list(one), connection) for one in found]

    def first(self, **values: Any) -> Row | None:
        """This function will return the first row, if there is one."""
        return next(iter(self.all(**values)), None)

    @cached_property
    def _select(self) -> _Select:
        rows = self.build()
        compiler = rows.query.get_compiler(using=rows.db)
        sql, parameters = compiler.as_sql()
        if self.sharing is not None and connections[rows.db].features.has_select_for_no_key_update:
            sql += f" FOR KEY SHARE OF {compiler.quote_name_unless_alias(self.sharing._meta.db_table)}"
        columns, about = compiler.select, compiler.klass_info
        own = slice(about["select_fields"][0], about["select_fields"][-1] + 1)
        converters = compiler.get_converters([column[0] for column in columns])
        return _Select(
            alias=rows.db,
            sql=sql,
            parameters=parameters,
            converters=[(place, *how) for place, how in converters.items()],
            model=about["model"],
            own=own,
            names=[column[0].target.attname for column in columns[own]],
            related=get_related_populators(about, columns, rows.db),  # type: ignore[call-arg] # stubs of Django 6
            annotations=compiler.annotation_col_map,
        )


def _row(select: _Select, values: list[Any], connection: Any) -> Any:
    for place, converters, expression in select.converters:
        for convert in converters:
            values[place] = convert(values[place], expression, connection)
    row = select.model.from_db(select.alias, select.names, values[select.own])
    for related in select.related:
        related.populate(values, row)
    for name, place in select.annotations.items():
        setattr(row, name, values[place])
    return row


def remember(row: models.Model, name: str, rows: Sequence[models.Model]) -> None:
    """This function will keep what was read of a row's many, as `prefetch_related` does."""
    manager = getattr(row, name)
    found = manager.get_queryset()
    found._result_cache = list(rows)
    found._prefetch_done = True
    row._prefetched_objects_cache = {**getattr(row, "_prefetched_objects_cache", {}), name: found}  # type: ignore[attr-defined]


class PreparedUpdate:
    """An update of the rows that a query finds; changes may speak of slots and of fields."""

    def __init__(self, build: Callable[[], "models.QuerySet[Any]"], changes: Callable[[], Mapping[str, Any]]) -> None:
        self.build = build
        self.changes = changes

    def run(self, **values: Any) -> int:
        """This function will write, and return how many rows it changed."""
        alias, sql, parameters = self._statement
        connection = connections[alias]
        with transaction.mark_for_rollback_on_error(using=alias), connection.cursor() as cursor:
            cursor.execute(sql, _filled(parameters, values, connection))
            changed: int = cursor.rowcount
        return changed

    @cached_property
    def _statement(self) -> tuple[str, str, Sequence[Any]]:
        rows = self.build()
        alias = router.db_for_write(rows.model)
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(self.changes())
        return alias, *query.get_compiler(using=alias).as_sql()


class PreparedInsert:
    """New rows of a model. Fields that are not named have the model's defaults, as they are when it is compiled."""

    def __init__(self, model: type[models.Model], *names: str) -> None:
        self.model = model
        self.names = names

    def one(self, **values: Any) -> int:
        """This function will write a row, and return its key."""
        alias, sql, parameters = self._returning
        connection = connections[alias]
        with transaction.mark_for_rollback_on_error(using=alias), connection.cursor() as cursor:
            cursor.execute(sql, _filled(parameters, values, connection))
            key: int = cursor.fetchone()[0]
        return key

    def many(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """This function will write several rows."""
        alias, sql, parameters = self._silent
        connection = connections[alias]
        with transaction.mark_for_rollback_on_error(using=alias), connection.cursor() as cursor:
            cursor.executemany(sql, [_filled(parameters, values, connection) for values in rows])

    @cached_property
    def _returning(self) -> tuple[str, str, Sequence[Any]]:
        return self._compiled([self.model._meta.pk])

    @cached_property
    def _silent(self) -> tuple[str, str, Sequence[Any]]:
        return self._compiled([])

    def _compiled(self, returning: Sequence[Any]) -> tuple[str, str, Sequence[Any]]:
        alias = router.db_for_write(self.model)
        query = InsertQuery(self.model)
        fields = [field for field in self.model._meta.concrete_fields if not field.primary_key]
        query.insert_values(fields, [self.model(**slots_of(self.model, *self.names))])
        compiler: SQLInsertCompiler = query.get_compiler(using=alias)
        compiler.returning_fields = returning
        [(sql, parameters)] = compiler.as_sql()
        return alias, sql, parameters


def _filled(parameters: Sequence[Any], values: Mapping[str, Any], connection: Any) -> list[Any]:
    return [one.filled(values[one.name], connection) if isinstance(one, Slot) else one for one in parameters]
