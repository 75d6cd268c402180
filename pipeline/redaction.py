"""The main act: one sealed recording in, renditions that are safe to hear out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from typing import BinaryIO, NamedTuple

from pipeline.anchoring import anchor
from pipeline.doublechecking import card_unread, not_read, unread_share, worth_hearing_again
from pipeline.errors import LeakFound, Unheard
from pipeline.hints import answers
from pipeline.marks import Mark, findings_of, spared, still_covered
from pipeline.masking import Margins, plan_masks, silent_under, strike, strike_by_time, uncovered
from pipeline.model import (
    ENGLISH,
    POLICY,
    Entity,
    Finding,
    Flag,
    Grade,
    Hearing,
    Kind,
    Mask,
    Outcome,
    Profile,
    Recording,
    Rendition,
    State,
    Tag,
    Transcript,
)
from pipeline.policy import Policy
from pipeline.ports import (
    Detector,
    Echoes,
    Flagger,
    Keeping,
    Listener,
    Silencer,
    Sound,
    SpeechActivity,
    Transcriber,
    Vault,
)
from pipeline.searching import words_of
from pipeline.tagging import tag
from pipeline.timeline import Span
from pipeline.transcripts import to_json

ROUNDS = 3
"""How often what the second hearing finds is masked before a person has to look."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The outside world, handed in."""

    transcriber: Transcriber
    detectors: Sequence[Detector]
    listeners: Sequence[Listener]
    flagger: Flagger
    speech: SpeechActivity
    echo: Echoes
    silencer: Silencer
    scratch: Callable[[], BinaryIO]
    """A new nameless file that nobody else can read and that dies with the process."""


class Heard(NamedTuple):
    """What the first hearing of a recording gave."""

    transcript: Transcript
    findings: tuple[Finding, ...]
    activity: Sequence[Sequence[Span]]
    flags: tuple[Flag, ...]


class Found(NamedTuple):
    """What a transcript and the listeners say of a sound."""

    findings: tuple[Finding, ...]
    """What must not be heard."""
    heard: tuple[Finding, ...]
    """All that the listeners heard, believed or not: it tells when digits were said."""


class Silenced(NamedTuple):
    """What was silenced in a rendition that passed its second hearing."""

    masks: tuple[Mask, ...]
    peaks: bytes
    """Of what can be heard of it, to draw its waveform with."""


def redact(recording: Recording, tools: Tools, keeping: Keeping, policy: Policy) -> Outcome:
    """Make and keep every rendition that the recording's purposes may hear.

    A rendition is kept when a second hearing of it, as the vault gives it back,
    found no secret. On LeakFound nothing of this recording is playable. May be
    repeated after a crash at any line.
    """
    original = sound_of(Rendition.original(recording.id), recording, keeping.vault)
    marks = keeping.catalogue.marks(recording.id)
    heard = _with_marks(listen(original, tools), marks)
    tags = _tags(recording, heard, keeping, policy)
    kept: dict[Rendition, tuple[Mask, ...]] = {}
    proven: dict[tuple[Mask, ...], tuple[Rendition, Rendition]] = {}
    for profile in policy.profiles_heard_by(tags):
        audio, peaks, text = (
            Rendition(recording.id, profile.name, kind)
            for kind in (Kind.AUDIO, Kind.PEAKS, Kind.TRANSCRIPT)
        )
        masks = _plan(heard.findings, profile, original, policy)
        if masks in proven:
            # Silenced alike, it sounds alike: what was heard again need not be once more.
            for mine, theirs in zip((audio, peaks), proven[masks], strict=True):
                with keeping.vault.open(theirs) as alike:
                    _keep(mine, keeping, alike)
        else:
            quiet = sound_of(audio, recording, keeping.vault)
            keep = partial(_keep, audio, keeping)
            masks, drawn = silence(original, quiet, keep, heard, profile, tools, policy, marks)
            _keep(peaks, keeping, BytesIO(drawn))
            proven[masks] = audio, peaks
        keep_text(text, heard.transcript, masks, keeping)
        kept |= dict.fromkeys((audio, peaks, text), masks)
    unheld = {id_ for masks in kept.values() for id_ in still_covered(marks, masks)}
    return replace(_outcome(heard, tags, kept, tools, policy), unheld=tuple(sorted(unheld)))


