"""Who may have which page. Rights come from groups; pages say which roles they are for.

A role opens pages; it never opens a call. What of a call a person may see or hear goes
by the purposes they read (`review.access`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from pipeline.policy import Policy
from pipeline.reviewing import Reader
from pipeline.settings.site import Roles
from review.configuration import the_site

View = Callable[..., HttpResponseBase]


class Role(StrEnum):
    READER = "reader"
    """Reads one purpose at least."""
    REVIEWER = "reviewer"
    LEAD = "lead"
    RECORDS = "records"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    AGENT = "agent"


EVERYONE = frozenset(Role)
"""All who have signed in, with whatever role or none."""
ANY = ()
"""Of methods: the view says itself which it takes."""
WHO_HEARS = frozenset({Role.READER})
WHO_MARKS = frozenset({Role.REVIEWER, Role.LEAD})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has signed in: their name, groups and roles."""

    account: int
    """Its key among the accounts."""
    name: str
    groups: frozenset[str]
    roles: frozenset[Role]

    @property
    def reader(self) -> Reader:
        return Reader(self.name, self.groups, may_vet=Role.LEAD in self.roles)

    def reads(self, policy: Policy) -> tuple[str, ...]:
        """The names of the purposes this person reads, in the policy's order."""
        return tuple(p.name for p in policy.purposes if p.readers & self.groups)


def roles_of(groups: frozenset[str], roles: Roles, policy: Policy) -> frozenset[Role]:
    """What somebody in these groups may do."""
    found = {Role(name) for name, held in roles if groups & set(held)}
    if any(purpose.readers & groups for purpose in policy.purposes):
        found.add(Role.READER)
    return frozenset(found)


def person_of(request: HttpRequest) -> Person:
    """Who asks. Their groups are read anew for each request: a right taken away is gone at once."""
    known: Person | None = getattr(request, "person", None)
    if known is None:
        site = the_site()
        groups = frozenset(request.user.groups.values_list("name", flat=True))
        roles = roles_of(groups, site.settings.desk.roles, site.policy)
        known = Person(request.user.pk or 0, request.user.get_username(), groups, roles)
        request.person = known  # type: ignore[attr-defined]
    return known


def for_templates(request: HttpRequest) -> dict[str, Any]:
    """The person, their roles by name, and the policy's titles of purposes."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"person": None, "is_a": frozenset()}
    person = person_of(request)
    return {"person": person, "is_a": frozenset(map(str, person.roles))}


@dataclass(frozen=True, slots=True)
class Page:
    """One line of the URL table: what is asked for, how, and by whom."""

    route: str
    name: str
    view: View
    may: frozenset[Role]
    methods: tuple[str, ...]
    public: bool
    """For programs without a session; the view sees to the rights itself."""

    @property
    def pattern(self) -> URLPattern:
        guarded = self.view if self.public else login_required(_for(self.may, self.view))
        if self.methods != ANY:
            guarded = require_http_methods([*self.methods])(guarded)
        return path(self.route, guarded, name=self.name)


def page(
    route: str,
    name: str,
    view: View,
    *,
    may: frozenset[Role],
    methods: tuple[str, ...] = ("GET", "HEAD"),
) -> Page:
    """A page for people with one of the roles `may`."""
    return Page(route, name, view, may, methods, public=False)


def endpoint(
    route: str, name: str, view: View, *, methods: tuple[str, ...] = ("GET", "HEAD")
) -> Page:
    """Something that programs ask for without a session: the view checks who they are."""
    return Page(route, name, view, frozenset(), methods, public=True)


def _for(may: frozenset[Role], view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if may != EVERYONE and not person_of(request).roles & may:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
