from __future__ import annotations

import json
import os
import wave
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest

from pipeline.adapters.vault import LocalVault
from pipeline.errors import Unavailable
from pipeline.model import Recording, RecordingId, Rendition
from pipeline.settling import Wait
from tests.doubles import FileRegister, RecordingRegister, wav
from tests.intake_site import NOW, IntakeSite, with_vault

NAME = "2025/03/27/out-07700900123-201-20250327-092517-1743067517.12206.wav"


@pytest.fixture
def site(tmp_path: Path) -> IntakeSite:
    return IntakeSite(tmp_path)


def admitted(site: IntakeSite) -> Recording:
    """What the register is told of the one file that lies there."""
    register = RecordingRegister(site.folder / "register.json")
    site.restart(replace(site.tools, register=register))
    assert site.scan().taken == 1
    [recording] = register.by_source["pbx"]
    return recording


def test_a_dropped_call_is_sealed_entered_and_gone_from_the_folder(site: IntakeSite) -> None:
    content = wav()
    site.put(NAME, content)
    status = site.scan()
    assert (status.seen, status.taken, status.rejected) == (1, 1, 0)
    assert site.left() == []
    [recording] = site.arrived()
    assert site.sealed(recording) == content
    [entry] = site.acts("received")
    assert entry.about == recording
    assert entry.details == {
        "source": "pbx", "files": 1, "duration_ms": 100, "rate": 8000, "channels": 1,
        "clock": "file_name",
    }  # fmt: skip


def test_no_name_and_no_number_reaches_the_ledger(site: IntakeSite) -> None:
    site.put(NAME, wav())
    site.put("in-02079460123-07700900456-20250327-092517-1.2.wav", b"not a call")
    site.scan()
    told = "".join(str((entry.act, entry.about, entry.details)) for entry in site.acts_all())
    assert site.acts("received")
    assert site.acts("rejected")
    for secret in ("07700900", "0207946", "1743067517", ".wav"):
        assert secret not in told


def test_a_file_that_changes_is_left_alone_until_it_settles(tmp_path: Path) -> None:
    site = IntakeSite(tmp_path, settings="")
    site.source = replace(site.source, rules=replace(site.source.rules, settle=5_000))
    site.restart()
    site.put(NAME, wav(50))
    assert site.scan().waiting == {Wait.SETTLING: 1}
    site.put(NAME, wav(100))
    assert site.scan(after=5_000).waiting == {Wait.SETTLING: 1}
    assert site.scan(after=5_000).taken == 1


def test_a_header_that_says_unfinished_is_believed_for_a_while(site: IntakeSite) -> None:
    site.source = replace(site.source, rules=replace(site.source.rules, header_within=600_000))
    site.restart()
    unfinished = bytearray(wav())
    unfinished[4:8] = b"\xff" * 4
    site.put(NAME, bytes(unfinished))
    assert site.scan().waiting == {Wait.HEADER: 1}
    assert site.left() == [NAME]
    assert site.scan(after=600_000).taken == 1


def test_the_sidecar_tells_and_goes_with_the_recording(site: IntakeSite) -> None:
    site.put(NAME, wav())
    site.put(NAME.replace(".wav", ".json"), json.dumps({"queue": "sales", "calldate": "?"}))
    call = admitted(site).call
    assert (call.source, call.queue, call.dnis) == ("pbx", "sales", "07700900123")
    assert site.left() == []


def test_the_same_sound_again_is_a_duplicate_and_goes_too(site: IntakeSite) -> None:
    site.put(NAME, wav())
    site.scan()
    site.put("out-07700900123-201-20250327-092518-1743067518.1.wav", wav())
    status = site.scan()
    assert (status.taken, status.duplicates) == (0, 1)
    assert site.left() == []
    assert [entry.about for entry in site.acts("duplicate")] == site.arrived()
    assert len(site.acts("received")) == 1


