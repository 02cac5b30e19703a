"""Which answers are meant for figures."""

from django.db.models import Q

from annotations.models import Assignment, Item


def counted(prefix: str = "") -> Q:
    """Answers that enter figures, as a filter on assignments, or on what leads to them by `prefix`.

    Left out are answers to checks, which measure raters and not responses, all on items made for checks, and
    reviewers' decisions, which stand beside what raters said.
    """
    return Q(
        ~Q(**{f"{prefix}variant": Assignment.ADJUDICATION}),
        ~Q(**{f"{prefix}task__item__split": Item.Split.GOLD}),
        **{f"{prefix}task__gold__isnull": True},
    )
