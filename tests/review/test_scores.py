"""Scorecards in the desk: who may do what with them, and when they die."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from pipeline.disposal import DESTROYED, Writing, Written, destroy, discard_written
from pipeline.errors import Refused
from pipeline.model import Destroy, Hold, Recording, Tag
from pipeline.reviewing import restrict
from pipeline.scorecards import Act, Status, after_act
from pipeline.settings.scorecards import FormTable, table_of
from review.spreadsheets import harmless
from tests.calls import ENDED, SALE, TRAINING
from tests.review.desk import Desk

AGENT = "Priya Shah"
TABLE = {
    "name": "short",
    "title": "Short",
    "pass_mark": 60,
    "section": [
        {
            "title": "All",
            "question": [
                {"key": "greeted", "text": "Greeted?", "weight": 10},
                {
                    "key": "listened",
                    "text": "Listened?",
                    "type": "scale",
                    "weight": 30,
                    "comment": ["1"],
                },
                {"key": "safe", "text": "Safe?", "weight": 10, "fails": "fatal"},
            ],
        }
    ],
}
WELL = {"a-greeted": "yes", "a-listened": "5", "a-safe": "yes"}


@pytest.fixture
def table(desk: Desk) -> FormTable:
    """A form that calls can be scored with."""
    table = table_of(TABLE)
    desk.site.scores.keep_form(table, by="lena")
    return table


def a_call(desk: Desk, *tags: Tag, agent: str = AGENT) -> Recording:
    from pipeline.adapters.catalogue import models

    call = desk.call(*tags)
    models.Call.objects.update(agent=agent)
    return call


def begun(client: Client, call: Recording, **said: str) -> str:
    """The card that this person begins on a call: its address."""
    response = client.post(f"/calls/{call.id}/score/", {"form": "short", **said})
    assert response.status_code == 302, response.content
    return str(response["Location"])


def scored(
    client: Client, call: Recording, answers: dict[str, str] | None = None, **said: str
) -> str:
    at = begun(client, call, **said)
    response = client.post(at, {**(answers or WELL), "do": "submit"})
    assert response.status_code == 302, response.content.decode()
    return at


def which(at: str) -> str:
    return at.split("/")[2]


def released(desk: Desk, call: Recording) -> str:
    """Anna scores, Lena releases."""
    at = scored(desk.sign_in("anna", "quality"), call)
    lena = desk.sign_in("lena", "quality", "leads")
    assert lena.post(f"{at}decide/", {"do": "release"}).status_code == 302
    return at


def status(desk: Desk, at: str) -> str:
    return str(desk.site.scores.card(which(at)).status)


# --- scoring ------------------------------------------------------------------------------


def test_a_reviewer_scores_a_call_and_the_ledger_says_so_without_a_word(
    desk: Desk, table: FormTable
) -> None:
    call = a_call(desk)
    at = scored(desk.sign_in("anna", "quality"), call, {**WELL, "c-greeted": "warmly said"})
    card = desk.site.scores.card(which(at))
    assert (card.total, card.passed, card.agent) == (10_000, True, AGENT)
    [entry] = desk.site.ledger.entries(act="score: submit")
    assert entry.details == {"by": "anna", "form": "short"}


def test_a_card_with_something_missing_stays_a_draft_and_keeps_what_was_answered(
    desk: Desk, table: FormTable
) -> None:
    anna = desk.sign_in("anna", "quality")
    at = begun(anna, a_call(desk))
    page = anna.post(at, {"a-greeted": "yes", "do": "submit"}).content.decode()
    assert "something is missing" in page
    card = desk.site.scores.card(which(at))
    assert (card.status, card.answers) == (Status.DRAFT, {"greeted": "yes"})


def test_an_answer_that_needs_a_comment_is_not_submitted_without(
    desk: Desk, table: FormTable
) -> None:
    anna = desk.sign_in("anna", "quality")
    at = begun(anna, a_call(desk))
    low = {**WELL, "a-listened": "1", "do": "submit"}
    assert "a comment" in anna.post(at, low).content.decode()
    assert anna.post(at, {**low, "c-listened": "cut in twice"}).status_code == 302


def test_beginning_twice_is_one_draft(desk: Desk, table: FormTable) -> None:
    anna, call = desk.sign_in("anna", "quality"), a_call(desk)
    assert begun(anna, call) == begun(anna, call)


@pytest.mark.parametrize(
    "said", ["he read 4111 1111 1111 1111", "four one one one " * 4, "the security code was 123"]
)
def test_card_data_never_enters_a_comment(desk: Desk, table: FormTable, said: str) -> None:
    from pipeline.adapters.catalogue import models

    anna = desk.sign_in("anna", "quality")
    at = begun(anna, a_call(desk))
    page = anna.post(at, {**WELL, "c-greeted": said, "do": "submit"}).content.decode()
    assert "card number" in page
    assert said.strip() not in page
    assert anna.post(f"{at}comment/", {"text": said, "at": "0:01"}).status_code == 409
    assert not models.ScoreComment.objects.exists()
    assert status(desk, at) == Status.DRAFT


def test_a_refused_comment_takes_the_beginning_that_was_kept_with_it(
    desk: Desk, table: FormTable
) -> None:
    anna = desk.sign_in("anna", "quality")
    at = begun(anna, a_call(desk))
    anna.post(at, {"c-greeted": "he read 4111 1111", "do": "now"})
    anna.post(at, {"c-greeted": "he read 4111 1111 1111 1111", "do": "now"})
    assert not desk.site.scores.comments(which(at))


def test_a_comment_stands_at_a_time_in_the_call_and_links_to_it(
    desk: Desk, table: FormTable
) -> None:
    anna = desk.sign_in("anna", "quality")
    call = a_call(desk)
    at = begun(anna, call)
    assert anna.post(f"{at}comment/", {"text": "well put", "at": "1:23.4"}).status_code == 302
    assert f"/calls/{call.id}/#t=83.4" in anna.get(at).content.decode()
    opening = desk.open(anna, call.id)
    assert f"/opened/{opening}/#t=83.4" in anna.get(at).content.decode()


def test_the_panel_beside_the_player_is_a_fragment_with_the_draft(
    desk: Desk, table: FormTable
) -> None:
    anna, call = desk.sign_in("anna", "quality"), a_call(desk)
    panel = anna.get(f"/calls/{call.id}/score/panel/").content.decode()
    assert "<html" not in panel
    assert "Score this call" in panel
    begun(anna, call)
    assert "Greeted?" in anna.get(f"/calls/{call.id}/score/panel/").content.decode()


# --- who may what --------------------------------------------------------------------------


def test_a_card_is_its_reviewers_and_leads_and_nobody_elses(desk: Desk, table: FormTable) -> None:
    at = scored(desk.sign_in("anna", "quality"), a_call(desk))
    assert desk.sign_in("ben", "quality").get(at).status_code == 404
    assert desk.sign_in("lena", "quality", "leads").get(at).status_code == 200


def test_a_draft_is_nobodys_but_its_reviewers(desk: Desk, table: FormTable) -> None:
    at = begun(desk.sign_in("anna", "quality"), a_call(desk))
    lena = desk.sign_in("lena", "quality", "leads")
    assert lena.get(at).status_code == 404
    assert lena.post(at, {**WELL, "do": "submit"}).status_code == 404


def test_a_call_that_one_may_not_hear_is_not_scored(desk: Desk, table: FormTable) -> None:
    call = a_call(desk, SALE)
    anna = desk.sign_in("anna", "quality")
    assert anna.post(f"/calls/{call.id}/score/", {"form": "short"}).status_code == 404
    assert anna.get(f"/calls/{call.id}/score/panel/").status_code == 404


def test_a_lead_who_may_not_hear_the_call_sees_the_score_and_no_comment(
    desk: Desk, table: FormTable
) -> None:
    call = a_call(desk, TRAINING)
    at = scored(desk.sign_in("anna", "quality"), call, {**WELL, "c-greeted": "warmly said"})
    page = desk.sign_in("leo", "leads").get(at).content.decode()
    assert "100\u00a0%" in page
    assert "warmly said" not in page


def test_a_restriction_hides_the_comments_from_everybody(desk: Desk, table: FormTable) -> None:
    call = a_call(desk)
    at = scored(desk.sign_in("anna", "quality"), call, {**WELL, "c-greeted": "warmly said"})
    desk.site.scores.act(which(at), Act.RELEASE, by="lena")
    desk.account("priya", "agents")
    restrict(call.id, desk.site.keeping, reason="contested", by="rita")
    lena = desk.sign_in("lena", "quality", "leads")
    priya = agent_in(desk)
    assert "warmly said" not in lena.get(at).content.decode()
    assert "warmly said" not in priya.get(f"/my-scores/{which(at)}/").content.decode()


def agent_in(desk: Desk, name: str = "priya", agent: str = AGENT) -> Client:
    account = desk.account(name, "agents")
    account.agent = agent
    account.save()
    return desk.sign_in(name, "agents")


def test_nobody_scores_a_call_of_their_own(desk: Desk, table: FormTable) -> None:
    call = a_call(desk, agent="anna")
    anna = desk.sign_in("anna", "quality", "leads")
    assert anna.post(f"/calls/{call.id}/score/", {"form": "short"}).status_code == 409
    at = scored(desk.sign_in("ben", "quality"), call)
    assert anna.post(f"{at}decide/", {"do": "release"}).status_code == 409


# --- forms -----------------------------------------------------------------------------------


def test_a_form_in_use_is_kept_as_a_new_version_and_scores_keep_theirs(
    desk: Desk, table: FormTable
) -> None:
    at = scored(desk.sign_in("anna", "quality"), a_call(desk))
    lena = desk.sign_in("lena", "quality", "leads")
    fields = built(lena.get("/scores/forms/short/change/").content.decode())
    response = lena.post(
        "/scores/forms/short/change/", {**fields, "q0-0-text": "Greeted well?", "do": "keep"}
    )
    assert response.status_code == 302, response.content.decode()
    first, second = reversed(desk.site.scores.versions("short"))
    assert [first.version, second.version] == [1, 2]
    card = desk.site.scores.card(which(at))
    assert card.form.form.questions[0].text == "Greeted?"
    assert second.form.questions[0].text == "Greeted well?"
    assert second.form.questions[0].key == "greeted"


def test_a_form_that_nobody_used_is_changed_in_place(desk: Desk, table: FormTable) -> None:
    desk.site.scores.keep_form(table_of({**TABLE, "title": "Shorter"}), by="lena")
    [only] = desk.site.scores.versions("short")
    assert only.title == "Shorter"


def test_what_the_builder_shows_is_what_it_keeps(desk: Desk, table: FormTable) -> None:
    lena = desk.sign_in("lena", "quality", "leads")
    lena.post("/scores/forms/", {"do": "take", "name": "sale"})
    before = desk.site.scores.versions("sale")[0].form
    fields = built(lena.get("/scores/forms/sale/change/").content.decode())
    assert lena.post("/scores/forms/sale/change/", {**fields, "do": "keep"}).status_code == 302
    assert desk.site.scores.versions("sale")[0].form == before


def test_the_builder_adds_moves_and_removes_without_a_script(desk: Desk, table: FormTable) -> None:
    lena = desk.sign_in("lena", "quality", "leads")
    fields = {"title": "New", "s0-title": "One", "q0-0-text": "First?", "q0-0-weight": "5"}
    page = lena.post("/scores/forms/new/", {**fields, "do": "add 0"}).content.decode()
    fields = {**built(page), "q0-1-text": "Second?"}
    page = lena.post("/scores/forms/new/", {**fields, "do": "up 0-1"}).content.decode()
    assert built(page)["q0-0-text"] == "Second?"
    page = lena.post("/scores/forms/new/", {**built(page), "do": "remove 0-1"}).content.decode()
    assert lena.post("/scores/forms/new/", {**built(page), "do": "keep"}).status_code == 302
    [only] = desk.site.scores.versions("new")
    assert [q.text for q in only.form.questions] == ["Second?"]


def test_a_form_that_does_not_hold_together_stays_on_the_page(desk: Desk) -> None:
    lena = desk.sign_in("lena", "quality", "leads")
    fields = {"title": "New", "s0-title": "One", "q0-0-text": "", "q0-0-weight": "many"}
    page = lena.post("/scores/forms/new/", {**fields, "do": "keep"})
    assert page.status_code == 200
    assert "section 1, question 1, weight" in page.content.decode()


def built(page: str) -> dict[str, str]:
    """The fields of the builder's page, as a browser would send them."""
    from html.parser import HTMLParser

    class Fields(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: dict[str, str] = {}
            self.select = self.area = ""

        def handle_starttag(self, tag: str, attrs: Any) -> None:
            a = dict(attrs)
            name = a.get("name") or ""
            if tag == "input" and name and (a.get("type") != "checkbox" or "checked" in a):
                self.found[name] = a.get("value") or "on"
                if a.get("type") in {None, "hidden"}:
                    self.found[name] = a.get("value") or ""
            elif tag == "select":
                self.select = name
            elif tag == "option" and self.select:
                if self.select not in self.found or "selected" in a:
                    self.found[self.select] = a.get("value") or ""
            elif tag == "textarea":
                self.area = name
                self.found[name] = ""

        def handle_endtag(self, tag: str) -> None:
            if tag == "select":
                self.select = ""
            if tag == "textarea":
                self.area = ""

        def handle_data(self, data: str) -> None:
            if self.area:
                self.found[self.area] += data

    fields = Fields()
    fields.feed(page)
    return {k: v for k, v in fields.found.items() if k != "csrfmiddlewaretoken"}


# --- calibration -----------------------------------------------------------------------------


def a_calibration(desk: Desk, call: Recording, *names: str) -> str:
    for name in names:
        desk.account(name, "quality")
    lena = desk.sign_in("lena", "quality", "leads")
    said = {"form": "short", "reviewer": list(names)}
    response = lena.post(f"/calls/{call.id}/calibrate/", said)
    assert response.status_code == 302, response.content
    return str(response["Location"])


def test_reviewers_of_a_calibration_see_nothing_of_each_other_until_it_is_closed(
    desk: Desk, table: FormTable
) -> None:
    call = a_call(desk)
    session = a_calibration(desk, call, "anna", "ben")
    anna, ben = desk.sign_in("anna", "quality"), desk.sign_in("ben", "quality")
    theirs = scored(anna, call, calibration=which(session[7:]))
    assert ben.get(theirs).status_code == 404
    assert "100\u00a0%" not in ben.get(session).content.decode()
    scored(ben, call, {**WELL, "a-listened": "3"}, calibration=which(session[7:]))
    assert "standard deviation" not in ben.get(session).content.decode()
    lena = desk.sign_in("lena", "quality", "leads")
    assert "standard deviation" in lena.get(session).content.decode()
    lena.post(f"{session}close/")
    assert "standard deviation" in ben.get(session).content.decode()


def test_a_lead_who_takes_part_is_blind_as_well_until_theirs_is_in(
    desk: Desk, table: FormTable
) -> None:
    call = a_call(desk)
    desk.account("lena", "quality", "leads")
    session = a_calibration(desk, call, "anna", "ben", "lena")
    theirs = scored(desk.sign_in("anna", "quality"), call, calibration=which(session[7:]))
    lena = desk.sign_in("lena", "quality", "leads")
    assert lena.get(theirs).status_code == 404
    assert which(theirs) not in lena.get("/scores/").content.decode()
    assert which(theirs) not in lena.get(session).content.decode()
    scored(lena, call, calibration=which(session[7:]))
    assert lena.get(theirs).status_code == 200


def test_a_calibration_is_not_released_and_not_counted(desk: Desk, table: FormTable) -> None:
    call = a_call(desk)
    session = a_calibration(desk, call, "anna", "ben")
    theirs = scored(desk.sign_in("anna", "quality"), call, calibration=which(session[7:]))
    lena = desk.sign_in("lena", "quality", "leads")
    assert lena.post(f"{theirs}decide/", {"do": "release"}).status_code == 409
    assert which(theirs) not in exported(lena)


def test_nobody_joins_a_calibration_unasked(desk: Desk, table: FormTable) -> None:
    call = a_call(desk)
    session = a_calibration(desk, call, "anna", "ben")
    carla = desk.sign_in("carla", "quality")
    said = {"calibration": which(session[7:])}
    assert carla.post(f"/calls/{call.id}/score/", said).status_code == 409
    assert carla.get(session).status_code == 404


# --- the agent ---------------------------------------------------------------------------------


def test_an_agent_sees_their_own_released_scores_and_no_others(
    desk: Desk, table: FormTable
) -> None:
    call = a_call(desk)
    at = scored(desk.sign_in("anna", "quality"), call)
    own = f"/my-scores/{which(at)}/"
    priya, other = agent_in(desk), agent_in(desk, "marek", "Marek Novak")
    assert priya.get(own).status_code == 404
    desk.site.scores.act(which(at), Act.RELEASE, by="lena")
    assert priya.get(own).status_code == 200
    assert other.get(own).status_code == 404
    assert other.post(own, {"do": "acknowledge"}).status_code == 404
    assert call.id not in priya.get(own).content.decode()
    assert priya.get(f"/calls/{call.id}/").status_code in {403, 404}


def test_the_name_one_signs_in_with_is_the_agents_where_none_is_set(
    desk: Desk, table: FormTable
) -> None:
    call = a_call(desk, agent="201")
    at = released(desk, call)
    assert agent_in(desk, "201", "").get(f"/my-scores/{which(at)}/").status_code == 200


def test_an_agent_acknowledges_once(desk: Desk, table: FormTable) -> None:
    at = released(desk, a_call(desk))
    priya, own = agent_in(desk), f"/my-scores/{which(at)}/"
    assert priya.post(own, {"do": "acknowledge"}).status_code == 302
    assert status(desk, at) == Status.ACKNOWLEDGED
    assert priya.post(own, {"do": "dispute", "text": "no"}).status_code == 409


def test_a_dispute_needs_a_comment_and_is_decided_by_a_lead(desk: Desk, table: FormTable) -> None:
    at = released(desk, a_call(desk))
    priya, own = agent_in(desk), f"/my-scores/{which(at)}/"
    assert priya.post(own, {"do": "dispute", "text": " "}).status_code == 409
    assert priya.post(own, {"do": "dispute", "text": "I did greet"}).status_code == 302
    lena = desk.sign_in("lena", "quality", "leads")
    assert "I did greet" in lena.get(at).content.decode()
    said = {"do": "uphold", "text": "not in the recording"}
    assert lena.post(f"{at}decide/", said).status_code == 302
    assert "not in the recording" in priya.get(own).content.decode()
    assert [e.act for e in desk.site.scores.history(which(at))] == [
        "submit",
        "release",
        "dispute",
        "uphold",
    ]
    for entry in desk.site.ledger.entries():
        assert "greet" not in str(entry.details)


def test_a_second_score_is_made_by_somebody_else_without_sight_of_the_first(
    desk: Desk, table: FormTable
) -> None:
    at = released(desk, a_call(desk))
    agent_in(desk).post(f"/my-scores/{which(at)}/", {"do": "dispute", "text": "unfair"})
    lena, ben = desk.sign_in("lena", "quality", "leads"), desk.sign_in("ben", "quality")
    assert lena.post(f"{at}decide/", {"do": "rescore", "reviewer": "anna"}).status_code == 409
    lena.post(f"{at}decide/", {"do": "rescore", "reviewer": "ben"})
    [draft] = desk.site.score_listing.drafts_of("ben")
    assert ben.get(at).status_code == 404
    assert "unfair" not in ben.get(f"/scores/{draft.id}/").content.decode()
    ben.post(f"/scores/{draft.id}/", {**WELL, "do": "submit"})
    assert status(desk, at) == Status.REPLACED
    export = exported(lena)
    assert draft.id in export
    assert which(at) not in export


def listed(client: Client, call: Recording, score: str) -> bool:
    return call.id in client.get("/calls/", {"score": score}).content.decode()


def test_leads_find_calls_by_their_newest_score_and_who_scores_does_not(
    desk: Desk, table: FormTable
) -> None:
    call = a_call(desk)
    lena = desk.sign_in("lena", "quality", "leads")
    assert listed(lena, call, "not scored")
    at = released(desk, call)
    assert listed(lena, call, "80 % and more")
    assert not listed(lena, call, "not scored")
    agent_in(desk).post(f"/my-scores/{which(at)}/", {"do": "dispute", "text": "unfair"})
    ben = desk.sign_in("ben", "quality")
    lena.post(f"{at}decide/", {"do": "rescore", "reviewer": "ben"})
    assert all(listed(ben, call, score) for score in ("under 60 %", "80 % and more"))
    [draft] = desk.site.score_listing.drafts_of("ben")
    badly = {"a-greeted": "no", "a-listened": "3", "a-safe": "yes"}
    ben.post(f"/scores/{draft.id}/", {**badly, "do": "submit"})
    assert listed(lena, call, "under 60 %")
    assert not listed(lena, call, "80 % and more")


def test_a_score_that_is_over_is_found_no_more(desk: Desk, table: FormTable) -> None:
    call = a_call(desk)
    scored(desk.sign_in("anna", "quality"), call)
    assert gone_by(desk, timedelta(days=732))
    assert listed(desk.sign_in("lena", "quality", "leads"), call, "not scored")


def test_a_lead_takes_a_re_score_back_by_upholding(desk: Desk, table: FormTable) -> None:
    at = released(desk, a_call(desk))
    agent_in(desk).post(f"/my-scores/{which(at)}/", {"do": "dispute", "text": "unfair"})
    lena = desk.sign_in("lena", "quality", "leads")
    desk.account("ben", "quality")
    lena.post(f"{at}decide/", {"do": "rescore", "reviewer": "ben"})
    lena.post(f"{at}decide/", {"do": "uphold", "text": "it stands"})
    assert status(desk, at) == Status.UPHELD
    assert not desk.site.score_listing.drafts_of("ben")


def test_only_what_follows_may_follow() -> None:
    assert after_act(Act.RELEASE, Status.SUBMITTED) is Status.RELEASED
    with pytest.raises(Refused):
        after_act(Act.DISPUTE, Status.ACKNOWLEDGED)


# --- exports and trends -----------------------------------------------------------------------


def exported(client: Client) -> str:
    response = client.get("/scores/export.csv?first=2025-01-01")
    assert response.status_code == 200
    return b"".join(response).decode("utf-8-sig")


def test_an_export_is_a_row_a_question_and_stands_in_the_ledger(
    desk: Desk, table: FormTable
) -> None:
    scored(desk.sign_in("anna", "quality"), a_call(desk), {**WELL, "c-greeted": "warmly said"})
    text = exported(desk.sign_in("lena", "quality", "leads"))
    rows = list(csv.DictReader(StringIO(text)))
    assert [row["earned percent"] for row in rows] == ["100.0"] * 3
    assert "warmly said" not in text
    [entry] = desk.site.ledger.entries(act="scores exported")
    assert entry.details["by"] == "lena"


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "-2", " +3", "\t=4", "|calc"])
def test_no_cell_of_an_export_is_a_formula(desk: Desk, table: FormTable, name: str) -> None:
    scored(desk.sign_in("anna", "quality"), a_call(desk, agent=name))
    [*rows] = csv.DictReader(StringIO(exported(desk.sign_in("lena", "quality", "leads"))))
    assert {row["agent"] for row in rows} == {f"'{name}"}


