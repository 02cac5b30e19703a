"""Ways of turning a round's answers into edits of the version that made it. See docs/proposers.md."""

from ranking.proposers.fairness import FairnessProposer
from ranking.proposers.own import OwnEdit
from ranking.proposers.plain import PlainProposer
from ranking.proposers.reflective import ReflectiveProposer
from ranking.services.drafts import Proposer

# What a page or a script chooses from. `OwnEdit` is of the same interface, and made for each edit that is written.
PROPOSERS: dict[str, Proposer] = {
    proposer.name: proposer for proposer in (PlainProposer(), ReflectiveProposer(), FairnessProposer())
}

__all__ = ["PROPOSERS", "FairnessProposer", "OwnEdit", "PlainProposer", "Proposer", "ReflectiveProposer"]
