"""A search on a loopback server: a model that obeys its principles, a judge that counts them, one that reflects."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils import timezone

from annotations.models import Project
from ranking.models import Experiment
from ranking.proposers import PROPOSERS
from ranking.services.experiments import search_start
from tests.annotations.llm.faulty_server import FaultyServer, Reply, completion
from tests.annotations.machines import make_endpoint, make_judge
from tests.ranking.made import Made, make_items, make_round
from tests.ranking.tried import Stage, by_principles, candidate, echo, is_judge, weak

Reflects = Callable[[str], str]


def is_reflection(body: dict) -> bool:
    return body["messages"][-1]["content"].startswith("You improve one part of the prompt")


def one_more(prompt: str) -> str:
    """A reflecting model that adds a principle to those it is shown, and leaves other parts alone."""
    if "the list of principles" not in prompt:
        return "I would change nothing."
    part = prompt.split("<<<PART", 1)[1].split("\n", 1)[1].split("\n<<<END", 1)[0]
    kept = [line for line in part.splitlines() if line.startswith("- ")]
    return "Here it is:\n```\n" + "\n".join([*kept, f"- Principle number {len(kept) + 1}."]) + "\n```"


@contextmanager
def search_stage(
    project: Project, *, reflects: Reflects = one_more, delay: Callable[[], float] = lambda: 0.0, **endpoint
) -> Iterator[Stage]:
    """One endpoint that answers, judges and reflects, each time after `delay()` seconds."""

    def said(body: dict) -> str:
        if is_reflection(body):
            return reflects(body["messages"][-1]["content"])
        if not is_judge(body):
            return echo(body)
        names = body["response_format"]["json_schema"]["schema"]["properties"]
        return json.dumps(dict.fromkeys(names, by_principles(candidate(body), body)))

    with FaultyServer(lambda number, body: Reply(completion(said(body)), delay=delay())) as server:
        made = make_endpoint(project, server.base_url, **{"concurrency": 4, **endpoint})
        yield Stage(server, made, make_judge(project, made))


def finished_round(project: Project, *, items: int = 12) -> Made:
    """A round that people commented on, with items kept for tests beside it, one of them in a develop item's group."""
    develop = make_items(project, items)
    tested = [*make_items(project, 3, split="evaluate"), *make_items(project, 3, split="anchor")]
    spoiled = make_items(project, 2, start=50)
    project.items.filter(pk=spoiled[0].pk).update(own_group="kept", prompt="spoiled question 50")
    project.items.filter(pk=tested[0].pk).update(own_group="kept")
    project.items.filter(pk=spoiled[1].pk).update(own_group="elsewhere", prompt=tested[1].prompt)
    return make_round(
        project, items=[*develop, *tested, *project.items.filter(pk__in=[one.pk for one in spoiled])], score_of=weak,
        comment_of=lambda item, rater: f"said of item {item}: <script>too thin</script>",
    )  # fmt: skip


def start_search(made: Made, on: Stage, *, most_calls: int = 60, **kwargs) -> Experiment:
    return search_start(
        round=made.round, proposer=PROPOSERS["reflective"], endpoint=on.endpoint, judge=on.judge,
        reflecting=on.endpoint, most_calls=most_calls, now=timezone.now(), seed=5, **kwargs,
    )  # fmt: skip
