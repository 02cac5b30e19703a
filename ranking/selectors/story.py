"""A report in sentences: what a reader should know before the figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.telling import decimal, lowered, percent, told, whole
from ranking.selectors.clear import goes_against, is_clear, lean_of
from ranking.selectors.factors import factor_name

Report = dict[str, Any]
# Krippendorff (2004): .8 for conclusions, .667 for tentative ones.
FIRM, TENTATIVE = 0.8, 0.667
FACTORS = ("version", "model", "temperature")
# Sentences on single judges; the parts below have all.
MOST_JUDGES = 3


@dataclass(frozen=True)
class Line:
    """One sentence, and which part of the page it leads to; `tone` is empty, good or warn."""

    text: str
    part: str
    tone: str = ""

    @property
    def place(self) -> int:
        """Where it stands: what people said, then what judges are worth, then where to be careful."""
        return {"judges": 1, "drivers": 2, "biases": 2}.get(self.part, 0)

    @property
    def about(self) -> str:
        """Under which word it stands."""
        return (_("People"), _("Judges"), _("Take care"))[self.place]


def story(report: Report, *, primary: str | None, labels: dict[str, str]) -> list[Line]:
    """The report's sentences, the most general first."""
    parts = (_scores, _strengths, _agreement, _judges, _verdicts, _against, _partings, _biases)
    return [Line(_counts(report), "answers")] + [
        line for part in parts for line in part(report, primary=primary, labels=labels)
    ]


def kind_label(kind: str) -> str:
    """What a kind of audit is called."""
    names = {
        "position": _("Position"), "length": _("Length"), "format": _("Format"), "severity": _("Severity"),
        "self_preference": _("Its own family"), "counterfactual": _("Swapped attributes"),
        "flip_rate": _("Flips under a swap"),
    }  # fmt: skip
    return names.get(kind, kind)


def factor_of(rows: list[dict[str, Any]]) -> str | None:
    """By what the scores are best told apart: the first factor with several names, else the first with one."""
    names = {factor: {row["name"] for row in rows if row["of"] == factor} for factor in FACTORS}
    several = [factor for factor in FACTORS if len(names[factor]) > 1]
    some = [factor for factor in FACTORS if names[factor]]
    return next(iter(several or some), None)


def span(low: float | None, high: float | None, decimals: int = 2) -> str:
    """An interval in brackets; nothing where there is none."""
    if low is None or high is None:
        return ""
    ends = {"low": decimal(low, decimals), "high": decimal(high, decimals)}
    return " (" + _("%(low)s to %(high)s") % ends + ")"


def _counts(report: Report) -> str:
    counts = report["counts"]
    people = ngettext("%(n)d person", "%(n)d people", counts["raters"]) % {"n": counts["raters"]}
    answers = ngettext("%(n)s answer", "%(n)s answers", counts["answers"]) % {"n": whole(counts["answers"])}
    text = _("%(people)s gave %(answers)s on %(responses)s responses to %(items)s items.") % {
        "people": people, "answers": answers, "responses": whole(counts["responses"]),
        "items": whole(counts["items"]),
    }  # fmt: skip
    if counts["judges"]:
        judges = ngettext("%(n)d judge scored them too.", "%(n)d judges scored them too.", counts["judges"])
        text = f"{text} {judges % {'n': counts['judges']}}"
    return text


def _scores(report: Report, *, primary: str | None, labels: dict[str, str]) -> Iterator[Line]:
    factor = factor_of(report["scores"])
    rows = [row for row in report["scores"] if row["of"] == factor and row["dimension"] == primary]
    if not rows:
        return
    if factor == "temperature" and any(one["code"] == "drawn_temperatures" for one in report.get("warnings", ())):
        yield Line(_("Temperatures were tried by category, so their plain means name no best one."), "scores")
        return
    best, *others = sorted(rows, key=lambda row: -row["mean"])
    words = {
        "label": labels.get(str(primary), str(primary)), "name": told(factor_name(factor, best["name"])),
        "mean": decimal(best["mean"]), "span": span(best["ci_low"], best["ci_high"]),
    }  # fmt: skip
    if not others:
        yield Line(_("People give %(name)s %(mean)s%(span)s on %(label)s.") % words, "scores")
        return
    second = others[0]
    words |= {"other": told(factor_name(factor, second["name"])), "less": decimal(second["mean"])}
    apart = _clearly_behind(second, best["ci_low"], second["ci_high"])
    if apart:
        text = _("On %(label)s people score %(name)s highest: %(mean)s%(span)s, ahead of %(other)s with %(less)s.")
    else:
        text = _(
            "On %(label)s people score %(name)s highest: %(mean)s%(span)s; %(other)s with %(less)s may be as good."
        )
    yield Line(text % words, "scores", "good" if apart else "")


