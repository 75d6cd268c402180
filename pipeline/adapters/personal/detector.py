"""Finds personal data in what was said: our readers and presidio, united."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.adapters.personal import names_again, places_again
from pipeline.adapters.personal.asked_places import asked_places
from pipeline.adapters.personal.calls import Answer, Question, Said
from pipeline.adapters.personal.dates import Date, dates, is_birth
from pipeline.adapters.personal.hits import Hit, best, merged
from pipeline.adapters.personal.known_names import common_words
from pipeline.adapters.personal.names_again import Heard, whole
from pipeline.adapters.personal.namesakes import without_alphabet, without_namesakes
from pipeline.adapters.personal.people import answered, asks_for_a_name, names
from pipeline.adapters.personal.places import Addresses
from pipeline.adapters.personal.questions import asks_by_itself
from pipeline.adapters.personal.spelling import Chunk, chunks
from pipeline.adapters.personal.structured import Structured
from pipeline.adapters.personal.united import Chances, is_none, united
from pipeline.adapters.personal.well_known import without_well_known
from pipeline.adapters.personal.written import Written, raw, written
from pipeline.digits import Read, Sort, read_words
from pipeline.model import Entity, Finding, Transcript
from pipeline.timeline import Span

if TYPE_CHECKING:
    from pipeline.adapters.personal.analyzer import Analyzer
    from pipeline.adapters.personal.named import NameReader

_WINDOW = 400
"""Words that presidio sees at once; it is superlinear in them."""
_OVERLAP = 40
"""Words that two windows share, so that nothing is cut in half."""
_SOON = 15
"""Words of the call within which a question about a name is answered."""
_ANSWER = 8
"""Words of an answer that are looked at for a name."""
_ACKNOWLEDGED = 1
"""Words like "yep" of the other party that do not end what is being spelled."""
_HARMLESS = 12
"""Words of the call after "order number" in which a number is that."""
_ABBREVIATED = 2
"""Characters of an initial and its point."""
_ABBREVIATIONS = frozenset({"Mr.", "Mrs.", "Ms.", "Dr.", "St.", "Rev.", "Prof."})
_UNHELPED = 0.6
"""The score of a date that no word near it calls a birth."""
_LITTLE_MORE = 2
"""Words beside a date that is an answer."""
_SOMEBODY = 50
"""Words of the call around a date that nobody asked for, in which somebody is spoken of."""
_LIKE_OTHERS = frozenset(
    {
        *(Entity.PHONE, Entity.SORT_CODE, Entity.NHS, Entity.NATIONAL_ID, Entity.IP_ADDRESS),
        *(Entity.VEHICLE_REGISTRATION, Entity.PASSPORT),
    }
)
"""What a number of an order or a part may look like."""


@dataclass(frozen=True, slots=True)
class _Channel:
    """What one channel said, with each word's place in the call."""

    number: int
    places: tuple[int, ...]
    texts: tuple[str, ...]
    reads: tuple[Read, ...]
    chunks: tuple[Chunk, ...]
    dates: tuple[Date, ...]
    turns: frozenset[int]
    """Positions before which the other party said more than a word."""
    breaks: frozenset[int]
    """Positions before which a turn or a sentence ends."""
    bare: tuple[str, ...]

    def heard(self, chances: Chances) -> Heard:
        return Heard(self.bare, self.texts, self.breaks, chances.at(self.places).person)


