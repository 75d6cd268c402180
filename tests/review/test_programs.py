"""What programs may ask, and what they are told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import hypothesis
import pytest
import schemathesis

from pipeline.accounting import enter_notes
from pipeline.disposal import DESTROYED
from pipeline.model import State
from pipeline.settings.site import Webhook
from review import openapi, tokens
from review.server import application
from review.tokens import Scope
from tests.calls import ENDED, SALE, TRAINING, a_recording
from tests.review.desk import Desk, browser


def a_token(desk: Desk, *scopes: Scope, days: int = 30) -> dict[str, str]:
    ends = desk.site.clock() + timedelta(days=days)
    shown = tokens.make(f"t{len(scopes)}{days}", list(scopes), ends, by="tom")
    return {"Authorization": f"Bearer {shown}"}


def ask(path: str, headers: dict[str, str] | None = None) -> Any:
    return browser().get(f"/api/v1/{path}", headers=headers or {})


def test_nothing_is_told_without_a_token(desk: Desk) -> None:
    desk.call(TRAINING)
    for path in ("calls", "certificates", f"calls/{'0' * 32}"):
        answer = ask(path)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("shown", ["hush_1_x", "hush_x_y", "Bearer", "hush_99999999999999999999_x"])
def test_a_made_up_token_opens_nothing(desk: Desk, shown: str) -> None:
    assert ask("calls", {"Authorization": f"Bearer {shown}"}).status_code == 401


def test_a_session_is_no_token(desk: Desk) -> None:
    tom = desk.sign_in("tom", "telephony", "quality", "records")
    assert tom.get("/api/v1/calls").status_code == 401


def test_a_token_opens_what_it_is_for_and_nothing_else(desk: Desk) -> None:
    call = desk.call(TRAINING)
    headers = a_token(desk, Scope.CALLS)
    [item] = ask("calls", headers).json()["items"]
    assert item["id"] == call.id
    assert item["masked"] == {"PAN": 1}
    assert ask("certificates", headers).status_code == 403


def test_no_number_and_no_name_is_told(desk: Desk) -> None:
    call = desk.call(TRAINING)
    told = ask(f"calls/{call.id}", a_token(desk, Scope.CALLS)).content.decode()
    assert "07700900123" not in told
    assert "agent" not in json.loads(told)


def test_an_ended_token_and_a_revoked_one_are_none(desk: Desk) -> None:
    headers = a_token(desk, Scope.CALLS, days=1)
    tom = desk.sign_in("tom", "telephony")
    from review.models import Token

    revoked = a_token(desk, Scope.CALLS, Scope.EVENTS)
    tom.post(f"/programs/tokens/{Token.objects.get(name='t230').pk}/revoke/")
    assert ask("calls", revoked).status_code == 401
    desk.site.clock = lambda: ENDED + timedelta(days=9)
    assert ask("calls", headers).status_code == 401


def test_a_token_that_asks_too_often_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "A_MINUTE", 3)
    desk.site.clock = lambda: ENDED + timedelta(days=1)
    headers = a_token(desk, Scope.CALLS)
    statuses = [ask("calls", headers).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]


def test_calls_come_page_by_page_each_once(desk: Desk) -> None:
    made = {desk.call(TRAINING).id for _ in range(5)}
    headers = a_token(desk, Scope.CALLS)
    seen: list[str] = []
    after = ""
    while True:
        page = ask(f"calls?limit=2{after}", headers).json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next'].replace('+', '%2B')}"
    assert sorted(seen) == sorted(made)


def test_the_end_of_a_contract_starts_the_periods_that_count_from_it(desk: Desk) -> None:
    call = desk.call(SALE)
    said = {"source": "headquarters", "call_id": "c-1", "ended": "2025-04-01T00:00:00+00:00"}
    headers = a_token(desk, Scope.EVENTS)
    answer = browser().post(
        "/api/v1/events/contract-ended", said, content_type="application/json", headers=headers
    )
    assert answer.json() == {"recordings": [call.id]}
    [entry] = desk.site.ledger.entries(act="contract ended", about=call.id)
    assert entry.details["by"] == "token t130"


def test_a_new_token_is_shown_once(desk: Desk) -> None:
    tom = desk.sign_in("tom", "telephony")
    made = tom.post("/programs/", {"name": "crm", "scopes": ["calls:read"], "days": "30"})
    assert b'id="token">hush_' in made.content
    assert b"hush_" not in tom.get("/programs/").content


def test_it_answers_that_it_is_alive_and_ready(desk: Desk) -> None:
    assert browser().get("/healthz").json() == {"alive": True}
    assert browser().get("/readyz").json() == {"ready": True, "down": []}


def test_metrics_are_numbers_for_those_with_a_token(desk: Desk) -> None:
    desk.call(TRAINING)
    assert browser().get("/metrics").status_code == 401
    text = browser().get("/metrics", headers=a_token(desk, Scope.METRICS)).content.decode()
    assert 'hushtape_calls{state="released"} 1.0' in text
    assert 'hushtape_masks_last_day{entity="PAN"} 1.0' in text


# --- webhooks ----------------------------------------------------------------------------


class Receiver(BaseHTTPRequestHandler):
    took: list[tuple[dict[str, str], bytes]] = []  # noqa: RUF012  a server's, by its class
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        named = {name.lower(): value for name, value in self.headers.items()}
        type(self).took.append((named, body))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[tuple[type[Receiver], str]]:
    """A web server that remembers what it was told, and its address."""
    kind = type("Own", (Receiver,), {"took": []})
    server = HTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield kind, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def a_hook(url: str, *events: str) -> Webhook:
    return Webhook.model_validate(
        {
            "name": "crm",
            "url": url,
            "secret_env": "A_SECRET",
            "events": events or ("call.released", "call.expired"),
            "from_now": False,
        }
    )


def test_a_webhook_is_told_signed_and_in_order(
    desk: Desk, receiver: tuple[type[Receiver], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from review.webhooks import deliver

    monkeypatch.setenv("A_SECRET", "secret")
    kind, url = receiver
    call = desk.call(TRAINING)
    enter_notes(desk.site.keeping)
    desk.site.ledger.record(DESTROYED, f"{call.id}.quality.audio", {"authority": "x"})
    desk.site.ledger.record(DESTROYED, f"{call.id}.quality.peaks", {"authority": "x"})
    assert deliver(a_hook(url), desk.site) == 2
    told = [json.loads(body) for _, body in kind.took]
    assert [t["type"] for t in told] == ["call.released", "call.expired"]
    assert told[0]["data"]["recording"] == call.id
    headers, body = kind.took[0]
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.new(b"secret", content, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
    assert deliver(a_hook(url), desk.site) == 0


def test_what_a_receiver_refused_is_told_again_later(
    desk: Desk, receiver: tuple[type[Receiver], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from review.webhooks import deliver

    monkeypatch.setenv("A_SECRET", "secret")
    kind, url = receiver
    kind.status = 503
    desk.call(TRAINING)
    enter_notes(desk.site.keeping)
    assert deliver(a_hook(url), desk.site) == 0
    assert deliver(a_hook(url), desk.site) == 0
    assert len(kind.took) == 1, "it waits before it tries again"
    page = desk.sign_in("tom", "telephony")
    assert page.get("/programs/").status_code == 200
    kind.status = 200
    desk.site.clock = lambda: ENDED + timedelta(days=2)
    assert deliver(a_hook(url), desk.site) == 1


def test_a_webhook_goes_to_no_address_in_the_clear() -> None:
    with pytest.raises(ValueError, match="url"):
        a_hook("http://crm.example/")


# --- the document ------------------------------------------------------------------------


@pytest.fixture
def everything(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A desk with some calls, and a token for all of it that never tires."""
    monkeypatch.setattr(tokens, "A_MINUTE", 1_000_000)
    desk.call(TRAINING)
    desk.call(SALE, state=State.REVIEW, recording=a_recording(call_id="c-2"))
    return a_token(desk, *Scope)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("calls?limit=0", 400),
        ("calls?limit=x", 400),
        ("calls?after=x", 400),
        ("calls?state=x", 400),
        ("certificates?after=x", 400),
        ("calls/xyz", 404),
    ],
)
def test_a_question_that_makes_no_sense_is_told_so(
    everything: dict[str, str], path: str, status: int
) -> None:
    answer = ask(path, everything)
    assert answer.status_code == status
    assert answer.json()["message"]


schema = schemathesis.openapi.from_dict(openapi.document())
schema.app = application()


@schema.parametrize()
@hypothesis.settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(hypothesis.HealthCheck),
)
def test_the_interface_is_as_its_document_says(
    case: schemathesis.Case[Any], everything: dict[str, str]
) -> None:
    """Whatever is asked, the answer is one that the document announces."""
    case.call_and_validate(headers={**everything, "Host": "localhost"})