def test_a_number_is_no_formula() -> None:
    assert harmless(-1.5) == -1.5
    assert harmless("Priya") == "Priya"


def test_trends_show_agents_questions_and_a_table_beneath_each_chart(
    desk: Desk, table: FormTable
) -> None:
    scored(desk.sign_in("anna", "quality"), a_call(desk), {**WELL, "a-safe": "no"})
    page = desk.sign_in("lena", "quality", "leads").get("/scores/trends/").content.decode()
    assert AGENT in page
    assert "Safe?" in page
    assert page.count("As a table") == 2


# --- the end -------------------------------------------------------------------------------------


def gone_by(desk: Desk, after: timedelta) -> list[str]:
    """What the sweep destroys of scores and comments so long after now."""
    now = desk.site.clock() + after
    found = discard_written(desk.site.written, desk.site.policy.schedule, now=now)
    return [gone.written.key for gone in found if gone.destroyed]


def forget(desk: Desk, call: Recording) -> None:
    """Destroy all that there is of a call."""
    for rendition in desk.site.catalogue.renditions(call.id):
        destroy(rendition, Destroy(desk.site.clock(), "its time"), desk.site.keeping)


def commented(desk: Desk, call: Recording) -> str:
    return scored(desk.sign_in("anna", "quality"), call, {**WELL, "c-greeted": "warmly said"})


