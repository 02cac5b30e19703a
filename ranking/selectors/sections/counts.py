"""How much there is."""

from __future__ import annotations

from ranking.selectors.sections.context import Context


def counts(context: Context) -> dict[str, int]:
    """Items, responses, people's answers, judges and what could not be read."""
    data = context.answers
    judged, taken = data.answers.by_judge, data.answers.taken
    scores_by_judge, ballots_by_judge = judged[data.scores.answer], judged[data.ballots.answer]
    raters = data.entities.raters
    judges = {raters[place].name for place in data.answers.rater[judged & taken]}
    people = data.scores.rows(~scores_by_judge), data.ballots.rows(~ballots_by_judge)
    return {
        "items": data.n_items,
        "responses": data.n_responses,
        "answers": int((taken & ~judged).sum()),
        "ratings": len(people[0].answer),
        "ballots": len(people[1].answer),
        "repeats": int((~people[0].first).sum() + (~people[1].first).sum()),
        "raters": len(set(data.answers.rater[taken & ~judged].tolist())),
        "judges": len(judges),
        "unreadable": int(
            data.scores.unreadable[scores_by_judge].sum() + data.ballots.unreadable[ballots_by_judge].sum()
        ),
    }
