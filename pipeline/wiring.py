"""Which concrete part serves which port: the only module that names adapters."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO
from uuid import uuid4

from pipeline.adapters.catalogue import connect
from pipeline.adapters.durable import read_secret, write_new_secret
from pipeline.adapters.hashing import Hashed, keyed
from pipeline.adapters.ledger import SqliteLedger
from pipeline.adapters.lookout import Lookout
from pipeline.adapters.rejected import RejectedArea
from pipeline.adapters.roll import Roll
from pipeline.adapters.scratch import scratch
from pipeline.adapters.vault import Bucket, KeyFile, Keyring, open_master_key, open_vault
from pipeline.intake import IntakePolicy, IntakeTools
from pipeline.model import Party, RecordingId
from pipeline.policy import Policy
from pipeline.ports import Keeping, Sound, Vault
from pipeline.redaction import Tools
from pipeline.retention import windows
from pipeline.reviewing import Reader
from pipeline.scanning import Lane
from pipeline.settings.files import DEFAULTS, or_shipped
from pipeline.settings.intake import load_intake, must_lie_apart
from pipeline.settings.policy import load_policy
from pipeline.settings.site import SiteSettings, load_site

if TYPE_CHECKING:
    from pipeline.adapters.catalogue.browsing import Browsing
    from pipeline.adapters.catalogue.disposition import Dispositions
    from pipeline.adapters.catalogue.listing import Listing
    from pipeline.adapters.catalogue.samples import Samples
    from pipeline.adapters.catalogue.score_ends import ScoreEnds
    from pipeline.adapters.catalogue.score_listing import ScoreListing
    from pipeline.adapters.catalogue.scores import Scores
    from pipeline.adapters.catalogue.searching import Searching
    from pipeline.adapters.catalogue.store import DjangoCatalogue


def system_clock() -> datetime:
    return datetime.now(UTC)


class Site:
    """This installation. Parts are made when they are first asked for, and kept."""

    def __init__(self, config: Path, clock: Callable[[], datetime] = system_clock) -> None:
        self.config = config
        self.clock = clock

    @cached_property
    def settings(self) -> SiteSettings:
        return load_site(self.config)

    @cached_property
    def policy(self) -> Policy:
        return load_policy(self.config)

    @cached_property
    def intake(self) -> IntakePolicy:
        policy = load_intake(self.config, presets=DEFAULTS / "intake.toml")
        settings = self.settings
        signing = settings.at(settings.keys.signing)
        must_lie_apart(policy.sources, (self.config, settings.data, self.master_key, signing))
        return policy

    @cached_property
    def catalogue(self) -> DjangoCatalogue:
        connect(self.settings.database)
        from pipeline.adapters.catalogue.store import DjangoCatalogue

        return DjangoCatalogue(
            self.clock,
            lambda facts: windows(facts, self.policy.schedule),
            lambda word: self.hashed(word),
        )

    @cached_property
    def hashed(self) -> Hashed:
        """A word as the index of what was said keeps it. Raises BadConfig without its key."""
        key = read_secret(self.settings.at(self.settings.keys.search), "the key of the index")
        return keyed(key)

    @cached_property
    def browsing(self) -> Browsing:
        _ = self.catalogue
        from pipeline.adapters.catalogue.browsing import Browsing

        return Browsing()

    @cached_property
    def samples(self) -> Samples:
        _ = self.catalogue
        from pipeline.adapters.catalogue.samples import Samples

        return Samples()

    @cached_property
    def searching(self) -> Searching:
        _ = self.catalogue
        from pipeline.adapters.catalogue.searching import Searching

        return Searching(self.hashed)

    @cached_property
    def listing(self) -> Listing:
        _ = self.catalogue
        from pipeline.adapters.catalogue.listing import Listing

        return Listing()

    @cached_property
    def dispositions(self) -> Dispositions:
        _ = self.catalogue
        from pipeline.adapters.catalogue.disposition import Dispositions

        return Dispositions()

    @cached_property
    def rejected(self) -> RejectedArea:
        return RejectedArea(self.settings.rejected)

    @cached_property
    def lookout(self) -> Lookout:
        return Lookout(self.settings.lookout)

    @cached_property
    def roll(self) -> Roll:
        return Roll(self.settings.workers)

    @cached_property
    def scores(self) -> Scores:
        _ = self.catalogue
        from pipeline.adapters.catalogue.scores import Scores

        return Scores(self.clock)

    @cached_property
    def score_listing(self) -> ScoreListing:
        _ = self.catalogue
        from pipeline.adapters.catalogue.score_listing import ScoreListing

        return ScoreListing()

    @cached_property
    def written(self) -> ScoreEnds:
        """What people wrote about calls, for the sweep."""
        _ = self.catalogue
        from pipeline.adapters.catalogue.score_ends import ScoreEnds

        return ScoreEnds(self.clock)

    @cached_property
    def ledger(self) -> SqliteLedger:
        signing = self.settings.at(self.settings.keys.signing)
        head = self.settings.at(Path("ledger.head"))
        return SqliteLedger(self.settings.ledger, signing, self.clock, head=head)

    @cached_property
    def vault(self) -> Vault:
        settings = self.settings
        master = f"kms:{settings.keys.kms}" if settings.keys.kms else str(self.master_key)
        keyring = Keyring(settings.keyring, open_master_key(master, region=settings.region))
        place = settings.vault
        if place.kind == "local":
            return open_vault(settings.bytes, keyring)
        return open_vault(
            Bucket(
                place.bucket,
                place.prefix,
                place.region or None,
                place.endpoint or None,
                place.allowed_regions,
            ),
            keyring,
        )

    @property
    def master_key(self) -> Path:
        return self.settings.at(self.settings.keys.master)

    @property
    def desk_secret(self) -> str:
        """What the review desk signs its sessions with. Raises BadConfig if it is missing."""
        return read_secret(
            self.settings.at(self.settings.keys.desk), "the key of the review desk"
        ).decode()

    @cached_property
    def keeping(self) -> Keeping:
        return Keeping(self.catalogue, self.vault, self.ledger)

    @cached_property
    def scratch(self) -> Callable[[], BinaryIO]:
        return partial(scratch, self.settings.scratch)

    @cached_property
    def tools(self) -> Tools:
        return open_tools(self.settings, self.scratch)

    @cached_property
    def intake_tools(self) -> IntakeTools:
        from pipeline.adapters.audio import SoundFiles
        from pipeline.adapters.sidecars import read_sidecar

        return IntakeTools(
            reader=SoundFiles(),
            register=self.catalogue,
            vault=self.vault,
            ledger=self.ledger,
            read_sidecar=read_sidecar,
            scratch=self.scratch,
            new_id=lambda: RecordingId(uuid4().hex),
        )

    def reader(self, name: str) -> Reader:
        """A person of this site, with the groups that site.toml puts them in."""
        groups = self.settings.groups.items()
        return Reader(name, frozenset(group for group, names in groups if name in names))


def open_site(config: Path, clock: Callable[[], datetime] = system_clock) -> Site:
    """The installation that the folder `config` describes. Raises BadConfig."""
    return Site(config, clock)


def lanes(site: Site) -> list[Lane]:
    """The site's drop folders, ready to be looked at."""
    from pipeline.adapters.dropfolder import DropFolder

    return [
        Lane(source, DropFolder(source, site.settings.data), site.intake_tools, site.intake)
        for source in site.intake.sources
    ]


