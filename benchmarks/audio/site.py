"""The product as it comes, with an engine of the benchmark's choice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.adapters.engines import open_engine
from pipeline.adapters.scratch import scratch
from pipeline.model import Party
from pipeline.policy import Policy
from pipeline.ports import Transcriber, Vault
from pipeline.redaction import Tools
from pipeline.settings.files import DEFAULTS
from pipeline.settings.policy import load_policy
from pipeline.settings.site import SiteSettings, Speech
from pipeline.wiring import open_tools, passing_vault

PARTIES = (Party.AGENT, Party.CUSTOMER)
MODELS = Path(__file__).parents[2] / "models"
MODEL = MODELS / "tiny.en"


@dataclass(frozen=True, slots=True)
class Site:
    """What a call is redacted with."""

    tools: Tools
    policy: Policy
    vault: Vault
    folder: Path
    """For what the benchmark makes; gone afterwards."""

    def hearing(self, transcriber: Transcriber) -> Site:
        return replace(self, tools=replace(self.tools, transcriber=transcriber))


@contextmanager
def a_site() -> Iterator[Site]:
    """The shipped defaults; its own engine has nothing to recite and must be replaced."""
    settings = SiteSettings(data=Path(), speech=Speech(engine="recorded", model="nothing"))
    with TemporaryDirectory(prefix="bench-audio-") as name, passing_vault() as vault:
        folder = Path(name)
        tools = open_tools(settings, partial(scratch, folder))
        yield Site(tools, load_policy(DEFAULTS), vault, folder)


def whisper(model: Path) -> Transcriber:
    """Raises ModelMissing."""
    return open_engine("faster-whisper", str(model), MODELS, "cpu", "int8", 1)