def test_the_same_name_with_other_sound_is_another_recording(site: IntakeSite) -> None:
    for seed in (1, 2):
        site.put(NAME, wav(seed=seed))
        assert site.scan().taken == 1
    assert len(site.arrived()) == 2


def test_two_legs_become_one_recording_with_the_agent_first(tmp_path: Path) -> None:
    site = IntakeSite(tmp_path, preset="legs")
    site.put("20250327-095812-x-in.wav", wav(100, seed=1))
    site.put("20250327-095812-x-out.wav", wav(80, seed=2))
    site.put("20250327-095812-x.json", '{"direction": "inbound"}')
    recording = admitted(site)
    assert recording.channels == ("agent", "customer")
    assert recording.duration == 100
    assert recording.call.call_id == "20250327-095812-x"
    with wave.open(BytesIO(site.sealed(recording.id))) as joined:
        assert joined.getnchannels() == 2
        frames = joined.readframes(1)
    with wave.open(BytesIO(wav(80, seed=2))) as agent, wave.open(BytesIO(wav())) as customer:
        assert frames == agent.readframes(1) + customer.readframes(1)
    assert site.left() == []


def test_a_leg_alone_is_one_channel_of_that_party(tmp_path: Path) -> None:
    site = IntakeSite(tmp_path, preset="legs")
    site.put("x-tx.wav", wav())
    assert admitted(site).channels == ("agent",)


def test_legs_of_one_call_taken_in_apart_share_its_id(tmp_path: Path) -> None:
    site = IntakeSite(tmp_path, preset="legs")
    ids = []
    for leg in ("in", "out"):
        site.put(f"x-{leg}.wav", wav(seed=len(leg)))
        ids.append(admitted(site).call.call_id)
    assert ids == ["x", "x"]


def test_stereo_files_that_call_themselves_legs_are_put_aside(tmp_path: Path) -> None:
    site = IntakeSite(tmp_path, preset="legs")
    site.put("x-in.wav", wav(channels=2))
    site.put("x-out.wav", wav(channels=2, seed=2))
    assert site.scan().rejected == 1
    assert [rejected.paths for rejected in site.rejected.entries()] == [("x-out.wav", "x-in.wav")]


def test_a_call_without_a_name_is_called_by_its_digest(tmp_path: Path) -> None:
    site = IntakeSite(tmp_path, preset="generic")
    site.put("memo for 07700900123.wav", wav())
    call = admitted(site).call
    assert call.call_id.startswith("sha256-")
    assert (call.started, call.ended) == (None, None)


@pytest.mark.parametrize(("trusted", "clock"), [("true", "file_time"), ("false", None)])
def test_a_file_time_dates_a_call_only_where_the_site_trusts_it(
    tmp_path: Path, trusted: str, clock: str | None
) -> None:
    site = IntakeSite(tmp_path, preset="generic", settings=f"trust_file_time = {trusted}")
    written = int(NOW.timestamp()) - 3600
    os.utime(site.put("memo.wav", wav()), (written, written))
    ended = admitted(site).call.ended
    assert (ended and (ended.at, ended.clock)) == (
        (NOW - timedelta(hours=1), clock) if clock else None
    )


def test_a_stereo_call_has_the_parties_of_its_system(tmp_path: Path) -> None:
    site = IntakeSite(tmp_path, preset="amazon_connect")
    site.put("x.wav", wav(channels=2))
    assert admitted(site).channels == ("customer", "agent")


def test_more_channels_than_parties_are_all_mixed(site: IntakeSite) -> None:
    site.put(NAME, wav(channels=3))
    assert admitted(site).channels == ("mixed",) * 3


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"<html>404</html>", "NotAudio"),
        (wav()[:500], "Truncated"),
        (wav(0), "Empty"),
        (b"", "Truncated"),
    ],
)
def test_what_is_no_call_is_put_aside_with_a_reason(
    site: IntakeSite, content: bytes, error: str
) -> None:
    site.put(NAME, content)
    site.put(NAME.replace(".wav", ".json"), "{}")
    assert site.scan().rejected == 1
    assert site.left() == []
    [rejected] = site.rejected.entries()
    assert rejected.error == error
    assert rejected.paths == (NAME, NAME.replace(".wav", ".json"))
    [entry] = site.acts("rejected")
    assert (entry.about, entry.details) == (rejected.id, {"source": "pbx", "because": error})
    assert site.arrived() == []


