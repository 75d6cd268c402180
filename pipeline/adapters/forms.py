"""The forms that redacted audio is kept in: how one is told from another."""

from __future__ import annotations

from pipeline.model import Form

SUFFIXES = {f".{form}": form for form in Form} | {".ogg": Form.OPUS}
MAGIC = {b"fLaC": Form.FLAC, b"RIFF": Form.WAV, b"RF64": Form.WAV, b"OggS": Form.OPUS}
"""The first four bytes of all that we write."""
OPUS_CHANNELS = 2
"""With more of them Opus changes their order and narrows one (RFC 7845, 5.1.1.2)."""


def form_for(wanted: Form, channels: int) -> Form:
    """What so many channels can be kept in as they are: FLAC if not in `wanted`."""
    return Form.FLAC if wanted is Form.OPUS and channels > OPUS_CHANNELS else wanted


def form_of(head: bytes) -> Form:
    """What it is that begins with `head`, of all that we write. Raises ValueError."""
    try:
        return MAGIC[head[:4]]
    except KeyError:
        raise ValueError("no form of redacted audio begins so") from None
