"""Decoding: every container and codec we take in, one time line, bounded memory.

The number of samples of a recording is what this reader says it is: a frame that
cannot be decoded is silence of its length, so that no later sample moves.
Samples are int16, or int32 with 24 significant bits where the source is finer than 16.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from itertools import chain, islice
from operator import attrgetter
from typing import Any, BinaryIO, NamedTuple

import av
import numpy as np
import numpy.typing as npt

from pipeline.adapters.containers import (
    COUNTED,
    FORMATS,
    baggage,
    check_head,
    tells_its_length,
    unreadable,
)
from pipeline.errors import Empty, NotAudio

Open = Callable[[], BinaryIO]
Block = npt.NDArray[Any]
"""Shape (samples, channels), int16 or int32."""

PACKET = "65536"
"""Bytes that FFmpeg reads of a WAV file at a time; of itself it would read a sixteenth as much, and
most of the time for decoding would go into handing over."""
BLOCK = 1 << 16
"""Samples of one channel in every block but the last."""
JITTER_MS = 10
"""Time stamps of some containers are rounded; a smaller gap is no gap."""
LONGEST_GAP_MS = 3_600_000
"""A larger jump of the time stamps is a broken stamp, not lost sound."""
SLACK_MS = 100
"""By how much a header may promise more than there is: encoders pad the last frame."""
LOSSLESS = ("flac", "pcm_")
"""Codecs in which a jump lands on samples that need nothing from before them."""
OPUS_RUN_IN_MS = 500
"""How long before a place an Opus decoder has to start: 80 ms (RFC 7845, 4.6), and some.
Only in what we wrote: another's time stamps may jump, or begin again in the middle of a file."""
MISHAPS = 1_000
"""Unreadable packets in a row after which the rest of a file is given up."""


@contextmanager
def opened(open_: Open, name: str, *, ours: bool = False) -> Iterator[Audio]:
    """The first audio track of a file, which may be one of `ours`.

    Raises NotAudio, Truncated, Empty.
    """
    with ExitStack() as closing:
        stream = closing.enter_context(open_())
        check_head(stream, name)
        options = {"format_whitelist": FORMATS, "protocol_whitelist": "", "max_size": PACKET}
        try:
            container = closing.enter_context(av.open(stream, options=options))
        except (av.error.FFmpegError, EOFError) as error:
            raise unreadable(stream, name) from error
        if not container.streams.audio:
            raise NotAudio(f"{name}: there is no sound track in it")
        tells = tells_its_length(stream, container.format.name)
        yield Audio(container, name, tells_its_length=tells, ours=ours)


class _Decoded(NamedTuple):
    """What one step of the decoder gave: a frame, or None for the end of the track."""

    frame: Any
    stamp: int | None
    """Where it begins by the container's clock, in samples."""
    lost: int
    """Samples right before it that could not be decoded."""


