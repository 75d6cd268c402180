"""What several commands share: kinds of arguments, and naming a recording."""

from __future__ import annotations

import getpass
from datetime import datetime

import click

from pipeline.calltimes import instant


class Date(click.ParamType[datetime]):
    """An ISO 8601 date or time; a bare date is its first moment, no zone is UTC."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return instant(str(value))
        except ValueError:
            self.fail(f"{value} is not a date: write 2027-03-31 or 2027-03-31T09:00+01:00")


DATE = Date()

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
by = click.option("--by", default=getpass.getuser, show_default="your login", help="Who decides.")
reason = click.option("--reason", required=True, help="Why; kept with the call.")
dry_run = click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")


def seconds(milliseconds: int) -> str:
    """`83_400` as "1:23"."""
    minutes, rest = divmod(milliseconds // 1000, 60)
    return f"{minutes}:{rest:02}"