class PersonalDataDetector:
    """Names, addresses, numbers and codes that say who somebody is.

    The first call loads presidio and the reader of names that `names` says, as site.toml
    does; both together take a second or two. Raises BadConfig for a reader that is not there.
    """

    name = "personal"

    def __init__(self, names: str = "basic") -> None:
        self._reads_names = names
        if names != "basic":
            _ = self._names

    def find(self, transcript: Transcript) -> Iterable[Finding]:
        """Each stretch of personal data, channel by channel; raises nothing of its own."""
        channels = _channels(transcript)
        reads = tuple(read_words(word.text for word in transcript.words))
        texts = tuple(word.text for word in transcript.words)
        said = Said(texts, reads, tuple(word.channel for word in transcript.words))
        structured = Structured(said, {n: channel.turns for n, channel in channels.items()})
        hits: list[Hit] = []
        for channel in channels.values():
            hits += self._patterns(channel, structured)
            hits += _alone(channel)
        chances = self._names.read(transcript.words)
        heard = {n: channel.heard(chances) for n, channel in channels.items()}
        hits = self._with_names(chances, channels, hits)
        hits = list(_with_somebody(hits, channels, structured.questions))
        if not any(read.sort is Sort.STRUCK for read in reads):
            places = tuple(asked_places(said, _breaks(texts, frozenset()), common_words()))
            hits += _in_answer(channels, structured, places, hits)
        hits = _unknown(hits, heard)
        hits = [_whole(hit, heard) for hit in without_namesakes(hits, heard)]
        hits = _unknown([*hits, *names_again.beside(hits, heard)], heard)
        bare = {n: channel.bare for n, channel in channels.items()}
        hits += [
            *names_again.said_again(hits, heard, common_words()),
            *places_again.said_again(hits, bare, common_words()),
        ]
        return [_finding(transcript, channels[hit.channel], hit) for hit in best(merged(hits))]

    @cached_property
    def _analyzer(self) -> Analyzer:
        # Here, because it takes a second: `hushtape --help` should not.
        from pipeline.adapters.personal.analyzer import Analyzer

        return Analyzer()

    @cached_property
    def _names(self) -> NameReader:
        from pipeline.adapters.personal.named import open_names

        return open_names(self._reads_names)

    def _with_names(
        self, chances: Chances, channels: Mapping[int, _Channel], hits: Iterable[Hit]
    ) -> list[Hit]:
        """`hits` and what is read as names and addresses, less what is read as none."""
        by_channel = {n: chances.at(channel.places) for n, channel in channels.items()}
        hits = united(hits, by_channel, vetoes=self._names.vetoes)
        return [hit for hit in hits if not _is_none(hit, channels[hit.channel])]

    def _patterns(self, channel: _Channel, structured: Structured) -> Iterator[Hit]:
        """What presidio finds in the text and in its written form."""
        harmless = structured.harmless.union(
            place
            for question in structured.questions
            if question.entity is None
            for place in range(question.first, question.last + _HARMLESS)
        )
        for start in range(0, max(1, len(channel.texts) - _OVERLAP), _WINDOW - _OVERLAP):
            end = min(start + _WINDOW, len(channel.texts))
            for form in _forms(channel, start, end):
                for hit in self._analyzer.analyze(form.text):
                    if not (found := form.words(hit.start, hit.end)):
                        continue
                    first, last = start + found[0], start + found[1]
                    if hit.entity in _LIKE_OTHERS and channel.places[first] in harmless:
                        continue
                    if hit.entity is Entity.PASSPORT and not structured.of_travel:
                        continue
                    yield Hit(hit.entity, channel.number, first, last, hit.score, hit.rule)


def _is_none(hit: Hit, channel: _Channel) -> bool:
    return is_none(hit, channel.bare, channel.texts)


def _channels(transcript: Transcript) -> dict[int, _Channel]:
    reads = read_words(word.text for word in transcript.words)
    places: dict[int, list[int]] = {}
    for place, word in enumerate(transcript.words):
        places.setdefault(word.channel, []).append(place)
    return {
        number: _Channel(
            number,
            tuple(mine),
            tuple(transcript.words[i].text for i in mine),
            tuple(reads[i] for i in mine),
            tuple(chunks([reads[i] for i in mine], turns := _turns(mine, reads))),
            tuple(dates([reads[i] for i in mine])),
            turns,
            _breaks([transcript.words[i].text for i in mine], turns),
            tuple(reads[i].bare for i in mine),
        )
        for number, mine in sorted(places.items())
    }


def _turns(places: Sequence[int], reads: Sequence[Read]) -> frozenset[int]:
    """The positions before which the other party said more than a word, or asked for something
    else in one."""
    found: set[int] = set()
    for position, (before, place) in enumerate(pairwise(places), start=1):
        between = place - before - 1
        asked = between == 1 and asks_by_itself(reads[before + 1].bare)
        if between > _ACKNOWLEDGED or asked:
            found.add(position)
    return frozenset(found)


def _breaks(texts: Sequence[str], turns: frozenset[int]) -> frozenset[int]:
    """Where turns begin, and sentences: not after "Mr." or an initial."""
    stops = {
        at + 1
        for at, text in enumerate(texts)
        if text[-1:] in {".", "?", "!"} and len(text) != _ABBREVIATED and text not in _ABBREVIATIONS
    }
    return turns | stops


def _unknown(hits: Iterable[Hit], heard: Mapping[int, Heard]) -> list[Hit]:
    """`hits` less the names that everybody knows, and less what is nothing without them."""
    left = without_well_known(without_alphabet(hits, heard), heard)
    return [h for h in left if not is_none(h, heard[h.channel].bare, heard[h.channel].texts)]


def _whole(hit: Hit, heard: Mapping[int, Heard]) -> Hit:
    if hit.entity is Entity.PERSON:
        return whole(hit, heard[hit.channel], common_words())
    return places_again.whole(hit, heard[hit.channel]) if hit.entity is Entity.ADDRESS else hit


def _forms(channel: _Channel, start: int, end: int) -> Iterator[Written]:
    """The texts of the words `start`..`end`: the recogniser's, and ours if it differs."""
    texts, reads = channel.texts[start:end], channel.reads[start:end]
    theirs = raw(texts)
    yield theirs
    turns = frozenset(at - start for at in range(start, end) if at in channel.turns)
    ours = written(texts, reads, chunks(reads, turns), turns)
    if ours.text != theirs.text:
        yield ours


