"""What pages of temperatures write."""

from django import template

from annotations.telling import percent

register = template.Library()


@register.filter
def percentage(share: float | None) -> str:
    """This function will write a share as a percentage, as the reader writes it, and a dash for none."""
    return "–" if share is None else percent(share)
