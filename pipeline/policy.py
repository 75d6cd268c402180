"""The policy: all that a records officer decides, as one value. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pipeline.errors import NoSuch
from pipeline.model import Cover, Form, Profile, ProfileName, PurposeName, Tag
from pipeline.purposes import Purpose, profiles_heard
from pipeline.retention import Schedule


@dataclass(frozen=True, slots=True)
class Policy:
    """What calls are kept for, how long, and what is silenced in them."""

    purposes: tuple[Purpose, ...]
    schedule: Schedule
    profiles: tuple[Profile, ...]
    margin_ms: int
    """Added on both sides of every mask."""
    collar_ms: int
    """Masks closer together than this become one."""
    cover: Cover
    form: Form
    """What redacted audio is kept as."""
    verify: Literal["windows", "full"]
    """What is heard again: the surroundings of every mask, or all of it."""
    unheard_share: float
    """The share (0..1) of speech that may go unread before a person has to look."""
    release_basic: bool
    """Whether what an engine of grade basic heard is released without a person."""
    fingerprint: str
    """SHA-256 of the policy's files, hexadecimal: the ledger says which policy decided."""

    def profiles_heard_by(self, tags: Iterable[Tag]) -> tuple[Profile, ...]:
        """The profiles that tagged purposes hear, each once: what has to be made of a call."""
        return tuple(profiles_heard(tags, self.purposes, self.profiles))

    def purpose(self, name: PurposeName) -> Purpose:
        """Raises NoSuch."""
        for purpose in self.purposes:
            if purpose.name == name:
                return purpose
        raise NoSuch(
            f"the policy has no purpose {name}; it has {_listed(p.name for p in self.purposes)}"
        )

    def profile(self, name: ProfileName) -> Profile:
        """Raises NoSuch."""
        for profile in self.profiles:
            if profile.name == name:
                return profile
        raise NoSuch(
            f"the policy has no profile {name}; it has {_listed(p.name for p in self.profiles)}"
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
