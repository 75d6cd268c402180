"""What shows that a recogniser's times are wrong, one by one."""

from __future__ import annotations

from pipeline.clocks import Clocks, is_read
from pipeline.model import Entity, Finding, Party, Transcript, Word
from pipeline.timeline import Span

CALL = Span(0, 60_000)
HERE = Span(3_000, 4_000)
TEXT = "so the long number is four five three nine five seven eight"


def said(*, late: int = 0, pace: int = 400, length: int = 350) -> Transcript:
    """The caller says TEXT from the second second on."""
    words = (
        Word(text, Span(2_000 + late + pace * i, 2_000 + late + pace * i + length), 1, 0.9)
        for i, text in enumerate(TEXT.split())
    )
    return Transcript(tuple(words), (Party.AGENT, Party.CUSTOMER))


SPOKEN = [[], [Span(1_600, 7_200)]]
RUN = Finding(Entity.DIGITS, 1, Span(3_900, 6_900), 0.8, "digit-listener")


def is_doubted(call: Transcript, *heard: Finding) -> bool:
    return Clocks(call, SPOKEN, heard).is_doubted(1, HERE, within=CALL)


def test_words_that_lie_in_the_speech_are_believed() -> None:
    assert not is_doubted(said())
    assert not is_doubted(said(), RUN)


def test_words_in_silence_were_said_at_another_time() -> None:
    assert is_doubted(said(late=2_000))
    assert is_doubted(said(late=-1_500))


def test_speech_in_which_nothing_was_written_shows_that_the_words_came_late() -> None:
    talk = Clocks(said(late=1_800), [[], [Span(1_600, 9_500)]], ())
    assert talk.is_doubted(1, HERE, within=CALL)
    assert not Clocks(said(), [[], [Span(1_600, 7_200)]], ()).is_doubted(1, HERE, within=CALL)


def test_nobody_says_two_words_at_once() -> None:
    assert is_doubted(said(length=700))


def test_a_run_of_digits_that_was_heard_where_none_were_written() -> None:
    assert is_doubted(said(late=-300), Finding(Entity.DIGITS, 1, Span(1_700, 4_000), 0.8, "l"))


def test_the_other_channel_has_a_clock_of_its_own() -> None:
    assert not Clocks(said(late=2_000), SPOKEN, ()).is_doubted(0, HERE, within=CALL)


def test_a_clock_that_went_wrong_is_believed_again_half_a_minute_later() -> None:
    assert not Clocks(said(late=2_000), SPOKEN, ()).is_doubted(1, Span(40_000, 41_000), within=CALL)


def test_words_without_a_time_of_their_own_say_nothing_of_the_others() -> None:
    call = said()
    lost = Word("bye", CALL, 1, 0.0)
    assert not is_doubted(Transcript((lost, *call.words), call.channels))


def test_a_number_is_read_when_its_digits_lie_under_the_run() -> None:
    assert is_read(RUN, said())
    assert not is_read(RUN, said(late=3_000))
