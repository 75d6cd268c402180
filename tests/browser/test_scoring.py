"""A call is scored, released, disputed and scored again, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from pipeline.adapters.catalogue.listed import Listed
from pipeline.settings.scorecards import table_of
from tests.browser.conftest import SignIn
from tests.browser.pages import a_call
from tests.browser.serving import Served

FORM: dict[str, Any] = {
    "name": "browser",
    "title": "Call handling",
    "pass_mark": 60,
    "section": [
        {
            "title": "The talk",
            "question": [
                {"key": "greeted", "text": "Greeted by name?", "weight": 10},
                {
                    "key": "listened",
                    "text": "Listened?",
                    "type": "scale",
                    "weight": 30,
                    "comment": ["1"],
                },
                {"key": "safe", "text": "Data protection?", "weight": 10, "not_applicable": True},
            ],
        }
    ],
}


@pytest.fixture
def call(served_desk: Served) -> Listed:
    """With an agent who has an account, and a form to score it with."""
    from review.models import Account

    served_desk.site.scores.keep_form(table_of(FORM), by="lena")
    call = a_call(served_desk, with_agent=True)
    Account.objects.filter(username="priya").update(agent=call.call.agent)
    return call


def begin(page: Page, call: Listed) -> None:
    page.goto(f"/calls/{call.id}/score/")
    page.get_by_label("Form").select_option(label="Call handling")
    page.get_by_role("button", name="Score this call").click()
    page.locator("#scorecard").wait_for()


def answer(page: Page, question: str, value: str) -> None:
    page.locator(f"#q-{question} label:has(input[value='{value}'])").click()


def test_a_score_goes_its_whole_way(sign_in: SignIn, call: Listed) -> None:
    anna = sign_in("anna")
    begin(anna, call)
    answer(anna, "greeted", "yes")
    answer(anna, "listened", "1")
    answer(anna, "safe", "na")
    submit = anna.get_by_role("button", name="Submit")
    submit.click()
    anna.get_by_text("Not submitted yet").wait_for()
    anna.fill("textarea[name=c-listened]", "spoke over the caller twice")
    submit.click()
    anna.get_by_text("scored by anna").wait_for()
    at = anna.url

    lena = sign_in("lena")
    lena.goto(at)
    lena.get_by_role("button", name="Release to the agent").click()
    lena.get_by_text("released it to the agent").wait_for()

    priya = sign_in("priya")
    priya.goto("/my-scores/")
    priya.locator("main table a").first.click()
    priya.get_by_text("spoke over the caller twice").wait_for()
    priya.fill("#why", "the line was bad")
    priya.get_by_role("button", name="Dispute the score").click()
    priya.get_by_text("disputed it").wait_for()

    lena.goto(at)
    lena.select_option("#reviewer", label="ravi")
    lena.get_by_role("button", name="Have it scored again").click()
    ravi = sign_in("ravi")
    ravi.goto("/scores/")
    ravi.get_by_role("link", name="Go on with Call handling").click()
    for question, value in (("greeted", "yes"), ("listened", "5"), ("safe", "na")):
        answer(ravi, question, value)
    ravi.get_by_role("button", name="Submit").click()
    ravi.get_by_text("scored by ravi").wait_for()
    assert "spoke over" not in ravi.content()

    lena.goto("/calls/?score=80+%25+and+more")
    assert lena.locator(f"a[href='/calls/{call.id}/']").count() == 1
    lena.goto("/scores/trends/")
    assert lena.get_by_text("Greeted by name?").count() >= 1
    with lena.expect_download() as download:
        lena.evaluate("location.href = '/scores/export.csv'")
    rows = download.value.path().read_text()
    assert "ravi" in rows
    assert "spoke over" not in rows
