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

from pipeline.anchoring import anchor
from pipeline.doublechecking import worth_hearing_again
from pipeline.errors import LeakFound, Quarantined
from pipeline.marks import (
    Mark,
    confirmed,
    findings_of,
    spared,
    uncovered_by,
    uncovered_masks,
    united,
    waited_for_a_person,
)
from pipeline.masking import Margins, plan_masks, silent_under, strike, strike_by_time, uncovered
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
from pipeline.timeline import without
from pipeline.transcripts import from_json

_MADE = (Kind.AUDIO, Kind.PEAKS, Kind.TRANSCRIPT)


def remask(recording: Recording, tools: Tools, keeping: Keeping, policy: Policy) -> Outcome:
    """Make every living rendition anew with what people marked.

    Raises LeakFound where the new audio does not pass its hearing; nothing of the old
    renditions is lost then, and nothing is playable. Raises Quarantined where none of them
    was ever verified. May be repeated after a crash at any line: what is silent already is
    silenced again.
    """
    marks = keeping.catalogue.marks(recording.id)
    facts = keeping.catalogue.facts(recording.id)
    kept: dict[Rendition, tuple[Mask, ...]] = {}
    unheld = {mark.id for mark in confirmed(marks)}
    profiles = tuple(_living_profiles(recording, keeping, policy))
    if not profiles:
        raise Quarantined(f"{recording.id}: its original is gone, and nothing of it was verified")
    for profile in profiles:
        old = keeping.catalogue.masks(_rendition(recording, profile, Kind.AUDIO))
        masks = _remask_one(recording, profile, marks, tools, keeping, policy)
        unheld -= uncovered_by(marks, old, masks)
        kept |= {_rendition(recording, profile, kind): masks for kind in _MADE}
    waited = waited_for_a_person(marks)
    return Outcome(
        state=State.REVIEW if waited else State.RELEASED,
        tags=facts.tags,
        kept=kept,
        flags=keeping.catalogue.flags(recording.id),
        engine=tools.transcriber.name,
        reason="it waited for a person before something in it was marked" if waited else "",
        hint="Listen to it and release it." if waited else "",
        unheld=tuple(sorted(unheld)),
    )


def _living_profiles(recording: Recording, keeping: Keeping, policy: Policy) -> Iterator[Profile]:
    """Those of what was verified, the strictest first: a laxer one, from which it may be made
    anew, is still as it was.
    """
    living = {
        r.profile
        for r in keeping.catalogue.renditions(recording.id)
        if r.kind is Kind.AUDIO and keeping.catalogue.is_verified(r)
    }
    profiles = [policy.profile(name) for name in living]
    yield from sorted(profiles, key=lambda p: (-len(p.entities), p.name))


def _remask_one(
    recording: Recording,
    profile: Profile,
    marks: Sequence[Mark],
    tools: Tools,
    keeping: Keeping,
    policy: Policy,
) -> tuple[Mask, ...]:
    """The masks of the rendition as it is now."""
    audio = _rendition(recording, profile, Kind.AUDIO)
    old = keeping.catalogue.masks(audio)
    wanted = uncovered_masks(old, marks)
    source = _source(recording, profile, old, wanted, keeping, policy)
    if source == audio:
        wanted = old
    said = _words(recording, source, keeping)
    with tools.scratch() as before:
        with keeping.vault.open(source) as stream:
            shutil.copyfileobj(stream, before, 1 << 20)
        was = _sound(source, recording, before)
        known = keeping.catalogue.masks(source)
        masks, peaks = _silence(
            was, audio, wanted, known, said, profile, marks, tools, keeping, policy
        )
    keeping.vault.store(_rendition(recording, profile, Kind.PEAKS), BytesIO(peaks))
    text = _rendition(recording, profile, Kind.TRANSCRIPT)
    keeping.vault.store(text, BytesIO(struck(recording.id, said, masks)))
    keeping.catalogue.index(text, words_of(w.text for w in strike(said, masks).words))
    return masks


