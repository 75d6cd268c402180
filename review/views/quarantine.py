"""Calls that failed their verification: seen by leads, heard by nobody.

The view of one shows where things are masked and where something was audible all the same,
and no word and no sound of it. Two leads open it: one asks, another one agrees.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pipeline.accounting import enter_notes
from pipeline.adapters.catalogue.listed import Listed
from pipeline.disposal import destroy
from pipeline.errors import NoSuch, Refused
from pipeline.marks import Says, fit_mark
from pipeline.model import Destroy, Entity, Kind, State
from pipeline.retention import protected
from pipeline.reviewing import fit_reason
from pipeline.timeline import Span
from review import access
from review.configuration import the_site
from review.models import Approval
from review.rights import person_of

OPEN, DESTROY = "open", "destroy"
"""What takes two people."""
OPEN_FOR = timedelta(hours=1)
"""How long an approval serves."""
ASKED_FOR = timedelta(hours=24)
"""How long a request waits for another lead."""
WIDTH, LANE = 900, 46


def quarantine(request: HttpRequest) -> HttpResponse:
    site = the_site()
    limit = site.policy.schedule.original_limit
    found = site.listing.recordings(state=State.QUARANTINED, limit=200)
    calls = [(call, call.received + limit if call.original else None) for call in found]
    calls.sort(key=lambda row: (row[1] is None, row[1] or row[0].received))
    return render(request, "review/quarantine.html", {"calls": calls})


def quarantined(request: HttpRequest, recording: str) -> HttpResponse:
    """One of them: asked for, agreed to, or open."""
    site = the_site()
    call = _the_call(recording)
    name = person_of(request).name
    approval = _approval(call, OPEN)
    ending = _approval(call, DESTROY)
    opened = _is_open(approval, name)
    context: dict[str, Any] = {
        "call": call,
        "approval": approval,
        "opened": opened,
        "mine": approval is not None and approval.asked_by == name,
        "ending": ending,
        "ending_is_mine": ending is not None and ending.asked_by == name,
        "ends": call.received + site.policy.schedule.original_limit if call.original else None,
        "entities": [e for e in Entity if e is not Entity.PAYMENT_NUMBER],
    }
    if opened:
        found = site.catalogue.quarantined_for(call.id)
        context |= {
            "leaks": found.get("leaks", []),
            "drawn": _drawn(call, found),
            "marks": site.catalogue.marks(call.id),
            "width": WIDTH,
            "height": LANE * len(call.parties) + 20,
        }
    return render(request, "review/quarantined.html", context)


def act(request: HttpRequest, recording: str) -> HttpResponseBase:
    """Ask, agree, place a mask, verify again, destroy."""
    site = the_site()
    call = _the_call(recording)
    name = person_of(request).name
    access.forget_old_openings(site.clock())
    view, ending = _approval(call, OPEN), _approval(call, DESTROY)
    opened = _is_open(view, name)
    match request.POST.get("act"):
        case "ask" if view is None:
            _ask(OPEN, call, name, request.POST.get("reason", ""))
        case "agree" if view is not None and not view.approved_by:
            _agree(view, name)
            details = {"by": f"{view.asked_by} and {name}"}
            site.ledger.record("quarantine: opened", call.id, details)
        case "mask" if opened:
            _place(request, call, name)
        case "verify" if opened:
            since = (State.QUARANTINED,)
            site.catalogue.move(call.id, State.WAITING, since=since, by=name)
            enter_notes(site.keeping)
            messages.success(request, _("It is redacted and heard again; see what comes of it."))
            return redirect("quarantine")
        case "destroy" if opened and ending is None:
            _may_be_destroyed(call)
            _ask(DESTROY, call, name, request.POST.get("reason", ""))
        case "agree to destroy" if ending is not None:
            _may_be_destroyed(call)
            _agree(ending, name)
            _destroy(call, ending)
            messages.success(request, _("Destroyed and certified."))
            return redirect("quarantine")
        case _:
            raise Refused(_("that cannot be done now"), hint=_("Load the page again."))
    return redirect("quarantined", call.id)


def _ask(what: str, call: Listed, name: str, reason: str) -> None:
    site = the_site()
    reason = fit_reason(reason)
    Approval.objects.create(
        what=what, recording=call.id, asked_by=name, asked=site.clock(), reason=reason
    )
    asked = "opening" if what == OPEN else "destruction"
    site.ledger.record(f"quarantine: {asked} asked", call.id, {"by": name, "reason": reason})


def _agree(approval: Approval, name: str) -> None:
    """Raises Refused for the one who asked."""
    if approval.asked_by == name:
        raise Refused(_("that takes two people"), hint=_("Another lead agrees."))
    approval.approved_by, approval.approved = name, the_site().clock()
    approval.save()


def _the_call(recording: str) -> Listed:
    call = the_site().listing.named(recording) if len(recording) == len("0" * 32) else None
    if call is None or call.state is not State.QUARANTINED:
        raise NoSuch(_("no such call is in quarantine"))
    return call


def _approval(call: Listed, what: str) -> Approval | None:
    """The request for this call that is not over."""
    now = the_site().clock()
    for approval in Approval.objects.filter(recording=call.id, what=what).order_by("-asked"):
        if approval.approved and approval.approved + OPEN_FOR > now:
            return approval
        if not approval.approved and approval.asked + ASKED_FOR > now:
            return approval
    return None


def _is_open(approval: Approval | None, name: str) -> bool:
    """For the two who agreed on it, and for nobody else."""
    if approval is None or not approval.approved_by:
        return False
    return name in {approval.asked_by, approval.approved_by}


def _place(request: HttpRequest, call: Listed, name: str) -> None:
    """A mask by hand, in seconds; it becomes a finding of this person."""
    try:
        start, end = (int(float(request.POST.get(field, "")) * 1000) for field in ("start", "end"))
        span = Span(start, end)
        channel = int(request.POST.get("channel", ""))
        entity = Entity(request.POST.get("entity") or Entity.REVIEWER)
    except (ValueError, OverflowError):
        raise Refused(
            _("that is no stretch of the call"),
            hint=_("Seconds, as 12.5; the end after the start."),
        ) from None
    fit_mark(Says.MISSED, channel, span, entity, channels=len(call.parties))
    site = the_site()
    site.catalogue.mark(call.id, Says.MISSED, channel, span, entity, by=name)
    enter_notes(site.keeping)


def _may_be_destroyed(call: Listed) -> None:
    """Raises Refused: before its hard limit, a hold keeps the original as well."""
    site = the_site()
    if site.catalogue.holds_on(call.id):
        raise Refused(_("a hold keeps it"), hint=_("A records officer releases holds."))
    facts = site.catalogue.facts(call.id)
    if running := protected(facts, site.policy.schedule, now=site.clock()):
        raise Refused(
            _("a minimum period has not passed: ") + ", ".join(sorted(running)),
            hint=_("See at_least in retention.toml."),
        )


def _destroy(call: Listed, approval: Approval) -> None:
    """All of it, on the authority of two people."""
    site = the_site()
    people = f"{approval.asked_by} and {approval.approved_by}"
    order = Destroy(site.clock(), f"quarantine: destroyed by {people}: {approval.reason}")
    renditions = site.catalogue.renditions(call.id)
    for rendition in sorted(renditions, key=lambda r: r.kind is Kind.ORIGINAL):
        destroy(rendition, order, site.keeping)


def _drawn(call: Listed, found: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Masks, leaks and marks as boxes of a drawing."""
    scale = WIDTH / max(1, call.duration)
    boxes = [("mask", item) for item in found.get("masks", [])]
    boxes += [("leak", item) for item in found.get("leaks", [])]
    for mark in the_site().catalogue.marks(call.id):
        item = {"channel": mark.channel, "start_ms": mark.span.start, "end_ms": mark.span.end}
        boxes.append(("mark", {**item, "because": [[mark.entity]]}))
    return [
        {
            "what": what,
            "x": item["start_ms"] * scale,
            "y": item["channel"] * LANE + 4,
            "width": max(2.0, (item["end_ms"] - item["start_ms"]) * scale),
            "height": LANE - 8,
            "label": ", ".join(sorted({str(because[0]) for because in item["because"]})),
            "start": item["start_ms"],
            "end": item["end_ms"],
        }
        for what, item in boxes
    ]