def make_keys(settings: SiteSettings) -> list[Path]:
    """The keys that site.toml names and that are not there yet, made now."""
    from pipeline.adapters.signing import SigningKey

    made = []
    master, signing = settings.at(settings.keys.master), settings.at(settings.keys.signing)
    if not settings.keys.kms and not master.exists():
        KeyFile.create(master)
        made.append(master)
    if not signing.exists():
        SigningKey.create(signing)
        made.append(signing)
    desk = settings.at(settings.keys.desk)
    if not desk.exists():
        write_new_secret(desk, token_urlsafe(48).encode(), "a key of the review desk")
        made.append(desk)
    search = settings.at(settings.keys.search)
    if not search.exists():
        write_new_secret(search, token_urlsafe(48).encode(), "a key of the index")
        made.append(search)
    return made


def open_tools(settings: SiteSettings, scratch: Callable[[], BinaryIO]) -> Tools:
    """All that hears, finds and silences. Raises ModelMissing, BadConfig."""
    from pipeline.adapters.cuefile import read_cues
    from pipeline.adapters.digit_listener import DigitListener
    from pipeline.adapters.dtmf import DtmfListener
    from pipeline.adapters.echo import Echo
    from pipeline.adapters.engines import open_engine
    from pipeline.adapters.personal import PersonalDataDetector
    from pipeline.adapters.silencing import BlockSilencer
    from pipeline.adapters.speech_activity import SileroActivity
    from pipeline.cards import CardDetector
    from pipeline.flags import SensitiveFlagger
    from pipeline.localcues import LocalCues

    speech = settings.speech
    models = settings.at(speech.models)
    if speech.engine == "auto" and not any(models.glob("*/model.bin")):
        models = Path(os.environ.get("HUSHTAPE_MODELS", "models"))
    return Tools(
        transcriber=open_engine(
            speech.engine,
            speech.model,
            models,
            speech.device,
            speech.compute_type,
            speech.threads,
            speech.language,
        ),
        detectors=(
            CardDetector(),
            PersonalDataDetector(names=settings.detection.names),
            LocalCues(read_cues(settings.cues)),
        ),
        listeners=(DtmfListener(), DigitListener()),
        flagger=SensitiveFlagger(),
        speech=SileroActivity(),
        echo=Echo(),
        silencer=BlockSilencer(),
        scratch=scratch,
    )


@contextmanager
def bench(config: Path) -> Iterator[tuple[Tools, Policy, Vault]]:
    """Tools, policy and a vault for one file.

    `config` where there is one, the shipped defaults where there is none.
    """
    config = or_shipped(config)
    with TemporaryDirectory(prefix="hushtape-") as folder, passing_vault() as vault:
        tools = open_tools(load_site(config), partial(scratch, Path(folder)))
        yield tools, load_policy(config), vault


@contextmanager
def passing_vault() -> Iterator[Vault]:
    """A vault whose master key is in memory only, and then gone: what it held is noise."""
    with TemporaryDirectory(prefix="hushtape-") as folder:
        keyring = Keyring(Path(folder, "keyring"), KeyFile(os.urandom(32)))
        yield open_vault(Path(folder, "vault"), keyring)


def open_sound(path: Path, stereo: tuple[Party, Party]) -> Sound:
    """A file as a sound. Raises NotAudio, Truncated, Empty."""
    from pipeline.adapters.audio import SoundFiles

    probe = SoundFiles().probe(lambda: path.open("rb"), path.name)
    parties = {1: (Party.MIXED,), 2: stereo}.get(probe.channels, (Party.MIXED,) * probe.channels)
    return Sound(lambda: path.open("rb"), parties, probe.duration, path.stem)
