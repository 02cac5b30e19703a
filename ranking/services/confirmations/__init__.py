"""Confirmations: a new version is tested against the old on fresh answers, and promoted on these alone."""

from ranking.services.confirmations.by_hand import version_serve
from ranking.services.confirmations.deciding import (
    confirmation_close,
    confirmation_decide,
    confirmation_roll_back,
    confirmation_withdraw,
    roll_back,
)
from ranking.services.confirmations.design import Design
from ranking.services.confirmations.errors import ConfirmationInvalid, ConfirmationRefused
from ranking.services.confirmations.looking import CONFIRM, Looked, confirmation_look, look_request
from ranking.services.confirmations.naming import design_named
from ranking.services.confirmations.planning import Planned, confirmation_plan

__all__ = [
    "CONFIRM",
    "ConfirmationInvalid",
    "ConfirmationRefused",
    "Design",
    "Looked",
    "Planned",
    "confirmation_close",
    "confirmation_decide",
    "confirmation_look",
    "confirmation_plan",
    "confirmation_roll_back",
    "confirmation_withdraw",
    "design_named",
    "look_request",
    "roll_back",
    "version_serve",
]