def _silence(
    was: Sound,
    audio: Rendition,
    wanted: Sequence[Mask],
    known: Sequence[Mask],
    said: Transcript,
    profile: Profile,
    marks: Sequence[Mark],
    tools: Tools,
    keeping: Keeping,
    policy: Policy,
) -> tuple[tuple[Mask, ...], bytes]:
    """Store `was` as `audio` with all that is wanted and marked silent; the masks, the peaks.

    It is stored when it passed its hearing, and not before. `known` is what is silent
    in `was` already.
    """
    old = keeping.catalogue.masks(audio)
    margins = Margins(policy.margin_ms, policy.collar_ms)
    findings = findings_of(marks)
    leaks: tuple[Finding, ...] = ()
    for _ in range(ROUNDS):
        added = plan_masks(findings, profile, within=was.span, margins=margins)
        masks = united((*wanted, *added))
        with tools.scratch() as after:
            peaks = tools.silencer.silence(was, masks, policy.cover, after, policy.form)
            quiet = replace(was, open=Shared(after).open, name=audio.key)
            leaks = _hear_again(
                was, quiet, masks, added, known, said, profile, marks, tools, policy
            )
            if not leaks:
                after.seek(0)
                keeping.catalogue.meant(audio, tuple(dict.fromkeys((*old, *masks))))
                keeping.vault.store(audio, after)
                return masks, peaks
        findings += (*leaks, *tools.echo.echoes(was, leaks))
    where = ", ".join(f"{f.entity} by {f.detector} at {f.span.start} ms" for f in leaks)
    raise LeakFound(f"{audio.key}: still audible: {where}", leaks=leaks, masks=masks)


def _source(
    recording: Recording,
    profile: Profile,
    old: Sequence[Mask],
    wanted: Sequence[Mask],
    keeping: Keeping,
    policy: Policy,
) -> Rendition:
    """What to make the rendition anew from: itself, or one that holds what need not be masked."""
    own = _rendition(recording, profile, Kind.AUDIO)
    gone = [mask for mask in old if mask not in wanted]
    if not gone:
        return own
    for other in _living_profiles(recording, keeping, policy):
        candidate = _rendition(recording, other, Kind.AUDIO)
        theirs = keeping.catalogue.masks(candidate)
        if other <= profile and not any(_over(mask, theirs) for mask in gone):
            return candidate
    return own


def _over(mask: Mask, others: Sequence[Mask]) -> bool:
    return any(o.channel == mask.channel and o.span.overlaps(mask.span) for o in others)


def _hear_again(
    was: Sound,
    quiet: Sound,
    masks: Sequence[Mask],
    added: Sequence[Mask],
    known: Sequence[Mask],
    said: Transcript,
    profile: Profile,
    marks: Sequence[Mark],
    tools: Tools,
    policy: Policy,
) -> tuple[Finding, ...]:
    """What can still be heard and must not."""
    audible = _audible(was, quiet, masks, known, tools, policy)
    activity = tools.speech.activity(quiet)
    windows = (
        worth_hearing_again(added, said, activity, within=quiet.span)
        if policy.verify == "windows"
        else None
    )
    quiet = replace(quiet, silent=silent_under(masks), language=said.language)
    heard = tools.transcriber.transcribe(quiet, hearing=Hearing.SECOND, windows=windows)
    readable = strike_by_time(heard, masks)
    found = all_found(quiet, readable, tools)
    missed = uncovered(spared(filter(profile.masks, found.findings), marks), masks)
    placed = anchor(missed, readable, activity, within=quiet.span, heard=found.heard)
    leaks = [*(f for mask in audible for f in mask.because), *placed]
    return tuple(replace(leak, words=()) for leak in leaks)


def _audible(
    was: Sound,
    quiet: Sound,
    masks: Sequence[Mask],
    known: Sequence[Mask],
    tools: Tools,
    policy: Policy,
) -> Sequence[Mask]:
    """The masks that let something through: of `was`, or anything else but a cover.

    What is silent in `was` already cannot be told from what covers it now. There it is
    enough that nothing but a cover is heard.
    """
    fresh = [
        replace(mask, span=span)
        for mask in masks
        for span in without([mask.span], [k.span for k in known if k.channel == mask.channel])
    ]
    with tools.scratch() as nothing:
        whole = [Mask(channel, was.span, ()) for channel in range(len(was.channels))]
        tools.silencer.silence(was, whole, Cover("silence"), nothing, policy.form)
        mute = replace(was, open=Shared(nothing).open)
        other = tools.silencer.still_audible(mute, quiet, masks, policy.cover)
    return (*tools.silencer.still_audible(was, quiet, fresh, policy.cover), *other)


def _words(recording: Recording, source: Rendition, keeping: Keeping) -> Transcript:
    """The struck transcript that goes with an audio rendition."""
    text = Rendition(recording.id, source.profile, Kind.TRANSCRIPT)
    with keeping.vault.open(text) as stream:
        return from_json(json.load(stream)).transcript


def _sound(source: Rendition, recording: Recording, file: BinaryIO) -> Sound:
    return Sound(Shared(file).open, recording.channels, recording.duration, source.key, ours=True)


def _rendition(recording: Recording, profile: Profile, kind: Kind) -> Rendition:
    return Rendition(recording.id, profile.name, kind)
