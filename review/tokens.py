"""Tokens by which programs ask: each with scopes, an end, and a name that stands in the ledger."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.core.cache import cache
from django.http import HttpRequest

from review.configuration import the_site
from review.models import Token

A_MINUTE = 600
"""Requests of one token."""
_PREFIX = "hush"


class Scope(StrEnum):
    CALLS = "calls:read"
    """States, times, purposes and counts of calls; no words, no sound, no numbers."""
    CERTIFICATES = "certificates:read"
    EVENTS = "events:write"
    """Say that a contract ended."""
    METRICS = "metrics:read"


class NoToken(Exception):
    """Nothing, or nothing valid, was shown."""


class OutOfScope(Exception):
    """The token is for something else."""


class TooMany(Exception):
    """It asks too often."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The program that asks."""

    name: str
    scopes: frozenset[Scope]


def make(name: str, scopes: list[Scope], ends: datetime, *, by: str) -> str:
    """A new token; what is returned is shown once, and only its hash is kept."""
    secret = secrets.token_urlsafe(32)
    row = Token.objects.create(
        name=name, hash=_hash(secret), scopes=list(map(str, scopes)), ends=ends, made_by=by
    )
    the_site().ledger.record("token made", f"token {name}", {"by": by, "scopes": " ".join(scopes)})
    return f"{_PREFIX}_{row.pk}_{secret}"


def revoke(token: Token, *, by: str) -> None:
    token.delete()
    the_site().ledger.record("token revoked", f"token {token.name}", {"by": by})


def caller(request: HttpRequest, needs: Scope) -> Caller:
    """Who asks, if they may. Raises NoToken, OutOfScope, TooMany."""
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    parts = shown.strip().split("_", 2)
    if scheme.lower() != "bearer" or len(parts) != 3 or not parts[1].isdigit():
        raise NoToken
    now = the_site().clock()
    row = Token.objects.filter(pk=int(parts[1][:18]), ends__gt=now).first()
    if row is None or not hmac.compare_digest(row.hash, _hash(parts[2])):
        raise NoToken
    minute = f"token-{row.pk}-{now:%H%M}"
    cache.add(minute, 0, timeout=90)
    if cache.incr(minute) > A_MINUTE:
        raise TooMany
    scopes = frozenset(map(Scope, row.scopes))
    if needs not in scopes:
        raise OutOfScope
    return Caller(row.name, scopes)


def _hash(secret: str) -> str:
    # The secret has 256 bits: a slow hash would protect nothing more.
    return hashlib.sha256(secret.encode()).hexdigest()
