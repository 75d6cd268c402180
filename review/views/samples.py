"""Samples: plans that draw so many calls a week, and what each reviewer has to listen to."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from itertools import groupby
from secrets import token_hex

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pipeline.adapters.catalogue.listed import Row
from pipeline.adapters.catalogue.samples import Sample
from pipeline.errors import NoSuch
from pipeline.model import Details, PurposeName
from pipeline.sampling import Per, Weights, draw, share_out, week_of
from review import access
from review.configuration import the_site
from review.models import Account, Drawn, SamplingPlan
from review.rights import Role, person_of, roles_of

BACK = 4
"""Weeks of samples that are shown."""


class PlanForm(forms.Form):
    name = forms.CharField(max_length=60, label=gettext_lazy("Name"))
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"))
    per = forms.ChoiceField(
        label=gettext_lazy("For each"), choices=[(str(per), str(per)) for per in Per]
    )
    count = forms.IntegerField(
        min_value=1, max_value=100, initial=3, label=gettext_lazy("Calls a week")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        purposes = [(p.name, p.title) for p in the_site().policy.purposes]
        self.fields["purpose"].choices = purposes  # type: ignore[attr-defined]
        for field in fields(Weights):
            self.fields[f"weight_{field.name}"] = forms.FloatField(
                min_value=1, max_value=100, initial=field.default, label=_WEIGHTS[field.name]
            )

    @property
    def weights(self) -> Weights:
        data = self.cleaned_data
        return Weights(**{f.name: data[f"weight_{f.name}"] for f in fields(Weights)})


_WEIGHTS = {
    "masks": gettext_lazy("something masked"),
    "flags": gettext_lazy("flagged"),
    "long": gettext_lazy("15 minutes or more"),
    "low_score": gettext_lazy("agent scored low"),
    "new_agent": gettext_lazy("new agent"),
}


@dataclass(frozen=True, slots=True)
class Week:
    """What somebody has to listen to in a week."""

    monday: date
    calls: tuple[tuple[Sample, Row | None, str], ...]
    """Each with the call, if they may still know of it, and the plan's name."""

    @property
    def done(self) -> int:
        return sum(1 for sample, _row, _plan in self.calls if sample.done)


def mine(request: HttpRequest) -> HttpResponseBase:
    """What this person has to listen to, and how far they are."""
    draw_what_is_due()
    person, site = person_of(request), the_site()
    this = week_of(site.clock())
    weeks = [this - timedelta(weeks=back) for back in range(BACK + 1)]
    drawn = site.samples.of(person.name, weeks=weeks)
    rows = {row.id: row for row in site.browsing.rows(s.recording for s in drawn)}
    seen = {id_: row for id_, row in rows.items() if access.may_see(person, row)}
    names = dict(SamplingPlan.objects.values_list("id", "name"))
    shown = [
        Week(
            monday,
            tuple((s, seen.get(s.recording), names.get(s.plan, "")) for s in samples),
        )
        for monday, samples in groupby(drawn, key=lambda sample: sample.week)
    ]
    return render(request, "review/samples.html", {"weeks": shown})


def done(request: HttpRequest, sample: int) -> HttpResponseBase:
    """This person has listened to it. Raises NoSuch for what is not theirs."""
    site, person = the_site(), person_of(request)
    if not site.samples.done(sample, person.name, site.clock()):
        raise NoSuch("there is no such call in your sample, or it is done")
    return redirect("samples")


def plans(request: HttpRequest) -> HttpResponseBase:
    """The plans, this week's progress of each, and a form for another one."""
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _made(request, form):
        draw_what_is_due()
        return redirect("plans")
    site = the_site()
    week = last_week()
    running = SamplingPlan.objects.filter(ended=None).order_by("name")
    shown = [(plan, *site.samples.progress(plan.pk, week=week)) for plan in running]
    return render(request, "review/plans.html", {"plans": shown, "form": form, "week": week})


def _made(request: HttpRequest, form: PlanForm) -> bool:
    site, person, data = the_site(), person_of(request), form.cleaned_data
    try:
        with transaction.atomic():
            plan = SamplingPlan.objects.create(
                name=data["name"],
                purpose=data["purpose"],
                per=data["per"],
                count=data["count"],
                weights=asdict(form.weights),
                seed=token_hex(16),
                made_by=person.name,
                made=site.clock(),
            )
    except IntegrityError:
        form.add_error("name", _("There is a plan of that name."))
        return False
    about: Details = {
        "by": person.name,
        "purpose": plan.purpose,
        "per": plan.per,
        "count": plan.count,
    }
    site.ledger.record("sampling plan made", f"plan-{plan.pk}", about)
    messages.success(request, _("The plan draws from last week's calls on."))
    return True


def end(request: HttpRequest, plan: int) -> HttpResponseBase:
    """It draws no more; what it drew stays. Raises NoSuch."""
    site, person = the_site(), person_of(request)
    if not SamplingPlan.objects.filter(id=plan, ended=None).update(ended=site.clock()):
        raise NoSuch("there is no such plan")
    site.ledger.record("sampling plan ended", f"plan-{plan}", {"by": person.name})
    return redirect("plans")


def last_week() -> date:
    """The last week that is over: what a plan draws from."""
    return week_of(the_site().clock()) - timedelta(weeks=1)


def draw_what_is_due() -> None:
    """Have each plan draw from the last week that is over, once."""
    week = last_week()
    due = SamplingPlan.objects.filter(ended=None).exclude(weeks__week=week)
    for plan in due:
        _draw(plan, week)


def _draw(plan: SamplingPlan, week: date) -> None:
    site, purpose = the_site(), PurposeName(plan.purpose)
    calls = site.samples.candidates(purpose, Per(plan.per), week=week, now=site.clock())
    drawn = draw(calls, plan.count, Weights(**plan.weights), seed=plan.seed, week=week)
    reviewers = reviewers_of(purpose)
    if not reviewers:
        # Nobody could listen: it is drawn when there is somebody.
        return
    site.samples.keep(plan.pk, week, share_out(drawn, reviewers, seed=plan.seed, week=week))
    Drawn.objects.get_or_create(plan=plan, week=week)
    about: Details = {"week": week.isoformat(), "calls": len(drawn)}
    site.ledger.record("sample drawn", f"plan-{plan.pk}", about, once=f"sample:{plan.pk}:{week}")


def reviewers_of(purpose: PurposeName) -> list[str]:
    """The people who review and read that purpose."""
    site = the_site()
    found = []
    accounts = Account.objects.filter(is_active=True).prefetch_related("groups")
    for account in accounts.order_by("username"):
        groups = frozenset(group.name for group in account.groups.all())
        if Role.REVIEWER in roles_of(groups, site.settings.desk.roles, site.policy) and (
            site.policy.purpose(purpose).readers & groups
        ):
            found.append(account.username)
    return found
