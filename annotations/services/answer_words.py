"""Puts the faults of an answer into sentences that say what to do."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.handout.answer import Fault

WORDS = {
    "missing": gettext_lazy("This is missing."),
    "not_asked": gettext_lazy("This task does not ask for it."),
    "missing_score": gettext_lazy("Choose a level, or say that it does not apply."),
    "no_such_dimension": gettext_lazy("The rubric has no such dimension."),
    "no_such_code": gettext_lazy("Choose one of %(codes)s."),
    "no_number": gettext_lazy("Give a number, or null where it does not apply."),
    "out_of_scale": gettext_lazy("Choose a level of the scale from %(minimum)s to %(maximum)s."),
    "no_boolean": gettext_lazy("Give true or false."),
    "no_ranking": gettext_lazy("Give lists of response ids, best first; an inner list is a tie."),
    "other_responses": gettext_lazy("Place every response that was shown exactly once, and no other."),
    "no_best_worst": gettext_lazy("Name one best and one worst; the others stand between them."),
}


def sentences(faults: Mapping[str, Fault]) -> dict[str, str]:
    """This function will say each fault in the reader's language."""
    return {name: _sentence(fault) for name, fault in faults.items()}


def _sentence(fault: Fault) -> str:
    words = str(WORDS.get(fault.reason, _("This cannot be taken.")))
    return words % fault.details if fault.details else words
