"""Reasons and names that people type: no number of a caller, and no markup of ours."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rich.console import Console

from pipeline.errors import Refused
from pipeline.model import PurposeName, Tag
from pipeline.ports import Keeping
from pipeline.reviewing import Reader, Request, hear
from pipeline.tagging import retag
from tests.calls import ENDED, POLICY, TRAINING, released
from workers.commands.calls import card_of

DOTTED = ["4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1", "07700/900/123", "(0)7700_900123", "+44 7700 900123"]


@pytest.mark.parametrize("number", DOTTED)
def test_no_number_reaches_the_ledger_in_a_reason(keeping: Keeping, number: str) -> None:
    call = released(keeping, TRAINING)
    anna = Reader("anna", frozenset({"quality"}))
    request = Request(call.id, TRAINING.purpose, anna, f"customer {number} asked")
    with pytest.raises(Refused, match="holds a number"):
        hear(request, keeping, POLICY, now=ENDED + timedelta(days=1))


@pytest.mark.parametrize("number", DOTTED)
def test_no_number_of_a_caller_is_kept_in_the_reason_of_a_purpose(number: str) -> None:
    with pytest.raises(Refused, match="long number"):
        retag(
            (TRAINING,),
            POLICY.purposes,
            add=(PurposeName("sales_record"),),
            by="ada",
            reason=f"paid with {number}",
            protected=(),
        )


def test_a_reason_that_looks_like_markup_is_shown_as_it_was_typed(keeping: Keeping) -> None:
    released(keeping, TRAINING, Tag(PurposeName("sales_record"), ("[/x] [bold]",), "ada"))
    from pipeline.adapters.catalogue.listing import Listing  # needs a catalogue to be connected

    [call] = Listing().recordings()
    console = Console(width=200)
    with console.capture() as shown:
        console.print(card_of(call, {}))
    assert "[/x] [bold]" in shown.get()
