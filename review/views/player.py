"""One call, opened for a purpose: its page, its bytes, its waveform, its words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pipeline.adapters.catalogue.listed import Listed
from pipeline.adapters.forms import form_of
from pipeline.errors import NotPlayable, Refused
from pipeline.model import Entity, Form, Kind, Mask, PurposeName, Rendition
from pipeline.retention import heard
from review import access, ranges
from review.configuration import the_site
from review.models import Opening
from review.rights import WHO_MARKS, person_of

TYPES = {Form.FLAC: "audio/flac", Form.WAV: "audio/wav", Form.OPUS: "audio/ogg"}
SPEEDS = ("0.5", "0.75", "1", "1.25", "1.5", "1.75", "2", "2.5", "3", "4")
KEYS = (
    ("Space", _("Play, pause")),
    ("← →", _("5 seconds back, forward")),
    ("j l", _("15 seconds back, forward")),
    (", .", _("To the masked stretch before, after")),
    ("< >", _("Slower, faster")),
    ("+ −", _("Closer, wider")),
    ("s", _("Skip silence")),
    ("o", _("Mono")),
    ("f", _("Follow the words")),
    ("[ ]", _("A stretch begins, ends here")),
    ("r", _("Loop the stretch")),
    ("b", _("Bookmark")),
    ("m", _("This should be masked")),
    ("n", _("This need not be masked")),
    ("Esc", _("Choose nothing")),
    ("q", _("The scorecard's next open question")),
    ("1 – 9, x", _("In a question: an answer, not applicable")),
    ("c, t", _("In a scorecard: comment, comment at this time")),
)
_NEVER_NAMED = {Entity.REVIEWER, Entity.PAYMENT_NUMBER, Entity.DIGITS, Entity.SOME_DIGITS}
"""What a person who marks a miss does not say it is."""
_STRUCK = re.compile(r"\[([A-Z_ ,]+)\]")
"""A word of a transcript under a mask, as `pipeline.masking.label` writes it."""


def player(request: HttpRequest, opening: UUID) -> HttpResponse:
    found = access.opening_of(request, opening)
    person = person_of(request)
    call = access.call_for(person, found.recording)
    with access.opened(request, found, Kind.TRANSCRIPT) as stream:
        transcript = json.load(stream)
    may_mark = bool(person.roles & WHO_MARKS)
    masks = list(map(_shown, masks_heard(found, call)))
    for mask in masks:
        mask["party"] = call.parties[mask["channel"]]
    bookmarks = [
        {"at_ms": at, "seconds": f"{at / 1000:.1f}"}
        for at in the_site().catalogue.bookmarks(call.id, by=person.name)
    ]
    urls = {
        "peaks": reverse("peaks", args=[found.id]),
        "bookmarks": reverse("bookmarks", args=[found.id]),
        "state": reverse("state", args=[call.id]),
        **({"marks": reverse("mark", args=[found.id])} if may_mark else {}),
    }
    return render(
        request,
        "review/player.html",
        {
            "opening": found,
            "call": call,
            "seconds": call.duration // 1000,
            "turns": list(turns_of(transcript)),
            "masks": masks,
            "bookmarks": bookmarks,
            "may_mark": may_mark,
            "entities": [entity for entity in Entity if entity not in _NEVER_NAMED],
            "speeds": SPEEDS,
            "keys": KEYS,
            "data": {
                "duration_ms": call.duration,
                "parties": list(call.parties),
                "masks": masks,
                "bookmarks": bookmarks,
                "urls": urls,
            },
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


def bookmark(request: HttpRequest, opening: UUID) -> HttpResponseBase:
    """Remember a place (`at_ms`) of the opened call for this person."""
    found = access.opening_of(request, opening)
    person = person_of(request)
    call = access.call_for(person, found.recording)
    try:
        at = int(request.POST.get("at_ms", ""))
    except ValueError:
        raise Refused("a bookmark is a number of milliseconds") from None
    the_site().catalogue.bookmark(call.id, at, by=person.name)
    if "json" in request.headers.get("Accept", ""):
        return JsonResponse({"at_ms": at, "seconds": f"{at / 1000:.1f}"})
    return redirect("player", opening)


def masks_heard(opening: Opening, call: Listed) -> tuple[Mask, ...]:
    """What is silenced in what this opening lets one hear. Raises NotPlayable."""
    site = the_site()
    facts = site.catalogue.facts(call.id)
    profile = heard(PurposeName(opening.purpose), facts, site.policy.schedule)
    if profile is None:
        raise NotPlayable(f"nothing of {call.id} that {opening.purpose} may hear is alive")
    return call.renditions.get(Rendition(call.id, profile, Kind.AUDIO), ())


def _shown(mask: Mask) -> dict[str, Any]:
    return {
        "channel": mask.channel,
        "start_ms": mask.span.start,
        "end_ms": mask.span.end,
        "seconds": f"{mask.span.start / 1000:.1f}",
        "label": _readable(mask.entities),
    }


def _readable(entities: Iterable[str]) -> str:
    """Kinds of secrets, to read: PAN stays as it is, CARD_CODE becomes "card code"."""
    return ", ".join(
        entity if len(entity) <= len("NINO") else entity.replace("_", " ").lower()
        for entity in entities
    )


def turns_of(transcript: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The struck words, turn by turn; a run of words under one mask is one tag."""
    turn: dict[str, Any] | None = None
    for word in transcript["words"]:
        match = _STRUCK.fullmatch(word["text"])
        shown = {**word, "struck": _readable(match[1].split(", ")) if match else ""}
        if turn is None or turn["channel"] != word["channel"]:
            if turn:
                yield turn
            turn = {
                "channel": word["channel"],
                "party": transcript["channels"][word["channel"]],
                "start_ms": word["start_ms"],
                "seconds": f"{word['start_ms'] / 1000:.1f}",
                "words": [],
            }
        last = turn["words"][-1] if turn["words"] else None
        if last and match and last["struck"] == shown["struck"]:
            last["end_ms"] = word["end_ms"]
        else:
            turn["words"].append(shown)
    if turn:
        yield turn
