"""A desk over a real catalogue, vault and ledger, for tests of its pages."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.adapters.silencing import BlockSilencer
from pipeline.model import (
    Cover,
    Form,
    Kind,
    Mask,
    Outcome,
    Recording,
    RecordingId,
    Rendition,
    State,
    Tag,
)
from pipeline.ports import Sound
from pipeline.searching import words_of
from pipeline.settings.files import DEFAULTS
from pipeline.timeline import Span
from pipeline.wiring import Site, make_keys
from tests.calls import ENDED, HEARD, LEASE, POLICY, TRAINING, a_recording
from tests.doubles import wav
from tests.support import ticking

if TYPE_CHECKING:
    from django.test import Client

SITE = """
data = "../data"
[speech]
engine = "recorded"
model = "{said}"
"""
MASK = Mask(1, Span(750, 1_500), (HEARD,))
SAID = (
    ("thank", 0, 0, 300),
    ("you", 0, 300, 500),
    ("for", 0, 500, 700),
    ("[PAN]", 1, 750, 1_500),
    ("calling", 0, 1_500, 1_900),
)
"""The words of every call: text, channel, start and end (ms), struck as they are kept."""


def transcript(*said: tuple[str, int, int, int]) -> bytes:
    """A file of a transcript of these words, or of all of SAID."""
    words = [
        {"text": text, "start_ms": start, "end_ms": end, "channel": channel, "confidence": 0.9}
        for text, channel, start, end in said or SAID
    ]
    return json.dumps({"id": "x", "channels": ["agent", "customer"], "words": words}).encode()


def browser() -> Client:
    """A browser in which nobody has signed in."""
    from django.test import Client

    return Client(headers={"host": "localhost"})


@dataclass
class Desk:
    """One installation and its desk, in this process."""

    site: Site

    def account(self, name: str, *groups: str) -> Any:
        from review.accounts import put_into
        from review.models import Account

        account, _ = Account.objects.get_or_create(username=name)
        put_into(account, groups)
        return account

    def account_named(self, name: str) -> Any:
        """An account that is there."""
        from review.models import Account

        return Account.objects.get(username=name)

    def sign_in(self, name: str, *groups: str) -> Client:
        """A browser in which `name`, a member of `groups`, has signed in."""
        client = browser()
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(self.account(name, *groups), backend=backend)
        return client

    def open(
        self, client: Client, recording: RecordingId, purpose: str = "training_quality"
    ) -> str:
        """The opening of a call for a purpose: its id."""
        said = {"purpose": purpose, "reason": "weekly sample"}
        response = client.post(f"/calls/{recording}/open/", said)
        assert response.status_code == 302, response.content
        return str(response["Location"]).split("/")[2]

    def call(
        self,
        *tags: Tag,
        state: State = State.RELEASED,
        recording: Recording | None = None,
        masks: tuple[Mask, ...] = (MASK,),
        said: Sequence[tuple[str, int, int, int]] = SAID,
        outcome: Callable[[Outcome], Outcome] = lambda outcome: outcome,
    ) -> Recording:
        """A call of two seconds with real audio, settled as `state`; TRAINING if not tagged."""
        keeping = self.site.keeping
        catalogue, vault = keeping.catalogue, keeping.vault
        recording = catalogue.admit(recording or a_recording())
        sound = wav(2_000, channels=2, seed=7)
        vault.store(Rendition.original(recording.id), BytesIO(sound))
        catalogue.arrived(recording.id)
        now = self.site.clock()
        claim = catalogue.claim("worker-1", now=now, lease=LEASE)
        assert claim is not None
        original = Sound(lambda: BytesIO(sound), recording.channels, 2_000, "a call")
        flac = BytesIO()
        peaks = BlockSilencer().silence(original, masks, Cover(), flac, Form.FLAC)
        kept = {}
        contents = {
            Kind.AUDIO: flac.getvalue(),
            Kind.PEAKS: peaks,
            Kind.TRANSCRIPT: transcript(*said),
        }
        for profile in POLICY.profiles_heard_by(tags or (TRAINING,)):
            for kind, content in contents.items():
                rendition = Rendition(recording.id, profile.name, kind)
                catalogue.begin(rendition)
                vault.store(rendition, BytesIO(content))
                kept[rendition] = masks
                if kind is Kind.TRANSCRIPT:
                    catalogue.index(rendition, words_of(text for text, *_ in said))
        settled = Outcome(state, tags or (TRAINING,), kept, engine="an engine")
        catalogue.settle(claim, outcome(settled))
        return claim.recording


def a_desk(folder: Path, empty_catalogue: Path | str) -> Desk:
    """Made below `folder`; it is the day after the calls of tests/calls.py ended."""
    from django.core.cache import cache

    from review.configuration import configure
    from tests.conftest import copied

    config = folder / "config"
    config.mkdir(parents=True)
    for name in ("purposes.toml", "retention.toml", "masking.toml", "intake.toml"):
        shutil.copyfile(DEFAULTS / name, config / name)
    place = copied(empty_catalogue, folder / "data/catalogue/catalogue.db")
    server = f'[catalogue]\ndatabase = "{place}"\n' if isinstance(place, str) else ""
    said = folder / "said.json"
    said.write_bytes(transcript(*(word for word in SAID if not word[0].startswith("["))))
    (config / "site.toml").write_text(SITE.format(said=said) + server)
    site = Site(config, ticking(ENDED + timedelta(days=1)))
    make_keys(site.settings)
    configure(site)
    cache.clear()
    return Desk(site)
