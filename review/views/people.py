"""Accounts, for administrators: who may sign in, and in which groups they are."""

from __future__ import annotations

import secrets

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from review.accounts import known_groups, put_into
from review.configuration import the_site
from review.models import Account
from review.rights import person_of

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of a first password, which is read out or typed from paper: none that look alike."""
_NAME = RegexValidator(
    r"^[a-z0-9][a-z0-9._@-]{0,63}$",
    gettext_lazy("Small letters, digits, and . _ @ - only; it stands in the ledger for good."),
)


class Membership(forms.Form):
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Groups"), required=False, widget=forms.CheckboxSelectMultiple
    )

    agent = forms.CharField(
        label=gettext_lazy("Name as an agent"),
        max_length=128,
        required=False,
        help_text=gettext_lazy(
            "As the calls have it, if this person sees the scores of their own calls and signs "
            "in by another name."
        ),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        site = the_site()
        names = known_groups(site.policy, site.settings.desk.roles)
        self.fields["groups"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]


class NewAccount(Membership):
    username = forms.CharField(
        label=gettext_lazy("Name to sign in with"), max_length=64, validators=[_NAME]
    )
    field_order = ("username", "groups", "agent")

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if Account.objects.filter(username=name).exists():
            raise forms.ValidationError(_("There is an account of that name."))
        return name


def people(request: HttpRequest) -> HttpResponse:
    accounts = Account.objects.prefetch_related("groups").order_by("username")
    return render(request, "review/people.html", {"accounts": accounts})


def new(request: HttpRequest) -> HttpResponse:
    """Make an account; its first password is shown once, and has to be changed at once."""
    form = NewAccount(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account, password = make_account(
            form.cleaned_data["username"],
            form.cleaned_data["groups"],
            by=person_of(request).name,
            agent=form.cleaned_data["agent"],
        )
        return render(
            request, "review/new_password.html", {"account": account, "password": password}
        )
    return render(request, "review/new_person.html", {"form": form})


def person(request: HttpRequest, account: int) -> HttpResponseBase:
    found = get_object_or_404(Account, pk=account)
    by = person_of(request).name
    groups = sorted(found.groups.values_list("name", flat=True))
    form = Membership(request.POST or None, initial={"groups": groups, "agent": found.agent})
    match request.POST.get("act"):
        case "groups" if form.is_valid():
            put_into(found, form.cleaned_data["groups"])
            if found.agent != form.cleaned_data["agent"]:
                found.agent = form.cleaned_data["agent"]
                found.save(update_fields=["agent"])
                _enter("agent's name changed", found, by)
            _enter("groups changed", found, by, groups=" ".join(form.cleaned_data["groups"]))
            messages.success(request, _("The groups are changed, from now on."))
            return redirect("people")
        case "password":
            password = give_password(found)
            _end_sessions(found)
            _enter("password given", found, by)
            return render(
                request, "review/new_password.html", {"account": found, "password": password}
            )
        case "forget_factor":
            Authenticator.objects.filter(user=found).delete()
            _enter("second factor removed", found, by)
            messages.success(request, _("The second factor is removed."))
            return redirect("people")
        case "active" if found.pk != request.user.pk:
            found.is_active = not found.is_active
            found.save(update_fields=["is_active"])
            if not found.is_active:
                _end_sessions(found)
            _enter("account opened" if found.is_active else "account closed", found, by)
            return redirect("people")
    factor = Authenticator.objects.filter(user=found).exists()
    return render(request, "review/person.html", {"account": found, "form": form, "factor": factor})


def make_account(name: str, groups: list[str], *, by: str, agent: str = "") -> tuple[Account, str]:
    """A new account and its first password, which has to be changed at the first sign-in."""
    account = Account(username=name, agent=agent)
    password = give_password(account)
    put_into(account, groups)
    _enter("account made", account, by, groups=" ".join(groups))
    return account, password


def give_password(account: Account) -> str:
    """A password to be changed at the next sign-in."""
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    account.set_password(password)
    account.must_change_password = True
    account.save()
    return password


def _end_sessions(account: Account) -> None:
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(account.pk):
            session.delete()


def _enter(act: str, account: Account, by: str, **details: str) -> None:
    the_site().ledger.record(act, f"account {account.username}", {"by": by, **details})
