"""A template's line as a picture, with the addresses of its nodes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.models import Dimension, Project, PromptTemplate
from annotations.telling import decimal
from ranking.charts.figure import Drawing
from ranking.charts.lineage import Mark, Scale, lineage_drawing
from ranking.models import Confirmation, Proposal
from ranking.selectors.lineage import Node, lineage, measured_newest, unmade

# Of the proposals for one version that made none, the newest so many are drawn.
MOST_UNMADE = 6


@dataclass(frozen=True)
class Line:
    """A template's line: the picture, and the nodes for the list behind it."""

    template: PromptTemplate
    nodes: list[Node]
    drawing: Drawing | None
    turned_down: list[Proposal]


def lines_of(project: Project, templates: Iterable[PromptTemplate], dimension: Dimension | None) -> list[Line]:
    """Every template's line, the picture only where there is something to see."""
    scores = measured_newest(project, dimension)
    return [_line(project, one, lineage(one, scores), dimension) for one in templates]


def _line(project: Project, template: PromptTemplate, nodes: list[Node], dimension: Dimension | None) -> Line:
    proposals = unmade(template)
    marks = marks_of(project, nodes, proposals, dimension)
    scale = Scale(dimension.minimum, dimension.maximum) if dimension else None
    label = _("The versions of %(name)s, from parent to child") % {"name": template.name}
    drawing = lineage_drawing(marks, scale, label=label) if len(marks) > 1 else None
    return Line(template, nodes, drawing, [one for one in proposals if one.state == Proposal.State.REJECTED])


def marks_of(
    project: Project, nodes: Sequence[Node], proposals: Sequence[Proposal], dimension: Dimension | None
) -> list[Mark]:
    """Nodes as the picture takes them: versions in their order, each followed by the proposals that made none."""
    marks = [_version(project, node, dimension) for node in nodes]
    for base in dict.fromkeys(one.base_id for one in proposals):
        own = [one for one in proposals if one.base_id == base]
        marks += [_proposal(project, one) for one in own[-MOST_UNMADE:]]
        if left := own[:-MOST_UNMADE]:
            marks.append(_more(project, left))
    return marks


def _more(project: Project, left: Sequence[Proposal]) -> Mark:
    """The older proposals that made no version, as one."""
    title = ngettext("%(n)d more proposal", "%(n)d more proposals", len(left)) % {"n": len(left)}
    address = reverse("improve", args=[project.slug])
    return Mark(f"m{left[0].pk}", f"v{left[0].base_id}", title, address, title, "more")


def _version(project: Project, node: Node, dimension: Dimension | None) -> Mark:
    version, score = node.version, node.score
    tag = _("active") if node.active else _turned_down(node)
    says = [str(version), tag, _spoken(node, dimension)]
    return Mark(
        key=f"v{version.pk}",
        parent=f"v{version.parent_id}" if version.parent_id else None,
        title=f"v{version.number}",
        href=reverse("version", args=[project.slug, version.template.name, version.number]),
        says=", ".join(part for part in says if part),
        state="active" if node.active else "",
        tag=tag,
        mean=score.mean if score else None,
        low=score.low if score else None,
        high=score.high if score else None,
        rounds=[(_("round %(n)d") % {"n": n}, reverse("round", args=[project.slug, n])) for n in between(node)],
    )


def _turned_down(node: Node) -> str:
    """That its last test rejected it, or that it was taken back; nothing else is said beside a name."""
    last = node.tests[0] if node.tests else None
    if last is not None and last.rollback_id:
        return _("Rolled back")
    rejected = last is not None and last.state == Confirmation.State.REJECTED
    return str(Confirmation.State.REJECTED.label) if rejected else ""


def between(node: Node) -> list[int]:
    """The rounds on the way from a parent to its child: what the proposal was made from, and what tested it."""
    made_from = [node.proposal.round.number] if node.proposal and node.proposal.round else []
    return list(dict.fromkeys([*made_from, *(one.round.number for one in reversed(node.tests))]))


def _spoken(node: Node, dimension: Dimension | None) -> str:
    if node.score is None:
        return _("not scored yet")
    words = {"label": str(dimension), "mean": decimal(node.score.mean), "n": node.score.n}
    if node.score.low is None or node.score.high is None:
        return _("%(label)s %(mean)s, n %(n)d") % words
    words |= {"low": decimal(node.score.low), "high": decimal(node.score.high)}
    return _("%(label)s %(mean)s, interval %(low)s to %(high)s, n %(n)d") % words


def _proposal(project: Project, proposal: Proposal) -> Mark:
    rejected = proposal.state == Proposal.State.REJECTED
    title = _("Proposal %(n)d") % {"n": proposal.pk}
    round = proposal.round
    return Mark(
        key=f"p{proposal.pk}",
        parent=f"v{proposal.base_id}",
        title=title,
        href=reverse("proposal", args=[project.slug, proposal.pk]),
        says=f"{title}, {proposal.get_state_display()}",
        state="rejected" if rejected else "open",
        tag=str(proposal.get_state_display()),
        rounds=[(_("round %(n)d") % {"n": round.number}, reverse("round", args=[project.slug, round.number]))]
        if round
        else [],
    )
