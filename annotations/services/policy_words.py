"""Puts the faults of a hand-out's policy into sentences that say what to do."""

from django.utils.translation import gettext_lazy

from annotations.handout.policy import LEAST_RANDOM, MOST_CAP, MOST_SHARE, Policy

WORDS = {
    "share": gettext_lazy("Choose a share from 0 to %(share)d %%."),
    "zero_to_one": gettext_lazy("Choose a number from 0 to 1."),
    "at_least_one": gettext_lazy("Choose at least one, or leave it empty."),
    "cap": gettext_lazy("Choose at least the answers per task, and at most %(cap)d."),
    "needs_two": gettext_lazy("With one answer per task nobody can disagree. Choose two answers per task or more."),
    "labelling": gettext_lazy("Choose a random order, or what teaches most first."),
    "needs_people": gettext_lazy("Only judges answer in this round, so there is nothing to choose for people."),
    "random_share": gettext_lazy("Choose a share from %(least)d to 100 %%: figures of all tasks rest on it."),
}

LIMITS = {"share": round(MOST_SHARE * 100), "cap": MOST_CAP, "least": round(LEAST_RANDOM * 100)}


def policy_faults(policy: Policy, overlap: int) -> dict[str, str]:
    """This function will say why a policy cannot be, by field; empty where it can."""
    return {name: str(WORDS[code]) % LIMITS for name, code in policy.faults(overlap).items()}
