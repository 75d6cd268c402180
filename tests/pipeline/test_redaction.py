from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from pipeline.adapters.forms import form_of
from pipeline.adapters.scratch import scratch
from pipeline.adapters.silencing import BlockSilencer
from pipeline.cards import CardDetector
from pipeline.errors import LeakFound
from pipeline.model import (
    Cover,
    Entity,
    Finding,
    Flag,
    Form,
    Grade,
    Hearing,
    Kind,
    Mask,
    Party,
    ProfileName,
    PurposeName,
    Recording,
    Rendition,
    State,
    Tag,
    Transcript,
    Windows,
    Word,
)
from pipeline.onefile import redact_sound
from pipeline.ports import Keeping, Sound
from pipeline.redaction import Tools, redact
from pipeline.timeline import Span, covered, support
from tests.calls import EVIDENCE, POLICY, QUALITY, a_recording

RATE, SECONDS = 8_000, 20
AGENT, CUSTOMER = 0, 1


def words(text: str, start: int, channel: int) -> list[Word]:
    """`text`, one word every 400 ms."""
    return [
        Word(word, Span(start + 400 * i, start + 400 * i + 350), channel, 0.9)
        for i, word in enumerate(text.split())
    ]


PAYMENT = Transcript(
    tuple(
        words("what is the long number please", 0, AGENT)
        + words("four five three nine five seven eight seven", 3_000, CUSTOMER)
        + words("six three six two one four eight six", 6_200, CUSTOMER)
        + words("thank you", 10_500, CUSTOMER)
    ),
    (Party.AGENT, Party.CUSTOMER),
)
CHAT = Transcript(
    tuple(words("it costs nineteen pounds fifty", 0, AGENT)), (Party.AGENT, Party.CUSTOMER)
)


@dataclass
class Recites:
    """Says `first` the first time; the second time what of `second` the masks left audible."""

    first: Transcript
    second: Callable[[int], Transcript] = lambda _: Transcript((), ())
    grade: Grade = Grade.FULL
    name: str = "reciter"
    second_hearings: int = 0
    windows: list[Windows | None] = field(default_factory=list)

    def transcribe(
        self, sound: Sound, *, hearing: Hearing = Hearing.FIRST, windows: Windows | None = None
    ) -> Transcript:
        if hearing is Hearing.FIRST:
            return self.first
        self.second_hearings += 1
        self.windows.append(windows)
        return self.second(self.second_hearings)


@dataclass
class Speaks:
    """What is said is spoken; and `more` is spoken by the agent, and not said by the reciter."""

    said: Transcript
    more: Sequence[Span] = ()

    def activity(self, sound: Sound) -> Sequence[Sequence[Span]]:
        return [
            support([*(w.span for w in self.said.words if w.channel == c), *self.more], collar=500)
            for c in (AGENT, CUSTOMER)
        ]


@dataclass
class Flags:
    found: tuple[Flag, ...] = ()

    def flag(self, transcript: Transcript) -> Iterable[Flag]:
        return self.found


@dataclass
class Carries:
    """The agent's channel carries what is said on the caller's, or no channel does."""

    echo: bool = False

    def echoes(self, sound: Sound, findings: Sequence[Finding]) -> Iterable[Finding]:
        for finding in findings if self.echo else ():
            yield replace(finding, channel=AGENT, words=())


class SilencesNothing(BlockSilencer):
    """A silencer with a fault: it writes the original."""

    def silence(
        self, sound: Sound, masks: Sequence[Mask], cover: Cover, sink: BinaryIO, form: Form
    ) -> bytes:
        return super().silence(sound, (), cover, sink, form)


