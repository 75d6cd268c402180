"""Who signs in, how, and what every answer of the desk carries."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import oidc_provider_mock
import pytest
import requests

from pipeline.settings.site import Desk as DeskSettings
from pipeline.settings.site import Oidc
from review.configuration import configure
from tests.review.desk import Desk, browser


def test_nobody_makes_an_account_for_themselves(desk: Desk) -> None:
    page = browser().get("/account/signup/")
    assert b"password1" not in page.content
    said = {"username": "eve", "password1": "a long password", "password2": "a long password"}
    browser().post("/account/signup/", said)
    from review.models import Account

    assert not Account.objects.filter(username="eve").exists()


def test_a_session_ends_hours_after_its_start(desk: Desk) -> None:
    anna = desk.sign_in("anna", "quality")
    assert anna.get("/calls/").status_code == 200
    session = anna.session
    session["signed_in_at"] = time.time() - 11 * 3600
    session.save()
    assert anna.get("/calls/")["Location"] == "/account/login/"


def test_a_session_cookie_is_for_the_browser_alone(desk: Desk) -> None:
    anna = desk.sign_in("anna", "quality")
    anna.get("/calls/")
    cookie = anna.cookies["hushtape"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_behind_a_proxy_cookies_are_secure_and_browsers_told_so(desk: Desk) -> None:
    from review.configuration import django_settings

    site = desk.site.settings
    proxied = site.model_copy(update={"desk": DeskSettings(tls="proxy")})
    wanted = django_settings(proxied, secret="x" * 60, oidc_secret="")
    assert wanted["SESSION_COOKIE_SECURE"]
    assert wanted["CSRF_COOKIE_SECURE"]
    assert wanted["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert wanted["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert wanted["SECURE_SSL_REDIRECT"]


def test_djangos_own_check_for_deployment_finds_nothing(desk: Desk) -> None:
    from django.conf import settings
    from django.core.checks import Tags, run_checks

    from review.configuration import django_settings

    proxied = desk.site.settings.model_copy(update={"desk": DeskSettings(tls="proxy")})
    wanted = django_settings(proxied, secret=desk.site.desk_secret, oidc_secret="")
    before = {name: getattr(settings, name) for name in wanted if hasattr(settings, name)}
    try:
        for name, value in wanted.items():
            if name != "DATABASES":
                setattr(settings, name, value)
        found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    finally:
        for name, value in before.items():
            setattr(settings, name, value)
    assert [str(problem.id) for problem in found] == []


def test_without_tls_the_desk_stays_on_this_machine() -> None:
    with pytest.raises(ValueError, match="this machine only"):
        DeskSettings(host="0.0.0.0")  # noqa: S104


def test_no_page_may_run_a_script_that_is_not_ours(desk: Desk) -> None:
    desk.call()
    anna = desk.sign_in("anna", "quality")
    page = anna.get("/calls/")
    policy = page["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "<script>" not in page.content.decode()
    assert " style=" not in page.content.decode()
    assert " onclick=" not in page.content.decode()


@pytest.mark.parametrize(
    "path", ["/static/../keys/desk.key", "/static/%2e%2e/%2e%2e/site.toml", "/calls/..%2f..%2fx/"]
)
def test_no_path_leads_out_of_the_table(desk: Desk, path: str) -> None:
    anna = desk.sign_in("anna", "quality")
    assert anna.get(path).status_code in {302, 400, 404}


def test_a_host_that_is_not_ours_is_refused(desk: Desk) -> None:
    from django.test import Client

    assert Client(headers={"host": "evil.example"}).get("/healthz").status_code == 400


def test_the_secret_of_a_second_factor_is_not_in_the_clear(desk: Desk) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(desk.account("anna", "quality"), secret)
    stored = str(Authenticator.objects.get().data)
    assert secret not in stored


def test_an_account_with_a_second_factor_is_asked_for_it(desk: Desk) -> None:
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        generate_totp_secret,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    account = desk.account("anna", "quality")
    account.set_password("a good long password")
    account.save()
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    client = browser()
    said = {"login": "anna", "password": "a good long password"}
    first = client.post("/account/login/", said)
    assert first["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/calls/").status_code == 302, "half signed in is not signed in"
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post("/account/2fa/authenticate/", {"code": code})
    assert client.get("/calls/").status_code == 200


def test_a_closed_account_is_out_at_once(desk: Desk) -> None:
    anna, tom = desk.sign_in("anna", "quality"), desk.sign_in("tom", "telephony")
    assert anna.get("/calls/").status_code == 200
    pk = desk.account("anna", "quality").pk
    assert tom.post(f"/people/{pk}/", {"act": "active"}).status_code == 302
    assert anna.get("/calls/").status_code == 302
    [entry] = desk.site.ledger.entries(act="account closed")
    assert entry.details == {"by": "tom"}


def test_only_groups_that_mean_something_are_taken_over(desk: Desk) -> None:
    from review.accounts import take_over_groups

    site = desk.site
    oidc = Oidc(name="Acme", server="https://login.example", client_id="x")
    settings = site.settings.desk.model_copy(update={"oidc": oidc})
    site.settings = site.settings.model_copy(update={"desk": settings})
    account = desk.account("anna", "leads")
    told: Any = {"userinfo": {"groups": ["quality", "admins", "root"]}}
    take_over_groups(account, SimpleNamespace(account=SimpleNamespace(extra_data=told)))
    assert list(account.groups.values_list("name", flat=True)) == ["quality"]


def test_who_comes_from_the_sign_in_service_has_its_groups(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way through a real provider's protocol: code, PKCE, token, claims."""
    with oidc_provider_mock.run_server_in_thread() as server:
        issuer = f"http://localhost:{server.server_port}"
        claims = {"preferred_username": "carl", "groups": ["quality", "root"]}
        requests.put(f"{issuer}/users/carl", json=claims, timeout=5).raise_for_status()
        oidc = Oidc(name="Acme", server=issuer, client_id="hushtape")
        monkeypatch.setenv(oidc.secret_env, "a secret")
        settings = desk.site.settings.desk.model_copy(update={"oidc": oidc})
        desk.site.settings = desk.site.settings.model_copy(update={"desk": settings})
        configure(desk.site)
        client = browser()
        page = client.get("/account/login/").content.decode()
        assert "Sign in with Acme" in page
        away = client.post("/account/oidc/service/login/?process=login")
        assert away.status_code == 302
        back = requests.post(
            away["Location"], data={"sub": "carl"}, allow_redirects=False, timeout=5
        )
        target = urlsplit(back.headers["Location"])
        signed_in = client.get(f"{target.path}?{target.query}")
        assert signed_in.status_code == 302, signed_in.content
        assert client.get("/calls/").status_code == 200
        account = desk.account_named("carl")
        assert list(account.groups.values_list("name", flat=True)) == ["quality"]
