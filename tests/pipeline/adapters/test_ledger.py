from __future__ import annotations

import os
import signal
import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from threading import Thread

import pytest

from pipeline.adapters.ledger import CHECKPOINT_EVERY, SqliteLedger, verify_export
from pipeline.adapters.signing import PublicKey, SigningKey, public_path
from pipeline.errors import BadConfig, Tampered, Unavailable
from pipeline.ledger_chain import CHECKPOINT, Anchor, Verdict
from pipeline.model import Details
from tests.support import local_ledger, ticking

FORK = get_context("fork")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    ledger = local_ledger(tmp_path)
    yield ledger
    ledger.close()


def abouts(ledger: SqliteLedger, *, act: str | None = None, about: str | None = None) -> list[str]:
    return [entry.about for entry in ledger.entries(act=act, about=about)]


def outcome(verdict: Verdict) -> tuple[int, str | None]:
    return verdict.entries, verdict.trouble


# --- recording and reading ------------------------------------------------------------


def test_what_is_recorded_is_read_back_as_it_was_returned(ledger: SqliteLedger) -> None:
    facts: Details = {
        "bytes": 12,
        "ratio": 0.1,
        "first": True,
        "mandate": "s.5 \u2013 Act",
        "none": None,
    }
    recorded = [ledger.record("stored", "r1", facts), ledger.record("played", "r2")]
    assert list(ledger.entries()) == recorded
    assert recorded[0].details == facts


def test_it_is_still_there_after_a_restart(tmp_path: Path) -> None:
    first = local_ledger(tmp_path)
    recorded = first.record("stored", "r1")
    first.close()
    assert list(local_ledger(tmp_path).entries()) == [recorded]


def test_times_are_kept_in_utc_to_the_microsecond(tmp_path: Path) -> None:
    at = datetime(2025, 3, 27, 9, 25, 0, 123456, tzinfo=UTC)
    ledger = local_ledger(tmp_path, clock=lambda: at)
    ledger.record("stored", "r1")
    assert [entry.at for entry in ledger.entries()] == [at]


def test_a_mark_is_recorded_once(ledger: SqliteLedger) -> None:
    first = ledger.record("destroyed", "r1", {"life": 1}, once="destroyed:r1")
    ledger.record("stored", "r2")
    assert ledger.record("destroyed", "r1", {"life": 2}, once="destroyed:r1") == first
    assert len(abouts(ledger)) == 2


def test_about_finds_what_is_below_it_and_nothing_beside_it(ledger: SqliteLedger) -> None:
    for about in ("r1", "r1.quality.audio", "r1-x", "r10", "r1/x", "r", "r1.quality"):
        ledger.record("stored", about)
    assert abouts(ledger, about="r1") == ["r1", "r1.quality.audio", "r1.quality"]
    assert abouts(ledger, about="r1.quality") == ["r1.quality.audio", "r1.quality"]


def test_act_and_about_narrow_together(ledger: SqliteLedger) -> None:
    ledger.record("stored", "r1")
    ledger.record("played", "r1")
    ledger.record("played", "r2")
    assert abouts(ledger, act="played") == ["r1", "r2"]
    assert abouts(ledger, act="played", about="r1") == ["r1"]


def test_a_long_ledger_is_read_whole_while_it_grows(ledger: SqliteLedger) -> None:
    for _ in range(520):
        ledger.record("stored", "r1")
    reading = ledger.entries(act="stored")
    first = next(reading)
    ledger.record("stored", "late")
    assert [first.about, *(entry.about for entry in reading)] == ["r1"] * 520 + ["late"]


def test_a_search_by_about_uses_the_index(ledger: SqliteLedger, tmp_path: Path) -> None:
    seen: list[str] = []
    with ledger._connection() as db:
        db.set_trace_callback(seen.append)
        list(ledger.entries(about="r1"))
        (query,) = seen
        db.set_trace_callback(None)
        plan = " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {query}"))
    assert "USING INDEX entries_about" in plan


@pytest.mark.parametrize("value", [b"bytes", ["list"], float("nan")])
def test_what_is_not_plain_is_refused_and_leaves_the_ledger_usable(
    ledger: SqliteLedger, value: object
) -> None:
    with pytest.raises(ValueError, match=r"plain|finite"):
        ledger.record("stored", "r1", {"fact": value})  # type: ignore[dict-item]
    assert ledger.record("stored", "r1").seq == 1


# --- checkpoints ----------------------------------------------------------------------


def test_a_checkpoint_comes_by_itself_after_so_many_entries(ledger: SqliteLedger) -> None:
    for _ in range(2 * CHECKPOINT_EVERY):
        ledger.record("stored", "r1")
    found = [entry.seq for entry in ledger.entries(act=CHECKPOINT)]
    assert found == [CHECKPOINT_EVERY + 1, 2 * CHECKPOINT_EVERY + 2]
    assert ledger.verify().checkpoints == 2


