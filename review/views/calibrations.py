"""Several people score one call; a lead sees how far apart they are."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pipeline.calibrating import compared
from pipeline.errors import NoSuch, Refused
from review import scoring
from review.configuration import the_site
from review.rights import Role, person_of


def calibrations(request: HttpRequest) -> HttpResponse:
    """For leads all of them, for others those they took part in."""
    person = person_of(request)
    found = the_site().scores.calibrations()
    if Role.LEAD not in person.roles:
        found = [c for c in found if person.name in c.reviewers]
    return render(request, "review/scores/calibrations.html", {"calibrations": found})


def calibrate(request: HttpRequest, recording: str) -> HttpResponseBase:
    """Ask several people for a score of this call."""
    person = person_of(request)
    call = scoring.call_to_score(person, recording)
    reviewers = request.POST.getlist("reviewer")
    if set(reviewers) - set(scoring.people_who_score()):
        raise Refused(_("somebody who was named does not score calls"))
    made = the_site().scores.calibrate(
        call.id, request.POST.get("form", ""), reviewers, by=person.name
    )
    scoring.act_noted()
    messages.success(request, _("They find it among their scores."))
    return redirect("calibration", made.id)


def calibration(request: HttpRequest, calibration: UUID) -> HttpResponse:
    """Who has scored; and what, once the person who asks may know."""
    person = person_of(request)
    scores = the_site().scores
    found = scores.calibration(str(calibration))
    if Role.LEAD not in person.roles and person.name not in found.reviewers:
        raise NoSuch("there is no such calibration")
    shown = found.shows_to(person.name)
    if Role.LEAD not in person.roles:
        shown = found.closed is not None
    cards = scores.cards_of(found.id) if shown else ()
    result = compared(found.form.form, {card.by: card.answers for card in cards})
    return render(
        request,
        "review/scores/calibration.html",
        {
            "calibration": found,
            "cards": cards,
            "names": [card.by for card in cards],
            "result": result if len(cards) > 1 else None,
            "rows": _rows(result.spreads, [card.by for card in cards]),
            "shown": shown,
            "waiting": [name for name in found.reviewers if name not in found.submitted],
            "mine": person.name in found.reviewers and person.name not in found.submitted,
            "is_lead": Role.LEAD in person.roles,
        },
    )


def _rows(spreads: object, names: list[str]) -> list[dict[str, object]]:
    return [
        {
            "spread": spread,
            "labels": [(name, spread.labels[name]) for name in names],
            "agree": spread.agreement == 100,
        }
        for spread in spreads  # type: ignore[attr-defined]
    ]


def close(request: HttpRequest, calibration: UUID) -> HttpResponseBase:
    """From here on everybody who took part sees the others' answers."""
    the_site().scores.close_calibration(str(calibration), by=person_of(request).name)
    scoring.act_noted()
    messages.success(request, _("Closed: everybody who took part sees it now."))
    return redirect("calibration", calibration)
