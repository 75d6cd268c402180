"""The filters of the list of calls: out of an address, into one, and the statuses' numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from pipeline.adapters.catalogue.listed import Filters, Place, ScoreBand, Sight, Status
from pipeline.calltimes import instant
from pipeline.errors import NoSuch
from pipeline.model import Direction, Entity, PurposeName
from review.configuration import the_site
from review.rights import Person, Role

CAP = 200
"""Nobody reads on beyond it: a status that has more says so."""
_COUNTED_FOR = 30
"""Seconds."""
LENGTHS = ("short", "medium", "long", "very-long")
"""By the class of length, as `Filters` counts them."""


class Fields(forms.Form):
    """What a list can be narrowed to. Anything that it does not know narrows nothing."""

    status = forms.ChoiceField(required=False, choices=[(str(s), str(s)) for s in Status])
    purpose = forms.ChoiceField(required=False, label=_("Kept for"))
    direction = forms.ChoiceField(
        required=False, label=_("Direction"), choices=[(str(d), str(d)) for d in Direction]
    )
    agent = forms.CharField(required=False, max_length=128, label=_("Agent"))
    queue = forms.CharField(required=False, max_length=128, label=_("Queue"))
    since = forms.DateField(required=False, label=_("From"))
    until = forms.DateField(required=False, label=_("To"))
    entity = forms.ChoiceField(
        required=False,
        label=_("Masked"),
        choices=[(str(e), str(e).replace("_", " ").lower()) for e in Entity],
    )
    length = forms.ChoiceField(
        required=False,
        label=_("Length"),
        choices=[
            ("short", _("under 2 min")),
            ("medium", _("2 to 10 min")),
            ("long", _("10 to 30 min")),
            ("very-long", _("over 30 min")),
        ],
    )

    score = forms.ChoiceField(
        required=False, label=_("Score"), choices=[(str(s), str(s)) for s in ScoreBand]
    )

    def __init__(self, data: Mapping[str, Any], *, by_score: bool) -> None:
        super().__init__(data)
        if not by_score:
            del self.fields["score"]
        purposes = [(p.name, p.title) for p in the_site().policy.purposes]
        self.fields["purpose"].choices = purposes  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField) and name != "status":
                choices = [("", _("any")), *field.choices]  # type: ignore[misc]
                field.choices = choices
            elif isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        self.fields["agent"].widget.attrs["list"] = "agents"
        self.fields["queue"].widget.attrs["list"] = "queues"
        for widget in ("agent", "queue"):
            self.fields[widget].widget.attrs |= {"size": "12", "autocomplete": "off"}


class FilterForm:
    """The filters that an address asks for, by this person.

    Only leads narrow by score: who is to score a call again must not learn the first score.
    """

    def __init__(self, data: Mapping[str, Any], person: Person) -> None:
        self.fields = Fields(data, by_score=Role.LEAD in person.roles)
        self.fields.is_valid()
        self.said = {k: v for k, v in self.fields.cleaned_data.items() if v not in ("", None)}

    @property
    def shown(self) -> Iterator[Any]:
        """The fields of the form; the status has tabs of its own."""
        return (field for field in self.fields if field.name != "status")

    @cached_property
    def filters(self) -> Filters:
        said = self.said
        zone = the_site().clock().tzinfo

        def midnight(name: str) -> datetime | None:
            day = said.get(name)
            return datetime(day.year, day.month, day.day, tzinfo=zone) if day else None

        until = midnight("until")
        return Filters(
            status=Status(said["status"]) if "status" in said else None,
            purpose=PurposeName(said["purpose"]) if "purpose" in said else None,
            direction=said.get("direction"),
            agent=said.get("agent"),
            queue=said.get("queue"),
            since=midnight("since"),
            before=until + timedelta(days=1) if until else None,
            entity=said.get("entity"),
            length=LENGTHS.index(said["length"]) if "length" in said else None,
            score=ScoreBand(said["score"]) if "score" in said else None,
        )

    @property
    def query(self) -> str:
        """As in an address, in one order: two that narrow alike are alike."""
        return urlencode(sorted(self.said.items()))

    def query_with(self, status: Status | None) -> str:
        said = {name: value for name, value in self.said.items() if name != "status"}
        return urlencode(sorted((said | ({"status": status} if status else {})).items()))


@dataclass(frozen=True, slots=True)
class Tab:
    """A status, how many calls have it, and the address of their list."""

    title: str
    status: Status | None
    count: str
    query: str
    here: bool


_TITLES = {
    Status.IN_PROGRESS: _("In progress"),
    Status.REVIEW: _("Needs review"),
    Status.RELEASED: _("Released"),
    Status.QUARANTINED: _("Quarantined"),
    Status.ON_HOLD: _("On hold"),
    Status.EXPIRING: _("Expiring soon"),
}


def statuses(sight: Sight, form: FilterForm, *, now: datetime) -> list[Tab]:
    """All of them, counted whatever else the list is narrowed to."""
    here = form.filters.status
    tabs = [Tab(str(_("All")), None, "", form.query_with(None), here is None)]
    for status, title in _TITLES.items():
        count = _counted(sight, status, now)
        said = f"{count}+" if count == CAP else str(count)
        tabs.append(Tab(str(title), status, said, form.query_with(status), here is status))
    return tabs


def _counted(sight: Sight, status: Status, now: datetime) -> int:
    place = the_site().settings.database
    key = f"counted:{hash((str(place), replace(sight), status))}"
    known: int | None = cache.get(key)
    if known is None:
        known = the_site().browsing.count(sight, Filters(status=status), now=now, cap=CAP)
        cache.set(key, known, _COUNTED_FOR)
    return known


def address_of(place: Place) -> str:
    return f"{place.at.isoformat()}~{place.recording}"


def place_of(address: str) -> Place | None:
    """Where a page begins. Raises NoSuch for what is no place."""
    if not address:
        return None
    at, _tilde, recording = address.replace(" ", "+").partition("~")
    try:
        when = instant(at)
    except ValueError:
        when = None
    if when is None or not recording.isalnum():
        raise NoSuch("there is no such page of the list")
    return Place(when, recording)
