"""What was said is found, and drawn samples are, in a real browser."""

from __future__ import annotations

from tests.browser.conftest import SignIn
from tests.browser.pages import a_call
from tests.browser.serving import Served


def words_of(desk: Served, call: str) -> list[str]:
    """What may be read of it for quality."""
    import json

    from pipeline.model import Kind, ProfileName, RecordingId, Rendition

    transcript = Rendition(RecordingId(call), ProfileName("quality"), Kind.TRANSCRIPT)
    with desk.site.vault.open(transcript) as stream:
        return [word["text"] for word in json.load(stream)["words"]]


def test_a_word_that_was_said_is_found_and_marked_in_what_was_said_around_it(
    sign_in: SignIn, served_desk: Served
) -> None:
    call = a_call(served_desk)
    said = max(
        (word.strip(".,?!").lower() for word in words_of(served_desk, call.id) if word.isalpha()),
        key=len,
    )
    anna = sign_in("anna")
    anna.goto("/calls/")
    anna.keyboard.press("/")
    anna.wait_for_url("**/search/")
    anna.fill("#words", said)
    anna.select_option("#purpose", "training_quality")
    anna.fill("#reason", "weekly sample")
    anna.keyboard.press("Enter")
    hit = anna.locator("#hits li", has=anna.locator(f"a[href='/calls/{call.id}/']"))
    hit.wait_for()
    assert said in (hit.locator("mark").first.text_content() or "").lower()
    assert said not in anna.url
    hit.locator("a").click()
    anna.wait_for_url(f"**/calls/{call.id}/")


def test_what_is_masked_is_found_by_its_label_and_never_by_itself(
    sign_in: SignIn, served_desk: Served
) -> None:
    anna = sign_in("anna")
    anna.goto("/search/")
    anna.fill("#words", "PAN")
    anna.select_option("#purpose", "training_quality")
    anna.fill("#reason", "weekly sample")
    anna.get_by_role("button", name="Search").click()
    anna.locator("#hits mark", has_text="[PAN]").first.wait_for()
    anna.fill("#words", "zzyzx")
    anna.get_by_role("button", name="Search").click()
    anna.get_by_text("Nobody says that").wait_for()


def test_a_plan_of_a_lead_gives_reviewers_calls_to_hear(
    sign_in: SignIn, served_desk: Served
) -> None:
    lena = sign_in("lena")
    lena.goto("/samples/plans/")
    lena.get_by_label("Name").fill("two an agent")
    lena.get_by_label("Purpose").select_option("training_quality")
    lena.get_by_role("button", name="Make it").click()
    lena.get_by_role("cell", name="two an agent", exact=True).wait_for()
    anna, ravi = sign_in("anna"), sign_in("ravi")
    drawn = 0
    for reviewer in (anna, ravi):
        reviewer.goto("/samples/")
        drawn += reviewer.locator("tr", has_text="two an agent").count()
    assert drawn > 0
    done = anna.get_by_role("button", name="Done")
    before = done.count()
    done.first.click()
    anna.get_by_text("done", exact=True).first.wait_for()
    assert anna.get_by_role("button", name="Done").count() == before - 1
