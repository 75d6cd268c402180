"""Telling other systems what the ledger holds: signed, in order, again until they have it.

The ledger is the list of events, so nothing can be told that was not done, and a desk that
was down tells it later. Signatures are those of the Standard Webhooks specification 1.0.0:
base64 of HMAC-SHA256 over "id.timestamp.body". Delivery is at least once: a receiver knows a
repetition by its webhook-id.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from pipeline.disposal import DESTROYED
from pipeline.errors import BadConfig
from pipeline.model import Entry, Kind, State
from pipeline.settings.site import Webhook
from pipeline.wiring import Site
from review.models import Delivered

EVENTS = {
    "call.released": str(State.RELEASED),
    "call.quarantined": str(State.QUARANTINED),
    "call.expired": DESTROYED,
}
"""What can be told, and the ledger's word for it."""
SECONDS = 10.0
"""How long a receiver has to answer."""
LOOK_EVERY = 5.0
_LONGEST_WAIT = timedelta(hours=1)
_AT_ONCE = 200

_log = logging.getLogger("hushtape.webhooks")
Post = Callable[[str, bytes, Mapping[str, str]], None]


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """A receiver that moved is told of in site.toml, not by itself."""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Raises OSError unless the receiver took it (2xx)."""
    request = Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310  http(s) only, by site.toml
    with build_opener(_NoRedirect).open(request, timeout=SECONDS):
        pass


def deliver_until(stop: threading.Event, site: Site) -> None:
    """Tell every webhook of site.toml what it has not been told yet, until `stop`."""
    from django.db import close_old_connections

    while not stop.is_set():
        for hook in site.settings.desk.webhook:
            try:
                deliver(hook, site)
            except Exception as trouble:
                # One receiver, or a database that is down, must not end the others' news.
                _log.warning("webhook %s: %s", hook.name, type(trouble).__name__)
        close_old_connections()
        stop.wait(LOOK_EVERY)


def deliver(hook: Webhook, site: Site, send: Post = post) -> int:
    """Tell one webhook what is new, in order; how much it took. Stops at the first refusal."""
    row, _ = Delivered.objects.get_or_create(
        name=hook.name, defaults={"seq": _newest(site) if hook.from_now else 0}
    )
    now = site.clock()
    if row.not_before and now < row.not_before:
        return 0
    told = 0
    wanted = {EVENTS[event]: event for event in hook.events}
    for entry in site.ledger.after(row.seq, _AT_ONCE):
        if (event := wanted.get(entry.act)) and _is_news(entry):
            try:
                send(hook.url, *_signed(event, entry, secret_of(hook), int(now.timestamp())))
            except (OSError, URLError, ValueError) as trouble:
                _put_off(row, trouble, site)
                return told
            told += 1
        row.seq, row.failures, row.not_before, row.trouble = entry.seq, 0, None, ""
        row.save()
    return told


def secret_of(hook: Webhook) -> bytes:
    """Raises BadConfig where the environment does not hold it."""
    secret = os.environ.get(hook.secret_env, "")
    if not secret:
        raise BadConfig(
            f"the webhook {hook.name} has no secret",
            hint=f"Set the environment variable {hook.secret_env} for the desk.",
        )
    return secret.encode()


def signature(identifier: str, timestamp: int, body: bytes, secret: bytes) -> str:
    """What a receiver computes as well, and compares."""
    content = f"{identifier}.{timestamp}.".encode() + body
    digest = hmac.new(secret, content, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _is_news(entry: Entry) -> bool:
    """Of a destruction only the audio counts: a call has three renditions or more."""
    return entry.act != DESTROYED or entry.about.endswith(f".{Kind.AUDIO}")


def _signed(
    event: str, entry: Entry, secret: bytes, timestamp: int
) -> tuple[bytes, Mapping[str, str]]:
    recording, _, rest = entry.about.partition(".")
    data = {"recording": recording, "entry": entry.seq}
    if rest:
        data["profile"] = rest.partition(".")[0]
    body = json.dumps({"type": event, "timestamp": entry.at.isoformat(), "data": data}).encode()
    identifier = f"ledger-{entry.seq}"
    return body, {
        "Content-Type": "application/json",
        "User-Agent": "Hushtape",
        "webhook-id": identifier,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(identifier, timestamp, body, secret),
    }


def _put_off(row: Delivered, trouble: Exception, site: Site) -> None:
    row.failures += 1
    wait = min(timedelta(seconds=10 * 2 ** min(row.failures, 12)), _LONGEST_WAIT)
    row.not_before = site.clock() + wait
    status = f" {trouble.code}" if isinstance(trouble, HTTPError) else ""
    row.trouble = f"{type(trouble).__name__}{status}"
    row.save()
    _log.warning("webhook %s: %s; again in %s", row.name, row.trouble, wait)


def _newest(site: Site) -> int:
    newest = site.ledger.newest(1)
    return newest[0].seq if newest else 0
