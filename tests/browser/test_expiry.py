"""A call that nothing keeps any more is gone for everybody, and certified, in a real browser."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.adapters.catalogue.listed import Listed
from pipeline.disposal import settle
from pipeline.errors import NoSuch
from tests.browser.conftest import SignIn
from tests.browser.pages import open_call
from tests.browser.serving import Served


def a_call_nobody_misses(desk: Served) -> Listed:
    """A released one that the other tests do not look at."""
    released = [call for call in desk.site.listing.recordings() if call.state == "released"]
    return next(
        call
        for call in released
        if len(call.parties) == 1 and any(t.purpose == "training_quality" for t in call.tags)
    )


def test_a_call_whose_purposes_are_taken_away_is_gone_and_certified(
    sign_in: SignIn, served_desk: Served
) -> None:
    site, call = served_desk.site, a_call_nobody_misses(served_desk)
    anna, rita = sign_in("anna"), sign_in("rita")
    open_call(anna, call)
    opened = anna.url
    sound = anna.evaluate(
        "document.querySelector('#audio').src || document.querySelector('#audio source').src"
    )
    assert anna.request.get(sound, headers={"Range": "bytes=0-99"}).status == 206

    for _ in call.tags:
        rita.goto(f"/calls/{call.id}/")
        rita.get_by_text("Purposes", exact=True).click()
        form = rita.locator("form", has=rita.get_by_role("button", name="Remove it"))
        form.get_by_label("Justification").fill("recorded by mistake")
        form.get_by_role("button", name="Remove it").click()
        rita.get_by_text("Decided, and entered").wait_for()
    assert anna.request.get(sound, headers={"Range": "bytes=0-99"}).status in {403, 404}
    # A mistake can be mended for three days; what the sweep does to this call after them.
    list(settle(call.id, site.keeping, site.policy, now=site.clock() + timedelta(days=4)))
    site.ledger.checkpoint()

    anna.goto("/calls/")
    assert anna.locator(f"a[href='/calls/{call.id}/']").count() == 0
    assert anna.goto(f"/calls/{call.id}/").status == 404  # type: ignore[union-attr]
    assert anna.goto(opened).status in {403, 404}  # type: ignore[union-attr]
    rita.goto("/records/certificates/")
    assert rita.locator("main").get_by_text(call.id[:8]).count() > 0
    with pytest.raises(NoSuch):
        site.listing.named(call.id)