def leads(best: dict[str, Any], second: dict[str, Any]) -> bool:
    """Whether the first of two strengths is clearly ahead."""
    return _clearly_behind(second, best["elo_low"], second["elo_high"])


def _clearly_behind(row: dict[str, Any], low: float | None, high: float | None) -> bool:
    """Whether a row lies clearly behind the first, whose interval begins at `low` where its own ends at `high`.

    By the difference of the two; where that cannot be had, and in reports of before it was told, only if the intervals
    have nothing in common, which errs on the quiet side.
    """
    if row.get("behind"):
        return is_clear(row["behind"])
    return low is not None and high is not None and low > high


def _strengths(report: Report, *, primary: str | None, labels: dict[str, str]) -> Iterator[Line]:
    rows = report["strengths"] or []
    if len(rows) < 2:
        return
    best, second = rows[0], rows[1]
    share = best["strength"] / (best["strength"] + second["strength"])
    words = {
        "name": best["name"], "elo": decimal(best["elo"], 0), "span": span(best["elo_low"], best["elo_high"], 0),
        "other": second["name"], "less": decimal(second["elo"], 0),
        "other_span": span(second["elo_low"], second["elo_high"], 0), "share": percent(share),
    }  # fmt: skip
    if leads(best, second):
        text = _("%(name)s is preferred most: %(elo)s Elo%(span)s. It would win %(share)s against %(other)s.")
        yield Line(text % words, "strengths", "good")
        return
    if best["elo_low"] is None:
        text = _("%(name)s has %(elo)s Elo, %(other)s %(less)s; without intervals neither can be called better.")
    else:
        text = _("No clear difference between %(name)s, %(elo)s Elo%(span)s, and %(other)s, %(less)s%(other_span)s.")
    yield Line(text % words, "strengths")


def _agreement(report: Report, *, primary: str | None, labels: dict[str, str]) -> Iterator[Line]:
    for name, row in report["agreement"].items():
        if name not in (primary, "comparisons"):
            continue
        alpha = row[f"alpha_{row.get('ci_of', 'nominal')}"]
        if alpha is None:
            continue
        words, tone = _agree_words(alpha)
        what = _("comparisons") if name == "comparisons" else labels.get(name, name)
        figures = f"α {decimal(alpha)}{span(row['ci_low'], row['ci_high'])}"
        yield Line(words % {"what": what, "figures": figures}, "agreement", tone)


def _agree_words(alpha: float) -> tuple[str, str]:
    if alpha >= FIRM:
        return _("People agree well on %(what)s: %(figures)s."), "good"
    if alpha >= TENTATIVE:
        return _("People agree on %(what)s well enough for tentative conclusions: %(figures)s."), ""
    return _("People agree little on %(what)s: %(figures)s. Single answers are noisy."), "warn"


def _judges(report: Report, *, primary: str | None, labels: dict[str, str]) -> Iterator[Line]:
    for judge, dimensions in list(report["judges"].items())[:MOST_JUDGES]:
        name = str(primary) if primary in dimensions else next(iter(dimensions), "")
        row = dimensions.get(name)
        if not row or row["rmse_raw"] is None:
            continue
        bias = row["bias"] or 0.0
        words = {"judge": judge, "raw": decimal(row["rmse_raw"]), "points": decimal(abs(bias))}
        lean = lean_of(report, judge, name)
        text = _raw_words(lean if lean * bias > 0 else 0) % words
        if row["rmse_calibrated"] is None:
            yield Line(text, "judges")
            continue
        words |= {"after": decimal(row["rmse_calibrated"]), "constant": decimal(row["rmse_constant"])}
        helps = row["rmse_calibrated"] < row["rmse_constant"] and row.get("method") != "constant"
        tone = "" if goes_against(row) else "good"
        yield Line(f"{text} {_calibrated_words(helps) % words}", "judges", tone if helps else "warn")


