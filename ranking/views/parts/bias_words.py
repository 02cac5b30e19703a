"""How each kind of bias is measured, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _


def method_of(kind: str) -> str:
    """A few sentences for the reader of the figures."""
    words = {
        "position": _(
            "Picks of what stood first less picks of what stood second, over pairs judged in both orders where there "
            "are twenty, else over an order that was drawn. t intervals over prompts."
        ),
        "length": _(
            "Choices: a logistic model of who was chosen on the log length ratio, on who wrote the two and on which "
            "stood first, as in length-controlled AlpacaEval (Dubois et al. 2024). Scores: least squares on log "
            "length; a judge’s less people’s mean of the same response. Errors by prompt."
        ),
        "format": _(
            "The same models with the marks of a text (a list, other Markdown, code), length and the other marks held "
            "equal. Errors by prompt."
        ),
        "severity": _(
            "A judge: the mean of its score less people’s mean of the same response. People: the spread of raters’ "
            "leniency in a two-way fit of response and rater (Paule and Mandel 1982; Q-profile interval)."
        ),
        "self_preference": _(
            "Whether the judge’s own family wrote it, with what people think of the response held equal. The family "
            "is the first word of a model’s name. Errors by prompt."
        ),
        "counterfactual": _(
            "Prompts that differ in one attribute only: the gap is the mean over sets of the score under one value "
            "less that under the other, with a paired t interval; p-values adjusted over attribute, values and "
            "dimension."
        ),
    }
    return words[kind]
