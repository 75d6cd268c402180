"""What an agent sees of the scores of their own calls, and what they may answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pipeline.errors import Refused
from pipeline.scorecards import COUNTING, Act
from review import scoring
from review.configuration import the_site
from review.rights import person_of
from review.score_charts import Line, by_month


def own_scores(request: HttpRequest) -> HttpResponse:
    cards = the_site().score_listing.seen_by_agent(scoring.agent_name(request.user))
    counted = [card for card in cards if card.status in COUNTING]
    months = by_month(counted)
    chart = Line(_("Your scores by month"), months) if len(months) > 1 else None
    waiting = [card for card in cards if card.may(Act.ACKNOWLEDGE)]
    return render(
        request,
        "review/scores/own.html",
        {"cards": cards, "waiting": len(waiting), "chart": chart},
    )


def own_score(request: HttpRequest, card: UUID) -> HttpResponseBase:
    """Read it; acknowledge it, or dispute it with a comment."""
    found = scoring.card_of_agent(request, str(card))
    site, name = the_site(), person_of(request).name
    if request.method == "POST":
        match request.POST.get("do"):
            case "acknowledge":
                site.scores.act(found.id, Act.ACKNOWLEDGE, by=name)
                messages.success(request, _("Thank you: your reviewer sees that you read it."))
            case "dispute":
                if found.recording is None:
                    raise Refused(_("the call is gone: it cannot be heard again"))
                text = scoring.fit_required(request.POST.get("text", ""))
                site.scores.act(found.id, Act.DISPUTE, by=name, comment=text)
                messages.success(request, _("A lead will decide."))
            case _:
                raise Refused(_("nothing was asked for"))
        scoring.act_noted()
        return redirect("own_score", card)
    comments = scoring.comments_of_agent(found)
    return render(
        request,
        "review/scores/own_card.html",
        {
            "sheet": scoring.sheet_of(found, comments),
            "said": [c for c in comments if c.part != "review"],
            "history": site.scores.history(found.id),
            "may_acknowledge": found.may(Act.ACKNOWLEDGE),
            "may_dispute": found.may(Act.DISPUTE) and found.recording is not None,
        },
    )
