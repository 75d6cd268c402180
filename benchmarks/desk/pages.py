"""How long the desk's pages take with a million calls, through the real views."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, BinaryIO

from benchmarks.desk.calls import AGENTS, COMMON, MIDDLE, QUEUES, RARE, WORDS, word
from pipeline.model import Kind, ProfileName, RecordingId, Rendition
from pipeline.wiring import Site

PEOPLE = {
    "anna": ("quality",),
    "lena": ("quality", "leads", "fraud", "sales-records"),
    "cora": ("compliance",),
    "frank": ("fraud",),
    "rita": ("records",),
}
"""Reviewer of the newest half year, lead, reader of few calls, reader of nearly all, records."""
READS = {
    "anna": "training_quality",
    "lena": "fraud_prevention",
    "cora": "sales_record",
    "frank": "fraud_prevention",
}
WARM = 1
"""Requests of one kind by one person that do not count, before those that do."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What requests of one kind took."""

    what: str
    who: str
    milliseconds: tuple[float, ...]
    processor: tuple[float, ...]
    """Milliseconds of processor that each took, of the server's backend as well: what is left
    when others do not load the machine, but for waiting for the disk."""

    def at(self, share: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class OneTranscript:
    """A vault in which every transcript is the same one, really sealed: a million would take
    hours to write, and opening one costs the same.
    """

    def __init__(self, site: Site) -> None:
        self._vault = site.vault
        self._one = Rendition(RecordingId("0" * 32), ProfileName("quality"), Kind.TRANSCRIPT)
        words = [
            {"text": word(n % WORDS), "start_ms": n * 400, "end_ms": n * 400 + 300, "channel": 0}
            for n in range(750)
        ]
        said = {"id": "x", "channels": ["agent", "customer"], "words": words}
        self._vault.store(self._one, BytesIO(json.dumps(said).encode()))

    def open(self, rendition: Rendition) -> BinaryIO:
        return self._vault.open(self._one)


def lists() -> Iterator[tuple[str, Callable[[Random], dict[str, object]]]]:
    """What a list is narrowed to."""
    yield "the newest calls", lambda r: {}
    yield "an agent", lambda r: {"agent": agent(r)}
    yield "a queue", lambda r: {"queue": queue(r)}
    yield "a direction", lambda r: {"direction": r.choice(("inbound", "outbound", "internal"))}
    yield "a length", lambda r: {"length": r.choice(("short", "medium", "long", "very-long"))}
    yield "masked: often", lambda r: {"entity": r.choice(("PERSON", "PAN", "PHONE"))}
    yield "masked: rarely", lambda r: {"entity": "PASSPORT"}
    yield "a month", lambda r: {"since": month(r), "until": month(r)}
    yield "a purpose", lambda r: {"purpose": r.choice(tuple(READS.values()))}
    yield "a score", lambda r: {"score": r.choice(("under 60 %", "60 to 80 %", "80 % and more"))}
    yield "not scored", lambda r: {"score": "not scored"}
    for status in ("in progress", "needs review", "released", "quarantined", "on hold"):
        yield status, lambda r, status=status: {"status": status}  # type: ignore[misc]
    yield "expiring soon", lambda r: {"status": "expiring soon"}
    yield (
        "agent, masked, length",
        lambda r: {"agent": agent(r), "entity": "PAN", "length": "long"},
    )
    yield (
        "queue, direction, month",
        lambda r: {"queue": queue(r), "direction": "outbound", "since": month(r)},
    )
    yield (
        "queue, masked rarely, length",
        lambda r: {"queue": queue(r), "entity": "PASSPORT", "length": "very-long"},
    )
    yield "nothing is like that", lambda r: {"direction": "internal", "agent": "nobody"}
    yield "deep: a far page", lambda r: {"after": f"{month(r)}T00:00:00+00:00~{'8' * 32}"}
    yield (
        "deep: a far page of a queue",
        lambda r: {"queue": queue(r), "after": f"{month(r)}T00:00:00+00:00~{'8' * 32}"},
    )


def searches() -> Iterator[tuple[str, Callable[[Random], str]]]:
    yield "search: a rare word", lambda r: word(RARE + r.randrange(500))
    yield "search: a middling word", lambda r: word(MIDDLE + r.randrange(100))
    yield "search: a common word", lambda r: word(COMMON + r.randrange(3))
    yield "search: a phrase", lambda r: f'"{word(r.randrange(4))} {word(r.randrange(10))}"'
    yield "search: two words", lambda r: f"{word(COMMON)} {word(RARE + r.randrange(500))}"
    yield "search: a word nobody says", lambda r: f"never{r.randrange(1000)}"


def agent(random: Random) -> str:
    return f"agent-{int(AGENTS * random.random() ** 2):03}"


def queue(random: Random) -> str:
    return f"queue-{int(QUEUES * random.random() ** 1.5):02}"


def month(random: Random) -> str:
    return f"{2025 + random.randrange(2)}-{random.randrange(1, 4):02}-01"


def measured(site: Site, times: int) -> Iterator[Taken]:
    """Every kind of page for everybody who may have it."""
    from django.core.cache import cache
    from django.test import Client

    from review.configuration import configure

    configure(site)
    site.__dict__["vault"] = OneTranscript(site)
    clients = {name: signed_in(name, groups, Client) for name, groups in PEOPLE.items()}
    for client in clients.values():
        client.get("/calls/")
    gc.freeze()  # As the server does once it is loaded.
    for who, client in clients.items():
        for what, narrow in lists():
            yield taken(what, who, times, lambda r, n=narrow, c=client: c.get("/calls/", n(r)))  # type: ignore[misc]

        def anew(_: Random, client: Any = client) -> Any:
            cache.clear()
            return client.get("/calls/")

        yield taken("the newest calls, statuses counted anew", who, times, anew)
        if who not in READS:
            continue
        for what, words in searches():
            yield taken(
                what,
                who,
                times,
                lambda r, w=words, c=client, p=READS[who]: c.post(  # type: ignore[misc]
                    "/search/", {"words": w(r), "purpose": p, "reason": "a look"}
                ),
            )


def taken(what: str, who: str, count: int, ask: Callable[[Random], Any]) -> Taken:
    random, times, processor = Random(f"{what} {who}"), [], []
    for _ in range(count + WARM):
        begun, worked = time.perf_counter(), _worked()
        response = ask(random)
        _ = response.content
        times.append((time.perf_counter() - begun) * 1000)
        processor.append((_worked() - worked) * 1000)
        if response.status_code != 200:
            raise RuntimeError(f"{what} for {who}: {response.status_code}")
    return Taken(what, who, tuple(times[WARM:]), tuple(processor[WARM:]))


def _worked() -> float:
    """Seconds of processor so far, of this process and of the server's that works for it."""
    from django.db import connection

    own = time.process_time()
    if connection.vendor != "postgresql" or connection.connection is None:
        return own
    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return own + int(backend.read_text().split()[0]) / 1e9


def signed_in(name: str, groups: tuple[str, ...], client_type: Any) -> Any:
    from review.accounts import put_into
    from review.models import Account

    account, _ = Account.objects.get_or_create(username=name)
    put_into(account, groups)
    client = client_type(headers={"host": "localhost"})
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
