"""A redactor as one would write it in an afternoon: faster-whisper, presidio and pydub.

    python -m benchmarks.rivals.pydub_presidio MODEL IN.wav OUT.wav REPORT.json

The recording is transcribed with word times, presidio says what in the text is sensitive,
and a tone is laid over those words. It shares no line with Hushtape. In its favour the
original is muted under the tone (pydub's `overlay` alone only mixes the two), and a hit in
the middle of a word takes the whole word.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from typing import Any, NamedTuple

import spacy
import tldextract
from faster_whisper import WhisperModel
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # about ffmpeg, which WAV does not need
    from pydub import AudioSegment
    from pydub.generators import Sine

LANGUAGE_MODEL = "en_core_web_lg"
MUTED_DB = -120


class Word(NamedTuple):
    text: str
    start_ms: int
    end_ms: int


def main(model: str, source: str, target: str, report: str) -> None:
    words = transcribe(model, source)
    spans = [(start, end) for start, end, _ in sensitive(words)]
    audio = AudioSegment.from_wav(source)
    beep(audio, spans).export(target, format="wav")
    masks = [
        {"channel": channel, "start_ms": start, "end_ms": end}
        for channel in range(audio.channels)
        for start, end in spans
    ]
    with open(report, "w") as file:  # noqa: PTH123  as one would write it
        json.dump({"masks": masks}, file)


def transcribe(model: str, source: str) -> list[Word]:
    """Both parties on one track, as faster-whisper reads a file by itself."""
    whisper = WhisperModel(model, device="cpu", compute_type="int8")
    segments, _ = whisper.transcribe(source, language="en", word_timestamps=True)
    return [
        Word(word.word.strip(), round(word.start * 1000), round(word.end * 1000))
        for segment in segments
        for word in segment.words or ()
    ]


def sensitive(words: list[Word]) -> list[tuple[int, int, str]]:
    """From when to when (ms) something sensitive is said, and what presidio calls it."""
    text, owners = "", []
    for index, word in enumerate(words):
        owners += [index] * (len(word.text) + 1)
        text += word.text + " "
    found = []
    for hit in analyzer().analyze(text, language="en"):
        inside = owners[hit.start : hit.end]
        found.append((words[inside[0]].start_ms, words[inside[-1]].end_ms, hit.entity_type))
    return found


def beep(audio: Any, spans: list[tuple[int, int]]) -> Any:
    for start, end in spans:
        tone = Sine(440, sample_rate=audio.frame_rate).to_audio_segment(end - start, volume=-20)
        audio = audio.overlay(tone, position=start, gain_during_overlay=MUTED_DB)
    return audio


def analyzer() -> AnalyzerEngine:
    """presidio as it comes; where its language model cannot be had, all but the names."""
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    # Its e-mail recogniser would ask the network for a list of suffixes.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    if spacy.util.is_package(LANGUAGE_MODEL):
        return AnalyzerEngine()
    engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "blank"}])
    engine.nlp = {"en": spacy.blank("en")}  # type: ignore[assignment]
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"])
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])


if __name__ == "__main__":
    main(*sys.argv[1:])
