"""`hushtape verify`: whether the ledger is as it was written, here or from an export."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from pipeline.adapters.ledger import SqliteLedger, verify_export
from pipeline.errors import Tampered, Unavailable
from pipeline.ledger_chain import Anchor, Verdict


class _Anchor(click.ParamType[Anchor]):
    name = "SEQ:HASH"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> Anchor:
        try:
            return Anchor.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command()
@click.argument("export", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--public-key",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The site's public key, to check EXPORT with.",
)
@click.option("--anchor", type=_Anchor(), help="A head that was written down earlier.")
@click.option(
    "--write",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write this site's ledger to a new file as well.",
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def verify(
    config: Path,
    export: Path | None,
    public_key: Path | None,
    anchor: Anchor | None,
    write: Path | None,
    as_json: bool,
) -> None:
    """Check the ledger: nothing changed, removed, added, moved or wrongly signed.

    Without EXPORT, the ledger of this site. With EXPORT (JSON lines) and --public-key,
    offline: nothing of the site is needed.

    A chain cannot show by itself that its end was cut off: write down the head that
    this prints, somewhere else, and give it as --anchor next time.
    """
    if bool(export) != bool(public_key):
        raise click.UsageError("EXPORT and --public-key go together.")
    if export and write:
        raise click.UsageError("--write exports this site's ledger; leave EXPORT out.")
    if export and public_key:
        verdict = _of_export(export, public_key, anchor)
    else:
        ledger = _own_ledger(config)
        if write:
            ledger.export(write)
        verdict = ledger.verify(anchor)
    click.echo(json.dumps(asdict(verdict)) if as_json else _told(verdict))
    if verdict.trouble:
        raise Tampered(
            verdict.trouble,
            hint="Keep the file as it is, and compare it with earlier exports and backups.",
        )


def _of_export(export: Path, public_key: Path, anchor: Anchor | None) -> Verdict:
    try:
        with export.open(encoding="utf-8", errors="replace") as lines:
            return verify_export(lines, public_key, anchor)
    except OSError as error:
        raise Unavailable(f"cannot read {export}: {error.strerror}") from error


def _own_ledger(config: Path) -> SqliteLedger:
    # Imported here: checking an export needs none of the site's parts.
    from pipeline.wiring import Site, system_clock

    return Site(config, system_clock).ledger


def _told(verdict: Verdict) -> str:
    lines = [
        f"entries that hold: {verdict.entries}; signed checkpoints: {verdict.checkpoints}; "
        f"entries since the last one: {verdict.unsigned}"
    ]
    if verdict.head:
        lines.append(f"head {verdict.head}")
    return "\n".join(lines)
