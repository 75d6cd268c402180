"""Scoring calls: the list, a card, the panel beside the player."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pipeline.adapters.catalogue.listed import Listed
from pipeline.adapters.catalogue.score_listing import Wanted
from pipeline.errors import NotPlayable, Refused
from pipeline.scorecards import Act, Card, Status
from pipeline.scoring import fitting, score
from review import scoring
from review.configuration import the_site
from review.rights import Person, Role, person_of

PAGE = 50


def scores(request: HttpRequest) -> HttpResponse:
    """What is to be scored, and what was: leads see everybody's, reviewers their own."""
    person = person_of(request)
    listing = the_site().score_listing
    is_lead = Role.LEAD in person.roles
    wanted = Wanted(
        by=request.GET.get("by", "") if is_lead else person.name,
        agent=request.GET.get("agent", ""),
        form=request.GET.get("form", ""),
        status=_status(request.GET.get("status", "")),
    )
    number = max(1, int(request.GET.get("page", "1"))) if _is_number(request) else 1
    cards, count = listing.page(wanted, start=(number - 1) * PAGE, size=PAGE)
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "review/scores/list.html",
        {
            "cards": [card for card in cards if _listed(person, card)],
            "count": count,
            "wanted": wanted,
            "drafts": listing.drafts_of(person.name),
            "calibrations": listing.asked_of(person.name),
            "agents": listing.agents() if is_lead else (),
            "people": scoring.people_who_score() if is_lead else (),
            "forms": the_site().scores.forms(every=True),
            "statuses": [s for s in Status if s is not Status.DRAFT],
            "is_lead": is_lead,
            "page": number,
            "more": count > number * PAGE,
            "query": query.urlencode(),
        },
    )


def _is_number(request: HttpRequest) -> bool:
    return request.GET.get("page", "1").isdecimal() and len(request.GET.get("page", "1")) < 7


def _status(text: str) -> str:
    return text if text in set(Status) else ""


def _listed(person: Person, card: Card) -> bool:
    """A card of an open calibration is told to nobody who has yet to score the same call."""
    if not card.calibration or card.by == person.name:
        return True
    return the_site().scores.calibration(card.calibration).shows_to(person.name)


def call_scores(request: HttpRequest, recording: str) -> HttpResponseBase:
    """Begin a card on a call, or go on with one."""
    person = person_of(request)
    call = scoring.call_to_score(person, recording)
    if request.method == "POST":
        card = _begin(request, call)
        if request.htmx:  # type: ignore[attr-defined]
            return _draft(request, person, card, call, beside=True)
        return redirect("card", card.id)
    return render(request, "review/scores/call.html", _about(person, call))


def _begin(request: HttpRequest, call: Listed) -> Card:
    _no_judge_of_oneself(request, call.call.agent or "")
    return the_site().scores.begin_card(
        call.id,
        request.POST.get("form", ""),
        by=person_of(request).name,
        calibration=request.POST.get("calibration") or None,
    )


def _about(person: Person, call: Listed) -> dict[str, Any]:
    listing = the_site().score_listing
    asked = (c for c in listing.asked_of(person.name) if c.recording == call.id)
    return {
        "call": call,
        "cards": listing.on_call(call.id, person.name),
        "calibrations": list(asked),
        "forms": the_site().scores.forms(),
        "people": scoring.people_who_score() if Role.LEAD in person.roles else (),
    }


def panel(request: HttpRequest, recording: str) -> HttpResponseBase:
    """What the player has beside the transcript: the draft on this call, or a choice of forms."""
    person = person_of(request)
    call = scoring.call_to_score(person, recording)
    about = _about(person, call)
    draft = next((card for card in about["cards"] if card.is_draft), None)
    if draft:
        return _draft(request, person, draft, call, beside=True)
    return render(request, "review/scores/panel.html", about)


def card(request: HttpRequest, card: UUID) -> HttpResponseBase:
    """One card: to be filled in by whose draft it is, to be read by whom it concerns."""
    person = person_of(request)
    if request.method == "POST":
        return _filled_in(request, person, str(card))
    found = scoring.card_for(person, str(card))
    if found.is_draft:
        call = scoring.call_to_score(person, found.recording or "")
        return _draft(request, person, found, call)
    return render(request, "review/scores/card.html", _to_read(person, found))


def _to_read(person: Person, card: Card) -> dict[str, Any]:
    site = the_site()
    comments = scoring.comments_for(person, card)
    seek = scoring.seek_from(person, card, site.clock())
    is_lead = Role.LEAD in person.roles
    replaced_by = site.score_listing.replaced_by(card.id)
    return {
        "sheet": scoring.sheet_of(card, comments, seek=seek),
        "said": [c for c in comments if c.part != "review"],
        "history": site.scores.history(card.id),
        "may_release": is_lead and card.may(Act.RELEASE) and bool(card.agent),
        "may_decide": is_lead and card.may(Act.UPHOLD),
        "may_rescore": is_lead and card.may(Act.RESCORE) and card.recording is not None,
        "others": [name for name in scoring.people_who_score() if name != card.by],
        "hears": card.recording is not None and scoring.may_hear(person, card.recording),
        "replaced_by": replaced_by if replaced_by and not replaced_by.is_draft else None,
        "rescored_by": replaced_by.by if replaced_by and replaced_by.is_draft else "",
        "is_lead": is_lead,
    }


def _draft(
    request: HttpRequest,
    person: Person,
    card: Card,
    call: Listed,
    *,
    beside: bool = False,
    troubles: Mapping[str, str] | None = None,
    tried: bool = False,
) -> HttpResponse:
    site = the_site()
    seek = "" if beside else scoring.seek_from(person, card, site.clock())
    told = {
        "sheet": scoring.sheet_of(card, site.scores.comments(card.id), seek=seek),
        "call": call,
        "beside": beside,
        "troubles": troubles or {},
        "tried": tried,
    }
    page = "review/scores/filling.html" if beside else "review/scores/draft.html"
    return render(request, page, told)


