"""Calls by writers who had not read the rules, and what was seen of each set before a change.

A set is sealed until it was measured once; then its calls are looked at, and worn.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.spoken_data.hand_written import Case, read_cases


@dataclass(frozen=True, slots=True)
class Hand:
    """The calls of some writers: what they are called, where they are, and what is to be said."""

    title: str
    folder: str
    note: str

    def cases(self) -> list[Case]:
        return read_cases(Path(__file__).parent / self.folder)


SEALED = (
    Hand(
        "Calls that nobody has looked at",
        "eighteenth_hand",
        "by two writers who had read neither a rule, a test nor the other calls, half of them "
        "with a payment, scripted or hasty. **No rule was changed for any of them, and none was "
        "looked at**: these are the figures to expect of calls like theirs. (What was masked "
        "wrongly was counted by rule, without a word of it; rules of the day before left more "
        "than 4 digits of a card in 1 of the same calls, and masked 10.2 words of 1,000 wrongly "
        "where there was no secret.)",
    ),
    Hand(
        "More that nobody has looked at",
        "thirteenth_hand",
        "by two writers who had read neither a rule, a test nor the other calls, and who put in "
        "what looks like a secret and is none wherever they could. **No rule was changed for "
        "any of them, and none was looked at.** The rules as they were a day before left more "
        "than 4 digits of a card in 0 of the same calls, too, and masked 20.3 words of 1,000 "
        "wrongly where there was no secret.",
    ),
)
"""Those of which nobody who changes a rule has looked at one."""
WORN = (
    Hand(
        "Calls by a second hand",
        "second_hand",
        "by a writer who had not read the rules. They are worn: since they were first measured "
        "(`docs/decisions/009-what-asks-and-how-surely.md` has those figures) rules were "
        "changed **with every one of them in view**, so what follows says what was mended and "
        "nothing about calls of others.",
    ),
    Hand(
        "Calls by a third hand",
        "third_hand",
        "by a writer who had read neither a rule nor a test. They are worn: they were measured "
        "once while nobody had looked at one (2 of 115 calls with more than 4 digits of a card "
        "left; card codes .983, expiry dates .961, names .967, addresses .923, passwords .654; "
        "25.2 words of 1,000 masked wrongly in calls without a secret), and then rules were "
        "changed **with every one of them in view**. What follows says what was mended and "
        "nothing about calls of others.",
    ),
    Hand(
        "Calls by a fourth hand",
        "fourth_hand",
        "by a writer who had read neither a rule nor a test. They are worn: they were measured "
        "while nobody had looked at one (2 of 118 calls with more than 4 digits of a card left; "
        "card codes .983, expiry dates .924, names .937, addresses .760, passwords .588; 29.0 "
        "words of 1,000 masked wrongly in calls without a secret), and then rules were changed "
        "**with every one of them in view**.",
    ),
    Hand(
        "Calls by a sixth hand",
        "sixth_hand",
        "by two writers who had read neither a rule nor a test. They are worn: they were "
        "measured once while nobody had looked at one (1 of 102 calls with more than 4 digits "
        "of a card left, 2 with the rules as they were before; card codes 1.000, expiry dates "
        ".991, names .971, addresses .960, passwords .900; 13.9 words of 1,000 masked wrongly "
        "in calls without a secret), and then rules were changed **with every one of them in "
        "view**.",
    ),
    Hand(
        "Calls by a tenth hand",
        "tenth_hand",
        "by two writers who had read neither a rule nor a test. They are worn: they were "
        "measured once while nobody had looked at one (2 of 75 calls with more than 4 digits of "
        "a card left; card codes .987, expiry dates 1.000, names .959, addresses .975, "
        "passwords 1.000; 11.3 words of 1,000 masked wrongly in calls without a secret), and "
        "then rules were changed **with every one of them in view**.",
    ),
    Hand(
        "Calls by an eleventh hand",
        "eleventh_hand",
        "by three writers who had read neither a rule nor a test. They are worn: they were "
        "measured once while nobody had looked at one, but for six phrases that were printed by "
        "accident (0 of 130 calls with more than 4 digits of a card left; card codes .993, "
        "expiry dates .992, names .979, addresses .793, passwords .741; 15.3 words of 1,000 "
        "masked wrongly in calls without a secret, 17.3 with the rules of the day before), and "
        "then rules were changed **with every one of them in view**.",
    ),
    Hand(
        "Calls by a twelfth hand",
        "twelfth_hand",
        "by three writers who had read neither a rule nor a test. They are worn: they were "
        "measured once while nobody had looked at one (1 of 119 calls with more than 4 digits "
        "of a card left; card codes and expiry dates 1.000, names .928, addresses .932, "
        "passwords .794; 24.2 words of 1,000 masked wrongly in calls without a secret, 25.5 "
        "with the rules of the day before), and then rules were changed **with every one of "
        "them in view**.",
    ),
    Hand(
        "Calls by a fourteenth hand",
        "fourteenth_hand",
        "by three writers who had read neither a rule nor a test: one wrote calls in which "
        "somebody pays, one calls with other personal data, and one calls of ordinary days. "
        "They are worn: they were measured once while nobody had looked at one (0 of 111 calls "
        "with more than 4 digits of a card left; card codes and expiry dates 1.000, names .967, "
        "addresses .893, telephone numbers .946, postcodes .928, passwords .773; 5.1 words of "
        "1,000 masked wrongly in calls without a secret), and then rules were changed **with "
        "every one of them in view**.",
    ),
    Hand(
        "Calls by a fifteenth hand",
        "fifteenth_hand",
        "by three writers who had read neither a rule nor a test. They are worn: they were "
        "measured once while nobody had looked at one (3 of 121 calls with more than 4 digits "
        "of a card left; card codes .985, expiry dates .979, names .988, addresses .961, "
        "telephone numbers .984, passwords .837; 3.2 words of 1,000 masked wrongly in calls "
        "without a secret), and then rules were changed **with every one of them in view**.",
    ),
    Hand(
        "Calls by a sixteenth hand",
        "sixteenth_hand",
        "by three writers who had read neither a rule nor a test, most with an awkward payment. "
        "They are worn: they were measured once while nobody had looked at one (2 of 150 calls "
        "with more than 4 digits of a card left, 3 with the rules of the day before; card codes "
        ".982, expiry dates .964, names .960, addresses .960, telephone numbers .949, passwords "
        ".525; 7.2 words of 1,000 masked wrongly in calls without a secret), and then rules "
        "were changed **with every one of them in view**.",
    ),
    Hand(
        "Calls by a seventeenth hand",
        "seventeenth_hand",
        "by three writers who had read neither a rule nor a test, most with a hasty or an "
        "awkward payment. They are worn: they were measured once while nobody had looked at one "
        "(3 of 159 calls with more than 4 digits of a card left, 4 with the rules of the day "
        "before; card codes .989, expiry dates .983, names .985, addresses .934, telephone "
        "numbers 1.000, passwords .769; 8.2 words of 1,000 masked wrongly in calls without a "
        "secret), and then rules were changed **with every one of them in view**.",
    ),
    Hand(
        "Calls that rules were changed for",
        "fifth_hand",
        "by writers who had read neither a rule nor a test. Rules were changed **with every one "
        "of them in view**: what follows says what was mended and nothing about calls of "
        "others.",
    ),
)
"""Those in view, each since it was measured once; the last from the first."""
