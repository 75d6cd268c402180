from __future__ import annotations

import shutil
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from pipeline.accounting import enter_notes
from pipeline.adapters.rejected import RejectedArea
from pipeline.disposal import (
    DESTROYED,
    NEVER_VERIFIED,
    Settled,
    Unsettled,
    destroy,
    discard_rejected,
    erase_again,
    orphans,
    settle,
    sweep,
)
from pipeline.errors import KeyGone, NoSuch, NotAudio, UnderHold
from pipeline.model import (
    Destroy,
    Freeze,
    Hold,
    Kind,
    PurposeName,
    RecordingId,
    Rendition,
    Retain,
    State,
    Tag,
)
from pipeline.ports import Keeping
from tests.calls import (
    ENDED,
    EVIDENCE,
    POLICY,
    QUALITY,
    SALE,
    TRAINING,
    a_recording,
    received,
    released,
)
from tests.conftest import keeping_in
from tests.killing import killed_at, lines

SOON = ENDED + timedelta(hours=1)
AFTER_TRAINING = ENDED + timedelta(days=200)
AFTER_ALL = ENDED + timedelta(days=366 * 7)


def audio(recording: RecordingId, profile: str) -> Rendition:
    return Rendition(recording, QUALITY if profile == "quality" else EVIDENCE, Kind.AUDIO)


def test_the_original_goes_as_soon_as_its_renditions_are_verified(keeping: Keeping) -> None:
    call = released(keeping, TRAINING)

    done = [s for s in settle(call.id, keeping, POLICY, now=SOON) if isinstance(s, Settled)]

    assert [s.rendition.kind for s in done if s.certificate] == [Kind.ORIGINAL]
    assert not keeping.vault.holds(Rendition.original(call.id))
    with pytest.raises(KeyGone):
        keeping.vault.open(Rendition.original(call.id)).read()
    assert keeping.vault.holds(audio(call.id, "quality"))


def test_a_call_that_waits_for_a_person_keeps_its_original_until_the_hard_limit(
    keeping: Keeping,
) -> None:
    call = released(keeping, TRAINING, state=State.REVIEW)
    original = Rendition.original(call.id)

    list(sweep(keeping, POLICY, now=SOON))
    assert keeping.vault.holds(original)

    list(sweep(keeping, POLICY, now=ENDED + timedelta(hours=73)))
    assert not keeping.vault.holds(original)


def test_each_rendition_dies_with_the_last_purpose_that_hears_it(keeping: Keeping) -> None:
    call = released(keeping, TRAINING, SALE)

    list(sweep(keeping, POLICY, now=AFTER_TRAINING))

    assert not keeping.vault.holds(audio(call.id, "quality"))
    assert keeping.vault.holds(audio(call.id, "evidence"))


def test_what_a_waveform_is_drawn_from_dies_with_the_audio_it_shows(keeping: Keeping) -> None:
    call = released(keeping, TRAINING, SALE)
    shown, other = (Rendition(call.id, p, Kind.PEAKS) for p in (QUALITY, EVIDENCE))

    list(sweep(keeping, POLICY, now=AFTER_TRAINING))

    assert not keeping.vault.holds(shown)
    assert keeping.vault.open(other).read() == b"evidence peaks"
    [mine], [its] = (
        [
            e.details
            for e in keeping.ledger.entries(act=DESTROYED, about=f"{call.id}.quality.{kind}")
        ]
        for kind in (Kind.PEAKS, Kind.AUDIO)
    )
    assert mine == its


def test_nothing_of_a_call_is_left_but_its_certificates(keeping: Keeping) -> None:
    call = released(keeping, TRAINING, SALE)
    enter_notes(keeping)

    list(sweep(keeping, POLICY, now=AFTER_ALL))

    assert list(keeping.vault.renditions()) == []
    assert list(keeping.catalogue.renditions(call.id)) == []
    certified = [e.about for e in keeping.ledger.entries(act=DESTROYED, about=call.id)]
    assert sorted(certified) == sorted(
        f"{call.id}.{name}"
        for name in (
            "sealed.original",
            "quality.audio",
            "quality.peaks",
            "quality.transcript",
            "evidence.audio",
            "evidence.peaks",
            "evidence.transcript",
        )
    )


