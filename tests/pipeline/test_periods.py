from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Period
from pipeline.periods import after, format_limit, format_period, parse_limit, parse_period

periods = st.builds(
    Period, years=st.integers(0, 30), months=st.integers(0, 60), days=st.integers(0, 3000)
).filter(lambda period: period != Period())
moments = st.builds(
    lambda minutes, zone: datetime(1990, 1, 1, tzinfo=UTC).astimezone(zone) + minutes,
    st.integers(0, 50_000_000).map(lambda minutes: timedelta(minutes=minutes)),
    st.just(UTC) | st.timezones(),
)


def on(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("6 years", Period(years=6)),
        ("1 year", Period(years=1)),
        ("18 months", Period(months=18)),
        ("90 days", Period(days=90)),
        ("2 weeks", Period(days=14)),
        ("1 year and 6 months", Period(years=1, months=6)),
        ("1 year, 6 months and 3 days", Period(1, 6, 3)),
        ("1 year 6 months", Period(years=1, months=6)),
        ("  90   Days ", Period(days=90)),
        ("P6Y", Period(years=6)),
        ("P1Y6M", Period(years=1, months=6)),
        ("P2W", Period(days=14)),
        ("P90D", Period(days=90)),
    ],
)
def test_a_period_is_read_as_people_and_iso_8601_write_it(text: str, period: Period) -> None:
    assert parse_period(text) == period


@pytest.mark.parametrize(
    "text",
    ["", "P", "-1", "6", "forever", "0 days", "six years", "P1M2Y", "1 month 1 month", "PT72H",
     "1.5 years", "-6 years", "6 years!", "200 years", "P99999D"],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a period|longer than"):
        parse_period(text)


def test_the_refusal_says_what_to_write() -> None:
    with pytest.raises(ValueError, match='Write it like "6 years"'):
        parse_period("six yeers")


@given(periods)
def test_a_written_period_is_read_back(period: Period) -> None:
    if period.years + period.months / 12 + period.days / 365.25 <= 100:
        assert parse_period(format_period(period)) == period


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        pytest.param("2026-03-27T09:30", Period(years=6), "2032-03-27T09:30", id="plain"),
        pytest.param("2024-02-29T12:00", Period(years=1), "2025-02-28T12:00", id="leap day"),
        pytest.param("2024-02-29T12:00", Period(years=4), "2028-02-29T12:00", id="leap to leap"),
        pytest.param("2026-01-31T00:00", Period(months=1), "2026-02-28T00:00", id="short month"),
        pytest.param("2026-08-31T23:59", Period(months=6), "2027-02-28T23:59", id="over new year"),
        pytest.param("2026-01-31T00:00", Period(months=1, days=1), "2026-03-01T00:00", id="mixed"),
        pytest.param("2026-12-31T10:00", Period(days=90), "2027-03-31T10:00", id="days"),
    ],
)
def test_a_period_ends_on_the_corresponding_date(start: str, period: Period, end: str) -> None:
    assert after(on(start), period) == on(end)


@given(moments, periods, st.sampled_from(["Europe/London", "Asia/Kolkata", "America/New_York"]))
def test_the_zone_a_moment_is_written_in_changes_nothing(
    moment: datetime, period: Period, zone: str
) -> None:
    assert after(moment, period) == after(moment.astimezone(ZoneInfo(zone)), period)


@given(moments, moments, periods)
def test_an_earlier_day_never_ends_on_a_later_day(
    one: datetime, other: datetime, period: Period
) -> None:
    earlier, later = sorted([one, other])
    assert after(earlier, period).date() <= after(later, period).date()


@given(moments, periods)
def test_every_period_has_a_length_and_keeps_the_time_of_day(
    moment: datetime, period: Period
) -> None:
    end = after(moment, period)
    assert end - moment >= timedelta(days=1)
    assert end.time() == moment.astimezone(UTC).time()


def test_summer_time_does_not_move_a_deadline() -> None:
    winter = datetime(2026, 3, 1, 9, 30, tzinfo=timezone(timedelta(0)))
    assert after(winter, Period(months=1)) == on("2026-04-01T09:30")


@pytest.mark.parametrize(("text", "hours"), [("72 hours", 72), ("3 days", 72), ("1 hour", 1)])
def test_a_limit_is_hours_or_days(text: str, hours: int) -> None:
    assert parse_limit(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["0 hours", "72", "", "3 weeks", "-1 hours"])
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match='Write it like "72 hours"'):
        parse_limit(text)


def test_a_limit_is_written_in_hours() -> None:
    assert [format_limit(timedelta(hours=h)) for h in (1, 72)] == ["1 hour", "72 hours"]