def test_a_line_left_open_is_too_long(site: IntakeSite) -> None:
    site.policy = replace(site.policy, longest=50)
    site.restart()
    site.put(NAME, wav(100))
    site.scan()
    assert [rejected.error for rejected in site.rejected.entries()] == ["TooLong"]


def test_a_broken_sidecar_puts_its_recording_aside_and_a_repaired_one_brings_it_in(
    site: IntakeSite,
) -> None:
    site.put(NAME, wav())
    site.put(NAME.replace(".wav", ".json"), "{")
    site.scan()
    [rejected] = site.rejected.entries()
    assert rejected.error == "UnreadableSidecar"
    (site.data / "rejected" / rejected.id / "1.json").write_text("{}")
    assert site.rejected.retry(rejected.id, {"pbx": site.drop}) == 1
    assert site.scan().taken == 1
    assert list(site.rejected.entries()) == []


def test_a_poison_file_does_not_keep_the_others_waiting(site: IntakeSite) -> None:
    site.put("a.wav", b"poison")
    site.put("b.wav", wav())
    status = site.scan()
    assert (status.rejected, status.taken) == (1, 1)


def test_a_vault_that_is_down_leaves_the_file_and_is_tried_again_later(site: IntakeSite) -> None:
    calls: list[str] = []

    def store(rendition: Rendition, source: BinaryIO) -> None:
        calls.append(rendition.key)
        raise Unavailable("the bucket does not answer", hint="Wait.")

    site.put(NAME, wav())
    site.restart(with_vault(site, store))
    status = site.scan()
    assert status.waiting == {Wait.UNAVAILABLE: 1}
    assert status.trouble == "Unavailable: the bucket does not answer (Wait.)"
    assert site.left() == [NAME]
    site.scan(after=1_999)
    assert len(calls) == 1
    site.scan(after=1)
    assert len(calls) == 2
    site.restart()
    status = site.scan()
    assert (status.taken, status.trouble) == (1, None)
    assert len(site.acts("received")) == 1


def test_an_outage_is_not_met_by_every_file_of_a_backlog(site: IntakeSite) -> None:
    calls: list[str] = []

    def store(rendition: Rendition, source: BinaryIO) -> None:
        calls.append(rendition.key)
        raise Unavailable("down")

    for number in range(20):
        site.put(f"{number}.wav", wav(seed=number + 1))
    site.restart(with_vault(site, store))
    status = site.scan()
    assert len(calls) == 3
    assert status.waiting == {Wait.UNAVAILABLE: 20}


def test_a_file_that_trips_a_decoder_again_and_again_is_put_aside(site: IntakeSite) -> None:
    class Tripping:
        def __getattr__(self, name: str) -> object:
            raise ZeroDivisionError("the phone number is ...")

    site.put(NAME, wav())
    site.restart(replace(site.tools, reader=Tripping()))  # type: ignore[arg-type]
    for _ in range(5):
        status = site.scan(after=300_000)
        assert "number" not in (status.trouble or "")
    assert site.left() == []
    [rejected] = site.rejected.entries()
    assert "ZeroDivisionError" in rejected.message
    assert "number" not in rejected.message


def test_what_is_replaced_while_it_is_read_is_neither_kept_nor_removed(site: IntakeSite) -> None:
    def store(rendition: Rendition, source: BinaryIO) -> None:
        site.tools.vault.store(rendition, source)
        site.put(NAME, wav(200))

    site.put(NAME, wav(100))
    site.restart(with_vault(site, store))
    assert site.scan().waiting == {Wait.SETTLING: 1}
    assert site.left() == [NAME]
    assert isinstance(site.tools.vault, LocalVault)
    assert list(site.tools.vault.renditions()) == []
    site.restart()
    assert site.scan().taken == 1
    [recording] = site.arrived()
    assert site.sealed(recording) == wav(200)


