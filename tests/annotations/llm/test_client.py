import pytest

from annotations.llm.client import chat, list_models
from annotations.llm.errors import ErrorKind, ModelCallError
from annotations.llm.types import ChatRequest, EndpointSpec

from .faulty_server import FaultyServer, Reply, completion

HELLO = ChatRequest(messages=({"role": "user", "content": "Hello"},))


def refusal(reply: Reply, timeout: float = 5.0) -> ModelCallError:
    with FaultyServer(lambda number, body: reply) as server:
        with pytest.raises(ModelCallError) as raised:
            chat(EndpointSpec(server.base_url, "m", timeout=timeout), HELLO)
        assert len(server.seen) <= 1, "the client must never retry by itself"
    return raised.value


def test_it_reads_text_usage_and_the_model_that_answered() -> None:
    with FaultyServer(lambda number, body: Reply()) as server:
        answer = chat(EndpointSpec(server.base_url, "m"), HELLO)
    assert (answer.text, answer.finish_reason, answer.model) == ("Hello.", "stop", "m-1")
    assert (answer.prompt_tokens, answer.completion_tokens) == (7, 3)
    assert answer.confidence is None


def test_it_sends_only_the_options_that_were_set() -> None:
    with FaultyServer(lambda number, body: Reply()) as server:
        chat(EndpointSpec(server.base_url, "m"), HELLO)
        chat(
            EndpointSpec(server.base_url, "m"),
            ChatRequest(messages=HELLO.messages, temperature=0.0, seed=0, max_tokens=5, schema={"type": "object"}),
        )
    plain, full = server.seen
    assert set(plain) == {"model", "messages"}
    assert (full["temperature"], full["seed"], full["max_tokens"]) == (0.0, 0, 5)
    assert full["response_format"]["json_schema"]["schema"] == {"type": "object"}


def test_it_reads_the_mean_logprob_as_the_answers_own_confidence() -> None:
    body = completion()
    body["choices"][0]["logprobs"] = {"content": [{"token": "a", "logprob": -1.0}, {"token": "b", "logprob": 0.0}]}
    with FaultyServer(lambda number, sent: Reply(body)) as server:
        answer = chat(EndpointSpec(server.base_url, "m"), HELLO)
    assert answer.mean_logprob == -0.5
    assert answer.confidence == pytest.approx(0.6065, abs=1e-4)


@pytest.mark.parametrize(
    ("status", "body", "kind", "retryable"),
    [
        (400, {"error": {"message": "bad"}}, "bad_request", False),
        (
            400,
            {"error": {"type": "exceed_context_size_error", "message": "exceeds the context size"}},
            "too_long",
            False,
        ),
        (400, {"error": {"code": "context_length_exceeded", "message": "no"}}, "too_long", False),
        (400, {"error": {"message": "response_format is not supported"}}, "unsupported", False),
        (401, {"error": {"message": "no key"}}, "auth", False),
        (404, {"error": {"message": "no model"}}, "not_found", False),
        (429, {"error": {"message": "slow down"}}, "rate_limit", True),
        (429, {"error": {"code": "insufficient_quota", "message": "pay"}}, "quota", False),
        (500, {"error": {"message": "oops"}}, "server", True),
        (503, "<html>busy</html>", "server", True),
        (302, "", "malformed", True),
    ],
)
def test_it_names_each_refusal(status: int, body: object, kind: str, retryable: bool) -> None:
    error = refusal(Reply(body, status=status))
    assert (error.kind, error.retryable) == (kind, retryable)


@pytest.mark.parametrize(
    "body",
    [
        '{"choices": [{"mess',
        "<html>a proxy's page</html>",
        "",
        "null",
        "[]",
        {"choices": []},
        {"choices": [{}]},
        {"choices": [{"message": {"content": 7}}]},
    ],
)
def test_it_calls_an_unreadable_body_malformed(body: object) -> None:
    assert refusal(Reply(body)).kind == ErrorKind.MALFORMED


def test_it_calls_a_page_of_text_malformed() -> None:
    reply = Reply("<html>sign in</html>", headers={"Content-Type": "text/html"})
    assert refusal(reply).kind == ErrorKind.MALFORMED


def test_it_gives_up_at_the_timeout() -> None:
    assert refusal(Reply(delay=3.0), timeout=1.0).kind == ErrorKind.TIMEOUT


def test_it_notices_a_connection_that_is_cut() -> None:
    assert refusal(Reply(cut=True)).kind in {ErrorKind.CONNECTION, ErrorKind.MALFORMED}


def test_it_says_when_nobody_listens() -> None:
    with pytest.raises(ModelCallError) as raised:
        chat(EndpointSpec("http://127.0.0.1:1/v1", "m", timeout=5), HELLO)
    assert raised.value.kind == ErrorKind.CONNECTION


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "2"}, 2.0),
        ({"Retry-After-Ms": "250"}, 0.25),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_it_reads_how_long_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert refusal(Reply({"error": {"message": "slow"}}, 429, headers)).retry_after == seconds


def test_it_reads_a_date_to_wait_for() -> None:
    error = refusal(Reply({}, 503, {"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}))
    assert error.retry_after == 0.0


def test_it_keeps_the_key_out_of_its_own_text() -> None:
    assert "secret" not in repr(EndpointSpec("http://x", "m", api_key="secret"))


def test_it_lists_models_in_the_servers_order() -> None:
    page = {"object": "list", "data": [{"id": "big", "object": "model"}, {"id": "small", "object": "model"}]}
    with FaultyServer(lambda number, body: Reply(page)) as server:
        assert list_models(EndpointSpec(server.base_url, "")) == ["big", "small"]


def test_it_refuses_a_list_without_models() -> None:
    with FaultyServer(lambda number, body: Reply({"data": []})) as server, pytest.raises(ModelCallError):
        list_models(EndpointSpec(server.base_url, ""))


def test_it_calls_the_limit_by_its_newer_name_where_a_server_asks_for_that() -> None:
    def newer(number: int, body: dict[str, object]) -> Reply:
        if "max_tokens" in body:
            message = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
            return Reply({"error": {"message": message, "code": "unsupported_parameter"}}, status=400)
        return Reply()

    with FaultyServer(newer) as server:
        answer = chat(EndpointSpec(server.base_url, "m"), ChatRequest(messages=HELLO.messages, max_tokens=5))
    assert answer.text == "Hello."
    assert [body.get("max_completion_tokens") for body in server.seen] == [None, 5]
