import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.prompts.output import BadOutputFormat, OutputFormat, UnreadableOutput, read_json

REPLY = OutputFormat(
    schema={
        "type": "object",
        "properties": {"reply": {"type": "string"}, "sure": {"type": "integer", "minimum": 0, "maximum": 3}},
        "required": ["reply"],
        "additionalProperties": False,
    }
)


def test_it_takes_free_text_as_it_is() -> None:
    assert OutputFormat().parse("anything { at all") == "anything { at all"


@pytest.mark.parametrize(
    "text", ['{"reply": "a"}', ' {"reply": "a"}\n', '```json\n{"reply": "a"}\n```', '```\n{"reply": "a"}```']
)
def test_it_reads_json_alone_or_in_one_fence(text: str) -> None:
    assert REPLY.parse(text) == {"reply": "a"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        'Sure: {"reply": "a"}',
        '{"reply": "a"} {"reply": "b"}',
        '{"reply": "a", "reply": "b"}',
        '{"reply": 1}',
        "{}",
        '{"reply": "a", "more": 1}',
        '{"reply": "a", "sure": 4}',
        '{"reply": "a", "sure": NaN}',
        '{"reply": "a"',
        "[" * 100_000,
    ],
)
def test_it_refuses_anything_else(text: str) -> None:
    with pytest.raises(UnreadableOutput):
        REPLY.parse(text)


@given(st.text())
def test_it_reads_or_refuses_and_never_breaks(text: str) -> None:
    try:
        value = read_json(text)
    except UnreadableOutput:
        return
    json.dumps(value)


def test_it_never_fetches_a_foreign_schema() -> None:
    output = OutputFormat(schema={"type": "object", "$ref": "http://127.0.0.1:1/schema.json"})
    with pytest.raises(BadOutputFormat):
        output.parse("{}")


@pytest.mark.parametrize("schema", [{"type": "string"}, {"type": "object", "properties": 1}, "text", {"type": "array"}])
def test_it_refuses_schemas_nobody_could_follow(schema: object) -> None:
    with pytest.raises(BadOutputFormat):
        OutputFormat.build({"schema": schema})
