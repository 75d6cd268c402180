"""Tokens and webhooks, for administrators: which programs ask, and which are told."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from review import tokens
from review.configuration import the_site
from review.models import Delivered, Token
from review.rights import person_of
from review.tokens import Scope


class NewToken(forms.Form):
    name = forms.SlugField(label=gettext_lazy("Name"), max_length=64)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may ask for"),
        choices=[(str(scope), str(scope)) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(
        label=gettext_lazy("Ends in so many days"), min_value=1, max_value=730, initial=365
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Token.objects.filter(name=name).exists():
            raise forms.ValidationError(_("There is a token of that name."))
        return name


def programs(request: HttpRequest) -> HttpResponse:
    """List the tokens, make one: it is shown this once."""
    site = the_site()
    form = NewToken(request.POST or None)
    shown = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        ends = site.clock() + timedelta(days=said["days"])
        scopes = list(map(Scope, said["scopes"]))
        shown = tokens.make(said["name"], scopes, ends, by=person_of(request).name)
        form = NewToken()
    told = {row.name: row for row in Delivered.objects.all()}
    return render(
        request,
        "review/programs.html",
        {
            "form": form,
            "shown": shown,
            "tokens": Token.objects.order_by("name"),
            "webhooks": [(hook, told.get(hook.name)) for hook in site.settings.desk.webhook],
        },
    )


def revoke(request: HttpRequest, token: int) -> HttpResponseBase:
    tokens.revoke(get_object_or_404(Token, pk=token), by=person_of(request).name)
    return redirect("programs")
