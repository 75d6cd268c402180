"""What holds for every answer of the desk."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from pipeline.errors import HushtapeError, NoSuch, NotPlayable, Refused, Unavailable
from review.configuration import the_site

Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'{oidc}",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""No inline script or style, nothing from elsewhere (Content Security Policy Level 3)."""
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
_SIGNED_IN, _SEEN = "signed_in_at", "seen_at"
TOUCH = 60
"""Seconds from one renewal of a session to the next: who listens asks many times a minute, and
each would be a write."""
_STATUS = {NoSuch: 404, NotPlayable: 403, Refused: 409, Unavailable: 503}


class Headers:
    """Nothing is cached but what is the same for everybody; nothing runs that is not ours."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._answer(request)
        oidc = the_site().settings.desk.oidc
        # Chromium holds the redirect after a form against the policy as well.
        policy = POLICY.format(oidc=f" {oidc.server}" if oidc else "")
        response.headers["Content-Security-Policy"] = policy
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class SessionsEnd:
    """A session ends when it was idle for long (its cookie's age), and hours after its start."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = time.time()
            started = request.session.setdefault(_SIGNED_IN, now)
            if now - request.session.get(_SEEN, 0) >= TOUCH:
                request.session[_SEEN] = now
            if now - started > the_site().settings.desk.session_hours * 3600:
                logout(request)
                return redirect("account_login")
        return self._answer(request)


class PasswordFirst:
    """Who was given a password by somebody else sets one of their own before anything else."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if getattr(request.user, "must_change_password", False):
            change = reverse("account_change_password")
            if request.path not in {change, reverse("account_logout")}:
                return redirect(change)
        return self._answer(request)


class Troubles:
    """An error of ours is a page that says what is wrong and what to do."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._answer(request)

    def process_exception(self, request: HttpRequest, trouble: Exception) -> HttpResponse | None:
        if not isinstance(trouble, HushtapeError):
            return None
        status = next((s for kind, s in _STATUS.items() if isinstance(trouble, kind)), 500)
        told = {"message": str(trouble), "hint": trouble.hint, "status": status}
        return render(request, "review/trouble.html", told, status=status)