def _raw_words(lean: int) -> str:
    """The error, and the shift where it is clear."""
    if lean > 0:
        return _("The judge %(judge)s overrates by %(points)s points and is %(raw)s off on a single answer.")
    if lean < 0:
        return _("The judge %(judge)s underrates by %(points)s points and is %(raw)s off on a single answer.")
    return _("The judge %(judge)s is %(raw)s off on a single answer.")


def _calibrated_words(helps: bool) -> str:
    if helps:
        return _("Calibrated it is %(after)s off, where people’s mean alone would be %(constant)s.")
    return _("Calibration makes no more of it than people’s mean, which is %(constant)s off.")


def _verdicts(report: Report, *, primary: str | None, labels: dict[str, str]) -> Iterator[Line]:
    rows = [(name, row) for name, row in report["judge_pairwise"].items() if row["accuracy"] is not None]
    for name, row in sorted(rows, key=lambda pair: -pair[1]["accuracy"])[:MOST_JUDGES]:
        text = _("The judge %(judge)s chose as people did in %(share)s of %(n)s verdicts.") % {
            "judge": name, "share": percent(row["accuracy"]), "n": whole(row.get("n_compared", row["n_verdicts"])),
        }  # fmt: skip
        if row["consistency"] is not None:
            kept = _("Shown in the other order, it kept its choice in %(share)s.")
            text = f"{text} {kept % {'share': percent(row['consistency'])}}"
        yield Line(text, "judges")


def _against(report: Report, *, primary: str | None, labels: dict[str, str]) -> Iterator[Line]:
    """Judges that clearly go against people, those that do so most first."""
    scored = [row for dimensions in report["judges"].values() for row in dimensions.values()]
    found = [
        *sorted(filter(goes_against, scored), key=_direction),
        *sorted(filter(goes_against, report.get("preferences", {}).values()), key=_direction),
    ]
    for row in found[:MOST_JUDGES]:
        yield Line(told(row["direction"]["sentence"], report.get("said")), "judges", "warn")
    if more := max(len(found) - MOST_JUDGES, 0):
        text = ngettext(
            "%(n)d more judge goes against people; its figures say so.",
            "%(n)d more judges go against people; their figures say so.", more,
        )  # fmt: skip
        yield Line(text % {"n": more}, "judges", "warn")


def _direction(row: dict[str, Any]) -> float:
    return float(row["direction"]["estimate"])


def _partings(report: Report, *, primary: str | None, labels: dict[str, str]) -> Iterator[Line]:
    """Where a judge parts most from people over what is rewarded, on the primary dimension."""
    rows = [row for row in report.get("partings", ()) if row["dimension"] == primary and is_clear(row)]
    if rows:
        most = max(rows, key=lambda row: abs(row["difference"]))
        yield Line(told(most["sentence"], report.get("said")), "drivers", "warn")


def _biases(report: Report, *, primary: str | None, labels: dict[str, str]) -> Iterator[Line]:
    """One sentence for people and for each judge that shows a clear bias, those with most kinds first."""
    found: dict[str, list[str]] = {}
    for row in report.get("audits", ()):
        if is_clear(row):
            kinds = found.setdefault(row["of"], [])
            kinds += [row["kind"]] if row["kind"] not in kinds else []
    people, judges = found.pop("people", None), sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    if people:
        yield Line(_("People show clear biases: %(kinds)s.") % {"kinds": _kinds(people)}, "biases", "warn")
    for judge, kinds in judges[:MOST_JUDGES]:
        words = {"judge": judge, "kinds": _kinds(kinds)}
        yield Line(_("The judge %(judge)s shows clear biases: %(kinds)s.") % words, "biases", "warn")
    if more := len(judges) - MOST_JUDGES if len(judges) > MOST_JUDGES else 0:
        text = ngettext("So does %(n)d more judge.", "So do %(n)d more judges.", more) % {"n": more}
        yield Line(text, "biases", "warn")


def _kinds(kinds: list[str]) -> str:
    return ", ".join(lowered(kind_label(kind)) for kind in kinds)
