"""What was missed, what need not be masked: marked by reviewers, decided by leads."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pipeline.accounting import enter_notes
from pipeline.adapters.cuefile import add_cue
from pipeline.errors import HushtapeError, NoSuch, NotPlayable, Refused
from pipeline.localcues import a_cue
from pipeline.marks import Course, Mark, Says, fit_mark
from pipeline.model import CARD_DATA, Entity, Kind, Mask, RecordingId, Rendition, State
from pipeline.reviewing import fit_reason
from pipeline.similar import alike, pattern_before
from pipeline.timeline import Span
from pipeline.transcripts import from_json
from review import access
from review.charts import Bars, stacked
from review.configuration import the_site
from review.rights import person_of
from review.views.player import masks_heard

SHOWN = 100
SEARCHED = 300
"""Calls, the newest first, in which similar stretches are looked for."""
OFFERED = 20
_WAITS = {State.WAITING, State.WORKING}


def mark(request: HttpRequest, opening: UUID) -> HttpResponseBase:
    """Mark a stretch of an opened call, as missed or as needlessly masked."""
    wants_json = "json" in request.headers.get("Accept", "")
    try:
        made = _mark(request, opening)
    except HushtapeError as trouble:
        if not wants_json:
            raise
        return JsonResponse({"message": str(trouble), "hint": trouble.hint}, status=409)
    if wants_json:
        return JsonResponse({"mark": made})
    messages.success(request, _("Marked, and entered in the ledger."))
    return redirect("player", opening)


def _mark(request: HttpRequest, opening: UUID) -> int:
    site = the_site()
    person = person_of(request)
    found = access.opening_of(request, opening)
    call = access.call_for(person, found.recording)
    if found.purpose not in access.purposes_open(person, call):
        raise NotPlayable(f"{call.id} is not yours to hear any more")
    says, channel, span, entity = _said(request)
    fit_mark(says, channel, span, entity, channels=len(call.parties))
    if says is Says.NEEDLESS:
        under = [m for m in masks_heard(found, call) if _touches(m, channel, span)]
        entity = _uncoverable(under)
    made = site.catalogue.mark(call.id, says, channel, span, entity, by=person.name)
    enter_notes(site.keeping)
    return made


def state(request: HttpRequest, recording: str) -> JsonResponse:
    """Whether a call can be heard now, for a page that waits for it."""
    call = access.call_for(person_of(request), recording)
    return JsonResponse({"state": call.state, "playable": call.state is State.RELEASED})


def marks(request: HttpRequest) -> HttpResponse:
    """What waits for a lead, and what was decided lately."""
    site = the_site()
    person = person_of(request)
    needless = site.catalogue.all_marks(Says.NEEDLESS, tuple(Course), SHOWN)
    missed = site.catalogue.all_marks(Says.MISSED, tuple(Course), SHOWN)
    return render(
        request,
        "review/marks.html",
        {
            "waiting": [m for m in needless if m.course is Course.OPEN and _sees(request, m)],
            "decided": [m for m in needless if m.course is not Course.OPEN and _sees(request, m)],
            "missed": [m for m in missed if _sees(request, m)],
            "name": person.name,
        },
    )


def decide(request: HttpRequest, mark: int) -> HttpResponseBase:
    """A lead agrees that a stretch need not be masked, or declines."""
    site = the_site()
    person = person_of(request)
    act = request.POST.get("act")
    if act not in {"agree", "decline"}:
        raise Refused(_("say whether it need not be masked, or stays so"))
    access.call_for(person, site.catalogue.mark_of(mark).recording)
    site.catalogue.decide_mark(mark, agrees=act == "agree", by=person.name)
    enter_notes(site.keeping)
    messages.success(request, _("Decided, and entered in the ledger."))
    return redirect("marks")


def similar(request: HttpRequest, mark: int) -> HttpResponse:
    """Calls in which the same words come before a stretch that is not masked."""
    site = the_site()
    found = _missed(request, mark)
    offered: list[dict[str, Any]] = []
    pattern, looked = None, 0
    if found_in := _heard(request, found.recording):
        pattern = pattern_before(from_json(found_in[0]).transcript, found.span)
    if pattern:
        for call in site.listing.recordings(state=State.RELEASED, limit=SEARCHED):
            if call.id == found.recording or not (heard := _heard(request, call.id)):
                continue
            looked += 1
            for span in alike(pattern, from_json(heard[0]).transcript, heard[1]):
                offered.append({"call": call, "span": span})
            if len(offered) >= OFFERED:
                break
    site.ledger.record(
        "looked for similar", found.recording, {"by": person_of(request).name, "calls": looked}
    )
    told = {
        "mark": found,
        "offered": offered,
        "looked": looked,
        "pattern": pattern,
        "entities": [entity for entity in Entity if entity is not Entity.REVIEWER],
    }
    return render(request, "review/similar.html", told)


def approve_cue(request: HttpRequest, mark: int) -> HttpResponseBase:
    """From the next start of the workers on, what answers this phrase is masked."""
    site = the_site()
    found = _missed(request, mark)
    by = person_of(request).name
    try:
        entity = Entity(request.POST.get("entity", ""))
    except ValueError:
        raise Refused(_("say what is asked for with the phrase")) from None
    cue = a_cue(fit_reason(request.POST.get("phrase", "")), entity, by=by)
    add_cue(site.settings.cues, cue)
    site.ledger.record("local cue approved", found.recording, {"by": by, "entity": str(entity)})
    messages.success(request, _("Approved: workers that start from now on mask its answers."))
    return redirect("similar", mark)


def report(request: HttpRequest) -> HttpResponse:
    """Misses a thousand calls, month by month."""
    catalogue = the_site().catalogue
    settled = dict(catalogue.settled_by_month())
    missed = catalogue.missed_by_month()
    months = sorted(settled.keys() | {month for month, _entity, _count in missed})
    by_entity: dict[str, dict[datetime, int]] = defaultdict(dict)
    for month, entity, count in missed:
        by_entity[entity][month] = count
    rows = []
    for month in months:
        calls = settled.get(month, 0)
        total = sum(counts.get(month, 0) for counts in by_entity.values())
        rate = 1000 * total / calls if calls else None
        rows.append({"month": month, "calls": calls, "missed": total, "rate": rate})
    return render(request, "review/misses.html", {"rows": rows, "chart": _chart(months, by_entity)})


def _chart(months: list[datetime], by_entity: dict[str, dict[datetime, int]]) -> Bars:
    labels = [f"{month:%b %y}" for month in months[-12:]]
    series = {
        entity: [counts.get(month, 0) for month in months[-12:]]
        for entity, counts in sorted(by_entity.items())
    }
    return stacked(
        _("What was missed and marked"), labels, series or {_("none"): [0] * len(labels)}
    )


def _said(request: HttpRequest) -> tuple[Says, int, Span, Entity]:
    try:
        says = Says(request.POST.get("kind", ""))
        channel = int(request.POST.get("channel", ""))
        span = Span(int(request.POST.get("start_ms", "")), int(request.POST.get("end_ms", "")))
        entity = Entity(request.POST.get("entity") or Entity.REVIEWER)
    except ValueError:
        raise Refused(
            _("that is no mark"), hint=_("Choose words or a stretch of the waveform first.")
        ) from None
    return says, channel, span, entity


def _touches(mask: Mask, channel: int, span: Span) -> bool:
    return mask.channel == channel and mask.span.overlaps(span)


def _uncoverable(masks: list[Mask]) -> Entity:
    """What of the masks could be uncovered. Raises Refused where there is nothing."""
    if not masks:
        raise Refused(_("nothing is masked there"))
    entities = {entity for mask in masks for entity in mask.entities}
    if entities & CARD_DATA:
        raise Refused(
            _("card data stays masked, whoever asks"),
            hint=_("PCI DSS v4.0.1, 3.3.1 and 3.5.1. The mark would uncover some of it."),
        )
    return min(entities)


def _missed(request: HttpRequest, mark: int) -> Mark:
    """Of something that was missed. Raises NoSuch where it is not this person's to see."""
    found = the_site().catalogue.mark_of(mark)
    if found.says is not Says.MISSED or not _sees(request, found):
        raise NoSuch(_("that mark is gone with its call, or is not yours to see"))
    return found


def _sees(request: HttpRequest, mark: Mark) -> bool:
    try:
        access.call_for(person_of(request), mark.recording)
    except NoSuch:
        return False
    return True


def _heard(
    request: HttpRequest, recording: RecordingId
) -> tuple[dict[str, Any], tuple[Mask, ...]] | None:
    """The struck words of a call as this person may read them, and what is masked in them."""
    site = the_site()
    person = person_of(request)
    try:
        call = access.call_for(person, recording)
    except NoSuch:
        return None
    for purpose in access.purposes_open(person, call):
        try:
            rendition = access.readable(person, call, purpose, Kind.TRANSCRIPT)
        except NotPlayable:
            continue
        with site.vault.open(rendition) as stream:
            words: dict[str, Any] = json.load(stream)
        masks = call.renditions.get(Rendition(call.id, rendition.profile, Kind.AUDIO), ())
        return words, masks
    return None
