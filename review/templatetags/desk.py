"""Filters for our words: times into a call, states, purposes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django import template

from pipeline.errors import NoSuch
from pipeline.model import PurposeName
from review.configuration import the_site

register = template.Library()


@register.filter
def clock(milliseconds: int | None) -> str:
    """`83_400` as "1:23", `3_683_000` as "1:01:23"."""
    if milliseconds is None:
        return ""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@register.filter
def purpose_title(name: str) -> str:
    """A purpose as the policy calls it; its bare name where the policy knows it no longer."""
    try:
        return the_site().policy.purpose(PurposeName(name)).title
    except NoSuch:
        return name


@register.filter
def percent(hundredths: int | None) -> str:
    """`8_750` as "87.5 %"; a dash for what was left out."""
    if hundredths is None:
        return "–"
    return f"{hundredths / 100:.1f}".removesuffix(".0") + "\u00a0%"


@register.filter
def item(mapping: Mapping[str, object], key: str) -> object:
    """What a mapping holds under a key; nothing if it does not know it."""
    return mapping.get(key, "")


@register.filter
def kebab(text: object) -> str:
    """For a class in a style sheet: "needs review" as "needs-review"."""
    return str(text).replace(" ", "-").replace("_", "-").lower()


@register.filter
def words(text: object) -> str:
    """An entity or the like, to read: CARD_CODE as "card code"."""
    return str(text).replace("_", " ").lower()


@register.filter
def short(identifier: str) -> str:
    """The first eight digits of an id: enough to name a call by."""
    return identifier[:8]


@register.filter
def left_until(at: datetime | None) -> str:
    """How long it is until then, roughly: "3 days", "2 h 10 min"; "over" if it has passed."""
    if at is None:
        return ""
    minutes = int((at - the_site().clock()).total_seconds() // 60)
    if minutes <= 0:
        return "over"
    if minutes >= 2 * 24 * 60:
        return f"{minutes // (24 * 60)} days"
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


@register.filter
def unlocalized(number: float) -> str:
    """A number for SVG: a point, two digits, whatever the language."""
    return f"{number:.2f}"
