"""Each role against each line of the URL table: a new page without a rule fails here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from pipeline.settings.site import SiteSettings
from review.rights import EVERYONE, Page, Role
from review.urls import PAGES
from tests.review.desk import Desk, browser

NOT_FOR_YOU = "This page is not for you."
IN_GROUP = {
    Role.READER: "sales-records",
    Role.REVIEWER: "quality",
    Role.LEAD: "leads",
    Role.RECORDS: "records",
    Role.ADMINISTRATOR: "telephony",
    Role.AUDITOR: "audit",
    Role.AGENT: "agents",
}
"""A group for each role. That of reviewers reads a purpose as well."""
SAMPLES: dict[str, Callable[[Desk, Client], Any]] = {
    "recording": lambda desk, _: desk.call().id,
    "opening": lambda desk, client: "00000000-0000-0000-0000-000000000000",
    "mark": lambda desk, _: 0,
    "token": lambda desk, _: 0,
    "hold": lambda desk, _: "nohold",
    "card": lambda desk, client: "00000000-0000-0000-0000-000000000000",
    "calibration": lambda desk, client: "00000000-0000-0000-0000-000000000000",
    "form": lambda desk, _: "service",
    "view": lambda desk, _: 1,
    "sample": lambda desk, _: 1,
    "plan": lambda desk, _: 1,
    "account": lambda desk, _: desk.account("somebody").pk,
}
"""For each argument of a route, one that exists (or that nobody owns)."""
GUARDED = [line for line in PAGES if not line.public]


def address(page: Page, desk: Desk, client: Client) -> str:
    def fill(match: re.Match[str]) -> str:
        return str(SAMPLES[match[1]](desk, client))

    return "/" + re.sub(r"<\w+:(\w+)>", fill, page.route)


def ask(client: Client, page: Page, at: str) -> Any:
    return client.post(at) if "POST" in page.methods else client.get(at)


@pytest.mark.parametrize("page", GUARDED, ids=lambda page: page.name)
def test_a_page_is_for_its_roles_and_for_nobody_else(desk: Desk, page: Page) -> None:
    for role, group in IN_GROUP.items():
        client = desk.sign_in(f"a-{role}", group)
        response = ask(client, page, address(page, desk, client))
        held = {role, Role.READER} if role is Role.REVIEWER else {role}
        refused = NOT_FOR_YOU in getattr(response, "content", b"").decode(errors="replace")
        allowed = page.may == EVERYONE or bool(held & page.may)
        assert refused != allowed, (page.name, role, response.status_code)
        assert response.status_code < 500, (page.name, role)


@pytest.mark.parametrize("page", GUARDED, ids=lambda page: page.name)
def test_who_has_not_signed_in_is_asked_to(desk: Desk, page: Page) -> None:
    client = browser()
    response = ask(client, page, address(page, desk, client))
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


@pytest.mark.parametrize("page", GUARDED, ids=lambda page: page.name)
def test_an_account_without_a_group_opens_nothing(desk: Desk, page: Page) -> None:
    client = desk.sign_in("nobody")
    response = ask(client, page, address(page, desk, client))
    if page.may != EVERYONE:
        assert response.status_code == 403
        assert NOT_FOR_YOU in response.content.decode()


@pytest.mark.parametrize("page", GUARDED, ids=lambda page: page.name)
def test_what_changes_something_takes_a_token(desk: Desk, page: Page) -> None:
    if "POST" not in page.methods:
        pytest.skip("it only reads")
    client = desk.sign_in("everything", *IN_GROUP.values())
    client.handler.enforce_csrf_checks = True
    response = client.post(address(page, desk, client))
    assert response.status_code == 403
    assert "not sent from a page of this desk" in response.content.decode()


def test_no_address_is_outside_the_table() -> None:
    """But for the sign-in pages, which are allauth's."""
    known = {line.name for line in PAGES}
    for entry in get_resolver("review.urls").url_patterns:
        if isinstance(entry, URLResolver):
            assert str(entry.pattern) == "account/"
        else:
            assert isinstance(entry, URLPattern)
            assert entry.name in known


def test_every_role_can_be_given() -> None:
    names = {name for name, _ in SiteSettings(data="data").desk.roles}  # type: ignore[arg-type]
    assert names | {Role.READER} == set(Role)
