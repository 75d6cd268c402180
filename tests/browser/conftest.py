from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.serving import PASSWORD, Served, prepare, served
from tests.servers import chromium

# Playwright's sync interface keeps an event loop in this thread; Django takes it for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

SCREENSHOTS = os.environ.get("HUSHTAPE_SCREENSHOTS")
"""A folder into which every page is drawn: `make screenshots`."""

SignIn = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    where = chromium.where()
    if where is None:
        pytest.skip("NO BROWSER TEST RUNS: Chromium is missing (make test-browser installs it)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=where, args=list(chromium.ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served_desk(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Served]:
    """The sample calls, really redacted, and the desk over them."""
    kept = os.environ.get("HUSHTAPE_BROWSER_SITE")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("site") / "site"
    prepare(folder)
    with served(folder) as desk:
        yield desk


@pytest.fixture
def sign_in(served_desk: Served, browser: Browser) -> Iterator[SignIn]:
    """Signs somebody in, in a browser of their own: `sign_in("anna", width=390, dark=True)`."""
    contexts: list[BrowserContext] = []

    def sign_in(name: str, *, width: int = 1440, dark: bool = False, script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            base_url=served_desk.address,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.goto("/account/login/")
        page.fill("#id_login", name)
        page.fill("#id_password", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/account/" not in url)
        return page

    yield sign_in
    for context in contexts:
        context.close()
