import pytest

from annotations.prompts.output import BadOutputFormat
from annotations.prompts.template import MissingVariables
from annotations.prompts.version import PromptVersion, render

SCHEMA = {"type": "object", "properties": {"reply": {"type": "string"}}, "required": ["reply"]}


def test_it_renders_system_exemplars_and_user_in_order() -> None:
    version = PromptVersion.build(
        system="You help {{who}}.",
        user="Question: {{prompt}}",
        principles=["Be brief.", "Be kind."],
        exemplars=[{"input": "Hi", "output": "Hello!", "response": 7}],
        output_format={"instructions": "Answer in one line.", "schema": None},
    )
    system, shown, good, asked = render(version, {"who": "Ali", "prompt": "Why?"})
    assert system["content"] == (
        "You help Ali.\n\nPrinciples to follow:\n1. Be brief.\n2. Be kind.\n\nAnswer in one line."
    )
    assert [shown, good] == [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]
    assert asked == {"role": "user", "content": "Question: Why?"}


def test_it_sends_no_empty_system_message() -> None:
    assert render(PromptVersion(), {"prompt": "x"}) == ({"role": "user", "content": "x"},)


def test_it_names_what_is_missing_in_all_its_texts_at_once() -> None:
    with pytest.raises(MissingVariables) as raised:
        render(PromptVersion(system="{{a}}", user="{{b}} {{c}}"), {"b": 1})
    assert raised.value.names == ("a", "c")


def test_it_never_reads_principles_or_exemplars_as_templates() -> None:
    version = PromptVersion.build(
        system="",
        user="{{prompt}}",
        principles=["Keep {{x}}"],
        exemplars=[{"input": "{{x}}", "output": "{{x}}"}],
    )
    assert version.variables == ("prompt",)
    assert [message["content"] for message in render(version, {"prompt": "p", "x": "leak"})][1] == "{{x}}"


def test_it_tells_the_model_the_schema() -> None:
    version = PromptVersion.build(system="", user="{{prompt}}", output_format={"schema": SCHEMA})
    assert '"reply"' in render(version, {"prompt": "p"})[0]["content"]


def test_it_refuses_a_schema_that_is_none() -> None:
    with pytest.raises(BadOutputFormat):
        PromptVersion.build(system="", user="", output_format={"schema": {"type": "object", "required": 3}})


def test_earlier_turns_stand_between_the_exemplars_and_the_user_and_are_never_templates() -> None:
    version = PromptVersion.build(system="Help.", user="{{prompt}}", exemplars=[{"input": "Hi", "output": "Hello!"}])
    earlier = [{"role": "user", "content": "{{prompt}}"}, {"role": "assistant", "content": "Fine."}]
    sent = render(version, {"prompt": "Why?"}, earlier)
    assert [turn["role"] for turn in sent] == ["system", "user", "assistant", "user", "assistant", "user"]
    assert [turn["content"] for turn in sent[3:]] == ["{{prompt}}", "Fine.", "Why?"]


def test_a_conversations_own_system_turn_joins_the_versions() -> None:
    own = [{"role": "system", "content": "You sell tea."}]
    assert render(PromptVersion(system="Help."), {"prompt": "p"}, own)[0]["content"] == "Help.\n\nYou sell tea."
    assert render(PromptVersion(), {"prompt": "p"}, own)[0] == own[0]
