"""What a confirmation may refuse."""

from annotations.services.errors import Invalid, Refused


class ConfirmationInvalid(Invalid):
    """The plan of a test cannot be taken."""


class ConfirmationRefused(Refused):
    """The test is not in a state for it; the message says what to do."""
