"""Whole calls with a card payment: prompts, interruptions, expiry, code, and small talk.

Every word knows what it is (its gold entity) or that it must stay readable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final, Literal

from benchmarks.spoken_data.dictation import BRANDS, Style, card_number, misheard, misread, spoken
from pipeline.model import Entity, Party, Transcript, Word
from pipeline.timeline import Span

AGENT, CUSTOMER = 0, 1

_ASK_CARD = (
    "can i take the long number across the front of the card please",
    "could you read me the card number when you're ready",
    "right so what's the sixteen digit number on the front",
    "And the long card number, please?",
    "go ahead with your card number",
    "if you could just give me the card details whenever you're ready",
    "Okay, and what's the number on your card?",
    "i'll take the card number from you now",
)
_ASK_CODE = (
    "and the three digits on the back",
    "And the security code on the back of the card?",
    "what's the c v v please",
    "and the last three digits on the signature strip",
    "and the three digit security number please",
    "lastly the CVV.",
    "and the card verification code",
    "and the security number on the reverse",
)
_ASK_EXPIRY = (
    "and the expiry date",
    "what's the expiration date please",
    "and when does the card expire",
    "Expiry?",
    "and the expiry on that",
    "valid until when",
)
_SMALL_TALK = (
    "yeah i've been waiting for about twenty minutes so",
    "we had the engineer out on the 14th between eight and twelve",
    "that's forty nine pounds ninety nine a month for eighteen months",
    "i ordered two of them and only one arrived",
    "the box is sixty by forty by thirty centimetres",
    "your order number is 4471 0098 22",
    "it comes with a two year warranty",
    "press one for sales or two for support",
    "i called at ten past four yesterday",
    "no worries at all let me have a look",
    "the weather's been lovely up here",
    "is there anything else i can help with",
)
_WAITING = (
    "bear with me a moment my screen has frozen",
    "sorry the dog's barking hang on let me shut the door",
    "one moment please the system is just loading for me today",
    "you cut out there could you carry on from where you were",
    "sorry my little one's just walked in go and see your dad sweetheart i'm on the phone",
)
_THANKS = (
    "that's gone through for you thank you very much",
    "lovely the payment has been accepted",
    "all done you'll get an email shortly",
)
_MONTHS = ("january", "march", "may", "august", "september", "december")

INTERRUPTIONS = (
    "none",
    "acknowledged",
    "read back",
    "hold on",
    "correction",
    "restarted group",
    "restarted",
    "long hold",
    "talked over",
    "misheard",
    "mono",
    "no prompt",
    "misread",
    "no prompt, misheard",
)


EITHER: Final = "either"
"""The gold of a word that may be masked or not."""
Gold = Entity | Literal["either"] | None


@dataclass
class Script:
    """A call being written: its words, whose they are, and what they are."""

    words: list[tuple[str, int, Entity | None]] = field(default_factory=list)

    def say(self, channel: int, text: str | Sequence[str], entity: Entity | None = None) -> None:
        tokens = text.split() if isinstance(text, str) else text
        self.words += [(token, channel, entity) for token in tokens]


@dataclass(frozen=True, slots=True)
class GoldCall:
    """A call, what each of its words is, and how it was made."""

    transcript: Transcript
    gold: tuple[Gold, ...]
    style: str
    mode: str
    brand: str
    said: tuple[tuple[Entity, tuple[int, ...]], ...]
    """What is to be found: each entity, and its words by index."""


def payment_call(style: str, speak: Style, mode: str, brand: str, rng: Random) -> GoldCall:
    """A call in which a card of `brand` is read in `style` with interruptions of `mode`."""
    script = Script()
    small_talk(script, rng)
    digits = card_number(brand, rng)
    script.say(
        AGENT,
        "go ahead whenever you're ready" if mode.startswith("no prompt") else rng.choice(_ASK_CARD),
    )
    script.say(CUSTOMER, rng.choice(["yeah it's", "sure", "ok so that's", "um", "Yes, it's"]))
    _read_card(script, speak(digits, rng), mode, rng)
    steps = [_expiry, _code]
    for step in steps:
        step(script, brand, rng)
    script.say(AGENT, rng.choice(_THANKS))
    small_talk(script, rng)
    return timed(script, style, mode, brand)


def harmless_call(rng: Random) -> GoldCall:
    """A call without a payment, full of numbers."""
    script = Script()
    for _ in range(4):
        small_talk(script, rng)
    return timed(script, "harmless", "none", "none")


def small_talk(script: Script, rng: Random) -> None:
    for _ in range(rng.randrange(1, 4)):
        script.say(rng.choice([AGENT, CUSTOMER]), rng.choice(_SMALL_TALK))


def _read_card(script: Script, groups: list[list[str]], mode: str, rng: Random) -> None:
    if mode.endswith("misheard"):
        groups = misheard(groups, rng)
    if mode == "misread":
        groups = misread(groups, rng)
    if mode == "restarted":
        for group in groups[:2]:
            script.say(CUSTOMER, group, Entity.PAN)
        script.say(CUSTOMER, "no sorry i'll start again")
    odd_one = rng.randrange(len(groups))
    for place, group in enumerate(groups):
        if mode == "restarted group" and place == odd_one:
            script.say(CUSTOMER, group[: max(1, len(group) // 2)], Entity.PAN)
            script.say(CUSTOMER, rng.choice(["sorry", "no wait", "scratch that"]))
        script.say(CUSTOMER, group, Entity.PAN)
        if mode == "correction" and place == odd_one:
            script.say(CUSTOMER, ["no", "sorry"])
            script.say(CUSTOMER, group[-1:], Entity.PAN)
        _react(script, group, mode, rng, last=place == len(groups) - 1)


def _react(script: Script, group: list[str], mode: str, rng: Random, *, last: bool) -> None:
    match mode:
        case "acknowledged" | "mono":
            script.say(AGENT, rng.choice(["mm hm", "yep", "okay", "got that", "Yes.", "uh huh"]))
        case "read back":
            script.say(AGENT, group, Entity.PAN)
            script.say(CUSTOMER, rng.choice(["yeah", "yes that's right", "yep"]))
        case "hold on" if not last:
            script.say(rng.choice([AGENT, CUSTOMER]), rng.choice(_WAITING))
        case "long hold" if not last and rng.random() < 0.5:
            for text in rng.sample(_WAITING, 4):
                script.say(rng.choice([AGENT, CUSTOMER]), text)
        case "talked over" if not last:
            script.say(AGENT, "sorry go on i didn't mean to interrupt you there")


def _expiry(script: Script, brand: str, rng: Random) -> None:
    script.say(AGENT, rng.choice(_ASK_EXPIRY))
    month, year = rng.randrange(1, 13), rng.randrange(27, 33)
    forms = (
        f"{month:02}/{year}",
        f"{month:02} {year}",
        " ".join([*spoken(f"{month:02}", "oh"), "twenty", *spoken(str(year)[1:])]),
        " ".join([*spoken(f"{month:02}", "zero"), *spoken(str(year))]),
        f"{rng.choice(_MONTHS)} twenty {spoken(str(year)[1:])[0]}",
        f"{rng.choice(_MONTHS)} 20{year}",
        f"{month} {year}",
        f"{month:02}{year}",
    )
    script.say(CUSTOMER, rng.choice(["it's", "that's", "uh", "yeah"]))
    script.say(CUSTOMER, rng.choice(forms), Entity.CARD_EXPIRY)


def _code(script: Script, brand: str, rng: Random) -> None:
    script.say(AGENT, rng.choice(_ASK_CODE))
    length = 4 if brand == "amex" else 3
    code = "".join(rng.choice("0123456789") for _ in range(length))
    forms = (code, " ".join(spoken(code)), " ".join(spoken(code, "oh")), "-".join(code), f"{code}.")
    said = rng.choice(forms)
    script.say(CUSTOMER, rng.choice(["it's", "", "erm", "uh that's", "let me turn it over"]))
    script.say(CUSTOMER, said, Entity.CARD_CODE)
    if rng.random() < 0.3:
        script.say(AGENT, said, Entity.CARD_CODE)


def timed(script: Script, style: str, mode: str, brand: str) -> GoldCall:
    words = []
    clock = 0
    for text, channel, _ in script.words:
        length = 220 * max(1, sum(c.isdecimal() for c in text))
        place = 0 if mode == "mono" else channel
        words.append(Word(text, Span(clock, clock + length), place, 0.9))
        clock += length + 60
    parties = (Party.MIXED,) if mode == "mono" else (Party.AGENT, Party.CUSTOMER)
    transcript = Transcript(tuple(words), parties)
    gold = tuple(entity for _, _, entity in script.words)
    said = tuple(
        (entity, tuple(i for i, other in enumerate(gold) if other is entity))
        for entity in dict.fromkeys(gold)
        if entity is not None
    )
    return GoldCall(transcript, gold, style, mode, brand, said)


def every_call(styles: dict[str, Style], seed: int) -> Iterator[GoldCall]:
    """One call for each style, interruption and brand."""
    rng = Random(seed)
    for style, speak in styles.items():
        for mode in INTERRUPTIONS:
            for brand in BRANDS:
                yield payment_call(style, speak, mode, brand, rng)