def _filled_in(request: HttpRequest, person: Person, which: str) -> HttpResponseBase:
    found = scoring.own_draft(person, which)
    site = the_site()
    do = request.POST.get("do", "save")
    beside = "beside" in request.POST
    if do == "throw_away":
        recording = found.recording
        site.scores.throw_away(which, by=person.name)
        messages.success(request, _("The draft is gone."))
        return redirect("score", recording)
    found, troubles = _saved(request, found, person)
    call = scoring.call_to_score(person, found.recording or "")
    sheet = scoring.sheet_of(found, site.scores.comments(which))
    if do == "submit" and not troubles and not sheet.missing:
        done = site.scores.submit(which, score(found.form.form, found.answers), by=person.name)
        scoring.act_noted()
        if beside:
            return render(request, "review/scores/done.html", {"card": done, "call": call})
        messages.success(request, _("Submitted."))
        return redirect("card", which)
    if do == "now":
        told = {"sheet": sheet, "troubles": troubles, "at": site.clock()}
        return render(request, "review/scores/now.html", told)
    tried = do == "submit"
    if not tried and not troubles and not beside:
        messages.success(request, _("Saved."))
        return redirect("card", which)
    return _draft(request, person, found, call, beside=beside, troubles=troubles, tried=tried)


def _saved(request: HttpRequest, card: Card, person: Person) -> tuple[Card, dict[str, str]]:
    """Keep all that can be kept; what was refused, by the question's key, and why."""
    form = card.form.form
    given = {q.key: request.POST.get(f"a-{q.key}", "") for q in form.questions}
    comments, troubles = {}, {}
    for question in form.questions:
        name = f"c-{question.key}"
        if name not in request.POST:
            continue
        try:
            comments[question.key] = scoring.fit(request.POST[name])
        except Refused as trouble:
            # What was kept of it before may be the beginning of a number.
            comments[question.key] = ""
            troubles[question.key] = f"{_(str(trouble))}. {_(trouble.hint)}"
    saved = the_site().scores.save_draft(card.id, fitting(form, given), comments, by=person.name)
    return saved, troubles


def comment(request: HttpRequest, card: UUID) -> HttpResponseBase:
    """A comment on the call, at a time in it if one is given; or the end of one."""
    person = person_of(request)
    found = scoring.own_draft(person, str(card))
    scores, trouble = the_site().scores, ""
    try:
        if gone := request.POST.get("remove", ""):
            scores.remove_comment(found.id, int(gone) if gone.isdecimal() else 0, by=person.name)
        else:
            text = scoring.fit_required(request.POST.get("text", ""))
            at = scoring.place_in_call(request.POST.get("at", ""))
            scores.comment(found.id, text, by=person.name, at=at)
    except Refused as refused:
        if not request.htmx:  # type: ignore[attr-defined]
            raise
        trouble = f"{_(str(refused))}. {_(refused.hint)}"
    if request.htmx:  # type: ignore[attr-defined]
        seek = (
            "" if "beside" in request.POST else scoring.seek_from(person, found, the_site().clock())
        )
        sheet = scoring.sheet_of(found, scores.comments(found.id), seek=seek)
        told = {"sheet": sheet, "trouble": trouble, "beside": "beside" in request.POST}
        return render(request, "review/scores/comments.html", told)
    return redirect("card", card)


def decide(request: HttpRequest, card: UUID) -> HttpResponseBase:
    """A lead releases a score, or decides what an agent disputed."""
    person = person_of(request)
    found = scoring.card_for(person, str(card))
    _no_judge_of_oneself(request, found.agent)
    site = the_site()
    match request.POST.get("do"):
        case "release":
            site.scores.act(found.id, Act.RELEASE, by=person.name)
            messages.success(request, _("Released to the agent."))
        case "uphold":
            text = scoring.fit_required(request.POST.get("text", ""))
            _reachable(person, found)
            site.scores.act(found.id, Act.UPHOLD, by=person.name, comment=text)
            messages.success(request, _("The score stands."))
        case "rescore":
            _reachable(person, found)
            reviewer = request.POST.get("reviewer", "")
            if reviewer not in scoring.people_who_score():
                raise Refused(_("nobody of that name scores calls"))
            site.scores.rescore(found.id, reviewer, by=person.name)
            messages.success(request, _("It will be scored again, without sight of this score."))
        case _:
            raise Refused(_("nothing was asked for"))
    scoring.act_noted()
    return redirect("card", card)


def _no_judge_of_oneself(request: HttpRequest, agent: str) -> None:
    if agent and scoring.agent_name(request.user) == agent:
        raise Refused(_("this is a call of your own: somebody else scores it and decides on it"))


def _reachable(person: Person, card: Card) -> None:
    """Who decides on a dispute can hear what it is about, as long as that can be heard."""
    if card.recording and not scoring.may_hear(person, card.recording):
        raise NotPlayable("you may not hear the call that this score is about")


def release_many(request: HttpRequest) -> HttpResponseBase:
    """A lead releases all that were chosen and can be released."""
    person = person_of(request)
    site = the_site()
    done = 0
    for which in request.POST.getlist("card")[:500]:
        found = scoring.card_for(person, which)
        if found.may(Act.RELEASE) and found.agent and not found.calibration:
            site.scores.act(which, Act.RELEASE, by=person.name)
            done += 1
    scoring.act_noted()
    messages.success(request, _("Released: %(done)d") % {"done": done})
    return redirect("scores")
