"""Full-text search in what was said and may be read, for a purpose, entered in the ledger."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pipeline.adapters.catalogue.listed import Row
from pipeline.adapters.catalogue.searching import Hit
from pipeline.errors import HushtapeError, NotPlayable, Refused
from pipeline.model import PurposeName
from pipeline.reviewing import fit_reason
from pipeline.searching import Query, Snippet, parse, snippet
from review import access
from review.configuration import the_site
from review.rights import Person, person_of

SEARCHED = "searched"
SIZE = 20
"""Hits of a page, each with a snippet out of the vault."""
CAP = SIZE + 1
"""Hits that are looked for: enough to know whether there are more. Who has more has to be more
exact, and not to wait for their number."""


@dataclass(frozen=True, slots=True)
class Found:
    """A hit, as its reader may see it."""

    row: Row
    snippet: Snippet | None


def search(request: HttpRequest) -> HttpResponse:
    """The form; and with a query, the hits. By POST: what is searched for is in no address."""
    person, site = person_of(request), the_site()
    purposes = [site.policy.purpose(PurposeName(name)) for name in person.reads(site.policy)]
    context: dict[str, object] = {"purposes": purposes, "said": request.POST}
    if request.method == "POST":
        try:
            context |= _answer(request, person)
        except NotPlayable:
            raise
        except Refused as refused:
            context["refused"] = refused
    partial = request.headers.get("HX-Request")
    template = "review/search_hits.html" if partial else "review/search.html"
    return render(request, template, context)


def _answer(request: HttpRequest, person: Person) -> dict[str, object]:
    site, said = the_site(), request.POST
    purpose = said.get("purpose", "")
    if purpose not in person.reads(site.policy):
        raise NotPlayable(f"{person.name} is no reader of {purpose[:64]}")
    asked = site.policy.purpose(PurposeName(purpose))
    reason = fit_reason(said.get("reason", ""), needed=asked.asks_reason)
    query = parse(said.get("words", ""))
    after = int(at) if (at := said.get("after", "")).isdecimal() else None
    now = site.clock()
    hits = site.searching.hits(query, asked.name, now=now, after=after, size=CAP)
    site.ledger.record(
        SEARCHED,
        asked.name,
        {
            "by": person.name,
            "reason": reason,
            "query": site.searching.mark(query),
            "hits": len(hits),
            "at_most": CAP,
        },
    )
    shown = hits[:SIZE]
    return {
        "found": _found(person, asked.name, shown, query, now),
        "count": len(shown),
        "capped": len(hits) == CAP,
        "after": shown[-1].place if len(hits) > SIZE else None,
        "later_page": after is not None,
    }


def _found(
    person: Person, purpose: PurposeName, hits: tuple[Hit, ...], query: Query, now: datetime
) -> list[Found]:
    """Those that the person may have at this moment, each with what was said around it."""
    site = the_site()
    rows = {row.id: row for row in site.browsing.rows(h.transcript.recording for h in hits)}
    return [
        Found(row, _snippet(hit, query))
        for hit in hits
        if (row := rows.get(hit.transcript.recording))
        and access.may_see(person, row)
        and purpose in access.purposes_open(person, row)
    ]


def _snippet(hit: Hit, query: Query) -> Snippet | None:
    """Out of the vault, for this page only; None where it went since."""
    try:
        with the_site().vault.open(hit.transcript) as stream:
            words = json.load(stream)["words"]
    except HushtapeError:
        return None
    return snippet([w["text"] for w in words], [w["start_ms"] for w in words], query)
