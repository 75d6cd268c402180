"""For telephony administrators: what comes in, what does not, and whether it keeps up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pipeline.model import State
from review.charts import Bars, stacked
from review.configuration import the_site
from review.rights import person_of

HOURS = 24
IN_PROGRESS = (State.ARRIVING, State.WAITING, State.WORKING)


def telephony(request: HttpRequest) -> HttpResponse:
    site = the_site()
    now = site.clock()
    states = site.listing.states()
    rejected = list(site.rejected.entries())
    hours = site.dispositions.settled_since(now - timedelta(hours=HOURS))
    seconds = sum(milliseconds for _count, milliseconds in hours.values()) / 1000
    return render(
        request,
        "review/telephony.html",
        {
            "sources": [(source, site.lookout.last(source.name)) for source in site.intake.sources],
            "rejected": rejected,
            "alive": site.roll.alive(),
            "wanted": site.settings.work.workers,
            "at_work": site.dispositions.at_work(),
            "waiting": sum(states.get(state, 0) for state in IN_PROGRESS),
            "states": states,
            "a_second": seconds / (HOURS * 3600),
            "chart": _throughput(hours, now),
        },
    )


def resubmit(request: HttpRequest) -> HttpResponseBase:
    """Put a rejected file (or all of them) back into its drop folder."""
    site = the_site()
    which = request.POST.get("which", "")
    folders = {source.name: source.folder for source in site.intake.sources}
    count = site.rejected.retry(which, folders)
    by = person_of(request).name
    site.ledger.record("resubmitted", f"rejected {which[:64]}", {"by": by, "files": count})
    messages.success(request, _("Put back: the next look at the folder takes it in."))
    return redirect("telephony")


def _throughput(hours: Mapping[datetime, tuple[int, int]], now: datetime) -> Bars:
    first = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS - 1)
    every = [first + timedelta(hours=number) for number in range(HOURS)]
    minutes = [hours.get(hour, (0, 0))[1] // 60_000 for hour in every]
    labels = [f"{hour:%H}" for hour in every]
    return stacked(_("Minutes of audio redacted, by the hour"), labels, {_("minutes"): minutes})
