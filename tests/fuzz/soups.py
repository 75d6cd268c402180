"""Transcripts that nobody would say: read from bytes, or named for what is wrong with them.

A fuzzer changes bytes; what they mean here is chosen so that a small change of them is a
small change of the call: a word, a channel, a pause, a word a thousand times.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.model import Party, Transcript, Word
from pipeline.timeline import Span

_SAID = (
    # digits and what goes with them
    "zero oh o one two three four five six seven eight nine ten eleven nineteen twenty forty"
    " ninety hundred thousand double treble triple quadruple for to won ate free tree on set"
    " forty-five four-five 4 53 453 4539 -5787. 6,362 2019 1999 16 3 0 £4.50 9:30 14th 40% 7pm"
    " 4539578763621486 378282246310005 50e3 1/2"
    # what is said between them
    " um uh no sorry and then wait scratch that start again yeah it's is the a moment second"
    # what a payment is asked for with
    " long number card cards details digits debit credit visa amex front of your my pay by with"
    " which what would you like go ahead when last first final security code cvv c v verification"
    " little back strip signature reverse expiry date expires end valid until january may march"
    " issue start pin holder name payment been taken all done order reference never won't"
    # what personal data is asked for with, and looks like
    " phone mobile postcode sort account birth born national insurance nhs iban passport licence"
    " registration social password memorable word mother's maiden email at dot com co uk gmail"
    " under speaking this i'm mr anna john smith will mark rose patel murphy siobhan road street"
    " albert leeds london flat live address in ls1 2ab sw1a l s t x y b for sugar as alpha november"
    " twenty-third twenty third first plus underscore dash jo@example.com 020 7946 0123 a@b.c"
    " 23/05/1980 20-04-15 536-22-1098. GB29 ab123456c 192.168.0.1 hello thanks please okay"
    # what a sensitive call is flagged for, and what is left of a struck one
    " diagnosed cancer hospital pregnant union religion school only fifteen years old"
    " [PAN] [PERSON] [MASKED]. [noise] (laughter) ... - ' ’ £ ٣ ４５３９ ① ² é ß İ"
)
VOCABULARY = tuple(dict.fromkeys(_SAID.split()))
"""Words that some rule knows, and some that none does."""
_PAUSES = (0, 1, 100, 500, 4_001, 10_000, 60_000, -1_000)
_COMMANDS = 32
"""Byte values that are no word: channels, pauses, repeats, and raw text of 0 to 7 bytes."""
MOST_WORDS = 3_000


def soup(data: bytes) -> Transcript:
    """The call that `data` spells: any bytes spell one, of `MOST_WORDS` words at most."""
    words: list[Word] = []
    channel, clock, at = 0, 0, 0
    while at < len(data) and len(words) < MOST_WORDS:
        byte, at = data[at], at + 1
        if byte >= _COMMANDS:
            # Two bytes a word: there are more words than bytes, and changes stay small.
            extra, at = (data[at] if at < len(data) else 0), at + 1
            place = (byte - _COMMANDS) * 256 + extra
            words.append(_word(VOCABULARY[place % len(VOCABULARY)], clock, channel))
            clock += 300
        elif byte < 8:
            channel = byte % 3
        elif byte < 16:
            clock = max(0, clock + _PAUSES[byte - 8])
        elif byte < 24:
            words += words[-1:] * min(4 ** (byte - 16), MOST_WORDS - len(words))
        else:
            length = byte - 24
            text = data[at : at + length].decode("utf-8", "surrogateescape")
            at += length
            words.append(_word(text, clock, channel))
            clock += 300
    return Transcript(tuple(words), (Party.AGENT, Party.CUSTOMER, Party.MIXED))


def spelled(said: str) -> bytes:
    """The bytes that `soup` reads as `said`, words it does not know left out."""
    known = {word: place for place, word in enumerate(VOCABULARY)}
    places = (known[word] for word in said.split() if word in known)
    return b"".join(bytes((_COMMANDS + place // 256, place % 256)) for place in places)


def _word(text: str, clock: int, channel: int) -> Word:
    return Word(text, Span(clock, clock + 250), channel, 0.9)


# --- soups of any size, for what grows faster than they do -------------------------------

Soup = Callable[[int], Transcript]


def over_and_over(said: str, *, turn: int = 0, still: bool = False, channels: int = 2) -> Soup:
    """`said` again and again; the channel changes every `turn` words; `still`: all at once."""
    row = said.split()

    def made(size: int) -> Transcript:
        words = tuple(
            Word(
                row[i % len(row)],
                Span(0, 250) if still else Span(i * 300, i * 300 + 250),
                i // turn % channels if turn else 0,
                0.9,
            )
            for i in range(size)
        )
        return Transcript(words, (Party.MIXED,) * channels)

    return made


def numbered(said: str, *, turn: int = 0) -> Soup:
    """`said` over and over, "#" in it another word each time, and "%" other figures."""
    row = said.split()

    def made(size: int) -> Transcript:
        words = tuple(
            Word(
                row[i % len(row)].replace("#", _counted(i)).replace("%", str(i % 9999 + 1)),
                Span(i * 300, i * 300 + 250),
                i // turn % 2 if turn else 0,
                0.9,
            )
            for i in range(size)
        )
        return Transcript(words, (Party.AGENT, Party.CUSTOMER))

    return made


def _counted(number: int) -> str:
    """A word of five letters for each number."""
    return "".join(chr(97 + number // 26**place % 26) for place in range(5))


def one_token(text: str, *, tail: str = "") -> Soup:
    """One word made of `text` over and over, with `tail` at its end, between two others."""

    def made(size: int) -> Transcript:
        token = (text * (size // len(text) + 1))[:size] + tail
        row = ("number", token, "4")
        return Transcript(
            tuple(Word(text, Span(i, i + 1), 0, 0.9) for i, text in enumerate(row)), (Party.MIXED,)
        )

    return made


def between(before: str, said: str, after: str) -> Soup:
    """`before` a third of the size, then `said`, then `after`."""

    def made(size: int) -> Transcript:
        third = size // 3
        row = [
            *(before.split() * third)[:third],
            *(said.split() * third)[:third],
            *(after.split() * third)[:third],
        ]
        return Transcript(
            tuple(Word(t, Span(i * 300, i * 300 + 250), 0, 0.9) for i, t in enumerate(row)),
            (Party.MIXED,),
        )

    return made


def a_channel_a_word(said: str) -> Soup:
    """As many channels as words."""
    row = said.split()

    def made(size: int) -> Transcript:
        words = tuple(
            Word(row[i % len(row)], Span(i * 300, i * 300 + 250), i, 0.9) for i in range(size)
        )
        return Transcript(words, (Party.MIXED,) * size)

    return made


_TALK = (
    "hello my name is anna smith and i called about the order i placed on the 14th of march i"
    " would like to pay by card okay can i take the long number please yes it's 4539 5787 6362"
    " 1486 and the expiry date oh nine twenty eight and the security code 451 lovely that has"
    " gone through is there anything else i can help with no that is all thank you very much"
)

SAYINGS: Mapping[str, str] = {
    "plain talk": _TALK,
    "card prompts": "long card number",
    "the word number": "number",
    "the word digits": "digits",
    "the word three": "three",
    "the word pay": "pay",
    "code prompts": "and the three digits on the back",
    "code then half a card": "4539 57 security code 8763",
    "expiry prompts": "expiry date",
    "endings": "payment has gone through",
    "refusals": "never card number",
    "figures": "4",
    "groups": "4539 5787",
    "whole cards": "4539578763621486 then pounds of it",
    "groups apart": "453 of pounds",
    "corrections": "no sorry start again",
    "digits and corrections": "four no sorry",
    "doubles": "double",
    "doubled doubles": "double double four",
    "tens": "twenty",
    "hundreds": "nine hundred twenty",
    "homophones": "for to ate won",
    "moments": "one moment",
    "months": "may",
    "ends of months": "end of may",
    "dates": "of the may of the",
    "first names": "anna",
    "surnames": "smith",
    "whole names": "my name is anna smith",
    "everyday names": "will mark",
    "triggers": "mr and from for hi",
    "names asked for": "who am i speaking with",
    "passwords asked for": "password",
    "passwords announced": "memorable word is tangerine",
    "letters": "s",
    "letters with examples": "s for sugar",
    "alphabet": "alpha november",
    "spelled codes": "l s one two a b",
    "telephone numbers": "phone number 020 7946 0123",
    "telephone prompts": "phone number",
    "sort codes": "sort code 20-04-15",
    "births": "date of birth",
    "birth dates": "23 may 1980",
    "order numbers": "order number is 4471",
    "streets": "14 albert road leeds",
    "roads": "road",
    "places": "moved to london",
    "numbers before roads": "1 1 1 x road",
    "at": "at",
    "e-mail": "j dot smith at example dot com",
    "written e-mail": "jo@example.com",
    "dots": "1 dot",
    "pluses": "plus 1",
    "prices": "£4.50",
    "times": "9:30",
    "punctuation": "...",
    "brackets": "(",
    "struck": "[PAN]",
    "health": "i have cancer and i'm pregnant",
    "ages": "i'm fifteen",
    "surrogates": "\ud800",
    "nothing": "\u200b",
}
_TOKENS: Mapping[str, str] = {
    "digits": "4539578763621486",
    "digits with dashes": "4-",
    "digits with dots": "1.",
    "digits with commas": "1,",
    "digits and letters": "4a",
    "separators": "-",
    "dots": ".",
    "commas": ",",
    "brackets": "(",
    "aside brackets": "[",
    "angle brackets": "<",
    "quotes": "'",
    "letters": "a",
    "consonants": "b",
    "names": "anna-",
    "number words": "four-",
    "pounds": "£",
    "figures of India": "४",
    "ats": "a@",
    "host names": "a.",
    "addresses": "a@b.com,",
    "colons": "1:",
    "slashes": "1/",
    "urls": "http://a.",
    "emoji": "😀",
    "accents": "e\u0301",
    "zero widths": "\u200b",
    "apostrophes": "n't",
    "underscores": "_",
    "pluses": "+",
    "digits of dates": "23/05/1980,",
    "IBAN": "GB29NWBK",
    "IPv6": "1:",
}

SOUPS: dict[str, Soup] = {
    **{f"{name}, one voice": over_and_over(said) for name, said in SAYINGS.items()},
    **{f"{name}, two voices": over_and_over(said, turn=3) for name, said in SAYINGS.items()},
    "figures, a word each": over_and_over("4", turn=1),
    "names, a word each": over_and_over("anna", turn=1),
    "plain talk at one time": over_and_over(_TALK, still=True),
    "figures at one time": over_and_over("4", still=True),
    "names at one time, two voices": over_and_over("my name is anna", turn=1, still=True),
    "ever new words": numbered("#"),
    "ever new figures": numbered("%"),
    "ever new e-mail": numbered("send it to #@#.com"),
    "ever new e-mail read out": numbered("my email is # dot # at # dot com", turn=5),
    "ever new names": numbered("my name is # #", turn=4),
    "ever new passwords": numbered("password is # and your memorable word", turn=3),
    "ever new telephone numbers": numbered("phone number 020 % %", turn=3),
    "ever new cards": numbered("card number 4539 % % %", turn=6),
    "ever new cards nobody asked for": numbered("4539 % % % of"),
    "ever new births": numbered("date of birth % may 19%", turn=4),
    "ever new streets": numbered("% # road leeds"),
    "ever new codes": numbered("postcode # l s %"),
    "many channels": over_and_over(_TALK, turn=5, channels=12),
    "a card, then talk, then a card": between("4539", "pounds", "5787"),
    "cards, then passwords, then names": between("4539 5787", "password is", "anna"),
    "prompts, then figures": between("card number", "4", "security code"),
    "asking for births, then dates": between("date of birth", "23 may 1980", "is my birthday"),
    "letters, then at": between("s", "at", "dot com"),
}
"""By name; each takes the number of words."""
TOKENS: dict[str, Soup] = {
    **{f"one word of {name}": one_token(text) for name, text in _TOKENS.items()},
    **{f"{name} and a letter": one_token(text, tail="a") for name, text in _TOKENS.items()},
    **{
        f"{name}, a blank and a letter": one_token(text, tail=" x")
        for name, text in _TOKENS.items()
    },
    **{f"{name} and a bang": one_token(text, tail="1@!") for name, text in _TOKENS.items()},
}
"""By name; each takes the number of characters."""
