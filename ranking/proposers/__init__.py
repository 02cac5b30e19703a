"""Ways of turning a round's answers into edits of the version that made it. See docs/proposers.md."""

from ranking.proposers.fairness import FairnessProposer
from ranking.proposers.plain import PlainProposer
from ranking.services.drafts import Proposer

PROPOSERS: dict[str, Proposer] = {proposer.name: proposer for proposer in (PlainProposer(), FairnessProposer())}

__all__ = ["PROPOSERS", "FairnessProposer", "PlainProposer", "Proposer"]