def test_kept_files_are_taken_once_and_stay(tmp_path: Path) -> None:
    site = IntakeSite(tmp_path, settings='then = "keep"')
    site.put(NAME, wav())
    assert site.scan().taken == 1
    site.restart()
    status = site.scan()
    assert (status.taken, status.duplicates, status.waiting) == (0, 0, {})
    assert site.left() == [NAME]
    site.put(NAME, wav(seed=2))
    assert site.scan().taken == 1


def test_moved_files_keep_their_place_and_make_room_for_each_other(tmp_path: Path) -> None:
    site = IntakeSite(tmp_path, settings='then = "move"\nmove_to = "done"')
    for seed in (1, 2):
        site.put(NAME, wav(seed=seed))
        site.scan()
    assert site.left() == []
    moved = sorted((site.folder / "done").rglob("*.wav"))
    assert [path.read_bytes() for path in moved] == [wav(seed=2), wav(seed=1)]


def test_what_cannot_be_moved_away_is_told_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    site = IntakeSite(tmp_path, settings='then = "move"\nmove_to = "done"')
    (tmp_path / "done").write_text("a file where a folder ought to be")
    site.put("a.wav", wav(seed=1))
    assert "the drop folder of pbx" in (site.scan().trouble or "")
    site.put("b.wav", wav(seed=2))
    site.scan()
    assert len(site.arrived()) == 2
    (tmp_path / "done").unlink()
    status = site.scan()
    assert (status.trouble, site.left()) == (None, [])
    assert len(site.acts("received")) == 2
    assert site.acts("duplicate") == []


def test_a_list_of_calls_tells_of_each_and_stays(tmp_path: Path) -> None:
    site = IntakeSite(
        tmp_path, preset="generic", settings='sidecars = ["calls.csv"]\nsidecar_seconds = 60'
    )
    site.put("calls.csv", "file,call_id,queue\na.wav,one,sales\n")
    site.put("a.wav", wav())
    site.put("b.wav", wav(seed=2))
    status = site.scan()
    assert (status.taken, status.waiting) == (1, {Wait.SIDECAR: 1})
    assert site.scan(after=60_000).taken == 1
    assert site.left() == ["calls.csv"]


def test_the_lag_is_that_of_the_oldest_file_that_waits(site: IntakeSite) -> None:
    site.source = replace(site.source, rules=replace(site.source.rules, settle=5_000))
    site.restart()
    came = site.put(NAME, wav()).stat().st_ctime
    os.utime(site.drop / NAME, (0, 0))
    status = site.scan(now=datetime.fromtimestamp(came, UTC) + timedelta(seconds=90))
    assert 89_000 < status.lag <= 90_000
    assert not status.idle
    site.scan(after=5_000)
    (site.drop / "link.wav").symlink_to(site.folder)
    assert site.scan().lag == 0
    assert site.scan().waiting == {Wait.LINK: 1}
    assert site.scan().idle


def test_the_memory_of_a_half_taken_file_names_its_recording(site: IntakeSite) -> None:
    """A crash after the word that it arrived is no duplicate when the file is met again."""

    class Dies(Exception):
        pass

    class Dying(FileRegister):
        def arrived(self, recording: RecordingId) -> None:
            super().arrived(recording)
            raise Dies

    site.put(NAME, wav())
    site.restart(replace(site.tools, register=Dying(site.folder / "register.json")))
    site.scan()
    assert site.left() == [NAME]
    site.restart()
    status = site.scan()
    assert (status.taken, status.duplicates) == (1, 0)
    assert site.left() == []
    assert site.acts("duplicate") == []
