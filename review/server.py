"""Serving the desk: one process, a few threads, no thread held by a slow listener."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from typing import Any

from waitress.server import create_server

from pipeline.errors import HushtapeError
from pipeline.indexing import index_what_is_missing
from pipeline.wiring import Site
from review.configuration import configure

THREADS = 12
_MIB = 1024 * 1024

_log = logging.getLogger("hushtape.review")


def serve(site: Site, stop: threading.Event, *, ready: Callable[[str], None] | None = None) -> None:
    """Serve the desk of `site` until `stop`; `ready` is told its address. Raises BadConfig."""
    configure(site)
    from review.webhooks import deliver_until

    desk = site.settings.desk
    server = create_server(
        application(),
        host=desk.host,
        port=desk.port,
        threads=THREADS,
        ident=None,
        # An answer never overflows into a temporary file: what people hear stays in memory.
        outbuf_overflow=64 * _MIB,
        outbuf_high_watermark=2 * _MIB,
        inbuf_overflow=8 * _MIB,
        max_request_body_size=4 * _MIB,
        **_proxy(behind=desk.tls == "proxy"),
    )
    # A server on several addresses has no port of its own.
    port = getattr(server, "effective_port", desk.port)
    _log.info("the review desk is at http://%s:%s/", desk.host, port)
    if ready:
        ready(f"http://{desk.host}:{port}/")
    threading.Thread(target=catch_up, args=(site,), daemon=True, name="catching up").start()
    # What is loaded by now stays: to look through it again and again would hold up answers.
    gc.collect()
    gc.freeze()
    running = threading.Thread(target=server.run, daemon=True, name="desk")
    running.start()
    telling = threading.Thread(target=deliver_until, args=(stop, site), daemon=True)
    telling.start()
    stop.wait()
    server.close()
    server.task_dispatcher.shutdown()
    running.join(timeout=5)


def catch_up(site: Site) -> None:
    """What lists and searches rest on, where the policy changed or an upgrade left it out."""
    from django.db import connection

    try:
        site.catalogue.reckon(site.policy.fingerprint)
        if new := index_what_is_missing(site.keeping):
            _log.info("indexed the words of %d transcripts", new)
    except HushtapeError as trouble:
        _log.warning("lists and searches may lack calls: %s", trouble)
    finally:
        connection.close()


def application() -> Any:
    """The WSGI application. `configure` must have been called."""
    from django.core.handlers.wsgi import WSGIHandler

    return WSGIHandler()


def _proxy(*, behind: bool) -> dict[str, Any]:
    """Whose word is taken for who asks, and how: the proxy's on this machine, nobody else's."""
    if not behind:
        return {"clear_untrusted_proxy_headers": True}
    return {
        "trusted_proxy": "127.0.0.1",
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }
