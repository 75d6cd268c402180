"""An engine that recites a transcript made elsewhere: for tests and for trials on one file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path

from pipeline.adapters.engines.times import as_written, in_spoken_order
from pipeline.errors import BadConfig, ModelMissing
from pipeline.model import Grade, Hearing, Transcript, Windows, Word
from pipeline.ports import Sound
from pipeline.timeline import clipped
from pipeline.transcripts import read_transcripts


@dataclass
class Recorded:
    """A `Transcriber` that hears nothing: it recites what is written in `source`.

    `source` is a transcript in the JSON format of `hushtape detect`, or a folder of
    them: there the one of "calls/a.wav" is "a.json", and that of the rendition
    "ID.quality.audio" is "ID.json".

    It recites the same words in both hearings, silenced or not. A verification with
    it shows that the masks cover what is written, and nothing about what is audible
    elsewhere: that is why its grade is BASIC unless somebody vouches for the transcript.
    """

    source: Path
    grade: Grade = Grade.BASIC
    name: str = "recorded"

    def transcribe(
        self, sound: Sound, *, hearing: Hearing = Hearing.FIRST, windows: Windows | None = None
    ) -> Transcript:
        """What is written of `sound`, or of `windows`, with times cut to its length.

        Raises ModelMissing when there is no transcript, UnreadableTranscript when it is not
        one, BadConfig when it is empty or has channels that the sound has not.
        """
        path = self._written(sound)
        call = next(read_transcripts(path), None)
        if call is None or any(
            word.channel >= len(sound.channels) for word in call.transcript.words
        ):
            raise BadConfig(f"{path} is empty or has more channels than {sound.name}.")
        written = sorted(zip(call.order, call.transcript.words, strict=True), key=itemgetter(0))
        words = (
            replace(word, span=clipped(word.span.start, word.span.end, within=sound.span))
            for word in as_written(word for _, word in written)
        )
        return Transcript(
            in_spoken_order(word for word in words if _is_asked_for(word, windows)),
            sound.channels,
            call.transcript.language,
        )

    def _written(self, sound: Sound) -> Path:
        if self.source.is_file():
            return self.source
        name = Path(sound.name).name
        for stem in (Path(name).stem, name.partition(".")[0]):
            path = self.source / f"{stem}.json"
            if path.is_file():
                return path
        raise ModelMissing(
            f"No transcript of {sound.name} in {self.source}.",
            hint="Put it there as a .json file named like the sound, or name another engine.",
        )


def _is_asked_for(word: Word, windows: Windows | None) -> bool:
    return windows is None or any(
        word.span.overlaps(span) for span in windows.get(word.channel, ())
    )