def _with_marks(heard: Heard, marks: Sequence[Mark]) -> Heard:
    """People are detectors, and the last word about what is no secret is theirs."""
    return heard._replace(findings=spared(heard.findings, marks) + findings_of(marks))


def _tags(recording: Recording, heard: Heard, keeping: Keeping, policy: Policy) -> tuple[Tag, ...]:
    """What the policy says, and before that what a person has said already."""
    said = keeping.catalogue.facts(recording.id).tags
    by_hand = {tag.purpose: tag for tag in said if tag.tagged_by != POLICY}
    by_cue = tag(recording.call, heard.transcript, heard.findings, policy.purposes)
    return (*by_hand.values(), *(t for t in by_cue if t.purpose not in by_hand))


def sound_of(rendition: Rendition, recording: Recording, vault: Vault) -> Sound:
    """A sealed rendition, to be read and never written anywhere."""
    return Sound(
        open=lambda: vault.open(rendition),
        channels=recording.channels,
        duration=recording.duration,
        name=rendition.key,
        ours=rendition.kind is Kind.AUDIO,
    )


def listen(sound: Sound, tools: Tools) -> Heard:
    """What was said, and when what in it must not be heard was said."""
    transcript = tools.transcriber.transcribe(sound)
    found = all_found(sound, transcript, tools)
    activity = tools.speech.activity(sound)
    placed = anchor(found.findings, transcript, activity, within=sound.span, heard=found.heard)
    return Heard(
        transcript,
        (*placed, *tools.echo.echoes(sound, placed)),
        activity,
        tuple(tools.flagger.flag(transcript)),
    )


def all_found(sound: Sound, transcript: Transcript, tools: Tools) -> Found:
    """What was read and what was heard; the listeners hear all of the sound."""
    read = tuple(f for detector in tools.detectors for f in detector.find(transcript))
    heard = tuple(f for listener in tools.listeners for f in listener.listen(sound))
    hints = [f for f in heard if f.entity is Entity.SOME_DIGITS]
    sure = [f for f in heard if f.entity is not Entity.SOME_DIGITS]
    found = (*read, *not_read(sure, transcript))
    cards = [f for f in found if f.entity in {Entity.PAN, Entity.DIGITS}]
    return Found((*found, *answers(hints, transcript, cards)), heard)


def silence(
    original: Sound,
    quiet: Sound,
    keep: Callable[[BinaryIO], None],
    heard: Heard,
    profile: Profile,
    tools: Tools,
    policy: Policy,
    marks: Sequence[Mark] = (),
) -> Silenced:
    """Have `original` kept with everything silenced that `profile` masks.

    `keep` is handed the audio, and `quiet` reads what it kept. What the second
    hearing finds there is masked as well, in `ROUNDS` hearings at most; then LeakFound.
    """
    findings = heard.findings
    for _ in range(ROUNDS):
        masks = _plan(findings, profile, original, policy)
        with tools.scratch() as sink:
            peaks = tools.silencer.silence(original, masks, policy.cover, sink, policy.form)
            sink.seek(0)
            keep(sink)
        heard_again = listen_again(original, quiet, masks, heard, profile, tools, policy)
        leaks = spared(heard_again, marks)
        if not leaks:
            return Silenced(masks, peaks)
        findings += (*leaks, *tools.echo.echoes(original, leaks))
    where = ", ".join(f"{f.entity} by {f.detector} at {f.span.start} ms" for f in leaks)
    raise LeakFound(
        f"{quiet.name}: still audible after {ROUNDS} hearings: {where}", leaks=leaks, masks=masks
    )


def _plan(
    findings: Iterable[Finding], profile: Profile, sound: Sound, policy: Policy
) -> tuple[Mask, ...]:
    margins = Margins(policy.margin_ms, policy.collar_ms)
    return plan_masks(findings, profile, within=sound.span, margins=margins)