def test_comments_and_then_scores_die_when_their_windows_end(desk: Desk, table: FormTable) -> None:
    at = commented(desk, a_call(desk))
    assert gone_by(desk, timedelta(days=364)) == []
    assert gone_by(desk, timedelta(days=367)) == [f"score {which(at)}.comments"]
    assert not desk.site.scores.comments(which(at))
    assert gone_by(desk, timedelta(days=729)) == []
    assert gone_by(desk, timedelta(days=732)) == [f"score {which(at)}"]
    from pipeline.accounting import enter_notes

    enter_notes(desk.site.keeping)
    assert len(list(desk.site.ledger.entries(act=DESTROYED))) == 2


def test_a_rehearsal_destroys_nothing(desk: Desk, table: FormTable) -> None:
    at = commented(desk, a_call(desk))
    now = desk.site.clock() + timedelta(days=800)
    schedule = desk.site.policy.schedule
    found = list(discard_written(desk.site.written, schedule, now=now, rehearse=True))
    assert [gone.destroyed for gone in found] == [False, False]
    assert desk.site.scores.comments(which(at))


def test_a_hold_on_the_call_freezes_what_was_written_about_it(desk: Desk, table: FormTable) -> None:
    call = a_call(desk)
    at = commented(desk, call)
    desk.site.catalogue.place(Hold("h-1", "a claim", "rita", ENDED), [call.id])
    assert gone_by(desk, timedelta(days=800)) == []
    desk.site.catalogue.release_hold("h-1", ENDED, by="rita")
    assert gone_by(desk, timedelta(days=800)) == [
        f"score {which(at)}.comments",
        f"score {which(at)}",
    ]


