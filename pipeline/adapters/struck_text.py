"""What remains of a transcript when its secrets are struck out, as text to read.

presidio's anonymizer writes it, a turn at a time: its cost grows with the square of the
findings it is given at once. Only its `replace` operator is used; `mask` counts
characters, and leaves six digits of "4539 5787 6362 1486" readable when asked for twelve.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

from pipeline.masking import label
from pipeline.model import Entity, Party, Transcript

LONGEST_TURN = 200
"""Words after which somebody who goes on speaking gets a new line."""

_OPERATORS = {
    str(entity): OperatorConfig("replace", {"new_value": label((entity,))}) for entity in Entity
}


class StruckText:
    """Writes transcripts with `[PAN]` and the like where something is masked."""

    def __init__(self) -> None:
        self._engine = AnonymizerEngine()  # type: ignore[no-untyped-call]

    def turns(
        self, transcript: Transcript, masked: Mapping[int, Entity]
    ) -> Iterator[tuple[Party, str]]:
        """Each turn, in order: who speaks, and what of it may be read.

        `masked` names the words, by index, that may not.
        """
        for channel, turn in _turns(transcript):
            yield transcript.channels[channel], self._struck(transcript, turn, masked)

    def _struck(self, transcript: Transcript, turn: list[int], masked: Mapping[int, Entity]) -> str:
        pieces: list[str] = []
        found: list[RecognizerResult] = []
        at = 0
        for entity, words in groupby(turn, key=masked.get):
            piece = " ".join(transcript.words[index].text for index in words)
            if entity is not None:
                found.append(RecognizerResult(str(entity), at, at + len(piece), 1.0))
            pieces.append(piece)
            at += len(piece) + 1
        return str(self._engine.anonymize(" ".join(pieces), found, _OPERATORS).text)


def _turns(transcript: Transcript) -> Iterator[tuple[int, list[int]]]:
    """The words, by index, that one channel says before the other does."""
    words = enumerate(transcript.words)
    for channel, said in groupby(words, key=lambda entry: entry[1].channel):
        turn = [index for index, _ in said]
        for start in range(0, len(turn), LONGEST_TURN):
            yield channel, turn[start : start + LONGEST_TURN]
