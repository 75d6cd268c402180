"""Everything that can go wrong, named for the person who has to act on it.

A message names the call, the file or the setting; never what was said in it.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, ClassVar


class Exit(IntEnum):
    """Process exit codes; part of the command line's public contract."""

    OK = 0
    FAILED = 1
    USAGE = 2
    REJECTED = 10
    QUARANTINED = 20
    REFUSED = 30
    TAMPERED = 40
    CONFIG = 78
    UNAVAILABLE = 75


class HushtapeError(Exception):
    """Something went wrong; `hint` says what to do about it."""

    exit: ClassVar[Exit] = Exit.FAILED
    hint: str = ""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint


# --- configuration --------------------------------------------------------------------


class BadConfig(HushtapeError):
    """A configuration file says something we cannot follow."""

    exit = Exit.CONFIG


class ModelMissing(BadConfig):
    """The speech model that the configuration names is not on this machine."""

    hint = "Fetch it: hushtape models fetch tiny.en (or give a folder: --from DIR)."


class UnreadableTranscript(HushtapeError):
    """A transcript file is not in the format that `hushtape detect` reads."""

    exit = Exit.USAGE
    hint = "The manual shows the format: id, channels, and words with start_ms and end_ms."


# --- at the drop folder ---------------------------------------------------------------


class Rejected(HushtapeError):
    """What arrived in the drop folder is not a call we can take in."""

    exit = Exit.REJECTED


class NotAudio(Rejected):
    """The file is not a sound file that any decoder knows."""

    hint = "Check the format setting of the recorder; see `hushtape doctor` for what is read."


class Truncated(Rejected):
    """The file stops before its header says it should, or before any sound."""

    hint = "The copy was cut off or the disk was full: copy it again, then `hushtape intake retry`."


class Empty(Rejected):
    """There is no sound in the file: zero bytes, zero seconds or zero channels."""

    hint = "The call was never answered or the recorder failed; check the trunk it came from."


class TooLong(Rejected):
    """The recording is longer than `max_hours` in config/intake.toml."""

    hint = "A line left open, or a wrong header. Raise max_hours if it is a real call."


class UnreadableSidecar(Rejected):
    """The details that came beside the recording cannot be read."""

    hint = "Repair the sidecar, then `hushtape intake retry`."


class StrayDetails(Rejected):
    """Details of a call came without a recording, or long after it was taken in."""

    hint = "Check the order in which the recorder writes; raise sidecar_within if it is slow."


class UnreadableFile(Rejected):
    """The operating system would not let us read the file."""

    hint = "Check the owner and mode of the file and of its folder."


# --- in the pipeline ------------------------------------------------------------------


class Quarantined(HushtapeError):
    """The call may not be heard by anyone until a person has looked at it."""

    exit = Exit.QUARANTINED


class LeakFound(Quarantined):
    """Secrets were still audible after redaction: `leaks` are findings, `masks` what was silent."""

    hint = "Look at it in the review desk's quarantine and add the missing mask."

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        leaks: tuple[Any, ...] = (),
        masks: tuple[Any, ...] = (),
    ) -> None:
        super().__init__(message, hint=hint)
        self.leaks, self.masks = leaks, masks


class Unheard(Quarantined):
    """There is speech in the call that no engine could read."""

    hint = "Have a person look at it, or use a larger speech model."


class GaveUp(Quarantined):
    """The call failed too often; its worker died or raised each time."""

    hint = "See the log for the cause, then `hushtape work --retry ID`."


class Refused(HushtapeError):
    """The policy forbids it."""

    exit = Exit.REFUSED


class NotPlayable(Refused):
    """This person may not hear this call for this purpose, now."""


class UnderHold(Refused):
    """The recording is under a hold and must not be destroyed."""

    hint = "List the holds: hushtape hold list. Releasing one is an act of its own."


class NoRuleApplies(Refused):
    """No retention rule covers this rendition, so nothing may be destroyed."""

    hint = "Add a rule for it to config/retention.toml."


class NoSuch(HushtapeError):
    """What was named does not exist (or no longer does)."""

    exit = Exit.USAGE


# --- underneath -----------------------------------------------------------------------


class Unavailable(HushtapeError):
    """Something we depend on is down; the same thing may work later."""

    exit = Exit.UNAVAILABLE


class NotErased(Unavailable):
    """The vault still answers for something it was told to erase."""


class Tampered(HushtapeError):
    """Sealed bytes or the ledger are not as we left them."""

    exit = Exit.TAMPERED


class KeyGone(HushtapeError):
    """The key was destroyed: what it sealed is gone for good."""

    exit = Exit.REFUSED
