"""The speech engine of grade "full": Whisper models through faster-whisper.

Nothing is ever fetched here: a model is a folder on this machine (`hushtape models`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from pipeline.adapters.audio import channel_16k
from pipeline.adapters.engines.packing import packs
from pipeline.adapters.engines.pieces import (
    LONGEST_MS,
    PER_MS,
    RATE,
    ReadChannel,
    Samples,
    pieces,
    stretches,
    utterances,
)
from pipeline.adapters.engines.times import RawSegment, RawWord, in_spoken_order, runs_away, settled
from pipeline.errors import BadConfig, ModelMissing
from pipeline.model import ENGLISH, Grade, Hearing, Transcript, Windows, Word
from pipeline.ports import Sound
from pipeline.timeline import Span, without

NEEDED = ("model.bin", "config.json", "tokenizer.json")
"""Files of a model folder; one of `VOCABULARY` has to be there too."""
VOCABULARY = ("vocabulary.json", "vocabulary.txt")
BY_CALL = "auto"
"""As the language: what each call is spoken in."""
CLEARLY = 0.5
"""Share of the likelihood from which a language was recognised (as in faster-whisper)."""
CONTEXT_MS = 2_000
"""Heard on each side of a window that is asked for: words are known by their company."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a hearing is done. Temperatures are tried in turn while the text looks bad."""

    beam: int
    temperatures: tuple[float, ...]
    numerals: bool
    """Whether numbers may be written in digits; if not, each digit is a word of its own."""
    prompt: str
    """What was said before, as far as the model knows: it makes it expect numbers."""
    language: str = ENGLISH


FIRST = Options(
    beam=5,
    temperatures=(0.0, 0.2, 0.4),
    numerals=True,
    prompt="The long number is 4 5 3 9, 5 7 8 7, 0 1 2 6.",
)
SECOND = Options(
    beam=2,
    temperatures=(0.0,),
    numerals=False,
    prompt="The long number is four five three nine, five seven eight seven, zero one two six.",
)
HEARINGS = {Hearing.FIRST: FIRST, Hearing.SECOND: SECOND}


class SpeechModel(Protocol):
    """The edge to the model: samples in, what it says out, unjudged."""

    def hear(self, samples: Samples, options: Options) -> Iterator[RawSegment]: ...

    def languages(self, samples: Samples) -> Mapping[str, float]:
        """How likely (0..1) each language (ISO 639-1) is that is spoken there."""
        ...


class Whisper:
    """A `Transcriber` over one Whisper model, which stays loaded as long as this lives."""

    def __init__(
        self,
        model: SpeechModel,
        *,
        name: str,
        grade: Grade,
        language: str = ENGLISH,
        read: ReadChannel = channel_16k,
    ) -> None:
        self.name = name
        self.grade = grade
        self._model = model
        self._language = language
        self._read = read

    def transcribe(
        self, sound: Sound, *, hearing: Hearing = Hearing.FIRST, windows: Windows | None = None
    ) -> Transcript:
        """The words of every channel, or those that touch `windows`.

        A word without a time of its own has the room its neighbours leave it in its
        segment, and confidence 0. The second hearing hears nothing of what is silent.
        Both hear the same language: the configured one, or what the call is spoken in.
        """
        language = sound.language or (
            self._spoken_in(sound) if self._language == BY_CALL else self._language
        )
        options = replace(HEARINGS[hearing], language=language)
        if language != ENGLISH:
            options = replace(options, prompt="")
        asked = (
            windows
            if windows is not None
            else dict.fromkeys(range(len(sound.channels)), (sound.span,))
        )
        words: list[Word] = []
        hear = self._hear if hearing is Hearing.FIRST else self._hear_packed
        for channel, spans in sorted(asked.items()):
            heard = hear(sound, channel, stretches(sound, spans, CONTEXT_MS), options)
            words += [word for word in heard if any(word.span.overlaps(span) for span in spans)]
        return Transcript(in_spoken_order(words), sound.channels, language)

    def _spoken_in(self, sound: Sound) -> str:
        """The likeliest language of all channels together, by the first of what is said on each.

        English where that is not clear: a noisy half minute can be taken for any.
        """
        likely: Counter[str] = Counter()
        first = Span(0, min(sound.duration, LONGEST_MS))
        for channel in range(len(sound.channels)):
            spoken = (
                (part.shifted(piece.start), samples[part.start * PER_MS : part.end * PER_MS])
                for piece, samples in pieces(self._read, sound, channel, (first,))
                for part in utterances(samples)
            )
            if pack := next(packs(spoken), None):
                likely.update(self._model.languages(pack.samples))
        if not likely:
            return ENGLISH
        best = max(likely, key=likely.__getitem__)
        return best if likely[best] >= CLEARLY * sum(likely.values()) else ENGLISH

    def _hear(
        self, sound: Sound, channel: int, where: tuple[Span, ...], options: Options
    ) -> Iterator[Word]:
        for piece, samples in pieces(self._read, sound, channel, where):
            for part in utterances(samples):
                spoken = samples[part.start * PER_MS : part.end * PER_MS]
                yield from self._words(spoken, part.shifted(piece.start), channel, options)

    def _hear_packed(
        self, sound: Sound, channel: int, where: tuple[Span, ...], options: Options
    ) -> Iterator[Word]:
        """As `_hear`, with many utterances in one look, and without what is under a cover."""
        audible = without(where, sound.silent.get(channel, ()))
        for pack in packs(
            (part.shifted(piece.start), samples[part.start * PER_MS : part.end * PER_MS])
            for piece, samples in pieces(self._read, sound, channel, audible)
            for part in utterances(samples)
        ):
            for word in self._words(pack.samples, pack.span, channel, options):
                yield pack.placed(word)

    def _words(
        self, spoken: Samples, where: Span, channel: int, options: Options
    ) -> tuple[Word, ...]:
        words = settled(self._model.hear(spoken, options), where, channel)
        if not runs_away(words):
            return words
        # Told to expect numbers, a model hears them in noise and music: ask it openly.
        openly = replace(options, prompt="")
        return settled(self._model.hear(spoken, openly), where, channel)


