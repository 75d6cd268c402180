"""Passwords, memorable words and answers to security questions: whatever is said next. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from pipeline.adapters.personal.calls import Answer, Said
from pipeline.adapters.personal.dates import ORDINALS
from pipeline.digits import Sort, read_word
from pipeline.model import Entity
from pipeline.prompts import Phrases
from pipeline.wordlists import words

_PROMPTS = Phrases[str](
    {
        "password": (
            "pass word is|please?",
            "password|passcode|passphrase|passkey is|it's|its|was|please?",
            "one time passcode|password|code",
            "one-time passcode|password|code",
            "one|one-time passcode|password",
            "otp is|please?",
            "code to your mobile|phone|email",
            "account pin is|please?",
            "memorable|memory word|name|place|date|information is|it's|its?",
            "safe|code word is|it's|its?",
            "codeword|code-word|safeword is|it's|its?",
            "pac|puk|unlock code is|it's|its?",
            "wifi|wi-fi|network|wireless|router key|password|code is|it's|its?",
            "under|by|says key",
            "do|would you want|like it as|to be",
            "what|which was|were|is|are your|the first|favourite car|pet|job|house|teacher",
            "grandfather's|grandmother's|father's|mother's|grandad's|dad's|mum's occupation|job",
            "six|five|four|eight|6|5|4|8 digit code|passcode",
            "security|secret word|answer|code-word is|it's|its?",
            "access code is|it's|its?",
            "verification code is|it's|its?",
            "code we've|we|i|i've just? sent|texted|emailed",
            "mother's|mothers|mother maiden name is|was?",
            "name of your|the first|junior|primary|secondary school|pet|teacher|car",
            "first|childhood|favourite|favorite pet|pet's name?",
            "first|junior|primary|secondary school|teacher is|was?",
            "favourite|favorite film|movie|book|colour|color|teacher|food|team|band|song|place",
            "favourite|favorite animal|author|holiday|sport",
            "place|town|city of birth",
            "town|city|place you were born in?",
            "security question",
            "password's|passwords|passcode's|passphrase's",
            "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|last character|letter",
            "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|last characters|letters",
            "school|college did|do you|he|she",
            "first concert|job|boss|record|single|album|gig|employer|kiss|holiday|crush|bike",
            "texted|sent|emailed|messaged you|him|her a|the|this? code|passcode|pin",
            "texted|sent|emailed|messaged a|the code|passcode to|by",
            "text|send|sending|texting|emailing you? a|the code|passcode",
            "code's on its way|there",
            "code on|in the|your text|email|message|app",
            "grandmother's|grandfather's|father's|best friend's|man's? first|middle|maiden? name",
            "where did you|your meet|honeymoon|propose|marry",
            "secret|security|safe word|question|answer|phrase is",
            "hint is",
            "character|characters one|two|three|four|five|six|seven|eight|nine|ten",
            "character|characters 1|2|3|4|5|6|7|8|9|10",
            "new? password|passcode to be",
            "temporary|temp|new|current|old password|passcode is|was|it's",
            "safe|door|gate|entry|alarm|keysafe|lockbox|keypad|voicemail code|code's|pin is|it's?",
            "street you grew up on|in",
        ),
    }
)
_LEAD_IN = words(
    """yes yeah yep sure okay ok um uh erm er it's its it is that's was the my a for please on your
    account word so well oh and of course is password passcode memorable secret maiden name think
    let me then hmm i'll try or would that be should must one's right thing that'd that'll sorry
    wait hang on just come through here there got received arrived try"""
)
_SUPPOSES = words("think believe guess reckon suppose")
"""After "i", these lead up to an answer."""
_NOTHING = words(
    """reset change changed changing forgot forgotten wrong new protected i you we can could
    would don't doesn't isn't when if to what but manager online email link not because by i'm
    i've haven't remember idea been no never didn't can't with from"""
)
_WHERE = words("on written printed rubbed under behind inside")
"""After "the password's", or to begin with, these tell where it is and not what."""
_ABOUT_IT = words(
    "reset resetting change changed changing forgot forgotten lost new update recover never"
)
"""Before "password", these make it a subject and not a question."""
_RULED = words("expires expire expired expiring policy rules rule reset manager box field")
"""After "password", the same."""
_REFUSED = words(
    """no not sorry wrong try incorrect close again pardon repeat capital hint can't cannot one's
    those spell another second next and or which with space nope tell only letters"""
)
"""In what the asking party says to an answer, these ask for another one."""
_LONGEST = 8
"""Words of an answer."""
_AHEAD = 32
"""Words of an answering turn that are looked at."""
_SIGNS = words(
    """capital capitals cap upper lower uppercase lowercase case small big little letter number dash
    hyphen dot underscore hash hashtag star asterisk exclamation mark point question dollar pound
    percent ampersand plus slash at sign double treble triple for as in then and comma"""
)
"""What is said between the characters of a password that is spelled."""
_SOON = 15
"""Words of the call within which the question is answered."""
_TAIL = 10
"""Words that may end a question after what it asks for: "please", "for this account"."""
_REPLY = 12
"""Words of a reply that asks for another answer."""
_ATTEMPTS = 4


_ANNOUNCES = frozenset({"is", "it's", "its", "was"})
"""At the end of a prompt, what is asked for follows at once."""


def _goes_on(bare: Sequence[str], mine: Sequence[int], at: int) -> bool:
    """Whether the speaker says it himself: "the password's otter"."""
    following = at + 1 < len(mine) and mine[at + 1] == mine[at] + 1
    return bare[at].endswith("'s") and following and bare[at + 1] not in _NOTHING | _WHERE


def answers(said: Said, places: Mapping[int, Sequence[int]]) -> Iterator[Answer]:
    """What is said to a question for a password; `places` are those of each channel's words."""
    for channel, mine in places.items():
        bare = [said.reads[place].bare for place in mine]
        for prompt in _PROMPTS.find(bare):
            at = prompt.last
            announced = bare[at] in _ANNOUNCES or _goes_on(bare, mine, at)
            about = _ABOUT_IT.intersection(bare[max(0, prompt.first - 4) : prompt.first])
            if about and not announced:
                continue
            if _RULED.intersection(bare[prompt.last + 1 : prompt.last + 2]):
                continue
            if announced and mine[at] - mine[at - 1] > 1:
                announced, at = False, at - 1
            asking, last = (None if announced else channel), mine[at]
            if len(places) == 1:
                asking = None
            yield from _Answering(said, places, asking).after(last, channel)


