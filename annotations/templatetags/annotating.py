"""What only the annotation form needs."""

from collections.abc import Mapping, Sequence

from django import template

from annotations.selectors.sheets import Candidate, Question

register = template.Library()


@register.simple_tag
def in_given_order(candidates: Sequence[Candidate], question: Question, given: Mapping[str, str]) -> list[Candidate]:
    """This function will put candidates in the order already given, or leave them as shown."""

    def place(candidate: Candidate) -> int:
        text = given.get(f"rank-{question.field}-{candidate.id}", "")
        # A place is a digit or two; what else was sent back is not worth an order.
        return int(text) if text.isdecimal() and len(text) < 4 else 0

    return sorted(candidates, key=place)
