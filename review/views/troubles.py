"""Pages for what went wrong: what it is, and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _told(
        request,
        403,
        _("This form was not sent from a page of this desk, or its session is over."),
        _("Go back, load the page again, and send it once more."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _told(
        request,
        403,
        _("This page is not for you."),
        _("If it should be, ask an administrator to put your account into the right group."),
    )


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _told(request, 404, _("There is no such page."), _("Start from the list of calls."))


def failed(request: HttpRequest) -> HttpResponse:
    return _told(
        request,
        500,
        _("Something went wrong on our side."),
        _("The log of `hushtape review` says where. Nothing was lost."),
    )


def _told(request: HttpRequest, status: int, message: str, hint: str) -> HttpResponse:
    told = {"message": message, "hint": hint, "status": status}
    return render(request, "review/trouble.html", told, status=status)
