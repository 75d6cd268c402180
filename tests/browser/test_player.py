"""The player in a real browser, over calls that were really redacted."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Request

from tests.browser.conftest import SignIn
from tests.browser.pages import a_call, open_call, wait_until
from tests.browser.serving import Served

NOW = "document.querySelector('#audio').currentTime"


def test_a_call_plays_and_the_browser_asks_for_ranges(sign_in: SignIn, served_desk: Served) -> None:
    page = sign_in("anna")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    open_call(page, a_call(served_desk))
    page.keyboard.press("k")
    wait_until(page, f"{NOW} > 0.5")
    ranges = [r for r in asked if r.url.endswith("/audio")]
    assert ranges
    assert all("range" in request.headers for request in ranges)
    response = ranges[0].response()
    assert response is not None
    assert response.status == 206
    assert response.headers["cache-control"] == "no-store"


def test_keys_move_about_the_call(sign_in: SignIn, served_desk: Served) -> None:
    page = sign_in("anna")
    call = a_call(served_desk)
    open_call(page, call)
    masks = [m for r, some in call.renditions.items() if r.profile == "quality" for m in some]
    page.keyboard.press(".")
    wait_until(page, f"{NOW} > 0")
    starts = sorted(mask.span.start / 1000 for mask in masks)
    assert any(abs(page.evaluate(NOW) - start) < 0.05 for start in starts)
    before = page.evaluate(NOW)
    page.keyboard.press("ArrowLeft")
    wait_until(page, f"{NOW} < {before}")
    page.keyboard.press(">")
    assert page.evaluate("document.querySelector('#audio').playbackRate") == 1.25
    assert page.evaluate("document.querySelector('#audio').preservesPitch") is True
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()


def test_a_click_on_a_word_goes_there(sign_in: SignIn, served_desk: Served) -> None:
    page = sign_in("anna")
    open_call(page, a_call(served_desk))
    word = page.locator(".word:not(.struck)").nth(3)
    word.click()
    start = int(word.get_attribute("data-start") or 0) / 1000
    wait_until(page, f"Math.abs({NOW} - {start}) < 0.05")


def test_a_stretch_loops(sign_in: SignIn, served_desk: Served) -> None:
    page = sign_in("anna")
    open_call(page, a_call(served_desk))
    page.locator("#words").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    chosen = page.locator("#choice").text_content() or ""
    assert re.fullmatch(r"\d+:\d\d\.\d – \d+:\d\d\.\d", chosen)
    page.keyboard.press("r")
    end = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.chosen')].map(w => +w.dataset.end)) / 1000"
    )
    page.keyboard.press("k")
    page.wait_for_timeout(2500)
    assert page.evaluate(NOW) <= end + 0.3


def test_bookmarks_are_ones_own(sign_in: SignIn, served_desk: Served) -> None:
    call = a_call(served_desk)
    anna = sign_in("anna")
    open_call(anna, call)
    anna.keyboard.press("ArrowRight")
    anna.keyboard.press("b")
    anna.wait_for_selector("#bookmarks a")
    anna.reload()
    assert anna.locator("#bookmarks a").count() == 1
    ravi = sign_in("ravi")
    open_call(ravi, call)
    assert ravi.locator("#bookmarks a").count() == 0


def test_words_can_be_read_without_javascript(sign_in: SignIn, served_desk: Served) -> None:
    page = sign_in("anna", script=False)
    page.goto(f"/calls/{a_call(served_desk).id}/")
    page.fill("#reason", "weekly sample")
    page.get_by_role("button", name="Open", exact=True).click()
    assert page.locator(".turn").count() > 2
    assert page.locator("audio[controls]").is_visible()
    assert not page.locator("#play").is_visible()


def test_nothing_on_the_page_breaks_its_own_policy(sign_in: SignIn, served_desk: Served) -> None:
    page = sign_in("anna")
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    open_call(page, a_call(served_desk))
    _use_everything(page)
    assert [line for line in said if not line.startswith("verbose")] == []


def _use_everything(page: Page) -> None:
    for key in ("k", "s", "o", "f", "+", "-", "[", "]", "r", "Escape", ",", "j", "l"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
