"""Fifty people listening at once, to a real server, at the pace at which one listens."""

from __future__ import annotations

import http.client
import os
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from pipeline.model import (
    CallDetail,
    Clock,
    Kind,
    Moment,
    Outcome,
    Party,
    ProfileName,
    PurposeName,
    Recording,
    RecordingId,
    Rendition,
    Sha256,
    State,
    Tag,
)
from pipeline.wiring import Site

LISTENERS = 50
RATE = 20_000
"""Bytes a second: FLAC of a telephone call in stereo."""
AHEAD = 10
"""Seconds that a browser has in store when it asks for more."""
MINUTES = 20
"""Of each call."""
TAG = Tag(PurposeName("training_quality"), ("always",))


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a run."""

    requests: int
    slowest_ms: float
    p95_ms: float
    first_byte_p95_ms: float
    stalls: int
    failed: int


def a_long_call(site: Site, number: int) -> RecordingId:
    """Released, with audio of the right size; what is in it makes no difference to the server."""
    catalogue, vault, now = site.catalogue, site.vault, site.clock()
    id_ = RecordingId(uuid4().hex)
    ended = Moment(now - timedelta(hours=1), Clock.SIDECAR)
    recording = Recording(
        id_,
        CallDetail("headquarters", f"long-{id_}", ended=ended),
        Sha256(id_ * 2),
        MINUTES * 60_000,
        8_000,
        (Party.AGENT, Party.CUSTOMER),
        # First in the queue of a catalogue in which others wait.
        now - timedelta(days=4_000 - number),
    )
    catalogue.admit(recording)
    vault.store(Rendition.original(id_), BytesIO(b"x"))
    catalogue.arrived(id_)
    claim = catalogue.claim("bench", now=now, lease=timedelta(hours=1))
    assert claim is not None  # noqa: S101
    audio = Rendition(claim.recording.id, ProfileName("quality"), Kind.AUDIO)
    catalogue.begin(audio)
    vault.store(audio, BytesIO(b"fLaC" + random.randbytes(RATE * 60 * MINUTES)))
    catalogue.settle(claim, Outcome(State.RELEASED, (TAG,), {audio: ()}))
    return claim.recording.id


def prepared(site: Site) -> list[tuple[str, str]]:
    """For each listener a session of their own and an opening of a call."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from review.accounts import put_into
    from review.configuration import configure
    from review.models import Account, Opening

    configure(site)
    calls = [a_long_call(site, number) for number in range(5)]
    account, _ = Account.objects.get_or_create(username="listener")
    put_into(account, ["quality"])
    made = []
    for number in range(LISTENERS):
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.save()
        opening = Opening.objects.create(
            account=account,
            recording=calls[number % len(calls)],
            purpose=TAG.purpose,
            reason="a look",
            opened=site.clock(),
        )
        made.append((str(session.session_key), str(opening.id)))
    return made


class Listener(threading.Thread):
    """Plays one call: has `AHEAD` seconds in store, and asks for more as they are played."""

    def __init__(self, port: int, session: str, opening: str, seconds: float) -> None:
        super().__init__(daemon=True)
        self._port, self._seconds = port, seconds
        self._path = f"/opened/{opening}/audio"
        self._headers = {"Host": "localhost", "Cookie": f"hushtape={session}"}
        self.took: list[float] = []
        self.first: list[float] = []
        self.stalls = self.failed = 0

    def run(self) -> None:
        # They did not all press play in the same moment.
        time.sleep(random.random() * AHEAD)
        at = random.randrange(MINUTES * 30) * RATE
        begun, got = time.monotonic(), 0.0
        while (now := time.monotonic()) - begun < self._seconds:
            playing_until = begun + got
            if got and playing_until - now > AHEAD:
                time.sleep(playing_until - now - AHEAD)
                continue
            size = self._fetch(at)
            at, got = at + size, got + size / RATE
            if time.monotonic() > playing_until and playing_until > begun:
                self.stalls += 1

    def _fetch(self, at: int) -> int:
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        connection.request("GET", self._path, headers={**self._headers, "Range": f"bytes={at}-"})
        answer = connection.getresponse()
        answer.read(1)
        self.first.append((time.monotonic() - begun) * 1000)
        size = 1 + len(answer.read())
        self.took.append((time.monotonic() - begun) * 1000)
        connection.close()
        if answer.status != 206:
            self.failed += 1
            time.sleep(1)
        return size


def listen(port: int, sessions: list[tuple[str, str]], seconds: float) -> Heard:
    """All of them at once, for so long."""
    listeners = [Listener(port, *session, seconds) for session in sessions]
    for listener in listeners:
        listener.start()
    for listener in listeners:
        listener.join()
    took = sorted(t for listener in listeners for t in listener.took)
    first = sorted(t for listener in listeners for t in listener.first)
    return Heard(
        len(took),
        took[-1],
        took[int(len(took) * 0.95)],
        first[int(len(first) * 0.95)],
        sum(listener.stalls for listener in listeners),
        sum(listener.failed for listener in listeners),
    )


def measured(site: Site, seconds: float = 60) -> Heard:
    """The server is a process of its own: it and its listeners share no interpreter."""
    sessions = prepared(site)
    from django.db import connections

    connections.close_all()
    command = [sys.executable, "-m", "benchmarks.desk.listeners", str(site.config)]
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None  # noqa: S101
            port = int(server.stdout.readline().strip().rstrip("/").rsplit(":", 1)[1])
            return listen(port, sessions, seconds)
        finally:
            server.kill()


def _serve(config: str) -> None:
    from benchmarks.desk.calls import NOW
    from pipeline.wiring import open_site
    from review.server import serve

    site: Any = open_site(Path(config), lambda: NOW)
    desk = site.settings.desk.model_copy(update={"port": 0})
    site.__dict__["settings"] = site.settings.model_copy(update={"desk": desk})
    serve(site, threading.Event(), ready=lambda at: print(at, flush=True))


if __name__ == "__main__":
    _serve(sys.argv[1])
