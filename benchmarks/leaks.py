"""How often an exemplar is taken for a kept item that it is not, and how light a paraphrase is seen.

On the public data sets (`KALIBRE_DATA`): half of the prompts are kept, the others are exemplars, each with two answers.
A paraphrase of a kept text changes a part of its words, drops some and puts some in between.
"""

import gzip
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from ranking.stats.texts.folding import folded
from ranking.stats.texts.near import NEAR, Pairs, is_common, long_enough, pairs_of, share_held

SETS = (
    "pandalm.comparisons",
    "llmbar.comparisons",
    "squality.ratings",
    "llmfao.comparisons",
    "llm_rubric_real.ratings",
)
CHANGED = (0.1, 0.2, 0.3)
LEAST_SEEN = 0.8


def prompts_of(path: Path) -> dict[str, list[str]]:
    """The answers to each prompt of a file."""
    found: dict[str, set[str]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            answers = [one["text"] for one in row["responses"].values()] if "responses" in row else [row["response"]]
            found.setdefault(row["prompt"], set()).update(one for one in answers if isinstance(one, str))
    return {prompt: sorted(answers) for prompt, answers in sorted(found.items())}


def paraphrase(text: str, part: float, vocabulary: Sequence[str], rng: Random) -> str:
    """The text with about that part of its words changed, gone, or with another word behind them."""

    def said() -> Iterator[str]:
        for word in text.split():
            chance = rng.random() / part
            if chance < 0.6:
                yield rng.choice(vocabulary)
            elif chance >= 0.8:
                yield word
                if chance < 1:
                    yield rng.choice(vocabulary)

    return " ".join(said())


def told_apart(kept: Sequence[str], shown: Sequence[str]) -> list[tuple[str, Pairs, set[tuple[str, str]]]]:
    """The kept texts that can be told by their pairs: text, pairs, and which pairs are common."""
    groups = Counter(pair for text in (*kept, *shown) for pair in pairs_of(text))
    common = {pair for pair, n in groups.items() if is_common(n, len(kept) + len(shown))}
    long = [(text, pairs_of(text), common) for text in kept if long_enough(text)]
    return [row for row in long if share_held(row[1], row[1], common)]


def main() -> None:
    """Print the figures, and fail where an exemplar is taken for another item or light paraphrases pass."""
    folder = Path(os.environ.get("KALIBRE_DATA", ""))
    if not (folder / f"{SETS[0]}.jsonl.gz").exists():
        print("  The public data sets are not on this machine; set KALIBRE_DATA to their folder.")
        return
    taken, exemplars, kept_in_all, seen = 0, 0, 0, Counter[float]()
    for name in SETS:
        rng, answers = Random(2), prompts_of(folder / f"{name}.jsonl.gz")
        prompts = list(answers)
        rng.shuffle(prompts)
        kept, shown = prompts[: len(prompts) // 2], prompts[len(prompts) // 2 :]
        vocabulary = sorted({word for prompt in prompts for word in folded(prompt).split()})
        rows = told_apart([folded(one) for one in kept], [folded(one) for one in shown])
        for prompt in shown:
            texts = [prompt, *rng.sample(answers[prompt], min(2, len(answers[prompt])))]
            held = frozenset().union(*(pairs_of(folded(text)) for text in texts))
            taken += any(share_held(pairs, held, common) >= NEAR for _text, pairs, common in rows)
        for text, pairs, common in rows:
            for part in CHANGED:
                said = pairs_of(paraphrase(text, part, vocabulary, rng))
                seen[part] += share_held(pairs, said, common) >= NEAR
        exemplars, kept_in_all = exemplars + len(shown), kept_in_all + len(rows)
    print(f"  {taken} of {exemplars} exemplars are taken for one of the kept items")
    for part in CHANGED:
        print(f"  {part:.0%} of the words changed: {seen[part] / kept_in_all:.0%} of {kept_in_all} kept texts are seen")
    if taken or seen[0.2] < LEAST_SEEN * kept_in_all:
        raise SystemExit("  FAULT more exemplars are left out, or more paraphrases pass, than is promised")


if __name__ == "__main__":
    main()
