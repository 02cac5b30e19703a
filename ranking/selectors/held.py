"""What speaks against serving a version: bias gaps that it widens over what is served, or was tested against."""

from annotations.models import PromptTemplate, Round, TemplateVersion
from annotations.said import Said
from ranking.models import Confirmation
from ranking.selectors.gaps import gap_widened


def gaps_against(version: TemplateVersion) -> list[Said]:
    """A sentence for each bias gap that would hold the version's promotion; none where it is served already.

    That is against the version that is served, and against that of a test which passed and waits.
    """
    template = version.template
    if template.purpose != PromptTemplate.Purpose.ANSWER or template.active_version_id == version.pk:
        return []
    waiting = Confirmation.objects.filter(new=version, state=Confirmation.State.PASSED)
    pairs: dict[int, tuple[TemplateVersion, Round | None]] = {
        one.old_id: (one.old, one.round) for one in waiting.select_related("old__template", "round")
    }
    if (served := template.active_version) is not None:
        pairs.setdefault(served.pk, (served, None))
    found = [
        gap.sentence
        for old, round in pairs.values()
        for gap in gap_widened(project=template.project, old=old, new=version, round=round)
    ]
    return list(dict.fromkeys(found))
