"""Small makers of evidence."""

from ranking.selectors.evidence import Answer, Base, Candidate, DimensionFacts, Evidence

LEVELS = ((1.0, "off the point"), (3.0, "partly of use"), (5.0, "answers the question"))
HELP = DimensionFacts("help", "Help", "", 1, 5, 4.0, LEVELS, is_primary=True)
STYLE = DimensionFacts("style", "Style", "", 1, 5, None, ((1.0, "stiff"), (5.0, "warm")))


def candidate(number: int, **fields) -> Candidate:
    return Candidate(
        **{
            "response": number, "item": number, "group": f"g{number}", "category": "", "language": "en",
            "asked": f"question {number}", "text": f"answer{number} alpha{number} beta{number}",
            "temperature": 0.2, "of_base": True, **fields,
        }
    )  # fmt: skip


def answer(number: int, response: int, rater: int, scores: dict[str, float], comment: str = "") -> Answer:
    return Answer(number, response, rater, scores, comment)


def evidence(candidates, answers, *, dimensions=(HELP, STYLE), temperature=None, **base) -> Evidence:
    fields = {"number": 1, "principles": (), "exemplars": (), "output_format": {}, "temperature": temperature}
    return Evidence(
        base=Base(**{**fields, **base}),
        dimensions=dimensions,
        candidates={one.response: one for one in candidates},
        answers=tuple(answers),
        current_temperature=temperature,
    )
