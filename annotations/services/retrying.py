"""Runs a piece of domain work again where the database broke a tie between two who waited for each other."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 4
# PostgreSQL's deadlock_detected and serialization_failure: nothing was written, and trying again is all that is needed.
TIES = {"40P01", "40001"}


def retried(work: Callable[P, R]) -> Callable[P, R]:
    """This function will run a transaction again, a few times, if the database ended it to let another one through.

    It stands outside `transaction.atomic`. Within a transaction of the caller's it does nothing: that one is lost as a
    whole, and its owner may run it again.
    """

    @wraps(work)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        for _attempt in range(ATTEMPTS - 1):
            try:
                return work(*args, **kwargs)
            except OperationalError as error:
                if connection.in_atomic_block or getattr(error.__cause__, "sqlstate", None) not in TIES:
                    raise
        return work(*args, **kwargs)

    return again
