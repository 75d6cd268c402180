from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.calltimes import call_times, in_zone
from pipeline.model import Clock, Moment
from pipeline.presets import Preset, Witnesses

LONDON = ZoneInfo("Europe/London")
RECEIVED = datetime(2025, 4, 1, 8, 0, tzinfo=UTC)
PLAIN = Preset("plain", LONDON, LONDON, times=("%Y%m%d-%H%M%S", "%Y-%m-%d", "iso"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def times(**kwargs: object) -> tuple[Moment | None, Moment | None]:
    witnesses = Witnesses(**{"named": {}, "beside": {}, **kwargs})  # type: ignore[arg-type]
    return call_times(PLAIN, witnesses, duration=60_000, received=RECEIVED)


def test_the_sidecar_is_believed_before_the_name_and_the_name_before_the_container() -> None:
    named = {"started": "20250327-092517"}
    container = at("2025-03-26T00:00:00Z")
    started, _ = times(named=named, beside={"started": "2025-03-28T10:00:00"}, container=container)
    assert started == Moment(at("2025-03-28T10:00:00Z"), Clock.SIDECAR)
    started, _ = times(named=named, container=container)
    assert started == Moment(at("2025-03-27T09:25:17Z"), Clock.FILE_NAME)
    started, _ = times(container=container, file_time=at("2025-03-29T00:00:00Z"))
    assert started == Moment(container, Clock.CONTAINER)


def test_a_call_that_nobody_dates_is_not_dated_now() -> None:
    assert times() == (None, None)


def test_a_time_that_cannot_be_read_is_no_time() -> None:
    assert times(beside={"started": "27th of March, tea time"}) == (None, None)


def test_the_file_time_is_the_end_of_the_call() -> None:
    started, ended = times(file_time=at("2025-03-29T12:00:00Z"))
    assert ended == Moment(at("2025-03-29T12:00:00Z"), Clock.FILE_TIME)
    assert started == Moment(at("2025-03-29T11:59:00Z"), Clock.FILE_TIME)


def test_a_known_start_and_the_length_give_the_end_by_the_same_clock() -> None:
    _, ended = times(named={"started": "20250327-092517"})
    assert ended == Moment(at("2025-03-27T09:26:17Z"), Clock.FILE_NAME)


@pytest.mark.parametrize(
    "never", ["1970-01-01T00:00:00Z", "1904-01-01T00:00:00Z", "2025-04-03T00:00:00Z"]
)
def test_clocks_that_were_never_set_are_not_believed(never: str) -> None:
    assert times(container=at(never)) == (None, None)
    started, _ = times(beside={"started": never}, named={"started": "20250327-092517"})
    assert started is not None
    assert started.clock is Clock.FILE_NAME


def test_an_end_before_the_start_is_not_believed() -> None:
    _, ended = times(beside={"started": "2025-03-27T10:00:00", "ended": "2025-03-27T09:00:00"})
    assert ended == Moment(at("2025-03-27T10:01:00Z"), Clock.SIDECAR)


def test_an_hour_that_happens_twice_is_read_as_the_later_one() -> None:
    assert in_zone(datetime(2024, 10, 27, 1, 30), LONDON) == at("2024-10-27T01:30:00Z")  # noqa: DTZ001


def test_an_hour_that_never_happens_is_read_as_the_later_one() -> None:
    assert in_zone(datetime(2025, 3, 30, 1, 30), LONDON) == at("2025-03-30T01:30:00Z")  # noqa: DTZ001


@given(st.datetimes(datetime(1990, 1, 2), datetime(2037, 1, 1)))  # noqa: DTZ001
def test_a_local_time_is_never_read_as_earlier_than_it_may_have_been(local: datetime) -> None:
    read = in_zone(local, LONDON)
    for fold in (0, 1):
        assert read >= local.replace(tzinfo=LONDON, fold=fold).astimezone(UTC)
    assert read - local.replace(tzinfo=UTC) in {timedelta(0), timedelta(hours=-1)}


@given(st.text(max_size=30), st.text(max_size=30), st.integers(1, 10**8))
def test_whatever_is_written_the_end_is_never_before_the_start(
    started: str, ended: str, duration: int
) -> None:
    beside = {"started": started, "ended": ended}
    preset = Preset("any", UTC, UTC, times=("iso", "epoch", "epoch_ms", "%Y%m%d"))
    first, last = call_times(preset, Witnesses({}, beside), duration=duration, received=RECEIVED)
    if first and last:
        assert first.at <= last.at
    if last:
        assert last.at <= RECEIVED + timedelta(days=1, milliseconds=duration)