def test_a_hold_that_comes_between_the_look_and_the_act_wins(desk: Desk, table: FormTable) -> None:
    call = a_call(desk)
    at = commented(desk, call)
    comments = Written(Writing.COMMENTS, which(at))
    desk.site.catalogue.place(Hold("h-1", "a claim", "rita", ENDED), [call.id])
    assert not desk.site.written.remove(comments, "its time")
    assert desk.site.scores.comments(which(at))
    desk.site.catalogue.release_hold("h-1", ENDED, by="rita")
    assert desk.site.written.remove(comments, "its time")


def test_comments_and_drafts_go_with_their_call_and_the_score_forgets_it(
    desk: Desk, table: FormTable
) -> None:
    call = a_call(desk)
    at = commented(desk, call)
    draft = begun(desk.sign_in("ben", "quality"), call)
    forget(desk, call)
    card = desk.site.scores.card(which(at))
    assert (card.recording, card.total) == (None, 10_000)
    assert not desk.site.scores.comments(which(at))
    lena = desk.sign_in("lena", "quality", "leads")
    assert "The call is gone" in lena.get(at).content.decode()
    assert desk.sign_in("ben", "quality").get(draft).status_code == 404


def test_a_dispute_outlives_the_call_and_is_a_leads_to_decide(desk: Desk, table: FormTable) -> None:
    call = a_call(desk)
    at = released(desk, call)
    agent_in(desk).post(f"/my-scores/{which(at)}/", {"do": "dispute", "text": "unfair"})
    desk.account("ben", "quality")
    lena = desk.sign_in("lena", "quality", "leads")
    lena.post(f"{at}decide/", {"do": "rescore", "reviewer": "ben"})
    forget(desk, call)
    assert status(desk, at) == Status.DISPUTED
    assert lena.post(f"{at}decide/", {"do": "uphold", "text": "it stands"}).status_code == 302
    assert status(desk, at) == Status.UPHELD
    assert not desk.site.scores.comments(which(at))
