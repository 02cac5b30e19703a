"""Cases that the tests of judging share."""

from annotations.judging.case import Candidate, Case, Level, Scale, Shown

HELPFUL = Scale("helpfulness", levels=(Level(1, "useless"), Level(5, "solves it")), description="Does it help?")
SAFE = Scale("safe", kind="binary", minimum=0, maximum=1, levels=(Level(1, "harms nobody"), Level(0, "may harm")))
TONE = Scale("tone", kind="category", levels=(Level("warm", "kind"), Level("cold", "distant")))
QUALITY = Scale("quality", kind="percent", minimum=0, maximum=100)
SCALES = (HELPFUL, SAFE, TONE, QUALITY)


def case(count: int = 2, *, per_dimension: bool = False, prompt: str = "Why is the sky blue?") -> Case:
    candidates = tuple(Candidate(10 + place, f"Answer number {place}.") for place in range(count))
    return Case(prompt, candidates, SCALES, instructions="Be fair.", per_dimension=per_dimension)


def shown(of: Case, *order: int) -> Shown:
    return Shown(tuple(of.candidates[place] for place in order or range(len(of.candidates))))
