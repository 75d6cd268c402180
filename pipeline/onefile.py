"""One file in, one file out: the main act without a catalogue, a ledger or a purpose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from pipeline.errors import LeakFound
from pipeline.masking import strike
from pipeline.model import Kind, Mask, Profile, RecordingId, Rendition, Transcript
from pipeline.policy import Policy
from pipeline.ports import Sound, Vault
from pipeline.redaction import Tools, listen, silence

THE_FILE = RecordingId("0" * 32)
"""Its id in the vault that lives no longer than the command."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """What became of the file."""

    masks: tuple[Mask, ...]
    transcript: Transcript
    """Struck: it may be read by whoever may hear the audio."""
    audio: BinaryIO | None
    """None when it failed verification: then there is nothing to be heard."""
    trouble: LeakFound | None = None


def redact_sound(
    sound: Sound, profile: Profile, tools: Tools, policy: Policy, vault: Vault
) -> Redacted:
    """Silence in `sound` all that `profile` masks; `vault` holds it until it is verified."""
    rendition = Rendition(THE_FILE, profile.name, Kind.AUDIO)
    quiet = Sound(
        lambda: vault.open(rendition), sound.channels, sound.duration, sound.name, ours=True
    )
    heard = listen(sound, tools)
    try:
        masks, _ = silence(
            sound,
            quiet,
            lambda content: vault.store(rendition, content),
            heard,
            profile,
            tools,
            policy,
        )
    except LeakFound as leak:
        return Redacted((), Transcript((), sound.channels), None, leak)
    return Redacted(masks, strike(heard.transcript, masks), vault.open(rendition))
