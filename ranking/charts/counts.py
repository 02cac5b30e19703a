"""How many rows stand behind a figure, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from annotations.telling import whole


def with_n(note: str, counts: Iterable[int]) -> str:
    """A figure's note with the n of its estimates: one number, or from the least to the most."""
    known = sorted(counts)
    if not known:
        return note
    least, most = known[0], known[-1]
    words = {"least": whole(least), "most": whole(most)}
    told = _("n = %(most)s.") if least == most else _("n from %(least)s to %(most)s.")
    return f"{note} {told % words}"
