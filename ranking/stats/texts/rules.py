"""Categories by words. A rule is plain words and phrases: nothing that a text could make slow.

`refund` is that word, `refund policy` these words in a row, and `iade*` any word that begins so, which is how Turkish
words with suffixes are meant. Rules are tried in order; the first with any of its words in the text applies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ranking.stats.texts.folding import spaced

# The longest name is that of an item's category, in policies and in `resolve` too.
MOST_RULES, MOST_WORDS, LONGEST = 100, 200, 100
# What is told about a text stands in its beginning.
READ = 20_000
OPEN_END = "*"


@dataclass(frozen=True)
class Rule:
    """A category, and the words of which one is enough."""

    category: str
    words: tuple[str, ...]


def rule_for(text: str, rules: Sequence[Rule], language: str = "") -> Rule | None:
    """The first rule that applies to the text; without a language both ways of writing an i are tried."""
    languages = (language,) if language else ("", "tr")
    texts = [(one, spaced(text[:READ], one)) for one in languages]
    return next((rule for rule in rules if any(_applies(rule, found, one) for one, found in texts)), None)


def _applies(rule: Rule, text: str, language: str) -> bool:
    return any(sought in text for word in rule.words if (sought := _sought(word, language)))


def _sought(word: str, language: str) -> str:
    """What stands in a spaced text where the word does; nothing for a word without letters."""
    found = spaced(word, language)
    if not found.strip():
        return ""
    return found[:-1] if word.rstrip().endswith(OPEN_END) else found
