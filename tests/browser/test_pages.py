"""Every page, looked at: by axe, on a phone, in the dark, and for the manual's pictures."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.conftest import SCREENSHOTS, SignIn
from tests.browser.pages import a_call, open_call
from tests.browser.serving import Served

PAGES = (
    ("calls", "anna", "/calls/"),
    ("call", "anna", "CALL"),
    ("player", "anna", "PLAYER"),
    ("search", "anna", "/search/"),
    ("samples", "anna", "/samples/"),
    ("scores", "lena", "/scores/"),
    ("score-trends", "lena", "/scores/trends/"),
    ("score-forms", "lena", "/scores/forms/"),
    ("new-score-form", "lena", "/scores/forms/new/"),
    ("calibrations", "lena", "/scores/calibrations/"),
    ("marks", "lena", "/marks/"),
    ("misses", "lena", "/marks/report/"),
    ("quarantine", "lena", "/quarantine/"),
    ("records", "rita", "/records/"),
    ("holds", "rita", "/records/holds/"),
    ("certificates", "rita", "/records/certificates/"),
    ("ledger", "otto", "/records/ledger/"),
    ("call-records", "rita", "CALL"),
    ("telephony", "tom", "/telephony/"),
    ("programs", "tom", "/programs/"),
    ("people", "tom", "/people/"),
    ("new-person", "tom", "/people/new/"),
    ("second-factor", "anna", "/account/2fa/"),
    ("password", "anna", "/account/password/change/"),
)
"""A name for the picture, who looks, and where."""
SERIOUS = {"serious", "critical"}


def go(page: Page, where: str, desk: Served) -> None:
    if where == "PLAYER":
        open_call(page, a_call(desk))
    else:
        page.goto(f"/calls/{a_call(desk).id}/" if where == "CALL" else where)
    page.wait_for_load_state("networkidle")


def _note_errors(said: list[str], message: ConsoleMessage) -> None:
    if message.type == "error":
        said.append(message.text)


@pytest.mark.parametrize(("name", "who", "where"), PAGES, ids=[name for name, *_ in PAGES])
def test_a_page_is_fit_to_be_seen(
    sign_in: SignIn, served_desk: Served, name: str, who: str, where: str
) -> None:
    for width, dark in ((1440, False), (390, True)):
        page = sign_in(who, width=width, dark=dark)
        said: list[str] = []
        page.on("console", partial(_note_errors, said))
        go(page, where, served_desk)
        if SCREENSHOTS:
            picture = Path(SCREENSHOTS) / f"{name}-{width}{'-dark' if dark else ''}.png"
            picture.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=picture, full_page=width != 1440)
        assert said == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "it scrolls sideways"
        found = Axe().run(page).response["violations"]
        serious = [
            f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found if v["impact"] in SERIOUS
        ]
        assert serious == []


def test_the_sign_in_page_is_fit_to_be_seen(served_desk: Served, browser: Browser) -> None:
    context = browser.new_context(base_url=served_desk.address)
    page = context.new_page()
    page.goto("/account/login/")
    if SCREENSHOTS:
        page.screenshot(path=Path(SCREENSHOTS) / "sign-in-1440.png")
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in SERIOUS] == []
    context.close()


def test_who_types_a_wrong_password_too_often_has_to_wait(
    served_desk: Served, browser: Browser
) -> None:
    context = browser.new_context(base_url=served_desk.address)
    page = context.new_page()
    for _ in range(6):
        page.goto("/account/login/")
        page.fill("#id_login", "ghost")
        page.fill("#id_password", "wrong wrong wrong")
        page.click("main button[type=submit]")
    assert "Too many failed login attempts" in page.content()
    context.close()
