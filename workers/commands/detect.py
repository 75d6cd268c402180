"""`hushtape detect`: what would be masked in a transcript. Reads text, and nothing else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from pipeline.adapters.cuefile import read_cues
from pipeline.cards import CardDetector
from pipeline.errors import HushtapeError
from pipeline.localcues import LocalCues
from pipeline.model import CARD_DATA, Entity, Finding, Profile, ProfileName
from pipeline.ports import Detector
from pipeline.settings.files import or_shipped
from pipeline.settings.policy import load_policy
from pipeline.settings.site import load_site
from pipeline.transcripts import (
    NamedTranscript,
    findings_to_json,
    masked_words,
    read_transcripts,
)


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a call, for other tools.")
@click.option(
    "--profile",
    default="quality",
    show_default=True,
    help="What to mask: one of masking.toml, or of the shipped one: evidence (card data only).",
)
@click.option("--text", "as_text", is_flag=True, help="Print what may be read, struck: [PAN].")
@click.option("--explain", is_flag=True, help="Name the detector and the rule of each finding.")
@click.pass_obj
def detect(
    config: Path,
    files: tuple[Path, ...],
    *,
    as_json: bool,
    as_text: bool,
    profile: str,
    explain: bool,
) -> None:
    """Find card numbers and personal data in transcripts (.json or .jsonl).

    Prints what and when, never what was said; with --text, what was said but for that.
    """
    if as_json and as_text:
        raise click.UsageError("--json and --text print different things: ask for one.")
    try:
        policy = load_policy(or_shipped(config))
        masking = policy.profile(ProfileName(profile))
        detectors = _detectors(masking, config)
        strike = _striker() if as_text else None
        for path in files:
            for call in read_transcripts(path):
                found = findings(call, detectors, masking)
                masked = masked_words(call.transcript, found, masking)
                if strike:
                    strike(call, masked)
                elif as_json:
                    in_file = {call.order[index]: entity for index, entity in masked.items()}
                    line = findings_to_json(call.id, found, in_file, explain=explain)
                    click.echo(json.dumps(line))
                else:
                    _tell(call.id, found, len(masked), explain=explain)
    except HushtapeError as error:
        click.echo(f"{error}\n{error.hint}", err=True)
        raise SystemExit(int(error.exit)) from None


def findings(
    call: NamedTranscript, detectors: tuple[Detector, ...], profile: Profile
) -> list[Finding]:
    """What `detectors` find in `call` and `profile` masks, in the order it was said."""
    found = [f for detector in detectors for f in detector.find(call.transcript)]
    return sorted(filter(profile.masks, found), key=lambda f: (f.span, f.channel, f.entity))


def _detectors(profile: Profile, config: Path) -> tuple[Detector, ...]:
    site = load_site(or_shipped(config))
    own = LocalCues(read_cues(site.cues))
    if profile.entities <= CARD_DATA:
        return (CardDetector(), own)
    # Here, because presidio takes a second to load and card data does not need it.
    from pipeline.adapters.personal import PersonalDataDetector

    return (CardDetector(), PersonalDataDetector(names=site.detection.names), own)


def _striker() -> Callable[[NamedTranscript, Mapping[int, Entity]], None]:
    from pipeline.adapters.struck_text import StruckText

    struck = StruckText()

    def strike(call: NamedTranscript, masked: Mapping[int, Entity]) -> None:
        click.echo(f"{_printable(call.id)}:")
        for party, text in struck.turns(call.transcript, masked):
            click.echo(f"  {party}: {_printable(text)}")

    return strike


def _tell(id_: str, found: list[Finding], masked: int, *, explain: bool) -> None:
    counts = Counter(str(finding.entity) for finding in found)
    kinds = ", ".join(f"{entity} {count}" for entity, count in sorted(counts.items()))
    click.echo(f"{_printable(id_)}: {kinds or 'nothing to mask'} ({masked} words)")
    if explain:
        for f in found:
            where = f"{f.span.start / 1000:.2f}-{f.span.end / 1000:.2f} s, channel {f.channel}"
            click.echo(f"  {f.entity:<20} {where}  {f.detector}: {f.rule} ({f.score:.2f})")


def _printable(text: str) -> str:
    """`text` without what would move a terminal's cursor, or look like another line."""
    return "".join(c if c.isprintable() else " " for c in text)
