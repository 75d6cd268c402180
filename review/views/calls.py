"""The list of calls, and a call's card with the purposes for which it can be opened."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from pipeline.retention import ends
from review import access, narrowing
from review.configuration import the_site
from review.narrowing import FilterForm
from review.rights import Role, person_of
from review.views import records
from review.views.saved import views_of


@require_GET
def home(request: HttpRequest) -> HttpResponseBase:
    """Where a person's work begins."""
    roles = person_of(request).roles
    for role, name in (
        (Role.READER, "calls"),
        (Role.LEAD, "calls"),
        (Role.RECORDS, "records"),
        (Role.ADMINISTRATOR, "telephony"),
        (Role.AUDITOR, "ledger"),
        (Role.AGENT, "own_scores"),
    ):
        if role in roles:
            return redirect(name)
    return render(request, "review/no_role.html", status=403)


def calls(request: HttpRequest) -> HttpResponse:
    """The calls that a person may know of, newest first, narrowed by what the address says."""
    person, site = person_of(request), the_site()
    sight, form = access.sight_of(person), FilterForm(request.GET, person)
    now = site.clock()
    found, more = site.browsing.page(
        sight, form.filters, now=now, after=narrowing.place_of(request.GET.get("after", ""))
    )
    context = {
        "calls": [row for row in found if access.may_see(person, row)],
        "form": form,
        "query": form.query,
        "older": narrowing.address_of(more) if more else "",
        "later_page": "after" in request.GET,
        "statuses": narrowing.statuses(sight, form, now=now),
        "views": views_of(person),
        "groups": sorted(person.groups),
    }
    partial = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    template = "review/calls_list.html" if partial else "review/calls.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    if partial:
        # Without the fields that were left empty.
        response["HX-Push-Url"] = f"{request.path}?{form.query}"
    return response


def call(request: HttpRequest, recording: str) -> HttpResponse:
    person = person_of(request)
    found = access.call_for(person, recording)
    site = the_site()
    facts = site.catalogue.facts(found.id)
    return render(
        request,
        "review/call.html",
        {
            "call": found,
            "purposes": [site.policy.purpose(name) for name in access.purposes_open(person, found)],
            "ends": ends(facts, site.policy.schedule),
            "holds": site.catalogue.holds_on(found.id),
            "may_play": found.state == "released" or "lead" in person.roles,
            **records.for_call(request, found.id),
        },
    )


def open_call(request: HttpRequest, recording: str) -> HttpResponseBase:
    """State the purpose, and hear the call."""
    found = access.call_for(person_of(request), recording)
    opening = access.open_call(
        request, found.id, request.POST.get("purpose", ""), request.POST.get("reason", "")
    )
    return redirect("player", opening.id)
