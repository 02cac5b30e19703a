"""Why a policy of temperatures cannot be made, served or drawn around."""

from annotations.services.errors import Invalid, Refused


class PolicyRefused(Refused):
    """It does not fit the state of things: no answers yet, nothing to go back to."""


class PolicyInvalid(Invalid):
    """What was given cannot be taken; `fields` says why."""
