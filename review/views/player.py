"""One call, opened for a purpose: its page, its bytes, its waveform, its words."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from pipeline.adapters.forms import form_of
from pipeline.errors import NotPlayable
from pipeline.model import Form, Kind, Mask, ProfileName, Rendition
from pipeline.retention import heard
from review import access, ranges
from review.configuration import the_site
from review.models import Opening
from review.rights import person_of

TYPES = {Form.FLAC: "audio/flac", Form.WAV: "audio/wav", Form.OPUS: "audio/ogg"}


def player(request: HttpRequest, opening: UUID) -> HttpResponse:
    found = access.opening_of(request, opening)
    call = access.call_for(person_of(request), found.recording)
    with access.opened(request, found, Kind.TRANSCRIPT) as stream:
        transcript = json.load(stream)
    return render(
        request,
        "review/player.html",
        {
            "opening": found,
            "call": call,
            "turns": turns_of(transcript),
            "masks": masks_heard(found),
        },
    )


def audio(request: HttpRequest, opening: UUID) -> HttpResponseBase:
    stream = access.opened(request, access.opening_of(request, opening), Kind.AUDIO)
    content_type = TYPES[form_of(stream.read(4))]
    return ranges.answer(stream, request.headers.get("Range"), content_type)


def peaks(request: HttpRequest, opening: UUID) -> HttpResponseBase:
    """As audiowaveform writes them (version 2, 8 bits)."""
    stream = access.opened(request, access.opening_of(request, opening), Kind.PEAKS)
    return ranges.answer(stream, None, "application/octet-stream")


def masks_heard(opening: Opening) -> tuple[Mask, ...]:
    """What is silenced in what this opening lets one hear."""
    site = the_site()
    call = site.listing.named(opening.recording)
    facts = site.catalogue.facts(call.id)
    profile = heard(opening.purpose, facts, site.policy.schedule)  # type: ignore[arg-type]
    if profile is None:
        raise NotPlayable(f"nothing of {call.id} that {opening.purpose} may hear is alive")
    return call.renditions.get(Rendition(call.id, ProfileName(profile), Kind.AUDIO), ())


def turns_of(transcript: dict[str, object]) -> list[dict[str, object]]:
    """The words of the struck transcript, turn by turn, each word with its index."""
    turns: list[dict[str, object]] = []
    channels = transcript["channels"]
    for index, word in enumerate(transcript["words"]):  # type: ignore[arg-type, var-annotated]
        if not turns or turns[-1]["channel"] != word["channel"]:
            turns.append(
                {
                    "channel": word["channel"],
                    "party": channels[word["channel"]],  # type: ignore[index]
                    "start_ms": word["start_ms"],
                    "words": [],
                }
            )
        turns[-1]["words"].append({"index": index, **word})  # type: ignore[attr-defined]
        turns[-1]["end_ms"] = word["end_ms"]
    return turns