def test_a_checkpoint_on_demand_leaves_nothing_unsigned(ledger: SqliteLedger) -> None:
    ledger.record("stored", "r1")
    assert ledger.verify().unsigned == 1
    assert ledger.checkpoint()
    assert ledger.verify().unsigned == 0


def test_a_checkpoint_of_nothing_new_is_not_made(ledger: SqliteLedger) -> None:
    assert ledger.checkpoint() is None
    ledger.record("stored", "r1")
    ledger.checkpoint()
    assert ledger.checkpoint() is None


def test_nobody_else_may_record_a_checkpoint(ledger: SqliteLedger) -> None:
    with pytest.raises(ValueError, match="ledger alone"):
        ledger.record(CHECKPOINT, "ledger")


def test_without_a_signing_key_entries_are_chained_and_unsigned(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "ledger.db", None, ticking())
    for _ in range(CHECKPOINT_EVERY + 1):
        ledger.record("stored", "r1")
    assert ledger.checkpoint() is None
    verdict = ledger.verify()
    assert (verdict.trouble, verdict.unsigned) == (None, CHECKPOINT_EVERY + 1)


def test_without_a_signing_key_checkpoints_of_others_cannot_be_checked(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    ledger.record("stored", "r1")
    ledger.checkpoint()
    with pytest.raises(BadConfig, match="no signing key"):
        SqliteLedger(tmp_path / "ledger.db", None, ticking()).verify()


# --- keys -----------------------------------------------------------------------------


def test_the_signing_key_is_private_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"
    SigningKey.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(BadConfig, match="already"):
        SigningKey.create(path)


def test_a_signing_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    SigningKey.create(tmp_path / "ledger.key")
    (tmp_path / "ledger.key").chmod(0o644)
    with pytest.raises(BadConfig) as refused:
        local_ledger(tmp_path)
    assert "chmod 600" in refused.value.hint


def test_a_private_key_is_no_public_key_and_the_other_way_round(tmp_path: Path) -> None:
    path = tmp_path / "ledger.key"
    SigningKey.create(path)
    with pytest.raises(BadConfig, match="public key"):
        PublicKey.load(path)
    public_path(path).chmod(0o600)
    with pytest.raises(BadConfig, match="private key"):
        SigningKey.load(public_path(path))


# --- what nobody may do ---------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET about = 'r2'",
        "DELETE FROM entries",
        "INSERT OR REPLACE INTO entries SELECT seq, at, act, 'r2', details, previous, 'h', once "
        "FROM entries WHERE seq = 1",
        "INSERT INTO entries SELECT seq + 7, at, act, about, details, previous, 'h', NULL "
        "FROM entries WHERE seq = 1",
        "INSERT OR REPLACE INTO entries SELECT 3, at, act, about, details, previous, 'h', once "
        "FROM entries WHERE seq = 1",
    ],
)
def test_the_file_itself_refuses_to_be_changed(
    ledger: SqliteLedger, tmp_path: Path, statement: str
) -> None:
    recorded = [ledger.record("stored", "r1", once="first"), ledger.record("stored", "r1")]
    with (
        sqlite3.connect(tmp_path / "ledger.db") as db,
        pytest.raises(sqlite3.IntegrityError, match="append only"),
    ):
        db.execute(statement)
    db.close()
    assert list(ledger.entries()) == recorded


def tamper(folder: Path, *statements: str) -> None:
    """What somebody with the file and a little knowledge can do."""
    db = sqlite3.connect(folder / "ledger.db")
    for kind in ("update", "delete"):
        db.execute(f"DROP TRIGGER entries_no_{kind}")
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


@pytest.mark.parametrize(
    ("statement", "trouble"),
    [
        ("UPDATE entries SET about = 'r9' WHERE seq = 2", "entry 2 was changed"),
        ("UPDATE entries SET details = '{}' WHERE seq = 2", "entry 2 was changed"),
        ("DELETE FROM entries WHERE seq = 2", "entry 2 is missing"),
        ("DELETE FROM entries WHERE seq = 1", "entry 1 is missing"),
    ],
)
def test_a_file_that_was_changed_all_the_same_is_found_out(
    ledger: SqliteLedger, tmp_path: Path, statement: str, trouble: str
) -> None:
    for _ in range(3):
        ledger.record("stored", "r1", {"bytes": 5})
    tamper(tmp_path, statement)
    verdict = ledger.verify()
    assert verdict.trouble
    assert verdict.trouble.startswith(trouble)


