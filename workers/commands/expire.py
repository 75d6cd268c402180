"""`hushtape expire`: the sweep, by hand."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from pipeline.accounting import enter_notes
from pipeline.disposal import Settled, Unsettled, erase_again, orphans, sweep
from pipeline.model import AwaitApproval, Freeze, Retain
from pipeline.wiring import Site, open_site
from workers.commands import shapes
from workers.commands.shapes import DATE
from workers.expiry import clear_rejected, clear_written


@click.command()
@shapes.dry_run
@click.option("--as-of", type=DATE, help="Do what is due by this date, instead of by now.")
@shapes.as_json
@click.pass_obj
def expire(config: Path, dry_run: bool, as_of: datetime | None, as_json: bool) -> None:
    """Destroy and certify what is due: the key, then the bytes, then the certificate."""
    site = open_site(config)
    if not dry_run:
        enter_notes(site.keeping)
    counts: Counter[str] = Counter()
    now = as_of or datetime.now(UTC)
    for settled in sweep(site.keeping, site.policy, now=now, rehearse=dry_run):
        verdict, why = told(settled)
        counts[verdict] += 1
        if as_json:
            click.echo(json.dumps(_row(settled, verdict, why)))
        elif verdict != "kept":
            click.echo(f"{verdict:9} {settled.rendition.key}: {why}")
    for which, why in clear_rejected(site, now=now, rehearse=dry_run):
        verdict = "due" if dry_run else "destroyed"
        counts[verdict] += 1
        if as_json:
            click.echo(json.dumps({"rejected": which, "verdict": verdict, "why": why}))
        else:
            click.echo(f"{verdict:9} {which}: {why}")
    for gone in clear_written(site, now=now, rehearse=dry_run):
        verdict = "destroyed" if gone.destroyed else "frozen" if gone.written.hold else "due"
        why = f"hold {gone.written.hold}" if gone.written.hold else gone.authority
        counts[verdict] += 1
        if as_json:
            click.echo(json.dumps({"written": gone.written.key, "verdict": verdict, "why": why}))
        else:
            click.echo(f"{verdict:9} {gone.written.key}: {why}")
    _orphans(site, counts, dry_run=dry_run)
    if not dry_run:
        site.ledger.checkpoint()
    if not as_json:
        summary = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
        click.echo(summary or "nothing is due")


def told(settled: Settled | Unsettled) -> tuple[str, str]:
    """What became of a rendition, in a word and a sentence."""
    if isinstance(settled, Unsettled):
        return "no rule", f"{settled.trouble} {settled.trouble.hint}"
    match settled.disposition:
        case Retain(until, authority):
            return "kept", f"{authority}, until {until:%Y-%m-%d %H:%M}" if until else authority
        case Freeze(hold):
            return "frozen", f"hold {hold.id}"
        case AwaitApproval(since, authority):
            return "awaits", f"approval since {since:%Y-%m-%d} on the desk: {authority}"
        case order:
            return ("destroyed" if settled.certificate else "due"), order.authority


def _row(settled: Settled | Unsettled, verdict: str, why: str) -> dict[str, Any]:
    certificate = settled.certificate if isinstance(settled, Settled) else None
    return {
        "rendition": settled.rendition.key,
        "verdict": verdict,
        "why": why,
        "destroyed": certificate.destroyed.isoformat() if certificate else None,
    }


def _orphans(site: Site, counts: Counter[str], *, dry_run: bool) -> None:
    """Erase what came back after its certificate; tell of what nobody knows."""
    for rendition, certified in orphans(site.keeping):
        if not certified:
            counts["unknown to the catalogue"] += 1
            click.echo(
                f"orphan    {rendition.key}: in the vault, not in the catalogue. Was the catalogue "
                "restored from an older copy? Restore a newer one.",
                err=True,
            )
        elif not dry_run:
            erase_again(rendition, site.keeping)
            counts["erased again"] += 1