def _alone(channel: _Channel) -> Iterator[Hit]:
    """What a channel says of itself, whatever the other one asked."""
    number = channel.number
    for named in names(channel.reads, channel.chunks, channel.breaks, common_words()):
        yield Hit(Entity.PERSON, number, named.first, named.last, named.score, named.rule)
    for located in Addresses(channel.reads, channel.breaks, common_words()).all():
        yield Hit(Entity.ADDRESS, number, located.first, located.last, 0.7, located.rule)
    for date in filter(is_birth, channel.dates):
        yield Hit(Entity.DATE_OF_BIRTH, number, date.first, date.last, 0.6, "date")


def _with_somebody(
    hits: Sequence[Hit], channels: Mapping[int, _Channel], asked_for: Sequence[Question]
) -> Iterator[Hit]:
    """`hits` without the dates that nobody asked for, where nothing else says who somebody is.

    A date that both parties say is confirmed, and one that is all that is said is an answer:
    these are somebody's.
    """
    others = [channels[h.channel].places[h.first] for h in hits if not _is_unhelped(h)]
    near = sorted([*others, *(q.first for q in asked_for if q.entity is not None)])
    confirmed = len({hit.channel for hit in hits if _is_unhelped(hit)}) > 1
    for hit in hits:
        if _is_unhelped(hit) and not confirmed and not _is_answer(hit, channels[hit.channel]):
            place = channels[hit.channel].places[hit.first]
            after = bisect_right(near, place - _SOMEBODY)
            if after == len(near) or near[after] > place + _SOMEBODY:
                continue
        yield hit


def _is_answer(hit: Hit, channel: _Channel) -> bool:
    """Whether its sentence is little more than the hit: "it's 23/05/1980"."""
    ends = sorted({0, len(channel.texts), *channel.breaks})
    first = ends[bisect_right(ends, hit.first) - 1]
    end = ends[bisect_right(ends, hit.last)]
    return (end - first) - (hit.last + 1 - hit.first) <= _LITTLE_MORE


def _is_unhelped(hit: Hit) -> bool:
    return hit.entity is Entity.DATE_OF_BIRTH and hit.score <= _UNHELPED


def _in_answer(
    channels: dict[int, _Channel],
    structured: Structured,
    places: Sequence[Answer],
    found: Sequence[Hit],
) -> Iterator[Hit]:
    """What is known for what it is because of what was asked, or found, before it."""
    at = {
        (channel.number, place): position
        for channel in channels.values()
        for position, place in enumerate(channel.places)
    }

    def as_hit(answer: Answer) -> Hit:
        first, last = at[answer.channel, answer.first], at[answer.channel, answer.last]
        score = 0.95 if answer.whole else 0.5
        return Hit(answer.entity, answer.channel, first, last, score, answer.rule)

    hits = [as_hit(answer) for answer in (*structured.answers(), *places)]
    for channel in channels.values():
        hits += _named_when_asked(channel, channels)
    yield from hits
    # Each once: presidio may find hundreds of things in a word that is longer than words are.
    once = dict.fromkeys(_as_answer(channels[h.channel], h) for h in (*found, *hits))
    for answer in structured.again(once):
        yield as_hit(answer)


def _as_answer(channel: _Channel, hit: Hit) -> Answer:
    first, last = channel.places[hit.first], channel.places[hit.last]
    return Answer(hit.entity, hit.channel, first, last, whole=True)


def _named_when_asked(asking: _Channel, channels: dict[int, _Channel]) -> Iterator[Hit]:
    for position in asks_for_a_name(asking.bare):
        for channel, start in _answering(asking, position, channels):
            ahead = range(start + 1, start + _ANSWER)
            end = next((at for at in ahead if at in channel.breaks), start + _ANSWER)
            if named := answered(channel.reads[start:end], common_words()):
                first, last = start + named.first, start + named.last
                yield Hit(Entity.PERSON, channel.number, first, last, named.score, "asked")


def _answering(
    asking: _Channel, position: int, channels: dict[int, _Channel]
) -> Iterator[tuple[_Channel, int]]:
    """The channels, and positions in them, on which the answer to a question may begin."""
    place = asking.places[position]
    for channel in channels.values():
        if channel is asking and len(channels) > 1:
            continue
        start = _first_after(channel.places, place)
        if start < len(channel.places) and channel.places[start] <= place + _SOON:
            yield channel, start


def _first_after(places: Sequence[int], place: int) -> int:
    return bisect_right(places, place)


def _finding(transcript: Transcript, channel: _Channel, hit: Hit) -> Finding:
    indices = channel.places[hit.first : hit.last + 1]
    spans = [transcript.words[i].span for i in indices]
    return Finding(
        hit.entity,
        hit.channel,
        Span(min(s.start for s in spans), max(s.end for s in spans)),
        min(1.0, hit.score),
        PersonalDataDetector.name,
        rule=hit.rule,
        words=indices,
    )
