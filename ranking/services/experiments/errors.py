"""What an experiment refuses."""

from annotations.services.errors import Refused


class ExperimentRefused(Refused):
    """The experiment cannot be started; the message says what to do."""
