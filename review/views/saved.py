"""Saved views: filters of the list of calls with a name, for oneself or for a group."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from pipeline.errors import NoSuch, Refused
from review.models import SavedView
from review.narrowing import FilterForm
from review.rights import Person, person_of

MOST = 50
"""Views of one person."""


def views_of(person: Person) -> QuerySet[SavedView]:
    """Their own, and those that were shared with a group of theirs."""
    theirs = Q(account_id=person.account) | Q(group__in=person.groups)
    return SavedView.objects.filter(theirs).select_related("account").order_by("name", "id")


def save(request: HttpRequest) -> HttpResponseBase:
    """Give the filters a name; one that is there already is changed. Raises Refused."""
    person = person_of(request)
    name, group = request.POST.get("name", "").strip(), request.POST.get("group", "")
    query = FilterForm(QueryDict(request.POST.get("query", "")), person).query
    if not 0 < len(name) <= 60:
        raise Refused("a view has a name of at most 60 characters")
    if group and group not in person.groups:
        raise Refused("a view is shared with a group of one's own")
    own = SavedView.objects.filter(account_id=person.account)
    if own.exclude(name=name).count() >= MOST:
        raise Refused(f"you have {MOST} views", hint="Remove one that you do not use.")
    own.update_or_create(
        account_id=person.account, name=name, defaults={"query": query, "group": group}
    )
    return redirect(f"{reverse('calls')}?{query}")


def remove(request: HttpRequest, view: int) -> HttpResponseBase:
    """Only one's own. Raises NoSuch."""
    removed, _ = SavedView.objects.filter(id=view, account_id=person_of(request).account).delete()
    if not removed:
        raise NoSuch("there is no such view of yours")
    return redirect("calls")
