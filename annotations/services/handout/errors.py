"""What the hand-out says when it will not do what was asked."""

from annotations.services.errors import Refused, Unknown


class AssignmentUnknown(Unknown):
    """No such assignment of this rater."""


class AssignmentRefused(Refused):
    """The assignment is no longer in the rater's hands."""
