"""The URL table. Each line says who may have the page; tests/review/test_rights.py asks for every
one of them as every role, so a line without a right cannot be.
"""

from __future__ import annotations

from django.urls import include, path

from review.rights import ANY, EVERYONE, WHO_HEARS, WHO_MARKS, Role, endpoint, page
from review.scoring import WHO_SCORES
from review.views import (
    agent_scores,
    api,
    calibrations,
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
    samples,
    saved,
    score_forms,
    score_trends,
    scores,
    search,
    telephony,
    troubles,
)

LOOKS_AT_CALLS = frozenset({Role.READER, Role.LEAD, Role.RECORDS})
LEADS = frozenset({Role.LEAD})
AGENTS = frozenset({Role.AGENT})
ADMINISTERS = frozenset({Role.ADMINISTRATOR})
KEEPS_RECORDS = frozenset({Role.RECORDS})
READS_LEDGER = frozenset({Role.RECORDS, Role.AUDITOR})

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
    page("samples/plans/", "plans", samples.plans, may=LEADS, methods=("GET", "POST")),
    page("samples/plans/<int:plan>/end/", "end_plan", samples.end, may=LEADS, methods=("POST",)),
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
    page("marks/", "marks", marks.marks, may=LEADS),
    page("marks/report/", "misses", marks.report, may=LEADS),
    page("marks/<int:mark>/", "decide_mark", marks.decide, may=LEADS, methods=("POST",)),
    page("marks/<int:mark>/similar/", "similar", marks.similar, may=LEADS),
    page("marks/<int:mark>/cue/", "approve_cue", marks.approve_cue, may=LEADS, methods=("POST",)),
    page("quarantine/", "quarantine", quarantine.quarantine, may=LEADS),
    page("quarantine/<str:recording>/", "quarantined", quarantine.quarantined, may=LEADS),
    page(
        "quarantine/<str:recording>/act/",
        "quarantine_act",
        quarantine.act,
        may=LEADS,
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
    # scores
    page("scores/", "scores", scores.scores, may=WHO_SCORES),
    page("scores/release/", "release_scores", scores.release_many, may=LEADS, methods=("POST",)),
    page("scores/trends/", "score_trends", score_trends.trends, may=LEADS),
    page("scores/export.csv", "export_scores", score_trends.export, may=LEADS),
    page(
        "scores/forms/",
        "score_forms",
        score_forms.forms,
        may=WHO_SCORES,
        methods=("GET", "POST"),
    ),
    page(
        "scores/forms/new/",
        "new_score_form",
        score_forms.build,
        may=LEADS,
        methods=("GET", "POST"),
    ),
    page("scores/forms/<str:form>/", "score_form", score_forms.form, may=WHO_SCORES),
    page(
        "scores/forms/<str:form>/change/",
        "build_score_form",
        score_forms.build,
        may=LEADS,
        methods=("GET", "POST"),
    ),
    page("scores/calibrations/", "calibrations", calibrations.calibrations, may=WHO_SCORES),
    page(
        "scores/calibrations/<uuid:calibration>/",
        "calibration",
        calibrations.calibration,
        may=WHO_SCORES,
    ),
    page(
        "scores/calibrations/<uuid:calibration>/close/",
        "close_calibration",
        calibrations.close,
        may=LEADS,
        methods=("POST",),
    ),
    page("scores/<uuid:card>/", "card", scores.card, may=WHO_SCORES, methods=("GET", "POST")),
    page(
        "scores/<uuid:card>/comment/",
        "comment_score",
        scores.comment,
        may=WHO_SCORES,
        methods=("POST",),
    ),
    page("scores/<uuid:card>/decide/", "decide_score", scores.decide, may=LEADS, methods=("POST",)),
    page(
        "calls/<str:recording>/score/",
        "score",
        scores.call_scores,
        may=WHO_SCORES,
        methods=("GET", "POST"),
    ),
    page("calls/<str:recording>/score/panel/", "score_panel", scores.panel, may=WHO_SCORES),
    page(
        "calls/<str:recording>/calibrate/",
        "calibrate",
        calibrations.calibrate,
        may=LEADS,
        methods=("POST",),
    ),
    # an agent's own
    page("my-scores/", "own_scores", agent_scores.own_scores, may=AGENTS),
    page(
        "my-scores/<uuid:card>/",
        "own_score",
        agent_scores.own_score,
        may=AGENTS,
        methods=("GET", "POST"),
    ),
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
