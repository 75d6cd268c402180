"""JSON for programs: what may be known of calls, and the events they announce."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from pipeline.accounting import enter_notes
from pipeline.adapters.catalogue.listed import Listed
from pipeline.calltimes import instant
from pipeline.disposal import DESTROYED
from pipeline.errors import HushtapeError, NoSuch
from pipeline.model import Entry, State
from review import openapi, tokens
from review.configuration import the_site
from review.tokens import Caller, Scope

_ID = re.compile(r"[0-9a-f]{32}")
_AFTER = re.compile(openapi.AFTER_CALL)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BadRequest(HushtapeError):
    """What was asked cannot be understood."""


Answer = Callable[..., dict[str, Any]]
_TROUBLES: tuple[tuple[type[Exception], int, str], ...] = (
    (tokens.NoToken, 401, "show a valid token: Authorization: Bearer ..."),
    (tokens.OutOfScope, 403, "this token is for something else"),
    (tokens.TooMany, 429, "this token asks too often; wait a minute"),
)


def _for(scope: Scope, method: str = "GET") -> Callable[[Answer], Callable[..., HttpResponse]]:
    """For programs with a token of that scope; errors are JSON that says what to do."""

    def decorate(answer: Answer) -> Callable[..., HttpResponse]:
        @csrf_exempt  # no cookie is looked at
        @wraps(answer)
        def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != method:
                response = _trouble(405, f"ask with {method}")
                response["Allow"] = method
                return response
            try:
                found = tokens.caller(request, scope)
                return JsonResponse(answer(request, found, *args, **kwargs))
            except (tokens.NoToken, tokens.OutOfScope, tokens.TooMany) as refused:
                status, message = next((s, m) for kind, s, m in _TROUBLES if type(refused) is kind)
                response = _trouble(status, message)
                if status == 401:
                    response["WWW-Authenticate"] = "Bearer"
                return response
            except BadRequest as trouble:
                return _trouble(400, str(trouble), trouble.hint)
            except NoSuch as trouble:
                return _trouble(404, str(trouble), trouble.hint)

        return view

    return decorate


def describe(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document; it holds nothing that is secret."""
    return JsonResponse(openapi.document())


@_for(Scope.CALLS)
def calls(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    _only(request, "state", "limit", "after")
    state = request.GET.get("state")
    if state is not None and state not in set(State):
        raise BadRequest("there is no such state")
    limit = _limit(request)
    after = _after(request)
    found = list(
        the_site().listing.recordings(
            state=State(state) if state else None, limit=limit + 1, before=after
        )
    )
    page = found[:limit]
    more = None
    if len(found) > limit:
        more = f"{(page[-1].received - _EPOCH) // timedelta(microseconds=1)}_{page[-1].id}"
    return {"items": list(map(_shown, page)), "next": more}


@_for(Scope.CALLS)
def call(request: HttpRequest, caller: Caller, recording: str) -> dict[str, Any]:
    if not _ID.fullmatch(recording):
        raise NoSuch("a recording is named by 32 hexadecimal digits")
    return _shown(the_site().listing.named(recording))


@_for(Scope.CERTIFICATES)
def certificates(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    _only(request, "about", "limit", "after")
    limit = _limit(request)
    after = request.GET.get("after")
    if after is not None and not re.fullmatch(openapi.AFTER_ENTRY, after):
        raise BadRequest("`after` is what an earlier answer gave as `next`")
    about = request.GET.get("about") or None
    if about and len(about) > openapi.LONGEST_ABOUT:
        raise BadRequest(f"about is {openapi.LONGEST_ABOUT} characters at most")
    entries = the_site().ledger.newest(
        limit + 1, before=int(after) if after else None, act=DESTROYED, about=about
    )
    more = str(entries[limit - 1].seq) if len(entries) > limit else None
    return {"items": list(map(_certificate, entries[:limit])), "next": more}


@_for(Scope.EVENTS, "POST")
def contract_ended(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    said = _body(request)
    source, call_id, ended = (said.get(name) for name in ("source", "call_id", "ended"))
    if set(said) != {"source", "call_id", "ended"}:
        raise BadRequest("send source, call_id and ended, and nothing else")
    site = the_site()
    recordings = site.catalogue.contract_ended(
        _named("source", source, openapi.LONGEST_SOURCE),
        _named("call_id", call_id, openapi.LONGEST_CALL_ID),
        _moment(ended),
        by=f"token {caller.name}",
    )
    enter_notes(site.keeping)
    return {"recordings": list(recordings)}


def _named(field: str, value: object, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or not re.match(openapi.NAMING, value):
        raise BadRequest(
            f"{field} is a name of 1 to {longest} characters, none of them unprintable"
        )
    return value


def _shown(call: Listed) -> dict[str, Any]:
    ended = call.call.ended
    masked = max(call.renditions.values(), key=len, default=())
    counts: dict[str, int] = {}
    for mask in masked:
        for entity in mask.entities:
            counts[entity] = counts.get(entity, 0) + 1
    return {
        "id": call.id,
        "state": call.state,
        "source": call.call.source,
        "direction": call.call.direction,
        "queue": call.call.queue,
        "duration_ms": call.duration,
        "received": call.received.isoformat(),
        "ended": ended.at.isoformat() if ended else None,
        "purposes": [tag.purpose for tag in call.tags],
        "masked": counts,
        "on_hold": call.holds > 0,
        "restricted": bool(call.restricted),
        "due": call.due.isoformat() if call.due else None,
    }


def _certificate(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.seq,
        "destroyed": entry.at.isoformat(),
        "rendition": entry.about,
        "authority": entry.details.get("authority", ""),
        "hash": entry.hash,
    }


def _only(request: HttpRequest, *known: str) -> None:
    """A misspelt filter must not be taken for none."""
    if unknown := set(request.GET) - set(known):
        raise BadRequest(f"{len(unknown)} unknown parameters", hint=f"Known: {', '.join(known)}.")


def _limit(request: HttpRequest) -> int:
    text = request.GET.get("limit", "50")
    most = openapi.LONGEST_PAGE
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
        raise BadRequest(f"limit is a number from 1 to {most}")
    return int(text)


def _after(request: HttpRequest) -> tuple[datetime, str] | None:
    text = request.GET.get("after")
    if text is None:
        return None
    match = _AFTER.fullmatch(text)
    if match is None:
        raise BadRequest("`after` is what an earlier answer gave as `next`")
    return _EPOCH + timedelta(microseconds=int(match[1])), match[2]


def _moment(text: object) -> datetime:
    try:
        if datetime.fromisoformat(str(text)).tzinfo:
            return instant(str(text))
    except ValueError:
        pass
    raise BadRequest("a time is written as 2027-03-31T09:00:00+00:00, in a year from 1970 on")


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        raise BadRequest("send one JSON object") from None
    if not isinstance(said, dict):
        raise BadRequest("send one JSON object")
    return said


def _trouble(status: int, message: str, hint: str = "") -> JsonResponse:
    return JsonResponse({"message": message, **({"hint": hint} if hint else {})}, status=status)
