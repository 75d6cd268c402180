"""Silencing what was missed in renditions whose original is gone.

Each rendition is made anew from what can still be heard of it, with more silence than
before; a rendition that masks too much is made anew from another one that still holds what
it need not mask. Nothing else of the call is asked for: what was destroyed stays destroyed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

from pipeline.doublechecking import worth_hearing_again
from pipeline.errors import LeakFound
from pipeline.marks import Course, Mark, Says, findings_of, spared, uncovered_masks, united
from pipeline.masking import Margins, plan_masks, strike, uncovered
from pipeline.model import (
    Cover,
    Finding,
    Hearing,
    Kind,
    Mask,
    Outcome,
    Profile,
    Recording,
    Rendition,
    State,
    Transcript,
)
from pipeline.policy import Policy
from pipeline.ports import Keeping, Sound
from pipeline.redaction import ROUNDS, Tools, all_found, struck
from pipeline.searching import words_of
from pipeline.streams import Shared
from pipeline.transcripts import from_json

_MADE = (Kind.AUDIO, Kind.PEAKS, Kind.TRANSCRIPT)


def remask(recording: Recording, tools: Tools, keeping: Keeping, policy: Policy) -> Outcome:
    """Make every living rendition anew with what people marked.

    Raises LeakFound where the new audio does not pass its hearing; nothing of the old
    renditions is lost then, and nothing is playable. May be repeated after a crash at
    any line: what is silent already is silenced again.
    """
    marks = keeping.catalogue.marks(recording.id)
    facts = keeping.catalogue.facts(recording.id)
    kept: dict[Rendition, tuple[Mask, ...]] = {}
    unheld: set[int] = set()
    for profile in _living_profiles(recording, keeping, policy):
        masks, missing = _remask_one(recording, profile, marks, tools, keeping, policy)
        unheld |= missing
        kept |= {_rendition(recording, profile, kind): masks for kind in _MADE}
    return Outcome(
        state=State.RELEASED,
        tags=facts.tags,
        kept=kept,
        engine=tools.transcriber.name,
        unheld=tuple(sorted(unheld)),
    )


def _living_profiles(recording: Recording, keeping: Keeping, policy: Policy) -> Iterator[Profile]:
    """The laxest first: what another one is made anew from is still as it was."""
    living = {r.profile for r in keeping.catalogue.renditions(recording.id) if r.kind is Kind.AUDIO}
    profiles = [policy.profile(name) for name in living]
    yield from sorted(profiles, key=lambda p: (-len(p.entities), p.name))


def _remask_one(
    recording: Recording,
    profile: Profile,
    marks: Sequence[Mark],
    tools: Tools,
    keeping: Keeping,
    policy: Policy,
) -> tuple[tuple[Mask, ...], set[int]]:
    """The masks of the rendition as it is now, and the marks that could not be followed."""
    audio = _rendition(recording, profile, Kind.AUDIO)
    old = keeping.catalogue.masks(audio)
    wanted = uncovered_masks(old, marks)
    source, missing = _source(recording, profile, old, wanted, marks, keeping, policy)
    if source == audio:
        wanted = old
    said = _words(recording, source, keeping)
    with tools.scratch() as before:
        with keeping.vault.open(source) as stream:
            shutil.copyfileobj(stream, before, 1 << 20)
        was = _sound(source, recording, before)
        masks, peaks = _silence(was, audio, wanted, said, profile, marks, tools, keeping, policy)
    keeping.vault.store(_rendition(recording, profile, Kind.PEAKS), BytesIO(peaks))
    text = _rendition(recording, profile, Kind.TRANSCRIPT)
    keeping.vault.store(text, BytesIO(struck(recording.id, said, masks)))
    keeping.catalogue.index(text, words_of(w.text for w in strike(said, masks).words))
    return masks, missing


def _silence(
    was: Sound,
    audio: Rendition,
    wanted: Sequence[Mask],
    said: Transcript,
    profile: Profile,
    marks: Sequence[Mark],
    tools: Tools,
    keeping: Keeping,
    policy: Policy,
) -> tuple[tuple[Mask, ...], bytes]:
    """Store `was` as `audio` with all that is wanted and marked silent; the masks, the peaks.

    It is stored when it passed its hearing, and not before.
    """
    margins = Margins(policy.margin_ms, policy.collar_ms)
    findings = findings_of(marks)
    leaks: tuple[Finding, ...] = ()
    for _ in range(ROUNDS):
        added = plan_masks(findings, profile, within=was.span, margins=margins)
        masks = united((*wanted, *added))
        with tools.scratch() as after:
            peaks = tools.silencer.silence(was, masks, policy.cover, after, policy.form)
            quiet = replace(was, open=Shared(after).open, name=audio.key)
            leaks = _hear_again(was, quiet, masks, added, said, profile, marks, tools, policy)
            if not leaks:
                after.seek(0)
                keeping.vault.store(audio, after)
                return masks, peaks
        findings += leaks
    where = ", ".join(f"{f.entity} by {f.detector} at {f.span.start} ms" for f in leaks)
    raise LeakFound(f"{audio.key}: still audible: {where}", leaks=leaks, masks=masks)


def _source(
    recording: Recording,
    profile: Profile,
    old: Sequence[Mask],
    wanted: Sequence[Mask],
    marks: Sequence[Mark],
    keeping: Keeping,
    policy: Policy,
) -> tuple[Rendition, set[int]]:
    """What to make the rendition anew from: itself, or one that holds what need not be masked."""
    own = _rendition(recording, profile, Kind.AUDIO)
    asked = {m.id for m in marks if m.says is Says.NEEDLESS and m.course is Course.CONFIRMED}
    gone = [mask for mask in old if mask not in wanted]
    if not gone:
        return own, set()
    for other in _living_profiles(recording, keeping, policy):
        candidate = _rendition(recording, other, Kind.AUDIO)
        theirs = keeping.catalogue.masks(candidate)
        if other <= profile and not any(_over(mask, theirs) for mask in gone):
            return candidate, set()
    return own, asked


def _over(mask: Mask, others: Sequence[Mask]) -> bool:
    return any(o.channel == mask.channel and o.span.overlaps(mask.span) for o in others)


def _hear_again(
    was: Sound,
    quiet: Sound,
    masks: Sequence[Mask],
    added: Sequence[Mask],
    said: Transcript,
    profile: Profile,
    marks: Sequence[Mark],
    tools: Tools,
    policy: Policy,
) -> tuple[Finding, ...]:
    """What can still be heard and must not; under the old masks there is nothing to compare."""
    audible = _audible(was, quiet, added, tools, policy)
    activity = tools.speech.activity(quiet)
    windows = (
        worth_hearing_again(added, said, activity, within=quiet.span)
        if policy.verify == "windows"
        else None
    )
    heard = tools.transcriber.transcribe(quiet, hearing=Hearing.SECOND, windows=windows)
    readable = strike(heard, masks)
    found = spared(filter(profile.masks, all_found(quiet, readable, tools)), marks)
    leaks = [*(f for mask in audible for f in mask.because), *uncovered(found, masks)]
    return tuple(replace(leak, words=()) for leak in leaks)


def _audible(
    was: Sound, quiet: Sound, added: Sequence[Mask], tools: Tools, policy: Policy
) -> Sequence[Mask]:
    """The masks that let something of `was` through.

    After a crash `was` may be silent there already, and cannot be told from what covers it:
    then it is enough that it holds nothing but a cover.
    """
    audible = tools.silencer.still_audible(was, quiet, added, policy.cover)
    if not audible:
        return ()
    with tools.scratch() as nothing:
        whole = [Mask(channel, was.span, ()) for channel in range(len(was.channels))]
        tools.silencer.silence(was, whole, Cover("silence"), nothing, policy.form)
        mute = replace(was, open=Shared(nothing).open)
        return tools.silencer.still_audible(mute, was, audible, policy.cover)


def _words(recording: Recording, source: Rendition, keeping: Keeping) -> Transcript:
    """The struck transcript that goes with an audio rendition."""
    text = Rendition(recording.id, source.profile, Kind.TRANSCRIPT)
    with keeping.vault.open(text) as stream:
        return from_json(json.load(stream)).transcript


def _sound(source: Rendition, recording: Recording, file: BinaryIO) -> Sound:
    return Sound(Shared(file).open, recording.channels, recording.duration, source.key, ours=True)


def _rendition(recording: Recording, profile: Profile, kind: Kind) -> Rendition:
    return Rendition(recording.id, profile.name, kind)
