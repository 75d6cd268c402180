"""Holds: placed by one person, released by two."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pipeline.accounting import enter_notes
from pipeline.errors import NoSuch, Refused
from pipeline.model import Hold
from pipeline.reviewing import fit_reason
from review.configuration import the_site
from review.models import ReleaseOfHold
from review.rights import person_of
from review.views.records import SHOWN, ids_in


def holds(request: HttpRequest) -> HttpResponse:
    site = the_site()
    asked = {release.hold: release for release in ReleaseOfHold.objects.all()}
    return render(
        request,
        "review/holds.html",
        {
            "holds": [(hold, count, asked.get(hold.id)) for hold, count in site.catalogue.holds()],
            "ended": site.dispositions.released_holds(SHOWN),
            "chosen": request.GET.get("calls", ""),
        },
    )


def place(request: HttpRequest) -> HttpResponseBase:
    """Freeze the calls that are named, for a matter."""
    site = the_site()
    matter = fit_reason(request.POST.get("matter", ""))
    named = ids_in(request.POST.get("calls", ""))
    if not named:
        raise Refused(_("no call was named"), hint=_("Name calls by their ids, one a line."))
    hold = Hold(uuid4().hex[:8], matter, person_of(request).name, site.clock())
    site.catalogue.place(hold, named)
    enter_notes(site.keeping)
    messages.success(request, _("The hold is placed: nothing of these calls is destroyed."))
    return redirect("holds")


def release(request: HttpRequest, hold: str) -> HttpResponseBase:
    """The first person asks for it, another one agrees; the one who asked may take it back."""
    site = the_site()
    name = person_of(request).name
    if not any(placed.id == hold for placed, _count in site.catalogue.holds()):
        raise NoSuch(f"no hold {hold[:32]} is in force")
    asked = ReleaseOfHold.objects.filter(hold=hold).first()
    match request.POST.get("act"):
        case "ask" if asked is None:
            reason = fit_reason(request.POST.get("reason", ""))
            ReleaseOfHold.objects.create(
                hold=hold, asked_by=name, asked=site.clock(), reason=reason
            )
            site.ledger.record("release of hold asked", f"hold {hold}", {"by": name})
            messages.success(request, _("Asked for: another records officer has to agree."))
        case "agree" if asked is not None:
            if asked.asked_by == name:
                raise Refused(
                    _("two people must release a hold"), hint=_("Another records officer agrees.")
                )
            site.catalogue.release_hold(hold, site.clock(), by=f"{asked.asked_by} and {name}")
            enter_notes(site.keeping)
            asked.delete()
            messages.success(
                request, _("The hold is released; what was due goes at the next sweep.")
            )
        case "withdraw" if asked is not None:
            asked.delete()
            site.ledger.record("release of hold withdrawn", f"hold {hold}", {"by": name})
        case _:
            raise Refused(_("that was decided meanwhile"), hint=_("Load the page again."))
    return redirect("holds")
