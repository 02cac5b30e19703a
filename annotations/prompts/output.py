"""The form an answer must have: free text, or JSON that follows a schema."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, Self

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from referencing import Registry
from referencing.exceptions import Unresolvable

FENCED = re.compile(r"\A```(?:json)?[ \t]*\n(?P<inside>.*?)\n?```\Z", re.DOTALL)


class UnreadableOutput(ValueError):
    """An answer that does not have the form asked for; the message says where it departs from it."""


class BadOutputFormat(ValueError):
    """An output format that nobody could follow, such as an invalid JSON schema."""


@dataclass(frozen=True)
class OutputFormat:
    """`instructions` say the form in words; with a `schema` the answer is JSON that follows it."""

    instructions: str = ""
    schema: Mapping[str, Any] | None = None

    @classmethod
    def build(cls, stored: Mapping[str, Any]) -> Self:
        """This function will read the stored shape; raises BadOutputFormat on a schema that is none."""
        schema = stored.get("schema") or None
        if schema is not None:
            check_schema(schema)
        return cls(str(stored.get("instructions") or ""), schema)

    def wording(self) -> str:
        """What the model is told about the form; servers without schemas have only this to go by."""
        if self.schema is None:
            return self.instructions.strip()
        schema = json.dumps(self.schema, ensure_ascii=False)
        told = f"Answer with one JSON object and nothing else. It follows this JSON schema:\n{schema}"
        return "\n\n".join(part for part in (self.instructions.strip(), told) if part)

    def parse(self, text: str) -> Any:
        """This function will give the answer's value; raises UnreadableOutput where it has not the form."""
        if self.schema is None:
            return text
        value = read_json(text)
        try:
            faults = list(_validator(self.schema).iter_errors(value))
        except Unresolvable as error:
            raise BadOutputFormat(f"The schema points to something that is not in it: {error}") from error
        if faults:
            raise UnreadableOutput("; ".join(f"{fault.json_path}: {fault.message}" for fault in faults[:5]))
        return value


def check_schema(schema: object) -> None:
    """This function will raise BadOutputFormat unless `schema` is a JSON schema of an object."""
    if not isinstance(schema, Mapping) or schema.get("type") != "object":
        raise BadOutputFormat('The schema must be a JSON object with "type": "object".')
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise BadOutputFormat(f"The schema is not a valid JSON schema: {error.message}") from error


def read_json(text: str) -> Any:
    """This function will read one JSON value, alone or in one code fence; nothing around it, no key twice."""
    stripped = text.strip()
    fenced = FENCED.match(stripped)
    try:
        return json.loads(
            fenced["inside"] if fenced else stripped, object_pairs_hook=_once, parse_constant=_no_constant
        )
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnreadableOutput(f"not one JSON value: {error}") from error


def _validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    # An empty registry of our own: without one the library fetches foreign references over the network.
    return Draft202012Validator(schema, registry=Registry())


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnreadableOutput("a key stands twice in one object")
    return found


def _no_constant(name: str) -> NoReturn:
    raise UnreadableOutput(f"{name} is no JSON number")