def listen_again(
    original: Sound,
    quiet: Sound,
    masks: Sequence[Mask],
    heard: Heard,
    profile: Profile,
    tools: Tools,
    policy: Policy,
) -> tuple[Finding, ...]:
    """What can still be heard in `quiet` and must not, as findings to mask.

    The engine listens with other settings than the first time, where that is worth
    it or everywhere, as the policy says; the listeners hear all of it; and no mask
    may let anything of `original` through.
    """
    windows = (
        worth_hearing_again(masks, heard.transcript, heard.activity, within=quiet.span)
        if policy.verify == "windows"
        else None
    )
    quiet = replace(quiet, silent=silent_under(masks), language=heard.transcript.language)
    transcript = tools.transcriber.transcribe(quiet, hearing=Hearing.SECOND, windows=windows)
    # Struck, because what an engine imagines under a tone is no evidence of a leak.
    readable = strike_by_time(transcript, masks)
    found = all_found(quiet, readable, tools)
    audible = uncovered(filter(profile.masks, found.findings), masks)
    leaks = anchor(audible, readable, heard.activity, within=quiet.span, heard=found.heard)
    audible_masks = tools.silencer.still_audible(original, quiet, masks, policy.cover)
    leaks += tuple(f for mask in audible_masks for f in mask.because)
    # Their words index the second transcript, which nobody keeps.
    return tuple(replace(leak, words=()) for leak in leaks)


def _keep(rendition: Rendition, keeping: Keeping, content: BinaryIO) -> None:
    """The catalogue knows of a rendition before the vault does: no orphans."""
    keeping.catalogue.begin(rendition)
    keeping.vault.store(rendition, content)


def keep_text(
    rendition: Rendition, transcript: Transcript, masks: Sequence[Mask], keeping: Keeping
) -> None:
    """Keep the struck transcript, and have it found by what can be read in it."""
    _keep(rendition, keeping, BytesIO(struck(rendition.recording, transcript, masks)))
    keeping.catalogue.index(rendition, words_of(w.text for w in strike(transcript, masks).words))


def struck(name: str, transcript: Transcript, masks: Iterable[Mask]) -> bytes:
    """The transcript that may be read, as JSON in the design's format."""
    return json.dumps(to_json(name, strike(transcript, masks))).encode()


def _outcome(
    heard: Heard,
    tags: tuple[Tag, ...],
    kept: dict[Rendition, tuple[Mask, ...]],
    tools: Tools,
    policy: Policy,
) -> Outcome:
    """Released, unless there is a reason why a person must look first."""
    reason, hint = _doubt(heard, tags, tools, policy) or ("", "")
    return Outcome(
        state=State.REVIEW if reason else State.RELEASED,
        tags=tags,
        kept=kept,
        flags=heard.flags,
        engine=tools.transcriber.name,
        reason=reason,
        hint=hint,
    )


def _doubt(
    heard: Heard, tags: tuple[Tag, ...], tools: Tools, policy: Policy
) -> tuple[str, str] | None:
    """The first reason for a person to look at the call, and what to do about it."""
    if not tags:
        return "no purpose", "Tag it: hushtape purpose add ID PURPOSE --reason TEXT."
    if heard.flags:
        found = ", ".join(sorted({flag.category for flag in heard.flags}))
        return f"should not be here: {found}", "Restrict or erase it, or release it with a reason."
    if card_unread(heard.transcript, heard.findings):
        return (
            "a card number was asked for, and no whole one was found",
            "Listen for a missed one; release it if there is none.",
        )
    if heard.transcript.language != ENGLISH:
        return (
            f"spoken in another language than English ({heard.transcript.language})",
            "Listen to it: only English numbers and names are found for sure. Then release it.",
        )
    unread = unread_share(heard.transcript, heard.activity)
    if unread > policy.unheard_share:
        return f"{unread:.0%} of the speech could not be read", Unheard.hint
    if tools.transcriber.grade is Grade.BASIC and not policy.release_basic:
        return (
            f"heard by {tools.transcriber.name}, an engine of grade basic",
            "Listen to it and release it, or use a larger model (hushtape models list).",
        )
    return None
