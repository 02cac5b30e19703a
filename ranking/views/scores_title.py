"""One sentence on how far people's score has come."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from annotations.telling import decimal
from ranking.charts.rounds import Point


def scores_title(
    points: Sequence[Point], label: str, *, asked: Mapping[int, tuple[str, bool]], standing: Mapping[int, str]
) -> str:
    """How the score went from the first round to the last of those that `asked` what the last one did.

    A test's round speaks by the version that stands after it (`standing`), so that one that was turned down is nobody's
    success; any other round by its best. A rise within the intervals is told so.
    """
    if not points:
        return _("%(label)s as the judge sees it") % {"label": label}
    last = max(point.round for point in points)
    alike = [point for point in points if asked.get(point.round) == asked.get(last)]
    first = min(point.round for point in alike)
    old, new = _of_round(alike, first, standing), _of_round(alike, last, standing)
    words = {"label": label, "old": decimal(old.mean), "new": decimal(new.mean), "first": first, "last": last}
    if first == last:
        return _("%(label)s stands at %(new)s after round %(last)d") % words
    apart = None not in (old.high, new.low) and new.low > old.high  # type: ignore[operator]
    if new.mean > old.mean:
        text = _("%(label)s rose from %(old)s in round %(first)d to %(new)s in round %(last)d") % words
        return text if apart else text + _("; the intervals overlap")
    return _("%(label)s went from %(old)s in round %(first)d to %(new)s in round %(last)d") % words


def _of_round(points: Sequence[Point], number: int, standing: Mapping[int, str]) -> Point:
    own = [point for point in points if point.round == number]
    stands = [point for point in own if point.version == standing.get(number)]
    return max(stands or own, key=lambda point: point.mean)
