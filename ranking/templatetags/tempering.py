"""What pages of temperatures write."""

from django import template

from annotations.telling import percent
from ranking.charts.temperatures import chance_text

register = template.Library()


@register.filter
def percentage(share: float | None) -> str:
    """This function will write a share as a percentage, as the reader writes it, and a dash for none."""
    return "–" if share is None else percent(share)


@register.filter
def chance(share: float | None) -> str:
    """This function will write a chance that draws have estimated: none of them makes it sure."""
    return "–" if share is None else chance_text(share)
