"""Lengths of calendar time: reading them, writing them, adding them to a moment. Pure.

Arithmetic is done in UTC, so that one instant has one deadline in whatever zone
it is written. A period ends on the corresponding date; where a month has none,
on that month's last day (Dodds v Walker [1981] 2 All ER 609): a year after 29
February is 28 February.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, UTC, datetime, timedelta

from pipeline.model import Period

LONGEST_YEARS = 100
"""A longer period is "for ever" by another name, and no law lets us keep a call for ever."""
END_OF_TIME = datetime.max.replace(tzinfo=UTC)
LONGEST_LIMIT = timedelta(days=7)
"""Sealed card data that waits longer than a bad week is stored (PCI DSS v4.0.1, 3.3.1)."""

HOW_TO_WRITE = 'Write it like "6 years", "18 months", "90 days" or "P6Y".'
HOW_TO_WRITE_A_LIMIT = 'Write it like "72 hours" or "3 days".'

_ISO = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?")
_PART = re.compile(r"(\d{1,5}) (year|month|week|day)s?")
_LIMIT = re.compile(r"(\d{1,4}) (hour|day)s?")


def parse_period(text: str) -> Period:
    """The period that `text` names: "6 years", "1 year and 6 months", "P6Y", "P1Y6M".

    Raises ValueError, with what to write instead, for anything else, for nothing
    at all and for more than `LONGEST_YEARS`.
    """
    period = _from_iso(text.strip()) or _from_words(text)
    if period is None or period == Period():
        raise ValueError(f"{text!r} is not a period. {HOW_TO_WRITE}")
    if period.years + period.months / 12 + period.days / 365.25 > LONGEST_YEARS:
        raise ValueError(f"{text!r} is longer than {LONGEST_YEARS} years.")
    return period


def _from_iso(text: str) -> Period | None:
    match = _ISO.fullmatch(text)
    if not match:
        return None
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    return Period(years, months, 7 * weeks + days)


def _from_words(text: str) -> Period | None:
    total = {"year": 0, "month": 0, "week": 0, "day": 0}
    for part in re.split(r"\s*(?:,|\band\b)\s*|(?<=[a-z])\s+(?=\d)", text.strip().casefold()):
        match = _PART.fullmatch(" ".join(part.split()))
        if not match or total[match[2]]:
            return None
        total[match[2]] = int(match[1])
    return Period(total["year"], total["month"], 7 * total["week"] + total["day"])


def format_period(period: Period) -> str:
    """`period` as a sentence needs it.

    >>> format_period(Period(years=1, months=6))
    '1 year and 6 months'
    """
    parts = [
        f"{number} {unit}{'' if number == 1 else 's'}"
        for number, unit in ((period.years, "year"), (period.months, "month"), (period.days, "day"))
        if number
    ]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else "0 days"


def parse_limit(text: str) -> timedelta:
    """A short limit, in hours or days, of `LONGEST_LIMIT` at most.

    Raises ValueError with what to write instead.
    """
    match = _LIMIT.fullmatch(" ".join(text.casefold().split()))
    limit = timedelta(**{f"{match[2]}s": int(match[1])}) if match else timedelta()
    if not limit:
        raise ValueError(f"{text!r} is not a limit. {HOW_TO_WRITE_A_LIMIT}")
    if limit > LONGEST_LIMIT:
        raise ValueError(f"{text!r} is longer than {LONGEST_LIMIT.days} days.")
    return limit


def format_limit(limit: timedelta) -> str:
    """`limit` in whole hours.

    >>> format_limit(timedelta(days=3))
    '72 hours'
    """
    hours = limit // timedelta(hours=1)
    return f"{hours} hour{'' if hours == 1 else 's'}"


def after(moment: datetime, period: Period) -> datetime:
    """When a `period` that starts at `moment` is over, in UTC.

    Years and months are counted first, then days. The time of day is kept. What lies
    past the calendar's end is its end: one mistyped date must not stop the others.
    """
    start = moment.astimezone(UTC)
    month = start.month - 1 + 12 * period.years + period.months
    year, month = start.year + month // 12, month % 12 + 1
    if year > MAXYEAR:
        return END_OF_TIME
    day = min(start.day, monthrange(year, month)[1])
    try:
        return start.replace(year=year, month=month, day=day) + timedelta(days=period.days)
    except OverflowError:
        return END_OF_TIME
