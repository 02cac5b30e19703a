"""The world's model and judge behind an OpenAI-compatible address on loopback: the product's own client talks to it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from annotations.judging.strategies.base import OVERALL
from tests.annotations.llm.faulty_server import FaultyServer, Reply, completion
from tests.world.speech import asked_in, heard_in, response_of
from tests.world.truth import DIMENSIONS, DRAW_SD, Critic, Truth

_CANDIDATE = re.compile(r"<<<CANDIDATE (\w+) (\w+)>>>\n(.*?)\n<<<END CANDIDATE \1 \2>>>", re.DOTALL)
WRITER, JUDGE = "writer", "critic"


class World(FaultyServer):
    """Never faulty: the model writes what the truth says of how it was asked, the judge reads with its biases."""

    def __init__(self, truth: Truth, critic: Critic | None = None) -> None:
        super().__init__(self._reply)
        self.truth, self.critic = truth, critic or Critic()
        self.calls = 0

    def reply_to(self, body: dict[str, Any]) -> Reply:
        """Nothing is kept of what was asked: a whole run asks ten thousand times."""
        with self.lock:
            self.calls += 1
        return self._reply(0, body)

    def _reply(self, _number: int, body: dict[str, Any]) -> Reply:
        if "messages" not in body:
            return Reply({"object": "list", "data": [{"id": WRITER}, {"id": JUDGE}]})
        text = self._judged(body) if body.get("model") == JUDGE else self._written(body)
        return Reply(completion(text, model=body.get("model", WRITER)))

    def _written(self, body: Mapping[str, Any]) -> str:
        asked = asked_in(body["messages"], float(body.get("temperature", 1.0)))
        random = self.truth.draw("response", asked, body.get("seed"))
        qualities = {name: self.truth.expected(asked, name) + float(random.normal(0, DRAW_SD)) for name in DIMENSIONS}
        return response_of(asked.item, int(random.integers(30, 120)), qualities)

    def _judged(self, body: Mapping[str, Any]) -> str:
        question = body["messages"][-1]["content"]
        shown = {label: text for label, _code, text in _CANDIDATE.findall(question)}
        random = self.truth.draw("judged", question)
        if len(shown) == 1:
            (text,) = shown.values()
            heard, words = heard_in(text), len(text.split())
            return json.dumps({name: self.critic.score(heard[name], words, random) for name in DIMENSIONS})
        felt = {
            label: self.critic.felt(heard_in(text)[DIMENSIONS[0]], len(text.split()), random, is_first=place == 0)
            for place, (label, text) in enumerate(shown.items())
        }
        return json.dumps({OVERALL: max(felt, key=lambda label: felt[label])})