@pytest.mark.parametrize(
    "statement", ["UPDATE entries SET at = 'junk'", "UPDATE entries SET details = 'junk'"]
)
def test_a_row_that_cannot_be_read_any_more_is_named(
    ledger: SqliteLedger, tmp_path: Path, statement: str
) -> None:
    ledger.record("stored", "r1")
    tamper(tmp_path, statement)
    with pytest.raises(Tampered, match="entry 1"):
        list(ledger.entries())


def test_an_end_that_was_cut_off_shows_against_the_head_that_was_written_down(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    for _ in range(3):
        ledger.record("stored", "r1")
    head = ledger.verify().head
    tamper(tmp_path, "DELETE FROM entries WHERE seq = 3")
    assert ledger.verify().trouble is None
    assert ledger.verify(head).trouble == "the end is missing: entry 3 was once there"


def test_a_file_that_is_no_database_is_tampered_with(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"not a database, though long enough for one" * 100)
    with pytest.raises(Tampered):
        local_ledger(tmp_path)


def test_a_disk_that_refuses_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").mkdir()
    with pytest.raises(Unavailable):
        local_ledger(tmp_path)


def test_only_its_owner_may_read_the_ledger(ledger: SqliteLedger, tmp_path: Path) -> None:
    ledger.record("stored", "r1")
    for path in tmp_path.glob("ledger.db*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


# --- exports --------------------------------------------------------------------------


def test_an_export_is_checked_with_the_public_key_alone(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    ledger.record("stored", "r1")
    ledger.export(tmp_path / "ledger.jsonl")
    with (tmp_path / "ledger.jsonl").open() as lines:
        verdict = verify_export(lines, tmp_path / "ledger.pub")
    assert (verdict.trouble, verdict.checkpoints, verdict.unsigned) == (None, 1, 0)


def test_an_export_that_another_site_signed_is_refused(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    SigningKey.create(tmp_path / "other.key")
    ledger.record("stored", "r1")
    ledger.checkpoint()
    verdict = verify_export(ledger.lines(), tmp_path / "other.pub")
    assert verdict.trouble == "entry 2 is a checkpoint without the site's signature"


def test_an_export_never_overwrites_an_earlier_one(ledger: SqliteLedger, tmp_path: Path) -> None:
    ledger.export(tmp_path / "ledger.jsonl")
    with pytest.raises(Unavailable):
        ledger.export(tmp_path / "ledger.jsonl")


def test_a_missing_public_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r"absent\.pub"):
        verify_export([], tmp_path / "absent.pub")


# --- many at once ---------------------------------------------------------------------


def _record(folder: Path, count: int, once: str | None = None) -> None:
    ledger = local_ledger(folder)
    for number in range(count):
        ledger.record("stored", f"r{os.getpid()}", once=once and f"{once}{number}")


def test_processes_that_record_at_once_make_one_chain(tmp_path: Path) -> None:
    SigningKey.create(tmp_path / "ledger.key")
    writers = [FORK.Process(target=_record, args=(tmp_path, 60)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [os.EX_OK] * 4
    ledger = local_ledger(tmp_path)
    assert len(abouts(ledger, act="stored")) == 240
    assert outcome(ledger.verify()) == (242, None)


def test_processes_that_record_the_same_mark_at_once_record_it_once(tmp_path: Path) -> None:
    SigningKey.create(tmp_path / "ledger.key")
    writers = [FORK.Process(target=_record, args=(tmp_path, 20, "mark")) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [os.EX_OK] * 3
    assert len(abouts(local_ledger(tmp_path))) == 20


def test_threads_share_one_ledger(ledger: SqliteLedger) -> None:
    def record() -> None:
        for _ in range(20):
            ledger.record("stored", "r1")

    threads = [Thread(target=record) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcome(ledger.verify()) == (80, None)


def test_a_ledger_is_carried_over_a_fork(ledger: SqliteLedger) -> None:
    ledger.record("stored", "parent")
    child = FORK.Process(target=ledger.record, args=("stored", "child"))
    child.start()
    child.join()
    assert child.exitcode == os.EX_OK
    ledger.record("stored", "parent")
    assert abouts(ledger) == ["parent", "child", "parent"]


def test_killed_in_the_middle_of_an_append_the_chain_holds_and_goes_on(tmp_path: Path) -> None:
    ledger = local_ledger(tmp_path)
    anchor: Anchor | None = None
    for moment in range(25):
        writer = FORK.Process(target=_record, args=(tmp_path, 100_000))
        writer.start()
        writer.join(0.01 + moment * 0.0013)
        assert writer.pid
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        verdict = ledger.verify(anchor)
        assert verdict.trouble is None
        anchor = verdict.head
    assert anchor
    assert ledger.record("stored", "r1").seq == anchor.seq + 1
