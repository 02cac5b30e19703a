"""What pages of rounds, versions and proposals show of a test."""

from django import template

from annotations.models import Round
from ranking.models import Confirmation, ConfirmationLook
from ranking.selectors.confirmations import confirmation_of_round
from ranking.selectors.left_open import outcome_in_words, state_in_words
from ranking.selectors.rounds import round_unanswered

register = template.Library()
GOOD = (Confirmation.State.PASSED, Confirmation.State.PROMOTED)


@register.simple_tag
def confirmation_of(round: Round) -> Confirmation | None:
    """This function will give the test that a round serves."""
    return confirmation_of_round(round)


@register.filter
def unanswered(round: Round) -> bool:
    """This function will tell a round that was closed before anybody had answered, and so has no report."""
    return round_unanswered(round)


@register.filter
def state_tone(state: str) -> str:
    """This function will give the colour of a state: green for what passed, amber for what nobody can tell."""
    if state in GOOD:
        return "good"
    if state == Confirmation.State.RUNNING:
        return "accent"
    return "warn" if state == Confirmation.State.INCONCLUSIVE else ""


@register.filter
def state_words(test: Confirmation) -> str:
    """This function will give a test's state in words, with the questions that it left open."""
    return state_in_words(test)


@register.filter
def outcome_words(look: ConfirmationLook) -> str:
    """This function will give a look's outcome in words, with the questions that it left open."""
    return outcome_in_words(look)
