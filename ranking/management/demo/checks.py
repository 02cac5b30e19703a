"""The demo's checks: two to practise on before a round, two that are mixed in."""

from dataclasses import dataclass

from django.utils import timezone

from annotations.models import Gold, Project, User
from annotations.services.golds import gold_update, gold_write


@dataclass(frozen=True)
class Check:
    """A question with an answer of known worth, and why it is worth that."""

    purpose: str
    prompt: str
    text: str
    scores: dict[str, int]
    why: str
    tolerance: float = 1


CHECKS = [
    Check(
        Gold.Purpose.TRAINING,
        "How do I convert 5 kilometres to miles?",
        "Multiply by 0.62: 5 km are about 3.1 miles. For 10 km, that is 6.2 miles.",
        {"helpfulness": 5, "correctness": 5},
        "It gives the rule, the result and a second example: nothing is left open, and all of it is right.",
    ),
    Check(
        Gold.Purpose.TRAINING,
        "How long may cooked rice stand in the fridge?",
        "Cooked rice is a good source of energy. Many people like rice, and there are many kinds of rice.",
        {"helpfulness": 1},
        "Every sentence may be true and none answers the question, so it helps nobody: length is not quality.",
    ),
    Check(
        Gold.Purpose.GOLD,
        "Which planet is closest to the sun?",
        "Mercury. It goes around the sun in 88 days.",
        {"helpfulness": 4, "correctness": 5},
        "It answers the question, and it is right.",
    ),
    Check(
        Gold.Purpose.GOLD,
        "At what temperature does water freeze?",
        "Water freezes at 100 degrees Celsius, so keep it in a warm place.",
        {"correctness": 1},
        "Water freezes at 0 °C; 100 °C is where it boils.",
    ),
]


def checks_write(project: Project, lead: User) -> None:
    """Write the checks that are not there yet."""
    now = timezone.now()
    for check in CHECKS:
        if Gold.objects.filter(project=project, item__prompt=check.prompt, active=True).exists():
            continue
        gold = gold_write(
            project=project, kind="RATING", prompt=check.prompt, texts=[check.text], language="en",
            purpose=check.purpose, created_by=lead, now=now,
        )  # fmt: skip
        gold_update(
            gold=gold, answer={"scores": check.scores}, purpose=check.purpose, tolerance=check.tolerance,
            explanation=check.why,
        )  # fmt: skip
