"""Template tags and filters of every page: icons, keys, Markdown, times and numbers."""

from datetime import datetime
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotations.telling import decimal, number
from annotations.telling import told as told_again
from annotations.templatetags.icons import ICONS
from annotations.templatetags.markdown import markdown_html, markdown_text

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """This function will draw an icon that says nothing to a screen reader: the text beside it does."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.9"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        ICONS[name],
    )


@register.filter
def markdown(text: str | None, top: int = 3) -> SafeString:
    """This function will render hostile Markdown as safe HTML, its headings from level `top` downwards."""
    return mark_safe(markdown_html(text or "", top))  # noqa: S308 - sanitised by nh3


@register.filter
def excerpt(text: str | None, length: int = 140) -> str:
    """This function will give the beginning of a Markdown text as plain words on one line."""
    return Truncator(markdown_text(text or "")).chars(length)


@register.filter
def ago(moment: datetime | None) -> SafeString | str:
    """This function will say a time relatively, with the absolute one on hover."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        date_format(local, "DATETIME_FORMAT"),
        _since(moment, timezone.now()),
    )


def _since(moment: datetime, now: datetime) -> str:
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 24:
        return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}
    days = hours // 24
    if days < 14:
        return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


@register.filter
def share(part: float | None, whole: float | None) -> int:
    """This function will give a part of a whole in percent, between 0 and 100."""
    return max(0, min(100, round(100 * (part or 0) / whole))) if whole else 0


@register.filter
def figure(value: float | None, decimals: int = 2) -> str:
    """This function will write a number with a fixed count of decimals, and a dash for none."""
    if value is None:
        return "–"
    return decimal(value, decimals, grouped=True)


@register.filter
def numeral(value: float | None) -> str:
    """This function will write a number with as many decimals as it has, and a dash for none."""
    return "–" if value is None else number(value)


@register.filter
def told(text: str | None, holder: object = None) -> str:
    """This function will say a stored English sentence in the reader's language; its holder may have kept how."""
    said = holder.get("said") if isinstance(holder, dict) else getattr(holder, "said", None)
    return told_again(text or "", said)


@register.filter
def lookup(mapping: dict | None, key: object) -> object:
    """This function will read a mapping by a key that is itself a variable."""
    return (mapping or {}).get(key)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """This function will give the page's query string with some parameters changed (None removes one)."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        parameters.pop(name, None)
        if value is not None:
            parameters[name] = str(value)
    return "?" + urlencode(list(parameters.lists()), doseq=True)
