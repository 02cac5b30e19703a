"""What the figures of one person say, as sentences with their n: gentle, and never a verdict."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.selectors.monitoring import Person
from annotations.telling import decimal
from ranking.selectors.live import LATELY, Live, Watch
from ranking.stats.means import Mean
from ranking.stats.proportion import Share, share_of
from ranking.stats.steadiness import Drift


@dataclass(frozen=True)
class Row:
    """One annotator of the table: counts, figures, and what is worth a look."""

    person: Person
    watch: Watch | None
    name: str
    gold: Share | None
    beside: str
    beside_interval: str
    drift: str
    hints: list[str]


def row_of(person: Person, live: Live, *, by_name: bool) -> Row:
    """A person's row; to those who may not see names they are a pseudonym."""
    watch = live.people.get(person.key) if person.key is not None else None
    beside, interval = _beside(watch.leniency) if watch else ("", "")
    return Row(
        person=person,
        watch=watch,
        name=person.name if by_name else person.pseudonym or _("Not begun"),
        gold=share_of(person.right, person.checked),
        beside=beside,
        beside_interval=interval,
        drift=_drift(watch.drift, live) if watch else "",
        hints=list(_hints(watch, live)) if watch else [],
    )


def _beside(found: Mean | None) -> tuple[str, str]:
    if found is None or found.low is None or found.high is None:
        return "", ""
    words = {"low": _number(found.low), "high": _number(found.high), "n": found.n}
    mean = _number(found.mean)
    return f"+{mean}" if found.mean > 0 else mean, _("%(low)s to %(high)s points, n %(n)d") % words


def _drift(drift: Drift | None, live: Live) -> str:
    if drift is None:
        return _("Too few answers")
    words = {
        "by": _number(abs(drift.change)), "low": _number(drift.low), "high": _number(drift.high),
        "recent": drift.recent, "before": drift.before,
    }  # fmt: skip
    if not drift.told:
        text = _("No change told: %(low)s to %(high)s; the last %(recent)d against %(before)d before.")
    elif not live.in_points and drift.change > 0:
        text = _("Of late further from others: the last %(recent)d answers against %(before)d before.")
    elif not live.in_points:
        text = _("Of late nearer to others: the last %(recent)d answers against %(before)d before.")
    elif drift.change > 0:
        text = _(
            "Of late %(by)s points higher beside others (%(low)s to %(high)s): the last %(recent)d answers "
            "against %(before)d before."
        )
    else:
        text = _(
            "Of late %(by)s points lower beside others (%(low)s to %(high)s): the last %(recent)d answers "
            "against %(before)d before."
        )
    return text % words


def _hints(watch: Watch, live: Live) -> Iterator[str]:
    """Things that have good reasons as often as bad ones."""
    if watch.drift is not None and watch.drift.told and (live.in_points or watch.drift.change > 0):
        yield _("Answers otherwise than before")
    if watch.nearness is not None and watch.nearness.high < 0.2:
        yield _("Hardly nearer to others than chance")
    if watch.is_straight and live.in_points:
        yield ngettext(
            "The same score %(n)d time running", "The same score %(n)d times running", watch.run
        ) % {"n": watch.run}  # fmt: skip
    elif watch.is_straight:
        yield ngettext(
            "The same place on the screen %(n)d time running", "The same place on the screen %(n)d times running",
            watch.run,
        ) % {"n": watch.run}  # fmt: skip
    if watch.is_quick and watch.quick is not None:
        count = round(watch.quick.share * watch.quick.n)
        text = ngettext(
            "%(n)d of the last %(all)d answers was very quick", "%(n)d of the last %(all)d answers were very quick",
            count,
        )  # fmt: skip
        yield text % {"n": count, "all": min(LATELY, watch.quick.n)}


def agreement_words(live: Live) -> tuple[str, str]:
    """The title and the note of the line of agreement."""
    last = live.line[-1]
    about = str(live.dimension) if live.dimension else _("comparisons")
    if last.value is None:
        title = _("All answers are the same so far, so agreement beyond chance cannot be told")
    elif last.high is not None and last.high < 0.4:
        title = _("People agree little on %(about)s so far: %(value)s")
    elif last.low is not None and last.low > 0.667:
        title = _("People agree well on %(about)s so far: %(value)s")
    else:
        title = _("Agreement on %(about)s stands at %(value)s")
    note = _(
        "Krippendorff’s alpha with its 95 %% interval, over %(units)d tasks with two answers or more; "
        "1 is full agreement, 0 is chance."
    )
    return (
        title % {"about": about, "value": "" if last.value is None else _number(last.value, 2)},
        note % {"units": last.units},
    )


def _number(value: float, places: int = 1) -> str:
    return decimal(value, places)
