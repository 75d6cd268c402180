"""The URL table. Each line says who may have the page; tests/review/test_rights.py asks for every
one of them as every role, so a line without a right cannot be.
"""

from __future__ import annotations

from django.urls import include, path

from review.rights import EVERYONE, WHO_HEARS, WHO_MARKS, Role, page
from review.views import calls, people, player, samples, saved, search, troubles

LOOKS_AT_CALLS = frozenset({Role.READER, Role.LEAD, Role.RECORDS})
PLANS = frozenset({Role.LEAD})
ADMINISTERS = frozenset({Role.ADMINISTRATOR})

PAGES = (
    page("", "home", calls.home, may=EVERYONE),
    # calls
    page("calls/", "calls", calls.calls, may=LOOKS_AT_CALLS),
    page("calls/<str:recording>/", "call", calls.call, may=LOOKS_AT_CALLS),
    page("calls/<str:recording>/open/", "open", calls.open_call, may=WHO_HEARS, methods=("POST",)),
    page("search/", "search", search.search, may=WHO_HEARS, methods=("GET", "POST")),
    page("views/", "save_view", saved.save, may=LOOKS_AT_CALLS, methods=("POST",)),
    page(
        "views/<int:view>/remove/",
        "remove_view",
        saved.remove,
        may=LOOKS_AT_CALLS,
        methods=("POST",),
    ),
    # samples
    page("samples/", "samples", samples.mine, may=WHO_MARKS),
    page("samples/<int:sample>/done/", "sampled", samples.done, may=WHO_MARKS, methods=("POST",)),
    page("samples/plans/", "plans", samples.plans, may=PLANS, methods=("GET", "POST")),
    page("samples/plans/<int:plan>/end/", "end_plan", samples.end, may=PLANS, methods=("POST",)),
    # what was opened
    page("opened/<uuid:opening>/", "player", player.player, may=WHO_HEARS),
    page("opened/<uuid:opening>/audio", "audio", player.audio, may=WHO_HEARS),
    page("opened/<uuid:opening>/peaks", "peaks", player.peaks, may=WHO_HEARS),
    # people
    page("people/", "people", people.people, may=ADMINISTERS),
    page("people/new/", "new_person", people.new, may=ADMINISTERS, methods=("GET", "POST")),
    page(
        "people/<int:account>/", "person", people.person, may=ADMINISTERS, methods=("GET", "POST")
    ),
)

urlpatterns = [
    *(line.pattern for line in PAGES),
    path("account/", include("allauth.urls")),
]

handler403 = troubles.forbidden
handler404 = troubles.missing
handler500 = troubles.failed
