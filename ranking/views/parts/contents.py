"""What parts are called in the table of contents, and how their figures are computed, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

TITLES: dict[str, Promise] = {
    "answers": gettext_lazy("Answers"),
    "scores": gettext_lazy("People’s scores"),
    "slices": gettext_lazy("By category and language"),
    "strengths": gettext_lazy("What people prefer"),
    "within": gettext_lazy("Who leads where"),
    "judges": gettext_lazy("The judge against people"),
    "estimates": gettext_lazy("Few answers, many judgements"),
    "confidence": gettext_lazy("The model’s own confidence"),
    "feedback": gettext_lazy("What users say"),
    "agreement": gettext_lazy("How far people agree"),
    "consistency": gettext_lazy("Repeats, ties and skips"),
    "consensus": gettext_lazy("Each response"),
    "raters": gettext_lazy("Raters"),
    "drivers": gettext_lazy("What drives the scores"),
    "biases": gettext_lazy("Biases"),
    "reasons": gettext_lazy("Not computed"),
}
METHODS: dict[str, Promise] = {
    "scores": gettext_lazy(
        "Means of people’s single scores. Intervals are t intervals over prompts, so that answers on one prompt do not "
        "count as independent; from ten raters on they are over raters too, and speak of raters like these."
    ),
    "slices": gettext_lazy(
        "Means over responses: of people’s mean score of each, and of each judge’s own score. Intervals are t "
        "intervals over prompts. Values with fewer than five responses stand in the total only."
    ),
    "strengths": gettext_lazy(
        "Strengths come of all comparisons and rankings together. Intervals are t intervals over prompts, from ten "
        "raters on over raters too; fewer raters are taken as fixed."
    ),
    "judges": gettext_lazy(
        "The map from the judge’s score to people’s is chosen among several in five folds that never part a prompt: "
        "the simplest within one standard error of the best. Everything called calibrated is held out."
    ),
    "feedback": gettext_lazy(
        "Users’ remarks beside people’s mean score and the judge’s calibrated one of the same responses. Liked is "
        "above the middle of 0 to 1. Intervals are of a jackknife over prompts."
    ),
    "agreement": gettext_lazy(
        "Krippendorff’s alpha: ordinal for levels, interval for numbers, nominal for categories and comparisons; first "
        "answers only. Intervals are of a jackknife over prompts, for these raters."
    ),
    "drivers": gettext_lazy(
        "Least squares of the scores on all traits at once, people’s mean score of each response and each judge’s own "
        "on the same responses; errors by prompt, t intervals, p-values adjusted over traits and dimensions. These are "
        "associations: what goes with a trait for other reasons counts with it."
    ),
}