class _Answering:
    """Reads the turns after one question; `asking` is the channel that does not answer."""

    def __init__(self, said: Said, places: Mapping[int, Sequence[int]], asking: int | None) -> None:
        self._said = said
        self._places = places
        self._asking = asking

    def after(self, place: int, channel: int) -> Iterator[Answer]:
        """The answers to what was asked for, by `channel`, up to `place`."""
        if self._asking is not None:
            channels = [other for other in self._places if other != channel]
            firsts = [(self._next(other, place), other) for other in channels]
            start, channel = min((f, o) for f, o in firsts) if firsts else (None, channel)
            moved_on = start is not None and start - place - 1 > _TAIL
            if start is None or moved_on or start > place + _SOON:
                return
        else:
            start = self._next(channel, place)
        for _ in range(_ATTEMPTS if self._asking is not None else 1):
            if start is None or start >= len(self._said.reads):
                return
            turn = self._turn(start, channel)
            yield from self._answer(turn)
            reply = self._reply(turn[-1])
            if reply is None:
                return
            start = reply

    def _next(self, channel: int, place: int) -> int:
        mine = self._places[channel]
        at = bisect_right(mine, place)
        return mine[at] if at < len(mine) else len(self._said.reads)

    def _turn(self, start: int, channel: int) -> list[int]:
        """The places of a turn, or of its first words."""
        turn = [start]
        while len(turn) < _AHEAD and (place := turn[-1] + 1) < len(self._said.reads):
            if self._said.channels[place] != channel:
                break
            turn.append(place)
        return turn

    def _answer(self, turn: Sequence[int]) -> Iterator[Answer]:
        channel = self._said.channels[turn[0]]
        bare = [self._said.reads[place].bare for place in turn]
        if found := answer(bare):
            yield Answer(Entity.PASSWORD, channel, turn[found[0]], turn[found[1]], whole=False)

    def _reply(self, last: int) -> int | None:
        """Where the next attempt begins, if the asking party asks for one."""
        start = last + 1
        end = start
        while end < len(self._said.reads) and end - start <= _REPLY:
            if self._said.channels[end] != self._asking:
                break
            end += 1
        reply = {self._said.reads[place].bare for place in range(start, end)}
        asks_again = self._asking is not None and end < len(self._said.reads) and start < end
        return end if asks_again and end - start <= _REPLY and reply & _REFUSED else None


def answer(bare: Sequence[str]) -> tuple[int, int] | None:
    """The first and last of `bare`, the words of a turn, that are the answer.

    That is a few words, and however many characters are spelled.
    """
    at = 0
    while at < len(bare) and not _is_letter(bare, at):
        if bare[at] == "i" and at + 1 < len(bare) and bare[at + 1] in _SUPPOSES:
            at += 1
        elif bare[at] and bare[at] not in _LEAD_IN:
            break
        at += 1
    if at < len(bare) and bare[at] in _WHERE:
        return None
    end = at
    while end < len(bare) and bare[end] and (bare[end] not in _NOTHING or _spells(bare, end, at)):
        if end - at >= _LONGEST and not (bare[end] in _SIGNS or _is_character(bare[end])):
            break
        end += 1
    while end > at and bare[end - 1] in _LEAD_IN and not _is_last_character(bare[at:end]):
        end -= 1
    if end > at and at and bare[at - 1] == "the" and _is_day(bare[at]):
        at -= 1
    return (at, end - 1) if end > at else None


def _spells(bare: Sequence[str], at: int, first: int) -> bool:
    """Whether the "i" at `at` is a letter: after a sign or another character."""
    return at > first and len(bare[at]) == 1 and (bare[at - 1] in _SIGNS or len(bare[at - 1]) == 1)


def _is_character(bare: str) -> bool:
    return len(bare) == 1 or read_word(bare).sort is Sort.NUMBER


def _is_last_character(said: Sequence[str]) -> bool:
    """Whether "a", or the "oh" after other characters, is one of the answer."""
    alone = len(said) == 1 and len(said[0]) == 1
    return alone or (_is_character(said[-1]) and len(said) > 1 and _is_character(said[-2]))


def _is_day(bare: str) -> bool:
    """Whether "the" before it belongs to a date: "the eleventh of june"."""
    return bare in ORDINALS or bare[:-2].isdecimal()


def _is_letter(bare: Sequence[str], at: int) -> bool:
    """Whether "a" is spelled and not an article."""
    following = bare[at + 1] if at + 1 < len(bare) else ""
    return len(bare[at]) == 1 and (len(following) == 1 or not following)
