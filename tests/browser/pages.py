"""What several browser tests do."""

from __future__ import annotations

import time

from playwright.sync_api import Page

from pipeline.adapters.catalogue.listed import Listed
from tests.browser.serving import Served


def a_call(
    desk: Served,
    *,
    masked: bool = True,
    purpose: str = "training_quality",
    with_agent: bool = False,
) -> Listed:
    """A released stereo call of that purpose in which something is masked after its first second,
    as quality hears it (or nothing is masked for anybody).
    """
    for call in desk.site.listing.recordings():
        tagged = any(tag.purpose == purpose for tag in call.tags)
        heard = [m for r, masks in call.renditions.items() if r.profile == "quality" for m in masks]
        later = any(mask.span.start > 1_000 for mask in heard)
        fits = later if masked else not any(call.renditions.values())
        known = call.call.agent is not None or not with_agent
        if tagged and fits and known and call.state == "released" and len(call.parties) == 2:
            return call
    raise AssertionError("the samples hold no such call")


def open_call(page: Page, call: Listed, purpose: str = "training_quality") -> None:
    """From its card to the player, stating the purpose."""
    page.goto(f"/calls/{call.id}/")
    page.check(f"input[name=purpose][value={purpose}]")
    page.fill("#reason", "weekly sample")
    page.get_by_role("button", name="Open", exact=True).click()
    page.wait_for_url("**/opened/**")
    page.wait_for_selector("html.scripted")


def wait_until(page: Page, expression: str, seconds: float = 10.0) -> None:
    """Until `expression` is true in the page. Playwright's own way needs eval, which the desk's
    policy forbids.
    """
    deadline = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, f"never true: {expression}"
        page.wait_for_timeout(50)
