"""Make pocketsphinx' language model of call centres: `callcentre.lm` beside the engine.

    python scripts/callcentre_lm.py [OUT]

It mixes sentences that are said in calls about accounts and payments, with numbers of
every kind in them, and the commonest words and pairs of words of the general English
model that pocketsphinx brings. Nothing is random: the same version gives the same file.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from pocketsphinx import Decoder
from pocketsphinx.lm import ArpaBoLM

OUT = Path(__file__).parents[1] / "pipeline/adapters/engines/callcentre.lm"
SENTENCES = 12_000
GENERAL_WORDS = 3_000
PAIRS_AMONG = 700
"""Pairs are taken among this many of the commonest words."""
GENERAL_TOKENS = 60_000
"""The weight of general English, in words, beside that of the sentences."""

CHOICES = {
    "digit": "zero|oh|one|two|three|four|five|six|seven|eight|nine",
    "number": (
        "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
        "|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    ),
    "month": (
        "january|february|march|april|may|june|july|august|september|october|november|december"
    ),
    "ordinal": (
        "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
        "|fifteenth|twentieth|thirtieth"
    ),
    "day": "monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    "name": (
        "john|mary|james|sarah|david|susan|michael|emma|robert|laura|peter|anna|thomas|jane"
        "|smith|jones|williams|brown|taylor|wilson|evans|walker|white|hall|green|wood"
    ),
    "item": (
        "bill|account|order|policy|card|payment|delivery|invoice|contract|parcel|phone|router"
        "|insurance|claim|refund|booking|meter|subscription|address|password"
    ),
    "um": "||||um|uh|er|so|okay|yes|right|and then",
    "four": "DIGIT DIGIT DIGIT DIGIT",
    "pair": "NUMBER DIGIT|NUMBER|DIGIT DIGIT|double DIGIT|DIGIT hundred",
}
"""What a slot of a sentence, in capitals there, may be filled with."""
SAID = """
hello
good morning how can i help you
good afternoon thank you for calling how can i help
hello i would like to pay my ITEM please
hello i am calling about my ITEM
i want to cancel my ITEM
can i take your name please
my name is NAME NAME
can you confirm your date of birth
it is the ORDINAL of MONTH nineteen NUMBER DIGIT
and the first line of your address
it is number PAIR NAME road
and your post code please
what is the best number to call you on
my number is oh seven DIGIT DIGIT DIGIT FOUR DIGIT DIGIT
zero seven DIGIT DIGIT DIGIT DIGIT DIGIT DIGIT DIGIT DIGIT DIGIT
can i take the long number on the front of the card please
can you read me the card number please
the sixteen digits across the front of your card
sure the number is FOUR FOUR FOUR FOUR
the long number is FOUR
yes the long card number is FOUR UM FOUR UM FOUR UM FOUR
UM FOUR
FOUR FOUR
FOUR UM FOUR
DIGIT DIGIT DIGIT DIGIT DIGIT DIGIT
DIGIT DIGIT DIGIT DIGIT DIGIT
it is PAIR PAIR PAIR PAIR
double DIGIT DIGIT DIGIT triple DIGIT
PAIR double DIGIT DIGIT
that is FOUR FOUR FOUR FOUR is that right
and the expiry date please
it expires in MONTH next year
expires end of MONTH twenty NUMBER DIGIT
the expiry date is oh DIGIT twenty DIGIT
DIGIT slash twenty DIGIT
and the three digits on the back of the card
the security code on the back please
and the three digits on the back are DIGIT DIGIT DIGIT
the security code is UM DIGIT DIGIT DIGIT
the last three digits are DIGIT DIGIT DIGIT
DIGIT DIGIT DIGIT
the sort code is NUMBER DIGIT NUMBER DIGIT NUMBER DIGIT
and the account number is FOUR FOUR
the reference number is DIGIT DIGIT DIGIT FOUR
that will be NUMBER DIGIT pounds and NUMBER pence
the total is NUMBER DIGIT pounds NUMBER DIGIT
it costs NUMBER pounds a month for NUMBER months
that has gone through for you
the payment has been taken
your payment has gone through thank you
you will receive a letter in DIGIT to DIGIT working days
it will be with you on DAY the ORDINAL of MONTH
i have not received my ITEM
there is a problem with my ITEM
somebody has used my card i did not make that payment
i would like to make a complaint about the ITEM
i want to report a fraud on my account
let me just check that for you
bear with me one moment please
is there anything else i can help you with
no that is all thank you
great thank you very much
great thank you very much goodbye
brilliant thanks for your help
thank you bye
have a nice day goodbye
this call may be recorded for training and quality purposes
sure
yes that is right
no that is wrong it should be DIGIT
sorry could you repeat that please
sorry i meant DIGIT DIGIT not DIGIT DIGIT
"""


def main() -> None:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    recogniser = Decoder(loglevel="FATAL")
    model = ArpaBoLM(text="\n".join(sentences()), add_start=True)
    add_general_english(model, recogniser)
    model.compute()
    with out.open("w") as file:
        model.write(file)
    print(f"{out}: {out.stat().st_size // 1000} kB")


def sentences() -> Iterator[str]:
    """What is said in calls, each line as often as the others, with its slots filled."""
    chance = random.Random(0)  # noqa: S311  no secret: the same file every time
    lines = SAID.strip().splitlines()
    for number in range(SENTENCES):
        yield filled(lines[number % len(lines)], chance)


def filled(line: str, chance: random.Random) -> str:
    """`line` with a choice for every slot, and for the slots in what was chosen."""
    while slots := re.search(r"\b[A-Z]{2,}\b", line):
        choice = chance.choice(CHOICES[slots.group().lower()].split("|"))
        line = line[: slots.start()] + choice + line[slots.end() :]
    return " ".join(line.split())


def add_general_english(model: ArpaBoLM, recogniser: Decoder) -> None:
    """Count the commonest words and pairs of the stock model as if they had been read."""
    general, log = recogniser.get_lm(), recogniser.logmath
    # The stock model takes a word first, then what was said before it.
    likely = sorted(
        ((log.exp(general.prob([word])), word) for word in vocabulary(recogniser)), reverse=True
    )[:GENERAL_WORDS]
    for share, word in likely:
        model.grams_1[word] += 1 + round(share * GENERAL_TOKENS)
    common = likely[:PAIRS_AMONG]
    for share, before in common:
        for _, word in common:
            count = round(share * log.exp(general.prob([word, before])) * GENERAL_TOKENS)
            if count:
                model.grams_2[before][word] += count


def vocabulary(recogniser: Decoder) -> Iterator[str]:
    """The plain words of the recogniser's dictionary."""
    dictionary = Path(recogniser.config["dict"])
    for line in dictionary.read_text("utf-8").splitlines():
        word = line.split(maxsplit=1)[0]
        if re.fullmatch(r"[a-z]+('[a-z]+)?", word):
            yield word


if __name__ == "__main__":
    main()
