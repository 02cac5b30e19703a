"""Whether one text says nearly what another says: the share of its word pairs that stand there too.

Containment of shingles (Broder 1997, *On the resemblance and containment of documents*), of two words each: a word that
is changed takes two pairs with it, and would take three or four of longer ones.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Set
from itertools import pairwise

Pair = tuple[str, str]
Pairs = Set[Pair]

_WORDS = re.compile(r"\w+")
# Half of the pairs: nine in ten texts in which every fifth word was changed, and no other text of the public data.
NEAR = 0.5
# Shorter texts share half of their pairs by chance.
LEAST_WORDS = 8
LEAST_PAIRS = 7
# A pair that stands in so many groups of items, and in this part of them, is a manner of speaking.
COMMON_GROUPS = 3
COMMON_SHARE = 0.01


def pairs_of(text: str) -> frozenset[Pair]:
    """The neighbouring words of a text, each two once; the text is in small letters and composed already."""
    words = _WORDS.findall(text)
    return frozenset(pairwise(words))


def long_enough(text: str) -> bool:
    """Whether the text has words enough to be told from others by its pairs."""
    return len(text.split()) >= LEAST_WORDS


def is_common(groups: int, of: int) -> bool:
    """Whether a pair that stands in `groups` groups of items out of `of` tells none of them."""
    return groups >= max(COMMON_GROUPS, COMMON_SHARE * of)


def share_held(kept: Pairs, shown: Pairs, common: Collection[Pair] = frozenset()) -> float:
    """The share of the pairs of `kept` that stand in `shown`, the common ones left out; 0 where too few are left."""
    own = [pair for pair in kept if pair not in common]
    if len(own) < LEAST_PAIRS:
        return 0.0
    return sum(pair in shown for pair in own) / len(own)
