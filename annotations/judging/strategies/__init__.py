"""How a judge can be asked. One file per strategy; `REGISTRY` names them all.

To add one: write a class like those beside it (see `base.Strategy`), put an instance into `REGISTRY`, and tests
into `tests/annotations/judging/strategies/`.
"""

from .base import Order, Strategy
from .listwise import Listwise
from .pairwise import Pairwise
from .pointwise import Pointwise

REGISTRY: dict[str, Strategy] = {strategy.name: strategy for strategy in (Pointwise(), Pairwise(), Listwise())}


class UnknownStrategy(ValueError):
    """No strategy of that name, or it cannot answer that kind of task."""


def strategy_for(kind: str, mode: str = "") -> Strategy:
    """This function will find the strategy `mode`, or where it is empty the first that serves the kind of task."""
    if mode and mode not in REGISTRY:
        raise UnknownStrategy(f"There is no judging strategy {mode!r}; there are {', '.join(REGISTRY)}.")
    for strategy in REGISTRY.values():
        if kind in strategy.kinds and mode in ("", strategy.name):
            return strategy
    raise UnknownStrategy(f"The judging strategy {mode!r} cannot answer tasks of kind {kind}.")


__all__ = ["REGISTRY", "Order", "Strategy", "UnknownStrategy", "strategy_for"]