def test_a_rehearsal_changes_nothing(keeping: Keeping) -> None:
    call = released(keeping, TRAINING)
    before = set(keeping.vault.renditions())

    told = list(sweep(keeping, POLICY, now=AFTER_ALL, rehearse=True))

    assert all(isinstance(s, Settled) and s.certificate is None for s in told)
    assert any(isinstance(s, Settled) and not isinstance(s.disposition, Retain) for s in told)
    assert set(keeping.vault.renditions()) == before
    assert not list(keeping.ledger.entries(act=DESTROYED, about=call.id))


def test_a_hold_freezes_every_rendition_but_the_original(keeping: Keeping) -> None:
    call = released(keeping, TRAINING)
    place(keeping, call.id)

    told = {s.rendition.kind: s for s in sweep(keeping, POLICY, now=AFTER_ALL)}

    for kind in (Kind.AUDIO, Kind.PEAKS, Kind.TRANSCRIPT):
        frozen = told[kind]
        assert isinstance(frozen, Settled)
        assert isinstance(frozen.disposition, Freeze)
        assert keeping.vault.holds(Rendition(call.id, QUALITY, kind))
    assert not keeping.vault.holds(Rendition.original(call.id))


def test_a_hold_placed_at_the_last_moment_still_wins(keeping: Keeping) -> None:
    call = released(keeping, TRAINING)
    order = Destroy(AFTER_ALL, "training_quality: over")
    place(keeping, call.id)

    with pytest.raises(UnderHold):
        destroy(audio(call.id, "quality"), order, keeping)

    assert keeping.vault.open(audio(call.id, "quality")).read() == b"quality audio"


def test_what_a_hold_kept_goes_when_it_is_released(keeping: Keeping) -> None:
    call = released(keeping, TRAINING)
    place(keeping, call.id)
    list(sweep(keeping, POLICY, now=AFTER_ALL))

    keeping.catalogue.release_hold("h-1", AFTER_ALL, by="anna and ben")
    list(sweep(keeping, POLICY, now=AFTER_ALL + timedelta(minutes=1)))

    assert list(keeping.vault.renditions()) == []


def test_what_a_failed_redaction_left_is_destroyed(keeping: Keeping) -> None:
    call = released(keeping, state=State.QUARANTINED)
    left = audio(call.id, "quality")
    keeping.catalogue.begin(left)

    told = {s.rendition: s for s in settle(call.id, keeping, POLICY, now=SOON)}

    settled = told[left]
    assert isinstance(settled, Settled)
    assert settled.certificate
    assert settled.certificate.authority == NEVER_VERIFIED


def test_what_began_to_arrive_and_never_did_goes_at_the_hard_limit(keeping: Keeping) -> None:
    withdrawn = keeping.catalogue.admit(a_recording())
    list(sweep(keeping, POLICY, now=SOON))
    assert list(keeping.catalogue.renditions(withdrawn.id))

    list(sweep(keeping, POLICY, now=ENDED + timedelta(hours=73)))

    assert not list(keeping.catalogue.renditions(withdrawn.id))
    with pytest.raises(NoSuch):
        keeping.catalogue.state(withdrawn.id)


def test_what_another_process_destroyed_meanwhile_is_no_error(keeping: Keeping) -> None:
    call = released(keeping, TRAINING)
    rehearsal = sweep(keeping, POLICY, now=AFTER_ALL, rehearse=True)
    next(rehearsal)
    list(sweep(keeping, POLICY, now=AFTER_ALL))

    assert all(isinstance(settled, Settled) for settled in rehearsal)
    assert list(settle(call.id, keeping, POLICY, now=AFTER_ALL)) == []