class Audio:
    """An open audio track: its form, and its samples from any point on, once.

    `depth` is 16 or 24 (bits); `lossless` is whether the codec gives back every sample.
    Raises NotAudio where the track changes its form.
    """

    def __init__(self, container: Any, name: str, *, tells_its_length: bool, ours: bool) -> None:
        self.name = name
        self._container = container
        self._track = container.streams.audio[0]
        self._tells_its_length = tells_its_length
        self._counted = container.format.name in COUNTED
        self._frames = self._decoded()
        self._first = list(islice(self._frames, 1))
        if not self._first or self._first[0].frame is None:
            raise Empty(f"{name}: there is no sound in it")
        first, stamp, lost = self._first[0]
        self._form = _form(first)
        self.rate: int = first.sample_rate
        self.channels: int = first.layout.nb_channels
        codec: str = self._track.codec_context.name
        self.depth = 24 if first.format.name.startswith("s32") or "pcm_f" in codec else 16
        self.lossless = codec.startswith(LOSSLESS)
        our_opus = codec == "opus" and ours
        self._run_in = 0 if self.lossless else self._ms(OPUS_RUN_IN_MS) if our_opus else None
        self._origin = (stamp or 0) - lost

    @property
    def dtype(self) -> type[np.signedinteger[Any]]:
        return np.int32 if self.depth == 24 else np.int16

    @property
    def full_scale(self) -> int:
        """The value of a sample that stands for 1.0."""
        return 1 << (31 if self.depth == 24 else 15)

    @property
    def started(self) -> datetime | None:
        """The container's own time, if it names one with a zone."""
        try:
            told = datetime.fromisoformat(self._container.metadata["creation_time"])
        except (KeyError, ValueError):
            return None
        return told if told.tzinfo else None

    @property
    def baggage(self) -> tuple[str, ...]:
        """What is in the file beside the samples, by kind: tags, chapters, pictures."""
        return baggage(self._container)

    @property
    def promised(self) -> int:
        """Samples that there are at least if the header is true; 0 where it does not tell."""
        if not self._track.duration or not self._tells_its_length:
            return 0
        told = self._track.duration * self._track.time_base
        return max(0, int(told * self.rate) - self._ms(SLACK_MS))

    def blocks(self, start: int = 0) -> Iterator[Block]:
        """The samples from `start` on, without a gap, in blocks of `BLOCK`."""
        return in_blocks(self._pieces(start))

    def _pieces(self, start: int) -> Iterator[Block]:
        """Samples as they leave the decoder from `start` on, silence where frames are lost."""
        at = self._jump(start)
        for frame, stamp, lost in chain(self._first, self._frames):
            gap = self._gap(at, stamp, lost)
            yield from self._silence(at, gap, start)
            at += gap
            if frame is not None:
                samples = self._samples(frame)
                yield samples[min(max(start - at, 0), len(samples)) :]
                at += len(samples)

    def _jump(self, start: int) -> int:
        """Go to a place before `start`, near it where that is safe; returns it."""
        if start <= BLOCK or self._run_in is None:
            return 0
        latest = start - self._run_in
        for target in (latest, 0):  # FFmpeg's search in FLAC misses now and then
            stamp = round((self._origin + target) / self.rate / self._track.time_base)
            with suppress(av.error.FFmpegError):
                self._container.seek(stamp, stream=self._track)
                self._frames = self._decoded()
                self._first = list(islice(self._frames, 1))
                landed = self._first[0].stamp if self._first else None
                if landed is not None and landed - self._origin <= max(0, latest):
                    return landed - self._origin
        raise NotAudio(f"{self.name}: it cannot be read from the middle")

    def _gap(self, at: int, stamp: int | None, lost: int) -> int:
        """How many samples are missing at `at`, before a frame of that stamp."""
        if self._counted or stamp is None:
            return lost
        gap = stamp - self._origin - at
        if self._ms(JITTER_MS) < gap < self._ms(LONGEST_GAP_MS):
            return gap
        if abs(gap) > self._ms(JITTER_MS):
            self._origin += gap
        return 0

    def _silence(self, at: int, length: int, start: int) -> Iterator[Block]:
        end = at + length
        for here in range(max(at, start), end, BLOCK):
            yield np.zeros((min(BLOCK, end - here), self.channels), self.dtype)

    def _decoded(self) -> Iterator[_Decoded]:
        """All frames, and where the last of them ought to have ended."""
        end: int | None = None
        lost = bytes_lost = 0
        per_byte = 0.0
        for packet in self._packets():
            if packet.pts is not None:
                end = self._in_samples(packet.pts + (packet.duration or 0), packet)
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                bytes_lost += packet.size
                duration = self._in_samples(packet.duration or 0, packet)
                lost = round(bytes_lost * per_byte) or lost + duration
                continue
            for frame in filter(attrgetter("samples"), frames):
                stamp = None if frame.pts is None else self._in_samples(frame.pts, frame)
                yield _Decoded(self._checked(frame), stamp, lost)
                lost = bytes_lost = 0
                if self._counted and packet.size:
                    per_byte = frame.samples / packet.size
        yield _Decoded(None, end, lost)

    def _packets(self) -> Iterator[Any]:
        for _ in range(MISHAPS):
            try:
                yield from self._container.demux(self._track)
            except av.error.InvalidDataError:
                continue
            return

    def _checked(self, frame: Any) -> Any:
        if getattr(self, "_form", _form(frame)) != _form(frame):
            raise NotAudio(f"{self.name}: its rate or channels change on the way")
        return frame

    def _in_samples(self, ticks: int, timed: Any) -> int:
        samples: int = round(ticks * timed.time_base * self._track.codec_context.sample_rate)
        return samples

    def _ms(self, ms: int) -> int:
        return ms * self.rate // 1000

    def _samples(self, frame: Any) -> Block:
        """The samples of a frame, shape (samples, channels), in our own type."""
        raw: Block = frame.to_ndarray()
        raw = raw.T if frame.format.is_planar else raw.reshape(-1, self.channels)
        if raw.dtype == np.uint8:
            return (raw.astype(np.int16) - 128) << 8
        if raw.dtype == np.int16:
            return raw
        if raw.dtype == np.int32:
            return raw & ~0xFF
        full = 1 << (self.depth - 1)
        whole = np.clip(np.rint(np.nan_to_num(raw) * float(full)), -full, full - 1)
        return whole.astype(np.int32) << 8 if self.depth == 24 else whole.astype(np.int16)


def in_blocks(pieces: Iterable[Block]) -> Iterator[Block]:
    """The same samples in blocks of `BLOCK`, of which only the last is shorter."""
    waiting: list[Block] = []
    ready = 0
    for piece in pieces:
        waiting.append(piece)
        ready += len(piece)
        if ready >= BLOCK:
            joined = np.concatenate(waiting)
            whole = ready - ready % BLOCK
            yield from np.split(joined[:whole], whole // BLOCK)
            waiting, ready = [joined[whole:]], ready - whole
    if ready:
        yield np.concatenate(waiting)


def _form(frame: Any) -> tuple[int, int, str]:
    return frame.sample_rate, frame.layout.nb_channels, frame.format.name
