"""For records officers: what is due when and on whose authority, approvals, extensions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pipeline.accounting import enter_notes
from pipeline.calltimes import instant
from pipeline.disposal import Settled, Unsettled, settle
from pipeline.errors import HushtapeError, NoSuch, Refused
from pipeline.model import AwaitApproval, Freeze, Kind, PurposeName, RecordingId, Retain, State
from pipeline.retention import ends, protected
from pipeline.reviewing import fit_reason, lift_restriction, restrict
from pipeline.schedule import Extension
from pipeline.tagging import retag
from review import access
from review.charts import stacked
from review.configuration import the_site
from review.rights import Role, person_of

SHOWN = 50
"""Rows of a list on one page."""
MONTHS = 12
LONGEST_BULK = 500
"""Calls that one decision may be about."""


@dataclass(frozen=True, slots=True)
class Due:
    """A recording on its way out, and why."""

    recording: RecordingId
    at: datetime
    told: tuple[str, ...]
    """Each different sentence about its renditions, once."""


def records(request: HttpRequest) -> HttpResponse:
    site = the_site()
    now = site.clock()
    found = site.dispositions
    return render(
        request,
        "review/records.html",
        {
            "outlook": found.outlook(by=now + timedelta(days=30)),
            "chart": _chart(now),
            "awaiting": [_due(which, at, now) for which, at in found.awaiting(SHOWN)],
            "next": [_due(which, at, now) for which, at in found.next(SHOWN)],
        },
    )


def decide(request: HttpRequest) -> HttpResponseBase:
    """Approve the end of the chosen calls, or keep them longer; each with the justification."""
    chosen = request.POST.getlist("recording")[:LONGEST_BULK]
    reason = fit_reason(request.POST.get("reason", ""))
    by = person_of(request).name
    if not chosen:
        raise Refused(_("no call was chosen"), hint=_("Tick the calls the decision is about."))
    until = _date(request.POST.get("until", "")) if request.POST.get("act") == "extend" else None
    done, refused = 0, 0
    for recording in map(RecordingId, chosen):
        try:
            if until:
                _extend(recording, None, until, reason, by)
            else:
                the_site().catalogue.approve(recording, reason=reason, by=by)
            done += 1
        except HushtapeError:
            refused += 1
    enter_notes(the_site().keeping)
    if done:
        told = ngettext("%(n)d call is decided.", "%(n)d calls are decided.", done)
        messages.success(request, told % {"n": done})
    if refused:
        told = ngettext(
            "%(n)d call was not what you saw any more, and stays as it is.",
            "%(n)d calls were not what you saw any more, and stay as they are.",
            refused,
        )
        messages.warning(request, told % {"n": refused})
    return redirect("records")


def act(request: HttpRequest, recording: str) -> HttpResponseBase:
    """One decision about one call: purposes, periods, its date, a restriction."""
    site = the_site()
    person = person_of(request)
    call = access.call_for(person, recording)
    reason = fit_reason(request.POST.get("reason", ""))
    catalogue, by = site.catalogue, person.name
    purpose = PurposeName(request.POST.get("purpose", ""))
    match request.POST.get("act"):
        case "extend":
            _extend(call.id, purpose, _date(request.POST.get("until", "")), reason, by)
        case "tag" | "untag" as which:
            _retag(call.id, purpose, reason, by, add=which == "tag")
        case "restrict":
            restrict(call.id, site.keeping, reason=reason, by=by)
        case "lift":
            lift_restriction(call.id, site.keeping, by=by)
        case "date":
            catalogue.date(call.id, _date(request.POST.get("ended", "")), by=by)
        case "contract_ended":
            ended = _date(request.POST.get("ended", ""))
            catalogue.contract_ended(call.call.source, call.call.call_id, ended, by=by)
        case _:
            raise Refused(_("that is no decision this page knows"))
    enter_notes(site.keeping)
    messages.success(request, _("Decided, and entered in the ledger."))
    return redirect("call", call.id)


def disposition(recording: RecordingId, now: datetime) -> tuple[str, ...]:
    """What is to become of a recording's renditions, each different sentence once."""
    site = the_site()
    told = settle(recording, site.keeping, site.policy, now=now, rehearse=True)
    return tuple(dict.fromkeys(map(_told, told)))