_SEED = 1


class FasterWhisper:
    """A `SpeechModel` in this process, through faster-whisper and CTranslate2."""

    def __init__(self, folder: Path, *, device: str, compute_type: str, threads: int) -> None:
        # Imported here: it takes a second, which commands that hear nothing need not spend.
        from faster_whisper import WhisperModel

        self._model: Any = WhisperModel(
            str(folder),
            device=device,
            compute_type=compute_type,
            cpu_threads=threads,
            local_files_only=True,
        )
        self._numerals = [-1, *_numeral_tokens(self._model.hf_tokenizer)]

    @property
    def known(self) -> Sequence[str]:
        """The languages it can hear."""
        languages: Sequence[str] = self._model.supported_languages
        return languages

    def languages(self, samples: Samples) -> Mapping[str, float]:
        if len(self.known) == 1:
            return {self.known[0]: 1.0}
        _, _, likely = self._model.detect_language(samples)
        return dict(likely)

    def hear(self, samples: Samples, options: Options) -> Iterator[RawSegment]:
        from ctranslate2 import set_random_seed

        # Above temperature 0 the decoder draws lots: the same call must give the same words.
        set_random_seed(_SEED)
        segments, _ = self._model.transcribe(
            samples,
            language=options.language,
            beam_size=options.beam,
            temperature=list(options.temperatures),
            condition_on_previous_text=False,
            word_timestamps=True,
            initial_prompt=options.prompt or None,
            max_new_tokens=_most_tokens(samples),
            suppress_tokens=[-1] if options.numerals else self._numerals,
        )
        for segment in segments:
            yield RawSegment(
                text=segment.text,
                start=segment.start,
                end=segment.end,
                words=tuple(
                    RawWord(word.word, word.start, word.end, word.probability)
                    for word in segment.words or ()
                ),
            )


def _most_tokens(samples: Samples) -> int:
    """More than anybody can say in this time: it ends the loops a model gets caught in."""
    return min(200, 16 + 12 * len(samples) // RATE)


def _numeral_tokens(tokenizer: Any) -> list[int]:
    """The tokens of a Whisper tokenizer that write a number in digits."""
    words = tokenizer.get_vocab_size(with_added_tokens=False)  # the rest are time marks
    texts = ((token, tokenizer.decode([token])) for token in range(words))
    return [token for token, text in texts if any(character.isdigit() for character in text)]


def hear_a_second(folder: Path, device: str, compute_type: str) -> None:
    """Load the model in `folder` and let it hear a second of a tone; raises as `open_whisper`."""
    tone = np.sin(np.arange(RATE, dtype=np.float32) * (2 * np.pi * 440 / RATE)) / 8
    plainly = Options(beam=1, temperatures=(0.0,), numerals=True, prompt="")
    list(_loaded(folder, device, compute_type, threads=1).hear(tone, plainly))


@cache
def open_whisper(
    folder: Path, device: str, compute_type: str, threads: int, language: str = ENGLISH
) -> Whisper:
    """The engine over the model in `folder`; the same one each time it is asked for.

    Raises ModelMissing when the folder or one of its files is not there, BadConfig when
    the device, the compute type or the language cannot be had.
    """
    model = _loaded(folder, device, compute_type, threads)
    if language not in model.known and not (language == BY_CALL and len(model.known) > 1):
        raise BadConfig(
            f"The speech model {folder.name} cannot do language = {language!r}: "
            "it hears English only."
            if model.known == [ENGLISH]
            else f"The speech model {folder.name} knows no language {language!r}.",
            hint='Name a model without ".en" as [speech] model, or set language = "en".',
        )
    return Whisper(
        model,
        name=f"faster-whisper {folder.name} {compute_type}",
        grade=grade_of(folder.name),
        language=language,
    )


def _loaded(folder: Path, device: str, compute_type: str, threads: int) -> FasterWhisper:
    absent = missing_files(folder)
    if absent:
        raise ModelMissing(
            f"No speech model in {folder}: {', '.join(absent)} not found.",
            hint=f"Fetch it: hushtape models fetch {folder.name} (or give a folder: --from DIR).",
        )
    try:
        return FasterWhisper(folder, device=device, compute_type=compute_type, threads=threads)
    except (ValueError, RuntimeError) as error:
        raise BadConfig(
            f"The speech model in {folder} does not load on {device} as {compute_type}.",
            hint=f"Check device and compute_type in config/site.toml, "
            f"then: hushtape models check {folder.name}.",
        ) from error


def missing_files(folder: Path) -> tuple[str, ...]:
    """What a model folder lacks, by name; empty when it is complete."""
    absent = [name for name in NEEDED if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in VOCABULARY):
        absent.append(" or ".join(VOCABULARY))
    return tuple(absent)


def grade_of(model: str) -> Grade:
    """BASIC for the tiny and base sizes, FULL from small up.

    >>> grade_of("tiny.en"), grade_of("large-v3")
    (<Grade.BASIC: 'basic'>, <Grade.FULL: 'full'>)
    """
    return Grade.BASIC if any(size in model for size in ("tiny", "base")) else Grade.FULL
