"""The URL table. Each line says who may have the page; tests/review/test_rights.py asks for every
one of them as every role, so a line without a right cannot be.
"""

from __future__ import annotations

from django.urls import include, path

from review.rights import ANY, EVERYONE, WHO_HEARS, WHO_MARKS, Role, endpoint, page
from review.views import (
    api,
    calls,
    health,
    holds,
    ledger,
    marks,
    people,
    player,
    programs,
    quarantine,
    records,
    telephony,
    troubles,
)

LOOKS_AT_CALLS = frozenset({Role.READER, Role.LEAD, Role.RECORDS})
ADMINISTERS = frozenset({Role.ADMINISTRATOR})
DECIDES = frozenset({Role.LEAD})
KEEPS_RECORDS = frozenset({Role.RECORDS})
READS_LEDGER = frozenset({Role.RECORDS, Role.AUDITOR})

PAGES = (
    page("", "home", calls.home, may=EVERYONE),
    # calls
    page("calls/", "calls", calls.calls, may=LOOKS_AT_CALLS),
    page("calls/<str:recording>/", "call", calls.call, may=LOOKS_AT_CALLS),
    page("calls/<str:recording>/open/", "open", calls.open_call, may=WHO_HEARS, methods=("POST",)),
    # what was opened
    page("opened/<uuid:opening>/", "player", player.player, may=WHO_HEARS),
    page("opened/<uuid:opening>/audio", "audio", player.audio, may=WHO_HEARS),
    page("opened/<uuid:opening>/peaks", "peaks", player.peaks, may=WHO_HEARS),
    page(
        "opened/<uuid:opening>/bookmarks/",
        "bookmarks",
        player.bookmark,
        may=WHO_HEARS,
        methods=("POST",),
    ),
    # marks and the quarantine
    page("opened/<uuid:opening>/marks/", "mark", marks.mark, may=WHO_MARKS, methods=("POST",)),
    page("calls/<str:recording>/state/", "state", marks.state, may=LOOKS_AT_CALLS),
    page("marks/", "marks", marks.marks, may=DECIDES),
    page("marks/report/", "misses", marks.report, may=DECIDES),
    page("marks/<int:mark>/", "decide_mark", marks.decide, may=DECIDES, methods=("POST",)),
    page("marks/<int:mark>/similar/", "similar", marks.similar, may=DECIDES),
    page("marks/<int:mark>/cue/", "approve_cue", marks.approve_cue, may=DECIDES, methods=("POST",)),
    page("quarantine/", "quarantine", quarantine.quarantine, may=DECIDES),
    page("quarantine/<str:recording>/", "quarantined", quarantine.quarantined, may=DECIDES),
    page(
        "quarantine/<str:recording>/act/",
        "quarantine_act",
        quarantine.act,
        may=DECIDES,
        methods=("POST",),
    ),
    # records
    page("records/", "records", records.records, may=KEEPS_RECORDS),
    page("records/decide/", "decide", records.decide, may=KEEPS_RECORDS, methods=("POST",)),
    page(
        "records/calls/<str:recording>/",
        "records_act",
        records.act,
        may=KEEPS_RECORDS,
        methods=("POST",),
    ),
    page("records/holds/", "holds", holds.holds, may=KEEPS_RECORDS),
    page("records/holds/place/", "place_hold", holds.place, may=KEEPS_RECORDS, methods=("POST",)),
    page(
        "records/holds/<str:hold>/release/",
        "release_hold",
        holds.release,
        may=KEEPS_RECORDS,
        methods=("POST",),
    ),
    page("records/certificates/", "certificates", ledger.certificates, may=READS_LEDGER),
    page("records/ledger/", "ledger", ledger.ledger, may=READS_LEDGER),
    page(
        "records/ledger/verify/",
        "verify_ledger",
        ledger.verify,
        may=READS_LEDGER,
        methods=("POST",),
    ),
    # telephony
    page("telephony/", "telephony", telephony.telephony, may=ADMINISTERS),
    page("telephony/resubmit/", "resubmit", telephony.resubmit, may=ADMINISTERS, methods=("POST",)),
    # programs
    page("programs/", "programs", programs.programs, may=ADMINISTERS, methods=("GET", "POST")),
    page(
        "programs/tokens/<int:token>/revoke/",
        "revoke_token",
        programs.revoke,
        may=ADMINISTERS,
        methods=("POST",),
    ),
    endpoint("api/v1/openapi.json", "api", api.describe),
    endpoint("api/v1/calls", "api_calls", api.calls, methods=ANY),
    endpoint("api/v1/calls/<str:recording>", "api_call", api.call, methods=ANY),
    endpoint("api/v1/certificates", "api_certificates", api.certificates, methods=ANY),
    endpoint("api/v1/events/contract-ended", "api_contract_ended", api.contract_ended, methods=ANY),
    endpoint("healthz", "healthz", health.healthz),
    endpoint("readyz", "readyz", health.readyz),
    endpoint("metrics", "metrics", health.metrics),
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