def _due(recording: RecordingId, at: datetime, now: datetime) -> Due:
    return Due(recording, at, disposition(recording, now))


def _told(settled: Settled | Unsettled) -> str:
    if isinstance(settled, Unsettled):
        return str(settled.trouble)
    what = "original" if settled.rendition.kind is Kind.ORIGINAL else settled.rendition.profile
    match settled.disposition:
        case Retain(until, authority):
            end = f" ({until:%-d %b %Y})" if until else ""
            return f"{what}: {authority}{end}"
        case Freeze(hold):
            return f"{what}: {_('frozen by hold')} {hold.id}"
        case AwaitApproval(_since, authority):
            return f"{what}: {authority}"
        case order:
            return f"{what}: {_('due')}, {order.authority}"


def _extend(
    recording: RecordingId, purpose: PurposeName | None, until: datetime, reason: str, by: str
) -> None:
    """Keep it longer for one purpose, or for every one it is tagged with."""
    site = the_site()
    tagged = [tag.purpose for tag in site.catalogue.facts(recording).tags]
    wanted = tagged if purpose is None else [purpose]
    if not wanted or not set(wanted) <= set(tagged):
        raise Refused(_("the call is not kept for that purpose"))
    for name in wanted:
        site.catalogue.extend(recording, Extension(name, until, reason, by))


def _retag(
    recording: RecordingId, purpose: PurposeName, reason: str, by: str, *, add: bool
) -> None:
    site = the_site()
    facts = site.catalogue.facts(recording)
    tags = retag(
        facts.tags,
        site.policy.purposes,
        add=(purpose,) if add else (),
        remove=() if add else (purpose,),
        by=by,
        reason=reason,
        protected=protected(facts, site.policy.schedule, now=site.clock()),
    )
    site.catalogue.retag(recording, tags, by=by)
    unmade = not any(r.kind is not Kind.ORIGINAL for r in facts.living)
    if tags and unmade and site.catalogue.state(recording) is State.REVIEW:
        # It had no purpose, so nothing was made of it: now something is.
        site.catalogue.move(recording, State.WAITING, since=(State.REVIEW,), by=by)


def _date(text: str) -> datetime:
    try:
        return instant(text)
    except ValueError:
        raise Refused(_("that is no date"), hint=_("Write it as 2027-03-31.")) from None


def _chart(now: datetime) -> Any:
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = list(_months(first))
    counts = the_site().dispositions.due_by_month(until=months[-1] + timedelta(days=31))
    by_label = {f"{month:%b %y}": 0 for month in months}
    for month, count in counts.items():
        # What should be gone already is in the first bar.
        label = f"{max(month, first):%b %y}"
        by_label[label] = by_label.get(label, 0) + count
    return stacked(
        _("Calls of which something is due"),
        list(by_label)[:MONTHS],
        {_("calls"): list(by_label.values())[:MONTHS]},
    )


def _months(first: datetime) -> Iterable[datetime]:
    for number in range(MONTHS):
        year, month = divmod(first.month - 1 + number, 12)
        yield first.replace(year=first.year + year, month=month + 1)


def for_call(request: HttpRequest, recording: RecordingId) -> dict[str, Any]:
    """What the call's card shows a records officer, and nobody else."""
    if Role.RECORDS not in person_of(request).roles:
        return {}
    site = the_site()
    facts = site.catalogue.facts(recording)
    tagged = {tag.purpose for tag in facts.tags}
    return {
        "dispositions": disposition(recording, site.clock()),
        "tagged": [site.policy.purpose(name) for name in ends(facts, site.policy.schedule)],
        "untagged": [p for p in site.policy.purposes if p.name not in tagged],
    }


def ids_in(text: str) -> list[RecordingId]:
    """The recordings that a text names, by the beginnings of their ids. Raises NoSuch."""
    found = []
    for word in text.replace(",", " ").split():
        if len(word) < len("12345678"):
            raise NoSuch(f"{word} is too short to name a call", hint=_("Eight digits at least."))
        found.append(the_site().listing.named(word).id)
    return found
