"""The ledger and its certificates, for records officers and auditors."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from pipeline.disposal import DESTROYED
from pipeline.model import Entry
from review.configuration import the_site
from review.rights import person_of
from review.spreadsheets import harmless

PAGE = 100
MOST_EXPORTED = 100_000
_VERDICT = "verdict-of-the-ledger"


def ledger(request: HttpRequest) -> HttpResponse:
    return _listed(request, "review/ledger.html", request.GET.get("act") or None)


def certificates(request: HttpRequest) -> HttpResponseBase:
    if "csv" in request.GET:
        return _export(request)
    return _listed(request, "review/certificates.html", DESTROYED)


def verify(request: HttpRequest) -> HttpResponseBase:
    """Check the whole chain now, and remember the verdict for the page."""
    site = the_site()
    site.ledger.checkpoint()
    verdict = site.ledger.verify()
    told = {
        "entries": verdict.entries,
        "trouble": verdict.trouble or "",
        "at": site.clock(),
        "by": person_of(request).name,
    }
    cache.set(_VERDICT, told, timeout=None)
    return redirect("ledger")


def _listed(request: HttpRequest, template: str, act: str | None) -> HttpResponse:
    site = the_site()
    about = request.GET.get("about", "").strip()[:100] or None
    before = request.GET.get("before", "")
    entries = site.ledger.newest(
        PAGE + 1, before=int(before) if before.isdigit() else None, act=act, about=about
    )
    more = len(entries) > PAGE
    page = entries[:PAGE]
    return render(
        request,
        template,
        {
            "entries": page,
            "acts": list(site.ledger.counts()),
            "act": act or "",
            "about": about or "",
            "older": page[-1].seq if more else None,
            "verdict": cache.get(_VERDICT),
        },
    )


def _export(request: HttpRequest) -> HttpResponse:
    site = the_site()
    entries = site.ledger.newest(MOST_EXPORTED, act=DESTROYED)
    site.ledger.record(
        "exported", "certificates", {"by": person_of(request).name, "rows": len(entries)}
    )
    response = HttpResponse(_csv(entries), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="certificates.csv"'
    return response


def _csv(entries: Iterable[Entry]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["entry", "destroyed", "rendition", "authority", "hash"])
    for entry in entries:
        row = [entry.seq, entry.at.isoformat(), entry.about, entry.details.get("authority", "")]
        writer.writerow([harmless(cell) for cell in (*row, entry.hash)])
    return text.getvalue()
