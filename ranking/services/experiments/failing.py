"""Experiments that came to nothing because calls failed: they end in the endpoint's words, and can be tried again."""

from collections import Counter
from collections.abc import Mapping

from annotations.llm.errors import KINDS, ErrorKind, ModelCallError
from annotations.models import Endpoint
from annotations.said import Said
from ranking.models import Experiment, ExperimentCall
from ranking.services.experiments.errors import ExperimentRefused

Place = tuple[str, int, int]


def refuse_fruitless(experiment: Experiment, came: Mapping[Place, str | None], *, judged: bool) -> None:
    """Raise ExperimentRefused where calls failed, and of no item something came for both versions.

    `came` is {(arm, item, sample): what a model said, None where the call failed}.
    """
    arms: dict[int, set[str]] = {}
    for (arm, item, _sample), text in came.items():
        if text is not None:
            arms.setdefault(item, set()).add(arm)
    error = commonest_error(experiment)
    if error is None or any(len(found) > 1 for found in arms.values()):
        return
    if judged:
        raise ExperimentRefused(
            Said(
                "The judge said nothing of both versions of any item. Most calls failed with this: {error}", error=error
            )
        )
    raise ExperimentRefused(
        Said("No item was answered by both versions. Most calls failed with this: {error}", error=error)
    )


def refuse_silence(experiment: Experiment) -> None:
    """Raise ExperimentRefused where not one call of the experiment brought an answer."""
    error = commonest_error(experiment)
    if error is not None and not experiment.calls.filter(error_kind="").exists():
        raise ExperimentRefused(Said("No model answered. Most calls failed with this: {error}", error=error))


def spent_words(experiment: Experiment) -> Said:
    """Why an experiment whose budget is used up ended: also the error, where it was failures that used it up."""
    rows = experiment.calls
    failed = rows.failed().count()
    error = commonest_error(experiment) if 2 * failed >= rows.count() else None
    if error is None:
        return Said("The calls or tokens that it may use were used up before it came to an end.")
    return Said(
        "The calls that it may use were used up before it came to an end. Most failed with this: {error}", error=error
    )


def commonest_error(experiment: Experiment) -> Said | None:
    """What most failed calls of the experiment failed with, in the words of `refusal`; None where none did."""
    found = Counter(
        (asked, kind.removeprefix(f"{ExperimentCall.OPEN}:"), text)
        for asked, kind, text in experiment.calls.failed().order_by("pk").values_list("kind", "error_kind", "error")
    ).most_common(1)
    if not found:
        return None
    asked, name, text = found[0][0]
    kind = ErrorKind(name)
    # The kind was stored in English; its words are made anew, so that they can be said in any language.
    error = ModelCallError(kind, text.removeprefix(f"{KINDS[kind]}: "))
    return refusal(_endpoint(experiment, asked), error)


def refusal(endpoint: Endpoint | None, error: ModelCallError) -> Said:
    """What an endpoint said, with its name, and what to do about it where that is known."""
    name, said = str(endpoint or "–"), error.args[0]
    if error.kind == ErrorKind.AUTH:
        return Said("{endpoint}: {error}. Check the credential of this endpoint.", endpoint=name, error=said)
    return Said("{endpoint}: {error}", endpoint=name, error=said)


def _endpoint(experiment: Experiment, asked: str) -> Endpoint | None:
    """Who was asked questions of a kind."""
    if asked == ExperimentCall.Kind.JUDGE:
        return experiment.judge.endpoint
    if asked == ExperimentCall.Kind.REFLECT and experiment.reflecting is not None:
        return experiment.reflecting
    return experiment.endpoint
