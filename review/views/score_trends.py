"""Scores over time, by agent and by question; and as a file for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pipeline.adapters.catalogue.score_listing import Wanted
from pipeline.errors import Refused
from pipeline.scorecards import Card
from review.configuration import the_site
from review.rights import person_of
from review.score_charts import Line, by_agent, by_month, by_question, distribution
from review.spreadsheets import harmless

_LOOKS_BACK = timedelta(days=182)


def trends(request: HttpRequest) -> HttpResponse:
    wanted = _asked(request)
    cards = list(the_site().score_listing.each(wanted))
    scores = the_site().score_listing
    first, last = wanted.since, wanted.until
    return render(
        request,
        "review/scores/trends.html",
        {
            "count": len(cards),
            "wanted": wanted,
            "first": first.date().isoformat() if first else "",
            "last": (last - timedelta(days=1)).date().isoformat() if last else "",
            "agents": scores.agents(),
            "forms": the_site().scores.forms(every=True),
            "line": Line(_("Mean score by month"), by_month(cards)),
            "spread": distribution(cards),
            "by_agent": by_agent(cards),
            "by_question": by_question(cards),
            "query": request.GET.urlencode(),
        },
    )


def export(request: HttpRequest) -> HttpResponseBase:
    """A row for each score and question. Comments are left out: they may quote the call."""
    wanted = _asked(request)
    site = the_site()
    site.ledger.record("scores exported", "scores", _told(request, wanted))
    response = StreamingHttpResponse(
        _lines(site.score_listing.each(wanted)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="scores.csv"'
    return response


def _told(request: HttpRequest, wanted: Wanted) -> dict[str, str]:
    """No agent's name stands in the ledger; that the export was of one does."""
    return {
        "by": person_of(request).name,
        "since": wanted.since.isoformat() if wanted.since else "",
        "until": wanted.until.isoformat() if wanted.until else "",
        "form": wanted.form,
        "of": "one agent" if wanted.agent else "all agents",
    }


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(cards: Iterator[Card]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    head = (
        "score", "submitted", "form", "version", "agent", "reviewer", "status", "total percent",
        "passed", "section", "question", "answer", "earned percent",
    )  # fmt: skip
    # A mark by which spreadsheets know that it is UTF-8.
    yield "\ufeff" + writer.writerow(head)
    for card in cards:
        for row in _rows(card):
            yield writer.writerow([harmless(value) for value in row])


def _rows(card: Card) -> Iterator[tuple[Any, ...]]:
    submitted = f"{card.submitted:%Y-%m-%d %H:%M}" if card.submitted else ""
    passed = "" if card.passed is None else "yes" if card.passed else "no"
    same = (
        card.id, submitted, card.form.title, card.form.version, card.agent, card.by, card.status,
        _percent(card.total), passed,
    )  # fmt: skip
    for section in card.form.form.sections:
        for question in section.questions:
            option = question.option(card.answers.get(question.key, ""))
            answer = option.label if option else card.answers.get(question.key, "")
            earned = _percent(card.earned.get(question.key))
            yield (*same, section.title, question.text, answer, earned)


def _percent(hundredths: int | None) -> float | str:
    return "" if hundredths is None else hundredths / 100


def _asked(request: HttpRequest) -> Wanted:
    first, last = _day(request, "first"), _day(request, "last")
    now = the_site().clock()
    since = datetime.combine(first, time(), UTC) if first else now - _LOOKS_BACK
    until = datetime.combine(last, time(), UTC) + timedelta(days=1) if last else None
    return Wanted(
        agent=request.GET.get("agent", ""),
        form=request.GET.get("form", ""),
        since=since,
        until=until,
    )


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Refused(_("a day is written like 2026-03-31")) from None
    if not 2000 <= found.year <= 2200:
        raise Refused(_("no score was made in that year"))
    return found
