"""A missed one in two keys, in a real browser, with a worker that really masks it again."""

from __future__ import annotations

import threading

from pipeline.model import State
from tests.browser.conftest import SignIn
from tests.browser.pages import a_call, open_call, wait_until
from tests.browser.serving import Served


def test_a_missed_word_is_marked_by_keyboard_and_pulled_and_comes_back_silent(
    sign_in: SignIn, served_desk: Served
) -> None:
    call = a_call(served_desk, masked=False)
    anna, ravi = sign_in("anna"), sign_in("ravi")
    open_call(anna, call)
    open_call(ravi, call)
    anna.locator("#words").focus()
    anna.keyboard.press("ArrowRight")
    anna.keyboard.press("Shift+ArrowRight")
    chosen = anna.locator(".word.chosen").all_text_contents()
    assert len(chosen) == 2
    anna.keyboard.press("m")
    wait_until(anna, "!document.querySelector('#gone').hidden", 2)
    assert served_desk.site.catalogue.state(call.id) is State.WAITING
    refused = ravi.request.get(f"{ravi.url}audio", headers={"range": "bytes=0-99"})
    assert refused.status == 403
    ravi.goto(f"/calls/{call.id}/")
    assert ravi.get_by_role("button", name="Open", exact=True).count() == 0

    worker = threading.Thread(target=served_desk.redact_what_waits)
    worker.start()
    anna.wait_for_selector("html.scripted .word.struck", timeout=90_000)
    worker.join()
    assert served_desk.site.catalogue.state(call.id) is State.RELEASED
    assert anna.locator(".word.struck").count() >= 1
    said = anna.locator(".turn").first.text_content() or ""
    assert " ".join(chosen) not in said


def test_two_leads_open_what_is_in_quarantine(sign_in: SignIn, served_desk: Served) -> None:
    site = served_desk.site
    call = a_call(served_desk)
    site.catalogue.move(call.id, State.QUARANTINED, since=(State.RELEASED,), by="the tests")
    try:
        lena, liam = sign_in("lena"), sign_in("liam")
        lena.goto(f"/quarantine/{call.id}/")
        lena.fill("#reason", "a second look")
        lena.get_by_role("button", name="Ask another lead").click()
        liam.goto(f"/quarantine/{call.id}/")
        liam.get_by_role("button", name="Agree").click()
        liam.get_by_role("heading", name="Place a mask").wait_for()
        assert liam.locator("audio").count() == 0
    finally:
        site.catalogue.move(call.id, State.RELEASED, since=(State.QUARANTINED,), by="the tests")
