"""A million calls, as rows: who, when, how long, what is masked, for what they are kept.

Thirteen months of them, for that long each is kept for fraud prevention, and the sales of
the years before. What the sweep has shut is shut. A part of them is made here, call by call;
the database then copies it, some seconds earlier each time, under keys of their own.
Vocabulary and agents are as unevenly used as in life (Zipf).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import numpy as np

from pipeline.adapters.hashing import Hashed

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
MONTH = timedelta(days=30.4)
WORDS, VOCABULARY = 60, 20_000
"""Of one transcript (some 25 seconds of talk); and of the whole archive."""
RARE, MIDDLE, COMMON = 12_000, 600, 3
"""Ranks of words: some calls, some thousand, more than every second one."""
KEEP = {
    "training_quality": 6 * MONTH,
    "sales_record": 72 * MONTH,
    "fact_verification": 12 * MONTH,
    "fraud_prevention": 13 * MONTH,
}
HEARS = {
    "training_quality": "quality",
    "sales_record": "evidence",
    "fact_verification": "evidence",
    "fraud_prevention": "evidence",
}
AGENTS, QUEUES = 600, 14
ENTITIES = {
    "PERSON": 0.7,
    "PHONE": 0.25,
    "POSTCODE": 0.2,
    "PAN": 0.12,
    "CARD_CODE": 0.1,
    "EMAIL": 0.08,
    "PASSPORT": 0.001,
}
STATES = ("released", "needs review", "quarantined", "waiting")
SHARES = (0.975, 0.018, 0.005, 0.002)
Line = tuple[Any, ...]

STEP = 10_000_000
"""Added to the numbers of each copy."""
EARLIER = 37
"""Seconds."""
ID, NUMBER, TIME, PLACE, NAME = "id", "number", "time", "place", "name"
CHANGES = {
    "catalogue_call": {"id": NUMBER, "call_id": NAME, "started": TIME, "ended": TIME},
    "catalogue_recording": {
        "id": ID,
        "call_id": NUMBER,
        "sha256": ID,
        "received": TIME,
        "due": TIME,
        "at": TIME,
    },
    "catalogue_tag": {"id": NUMBER, "recording_id": ID, "open_until": TIME, "at": TIME},
    "catalogue_rendition": {"id": NUMBER, "recording_id": ID},
    "catalogue_masked": {"id": NUMBER, "recording_id": ID, "at": TIME},
    "catalogue_spoken": {"id": PLACE, "rendition_id": NUMBER},
}
"""What is another in each copy, by table and column."""

COLUMNS = {
    "catalogue_call": "id source call_id direction ani dnis queue agent campaign disposition_code"
    " started started_clock ended ended_clock contract_ended",
    "catalogue_recording": "id call_id sha256 duration rate channels received state reason hint"
    " engine flags entities anonymise restricted worker lease_until not_before attempts leaks due"
    " at agent queue direction untagged score",
    "catalogue_tag": "id recording_id purpose because tagged_by hears open_until at",
    "catalogue_rendition": "id recording_id profile kind verified masks doomed",
    "catalogue_masked": "id recording_id entity at",
    "catalogue_spoken": "id rendition_id words",
}


def word(rank: int) -> str:
    """The word of that rank."""
    return f"word{rank}"


def copying(table: str, copy: int, earlier: str) -> str:
    """SQL that copies the first part of `table`; `earlier` takes {0} to so many seconds before."""
    how = {
        ID: f"'{copy:02x}' || substr({{0}}, 3)",
        NUMBER: f"{{0}} + {copy * STEP}",
        NAME: f"{{0}} || '-{copy}'",
        PLACE: f"{{0}} - {copy * EARLIER << 20}",
        TIME: earlier,
    }
    changes = CHANGES[table]
    names = COLUMNS[table].split()
    values = [how[changes[n]].format(f'"{n}"') if n in changes else f'"{n}"' for n in names]
    columns = ", ".join(f'"{name}"' for name in names)
    first = f"{{0}} < {STEP}".format('"id"')
    if changes["id"] == ID:
        first = "substr(\"id\", 1, 2) = '00'"
    elif changes["id"] == PLACE:
        first = f'"rendition_id" < {STEP}'
    return f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)} FROM {table} WHERE {first}"  # noqa: S608


@dataclass
class Calls:
    """Rows in chunks, table by table; the same for the same seed."""

    count: int
    hashed: Hashed
    seed: int = 5

    def chunks(self, size: int = 20_000) -> Iterator[dict[str, list[Line]]]:
        random, dice = Random(self.seed), np.random.default_rng(self.seed)
        words = np.array([self.hashed(word(rank)) for rank in range(VOCABULARY)])
        chances = 1 / np.arange(2, VOCABULARY + 2)
        chances /= chances.sum()
        self._tags = self._renditions = self._masked = 0
        for start in range(0, self.count, size):
            here = min(size, self.count - start)
            said = words[dice.choice(VOCABULARY, (here, WORDS), p=chances)]
            chunk: dict[str, list[Line]] = {table: [] for table in COLUMNS}
            for place in range(here):
                self._call(start + place + 1, " ".join(said[place]), chunk, random)
            yield chunk

    def _call(self, number: int, said: str, chunk: dict[str, list[Line]], random: Random) -> None:
        old = random.random() < 0.1
        age = random.uniform(13, 72) * MONTH if old else random.random() * 13 * MONTH
        ended = (NOW - age).replace(microsecond=0)
        recording = f"00{random.getrandbits(120):030x}"
        agent = f"agent-{int(AGENTS * random.random() ** 2):03}"
        queue = f"queue-{int(QUEUES * random.random() ** 1.5):02}"
        direction = random.choices(("inbound", "outbound", "internal"), (70, 28, 2))[0]
        duration = int(min(random.lognormvariate(12.1, 0.9), 14_400_000))
        state = "released" if old else random.choices(STATES, SHARES)[0]
        score = random.choice((None, 5_000, 7_500, 9_000)) if random.random() < 0.03 else None
        restricted = "contested" if random.random() < 0.0003 else ""
        entities = {e: random.randint(1, 3) for e, p in ENTITIES.items() if random.random() < p}
        flags = [["health", 1, 1000, 2000, "illness"]] if random.random() < 0.02 else []
        chunk["catalogue_call"].append(
            (
                *(number, "headquarters", f"c-{number}", direction, "07700900123", "0800", queue),
                *(agent, None, None, ended - timedelta(milliseconds=duration), "sidecar", ended),
                *("sidecar", None),
            )
        )
        chunk["catalogue_recording"].append(
            (
                *(recording, number, recording * 2, duration, 8000, '["agent", "customer"]', ended),
                *(state, "", "", "an engine", json.dumps(flags), json.dumps(entities), False),
                *(restricted, "", None, None, 1, "{}", ended + 13 * MONTH, ended),
                *(agent, queue, direction, False, score),
            )
        )
        for entity in entities:
            self._masked += 1
            chunk["catalogue_masked"].append((self._masked, recording, entity, ended))
        purposes = ["training_quality", "fraud_prevention"]
        purposes += ["sales_record"] * (old or random.random() < 0.15)
        purposes += ["fact_verification"] * (random.random() < 0.03)
        profiles = self._tag(recording, purposes, ended, state, chunk)
        self._keep(recording, profiles, said, ended, random, chunk)

    def _tag(
        self,
        recording: str,
        purposes: list[str],
        ended: datetime,
        state: str,
        chunk: dict[str, list[Line]],
    ) -> set[str]:
        """The profiles that live."""
        living = set()
        for purpose in purposes:
            self._tags += 1
            until: datetime | None = ended + KEEP[purpose]
            if until and (until <= NOW or state == "waiting"):
                until = None
            if until:
                living.add(HEARS[purpose])
            hears = HEARS[purpose] if until else ""
            chunk["catalogue_tag"].append(
                (self._tags, recording, purpose, '["always"]', "policy", hears, until, ended)
            )
        return living

    def _keep(
        self,
        recording: str,
        profiles: set[str],
        said: str,
        ended: datetime,
        random: Random,
        chunk: dict[str, list[Line]],
    ) -> None:
        if not profiles:
            self._renditions += 1
            row = (self._renditions, recording, "sealed", "original", False, "[]", "")
            chunk["catalogue_rendition"].append(row)
        for profile in profiles:
            for kind in ("audio", "peaks", "transcript"):
                self._renditions += 1
                row = (self._renditions, recording, profile, kind, True, "[]", "")
                chunk["catalogue_rendition"].append(row)
            key = int(ended.timestamp()) << 20 | self._renditions & 0xFFFFF
            chunk["catalogue_spoken"].append((key, self._renditions, said))
