"""What a service says when it will not do what was asked. The message is for the person who asked."""

from collections.abc import Mapping


class Refused(Exception):
    """What was asked does not fit the state of things; the message says so and what to do."""


class Unknown(Exception):
    """What was named is not there, or not for whoever asked."""


class Invalid(Exception):
    """What was given cannot be taken; `fields` names each fault by the field it is in."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {text}" for name, text in fields.items()))
        self.fields = dict(fields)