def test_a_redaction_at_work_is_left_alone(keeping: Keeping) -> None:
    call = received(keeping)
    keeping.catalogue.claim("worker-1", now=SOON, lease=timedelta(minutes=5))
    keeping.catalogue.begin(audio(call.id, "quality"))

    list(settle(call.id, keeping, POLICY, now=SOON))

    assert audio(call.id, "quality") in keeping.catalogue.renditions(call.id)


def test_a_purpose_the_policy_does_not_know_keeps_the_call_and_is_told(keeping: Keeping) -> None:
    unknown = Tag(PurposeName("market_research"), ("somebody",), "anna")
    call = released(keeping, TRAINING)
    keeping.catalogue.retag(call.id, (unknown,), by="anna")

    told = list(sweep(keeping, POLICY, now=AFTER_ALL))

    assert any(isinstance(s, Unsettled) for s in told)
    assert keeping.vault.holds(audio(call.id, "quality"))


def test_what_came_back_after_its_certificate_is_erased_again(
    keeping: Keeping, tmp_path: Path
) -> None:
    released(keeping, TRAINING)
    shutil.copytree(tmp_path / "vault", tmp_path / "backup")
    list(sweep(keeping, POLICY, now=AFTER_ALL))
    shutil.copytree(tmp_path / "backup", tmp_path / "vault", dirs_exist_ok=True)

    back = list(orphans(keeping))
    assert back
    assert all(certified for _, certified in back)
    for rendition, _ in back:
        erase_again(rendition, keeping)

    assert list(keeping.vault.renditions()) == []


def test_what_the_catalogue_lost_is_told_and_not_erased(keeping: Keeping) -> None:
    stray = Rendition(a_recording().id, QUALITY, Kind.AUDIO)
    keeping.vault.store(stray, BytesIO(b"nobody knows"))

    assert list(orphans(keeping)) == [(stray, False)]


@pytest.mark.sqlite
def test_killed_at_any_line_a_sweep_is_finished_by_the_next_one(
    keeping: Keeping, tmp_path: Path
) -> None:
    call = released(keeping, TRAINING)
    enter_notes(keeping)
    world, deaths = tmp_path / "world", 0
    for line in lines(step=41):
        shutil.rmtree(world, ignore_errors=True)
        shutil.copytree(tmp_path, world, ignore=shutil.ignore_patterns("world"))

        def destroy_all() -> None:
            list(sweep(keeping_in(world), POLICY, now=AFTER_ALL))

        if not killed_at(line, destroy_all):
            break
        deaths += 1
        again = keeping_in(world)
        list(sweep(again, POLICY, now=AFTER_ALL))
        assert list(again.vault.renditions()) == []
        assert list(again.catalogue.doomed()) == []
        certified = [e.about for e in again.ledger.entries(act=DESTROYED, about=call.id)]
        assert len(certified) == len(set(certified)) == 4
    assert deaths > 10


def test_killed_at_any_line_rejected_files_are_removed_and_certified_once(
    keeping: Keeping, tmp_path: Path
) -> None:
    world, deaths = tmp_path / "world", 0
    month = timedelta(days=30)
    for line in lines(step=3):
        shutil.rmtree(world, ignore_errors=True)
        shutil.copytree(tmp_path, world, ignore=shutil.ignore_patterns("world"))
        rejected = world / "rejected"
        (world / "a.wav").write_bytes(b"no call")
        RejectedArea(rejected).put("pbx", world, ["a.wav"], NotAudio("r1"), as_="r1", now=ENDED)

        def discard_all() -> None:
            area, ledger = RejectedArea(world / "rejected"), keeping_in(world).ledger
            list(discard_rejected(area, ledger, keep=month, now=AFTER_ALL))

        killed = killed_at(line, discard_all, within=("pipeline/adapters/rejected.py",))
        discard_all()
        assert list(rejected.iterdir()) == []
        [certificate] = keeping_in(world).ledger.entries(act=DESTROYED)
        assert certificate.about == "r1"
        if not killed:
            break
        deaths += 1
    assert deaths > 5


def place(keeping: Keeping, recording: RecordingId) -> None:
    hold = Hold("h-1", "Smith v Acme", "anna", ENDED)
    keeping.catalogue.place(hold, [recording])