@dataclass
class HearsTones:
    """A listener that hears a keyed number wherever the sound is loud there."""

    span: Span
    name: str = "dtmf"

    def listen(self, sound: Sound) -> Iterator[Finding]:
        with sound.open() as file:
            samples, rate = soundfile.read(file)
        heard = samples[self.span.start * rate // 1000 : self.span.end * rate // 1000, CUSTOMER]
        if np.abs(heard).max() > 0.5:
            yield Finding(Entity.DTMF, CUSTOMER, self.span, 1.0, self.name)


@pytest.fixture
def a_call(keeping: Keeping) -> Recording:
    """Noise, sealed in the vault: what is said in it is the reciter's business."""
    noise = np.random.default_rng(1).uniform(-0.9, 0.9, (RATE * SECONDS, 2))
    audio = BytesIO()
    soundfile.write(audio, noise, RATE, format="WAV", subtype="PCM_16")
    recording = replace(a_recording(), duration=SECONDS * 1000)
    keeping.catalogue.admit(recording)
    keeping.vault.store(Rendition.original(recording.id), BytesIO(audio.getvalue()))
    keeping.catalogue.arrived(recording.id)
    return recording


def tools(folder: Path, transcriber: object, **others: object) -> Tools:
    parts = {
        "transcriber": transcriber,
        "detectors": (CardDetector(),),
        "listeners": (),
        "flagger": Flags(),
        "speech": Speaks(getattr(transcriber, "first", CHAT)),
        "echo": Carries(),
        "silencer": BlockSilencer(),
        "scratch": lambda: scratch(folder),
    }
    return Tools(**(parts | others))  # type: ignore[arg-type]


def audio(keeping: Keeping, recording: Recording, profile: ProfileName) -> npt.NDArray[np.int16]:
    with keeping.vault.open(Rendition(recording.id, profile, Kind.AUDIO)) as file:
        samples, rate = soundfile.read(BytesIO(file.read()), dtype="int16")
    assert rate == RATE
    return np.asarray(samples, np.int16)


def test_a_payment_is_silenced_and_the_rest_is_untouched(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    outcome = redact(a_call, tools(tmp_path, Recites(PAYMENT)), keeping, POLICY)

    with keeping.vault.open(Rendition.original(a_call.id)) as file:
        before, _ = soundfile.read(BytesIO(file.read()), dtype="int16")
    after = audio(keeping, a_call, EVIDENCE)
    said = slice(3 * RATE, 9_350 * RATE // 1000)
    assert outcome.state is State.RELEASED
    assert after.shape == before.shape
    assert not np.any(np.isclose(after[said, CUSTOMER], before[said, CUSTOMER], atol=1).all())
    assert np.abs(np.corrcoef(after[said, CUSTOMER], before[said, CUSTOMER])[0, 1]) < 0.05
    assert np.array_equal(after[12 * RATE :], before[12 * RATE :])
    assert np.array_equal(after[:, AGENT], before[:, AGENT])


def test_the_struck_transcript_shows_what_is_under_the_tone(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    redact(a_call, tools(tmp_path, Recites(PAYMENT)), keeping, POLICY)
    for profile in (QUALITY, EVIDENCE):
        with keeping.vault.open(Rendition(a_call.id, profile, Kind.TRANSCRIPT)) as file:
            text = " ".join(word["text"] for word in json.load(file)["words"])
        assert text == "what is the long number please [PAN] thank you"


def test_what_a_waveform_is_drawn_from_is_kept_with_the_audio_it_shows(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    outcome = redact(a_call, tools(tmp_path, Recites(PAYMENT)), keeping, POLICY)
    for profile in (QUALITY, EVIDENCE):
        peaks = Rendition(a_call.id, profile, Kind.PEAKS)
        assert outcome.kept[peaks] == outcome.kept[replace(peaks, kind=Kind.AUDIO)]
        with keeping.vault.open(peaks) as file:
            drawn = np.frombuffer(file.read()[24:], np.int8).reshape(-1, 2, 2)
        assert len(drawn) == SECONDS * 20
        assert drawn[: 2 * 20, CUSTOMER, 1].min() > 100  # noise, as it was
        assert drawn[4 * 20 : 9 * 20, CUSTOMER, 1].max() < 10  # the tone, quieter


@pytest.mark.parametrize("form", Form)
def test_audio_is_kept_in_the_form_that_the_policy_names(
    keeping: Keeping, a_call: Recording, tmp_path: Path, form: Form
) -> None:
    policy = replace(POLICY, form=form)
    assert redact(a_call, tools(tmp_path, Recites(PAYMENT)), keeping, policy).kept
    with keeping.vault.open(Rendition(a_call.id, QUALITY, Kind.AUDIO)) as file:
        kept = file.read()
        assert form_of(kept) is form
        # A player asks for ranges.
        file.seek(len(kept) // 2)
        assert file.read(100) == kept[len(kept) // 2 :][:100]
    assert soundfile.info(BytesIO(kept)).duration == SECONDS


def test_renditions_that_are_silenced_alike_are_heard_again_once(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    ear = Recites(PAYMENT)
    redact(a_call, tools(tmp_path, ear), keeping, POLICY)
    assert ear.second_hearings == 1
    assert np.array_equal(audio(keeping, a_call, QUALITY), audio(keeping, a_call, EVIDENCE))


def test_what_a_chat_says_of_money_stays(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    outcome = redact(a_call, tools(tmp_path, Recites(CHAT)), keeping, POLICY)
    assert all(masks == () for masks in outcome.kept.values())


def hears_a_card_the_second_time() -> Recites:
    """From 12 s on, where it heard a chat before; and nothing from then on."""
    late = Transcript(
        tuple(words("four five three nine five seven eight seven", 12_000, CUSTOMER))
        + tuple(words("six three six two one four eight six", 15_200, CUSTOMER)),
        PAYMENT.channels,
    )
    return Recites(CHAT, lambda time: late if time == 1 else Transcript((), PAYMENT.channels))


def test_what_only_the_second_hearing_finds_is_silenced_too(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    ear = hears_a_card_the_second_time()
    outcome = redact(a_call, tools(tmp_path, ear), keeping, POLICY)
    masks = outcome.kept[Rendition(a_call.id, QUALITY, Kind.AUDIO)]
    assert outcome.state is State.RELEASED
    assert any(m.channel == CUSTOMER and m.span.covers(Span(12_000, 18_350)) for m in masks)


def test_words_of_the_first_hearing_strike_none_of_the_second(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    """The card that is read first has the same places among the words as the one heard again."""
    ear = hears_a_card_the_second_time()
    ear.first = PAYMENT
    outcome = redact(a_call, tools(tmp_path, ear), keeping, POLICY)
    masks = outcome.kept[Rendition(a_call.id, QUALITY, Kind.AUDIO)]
    assert any(m.span.covers(Span(12_000, 18_350)) for m in masks)


def test_after_a_leak_all_of_it_is_heard_once_more(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    """The leak may have been put into the wrong place, and then it is still to be heard."""
    ear = hears_a_card_the_second_time()
    ear.first = PAYMENT
    redact(a_call, tools(tmp_path, ear), keeping, POLICY)
    first, second, *_ = ear.windows
    assert first is not None
    assert second is not None
    for channel, spans in first.items():
        assert covered(spans, by=second[channel]) == sum(span.duration for span in spans)


@dataclass
class HearsDigits:
    """A listener that always hears the same."""

    findings: tuple[Finding, ...]
    name: str = "digit-listener"

    def listen(self, sound: Sound) -> Iterable[Finding]:
        return self.findings if not sound.ours else ()


def test_a_few_digits_that_were_heard_are_silenced_where_a_code_was_asked_for_and_nowhere_else(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    asked = Transcript(
        tuple(words("and the security code on the back please", 0, AGENT)), PAYMENT.channels
    )
    heard = HearsDigits(
        tuple(
            Finding(Entity.SOME_DIGITS, CUSTOMER, Span(start, start + 1_500), 0.5, "digit-listener")
            for start in (4_000, 17_000)
        )
    )
    for said, masked in ((asked, [Entity.CARD_CODE]), (CHAT, [])):
        ear = tools(tmp_path, Recites(said), listeners=(heard,))
        outcome = redact(a_call, ear, keeping, POLICY)
        masks = outcome.kept[Rendition(a_call.id, EVIDENCE, Kind.AUDIO)]
        assert [entity for mask in masks for entity in mask.entities] == masked


def test_the_second_hearing_hears_both_parties_all_through_a_payment(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    ear = Recites(PAYMENT)
    redact(a_call, tools(tmp_path, ear), keeping, POLICY)
    [windows] = ear.windows
    assert windows is not None
    assert all(any(s.covers(Span(2_800, 20_000)) for s in windows[c]) for c in (AGENT, CUSTOMER))


def test_what_the_other_channel_carries_of_it_is_silenced_there_too(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    outcome = redact(a_call, tools(tmp_path, Recites(PAYMENT), echo=Carries(True)), keeping, POLICY)
    masks = outcome.kept[Rendition(a_call.id, EVIDENCE, Kind.AUDIO)]
    assert {m.channel for m in masks if m.span.covers(Span(3_000, 9_350))} == {AGENT, CUSTOMER}


def test_so_is_what_only_the_second_hearing_finds(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    ear = hears_a_card_the_second_time()
    outcome = redact(a_call, tools(tmp_path, ear, echo=Carries(True)), keeping, POLICY)
    masks = outcome.kept[Rendition(a_call.id, QUALITY, Kind.AUDIO)]
    assert {m.channel for m in masks if m.span.covers(Span(12_000, 18_350))} == {AGENT, CUSTOMER}


def test_a_leak_that_stays_leaves_nothing_verified(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    deaf = tools(tmp_path, Recites(PAYMENT), silencer=SilencesNothing())
    with pytest.raises(LeakFound, match="still audible after 3 hearings") as leak:
        redact(a_call, deaf, keeping, POLICY)
    assert "four" not in str(leak.value)
    assert not any(map(keeping.catalogue.is_verified, keeping.catalogue.renditions(a_call.id)))


def test_the_listeners_hear_what_was_kept_and_not_what_was_meant_to_be(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    keyed = HearsTones(Span(13_000, 14_000))
    outcome = redact(a_call, tools(tmp_path, Recites(CHAT), listeners=(keyed,)), keeping, POLICY)
    [mask] = outcome.kept[Rendition(a_call.id, QUALITY, Kind.AUDIO)]
    assert mask.entities == (Entity.DTMF,)
    assert np.abs(audio(keeping, a_call, QUALITY)[13 * RATE : 14 * RATE, CUSTOMER]).max() < 3_000


def test_what_an_engine_imagines_under_the_tone_is_no_leak(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    redacted = redact(a_call, tools(tmp_path, Recites(PAYMENT, lambda _: PAYMENT)), keeping, POLICY)
    assert redacted.state is State.RELEASED


REASONS: dict[str, dict[str, object]] = {
    "an engine of grade basic": {"transcriber": Recites(CHAT, grade=Grade.BASIC)},
    "should not be here: health": {"flagger": Flags((Flag("health", 1, Span(0, 9), "illness"),))},
    "another language than English (cy)": {"transcriber": Recites(replace(CHAT, language="cy"))},
    "of the speech could not be read": {"speech": Speaks(CHAT, (Span(0, 19_000),))},
}


@pytest.mark.parametrize("reason", REASONS)
def test_a_person_looks_first(
    keeping: Keeping, a_call: Recording, tmp_path: Path, reason: str
) -> None:
    outcome = redact(
        a_call,
        tools(tmp_path, **{"transcriber": Recites(CHAT), **REASONS[reason]}),
        keeping,
        POLICY,
    )
    assert outcome.state is State.REVIEW
    assert reason in outcome.reason
    assert outcome.hint


def test_what_a_person_tagged_is_kept_when_the_call_is_redacted_again(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    by_hand = Tag(PurposeName("sales_record"), ("the order came by post",), "anna")
    keeping.catalogue.retag(a_call.id, (by_hand,), by="anna")
    outcome = redact(a_call, tools(tmp_path, Recites(CHAT)), keeping, POLICY)
    assert by_hand in outcome.tags


def test_one_file_needs_no_catalogue(keeping: Keeping, a_call: Recording, tmp_path: Path) -> None:
    original = Sound(
        lambda: keeping.vault.open(Rendition.original(a_call.id)),
        a_call.channels,
        a_call.duration,
        "in.wav",
    )
    quality = POLICY.profile(QUALITY)
    made = redact_sound(original, quality, tools(tmp_path, Recites(PAYMENT)), POLICY, keeping.vault)
    assert made.trouble is None
    assert made.audio
    assert [w.text for w in made.transcript.words if w.channel == CUSTOMER] == [
        "[PAN]",
        "thank",
        "you",
    ]


def test_one_file_that_fails_verification_is_not_to_be_had(
    keeping: Keeping, a_call: Recording, tmp_path: Path
) -> None:
    original = Sound(
        lambda: keeping.vault.open(Rendition.original(a_call.id)),
        a_call.channels,
        a_call.duration,
        "in.wav",
    )
    deaf = tools(tmp_path, Recites(PAYMENT), silencer=SilencesNothing())
    made = redact_sound(original, POLICY.profile(QUALITY), deaf, POLICY, keeping.vault)
    assert made.audio is None
    assert isinstance(made.trouble, LeakFound)
