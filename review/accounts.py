"""Accounts: made by administrators or by a sign-in service, never by whoever comes along."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_changed, password_set
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.signals import pre_social_login
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.models import Group
from django.http import HttpRequest

from pipeline.policy import Policy
from pipeline.settings.site import Roles
from review.configuration import the_site


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class FromService(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Whoever the sign-in service vouches for has an account, and the groups it names."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return True

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Any:
        account = super().save_user(request, sociallogin, form)
        take_over_groups(account, sociallogin)
        return account


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """The secrets of second factors are not in the clear in the database."""

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        return "Hushtape"


def _fernet() -> Fernet:
    key = hashlib.blake2b(str(settings.SECRET_KEY).encode(), digest_size=32, person=b"hushtape-mfa")
    return Fernet(base64.urlsafe_b64encode(key.digest()))


def known_groups(policy: Policy, roles: Roles) -> tuple[str, ...]:
    """The groups that mean anything here: those of the policy's readers and of the roles."""
    named = {group for purpose in policy.purposes for group in purpose.readers}
    return tuple(sorted(named.union(*(held for _, held in roles))))


def put_into(account: Any, groups: Iterable[str]) -> None:
    """Make `account` a member of exactly these groups, made where there is none yet."""
    account.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])


def take_over_groups(account: Any, sociallogin: SocialLogin) -> None:
    """The groups that the service names now, of those that mean anything here."""
    site = the_site()
    desk = site.settings.desk
    if desk.oidc is None:
        return
    data = sociallogin.account.extra_data
    claims = {**data.get("userinfo", {}), **data.get("id_token", {}), **data}
    named = claims.get(desk.oidc.groups_claim) or ()
    put_into(account, set(named) & set(known_groups(site.policy, desk.roles)))


def watch_passwords() -> None:
    """Have a password of one's own end the duty to set one, and each sign-in renew the groups."""
    password_changed.connect(_own_password, dispatch_uid="own password")
    password_set.connect(_own_password, dispatch_uid="own first password")
    pre_social_login.connect(_came_back, dispatch_uid="came back")


def _own_password(user: Any, **_: object) -> None:
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])


def _came_back(sociallogin: SocialLogin, **_: object) -> None:
    if sociallogin.is_existing:
        take_over_groups(sociallogin.user, sociallogin)
