"""What callers and agents make of numbers, codes, dates and addresses between them."""

from __future__ import annotations

from functools import cache

import pytest

from pipeline.adapters.personal import PersonalDataDetector
from tests.pipeline.spoken import call, masked, mono


@cache
def detector() -> PersonalDataDetector:
    return PersonalDataDetector()


def left(entity: str, *lines: str) -> str:
    """What stays readable, if all that does not is one `entity`."""
    transcript = call(*lines)
    words = masked(transcript, detector().find(transcript)).split()
    return " ".join(word for word in words if word != f"<{entity}>")


def count(entity: str, *lines: str) -> int:
    transcript = call(*lines)
    return masked(transcript, detector().find(transcript)).count(f"<{entity}>")


# --- telephone numbers ----------------------------------------------------------------


def test_a_correction_at_the_end_of_a_number_is_part_of_it() -> None:
    said = left(
        "PHONE",
        "agent: so that was 07700 900 314",
        "no 341 at the end",
        "agent: 341 got it",
    )
    assert said == "so that was no at the end got it"


def test_a_number_goes_on_after_somebody_was_put_on_hold() -> None:
    said = left(
        "PHONE",
        "right it's oh two oh seven nine four six",
        "agent: sorry one second the system has kicked me out thanks for holding go ahead",
        "where was i oh four double three",
    )
    assert "oh four" not in said
    assert "nine four six" not in said


def test_one_party_begins_a_number_and_the_other_ends_it() -> None:
    assert (
        count("PHONE", "agent: you said oh seven nine one one", "one two three four five six") == 11
    )


def test_both_parties_on_one_channel_say_one_number() -> None:
    transcript = mono(
        "agent: what number are you calling from", "oh one six three two yep nine six"
    )
    assert "nine" not in masked(transcript, detector().find(transcript))


def test_words_and_figures_in_one_token_are_a_number() -> None:
    assert (
        count("PHONE", "agent: can i take your number", "0-7-9-0-0, then 8-8-0, then 4-double-1.")
        == 5
    )


# --- e-mail addresses -----------------------------------------------------------------


def test_an_address_is_given_over_several_turns() -> None:
    said = left(
        "EMAIL",
        "agent: and your email",
        "so it's the big ginger cat",
        "agent: all one word",
        "one word yeah",
        "agent: at",
        "at icloud",
        "agent: dot com",
        "dot com",
    )
    assert said == "and your email so it's all one word one word yeah at"


def test_an_address_is_found_though_its_signs_were_misheard() -> None:
    said = left("EMAIL", "agent: and email", "hughes seventy one and gmail dough com")
    assert said == "and email"


def test_what_is_spelled_of_an_address_afterwards_belongs_to_it() -> None:
    transcript = call(
        "agent: where shall i email the ticket",
        "it's brightwell at example dot net",
        "agent: is that b r i g h t",
        "b for bravo yeah",
        "agent: brightwell at example dot net lovely",
    )
    words = masked(transcript, detector().find(transcript)).split()
    readable = " ".join(word for word in words if word[0] != "<")
    assert readable == "where shall i email the ticket it's is that yeah lovely"


def test_a_corrected_domain_is_masked_as_well() -> None:
    said = left("EMAIL", "it's cakes at brightwell dot com", "agent: ok", "no brightwell dot org")
    assert said == "it's ok no"


@pytest.mark.parametrize(
    "said",
    [
        "agent: do you have an email at all | no i don't use the internet",
        "agent: you can see it at our website dot com slash help",
        "agent: you'll get an email within twenty four hours | great what time does it arrive",
    ],
)
def test_talk_about_email_and_sites_stays(said: str) -> None:
    lines = said.split(" | ")
    assert left("EMAIL", *lines) == said.replace("agent: ", "").replace(" | ", " ")


# --- codes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "be are one tree eight are tea",
        "en gee one six four dee ex",
        "sierra whiskey nineteen then three bravo echo",
        "L for Lima, 1, then 8, J for Juliet, Q for queen.",
        "oh ex four two dee pea",
        "D06 X2P4.",
    ],
)
def test_letters_heard_as_words_are_a_postcode(said: str) -> None:
    assert left("POSTCODE", "agent: what's the postcode or eircode", said).endswith("eircode")


def test_a_postcode_nobody_asked_for_is_found_with_its_area_as_a_word() -> None:
    assert left("POSTCODE", "it's for delivery to ox four two d p") == "it's for delivery to"


def test_the_halves_of_a_postcode_are_said_by_both() -> None:
    said = left("POSTCODE", "agent: i've got c f ten just the last three for me", "three n q")
    assert said == "i've got just the last three for me"


def test_only_where_a_code_was_asked_for_are_words_letters() -> None:
    said = "i see are you sure you want to see one or two of them"
    assert left("POSTCODE", said) == said


def test_two_things_asked_at_once_are_both_answered() -> None:
    transcript = call(
        "agent: i'll need the sort code and account number",
        "it's oh seven oh one one six",
        "agent: got that",
        "and three three four nine two two one eight",
    )
    found = masked(transcript, detector().find(transcript))
    assert (found.count("<SORT_CODE>"), found.count("<ACCOUNT>")) == (6, 8)


def test_several_of_a_kind_are_all_masked() -> None:
    said = left(
        "PASSPORT",
        "agent: i need both passport numbers",
        "mine is one oh two seven double eight three one four and his is 511629003",
    )
    assert said == "i need both passport numbers mine is and his is"


def test_the_eight_figures_after_a_sort_code_are_the_account() -> None:
    assert "83014426" not in left("ACCOUNT", "agent: it's 20-45-17, to 83014426, thank you")


# --- births ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "the third of the sixth seventy four",
        "thirst of may eighty to",
        "the ninth of march twenty sixteen",
        "october fifth nineteen fifty",
        "christmas eve nineteen forty six",
        "The 7th of the 9th, '82.",
        "oh five oh four nineteen ninety",
        "sixteen seven fifty two",
    ],
)
def test_dates_of_birth_are_said_in_many_ways(said: str) -> None:
    assert left("DATE_OF_BIRTH", "agent: and your date of birth", said) == "and your date of birth"


def test_dates_of_several_children_and_corrections_are_births() -> None:
    said = left(
        "DATE_OF_BIRTH",
        "agent: dates of birth for the children please",
        "the tenth of june twenty nineteen",
        "agent: and",
        "august the first twenty twenty two",
        "agent: tenth of july",
        "june",
    )
    assert said == "dates of birth for the children please and"


def test_other_dates_and_ages_in_the_same_talk_stay() -> None:
    said = left(
        "DATE_OF_BIRTH",
        "agent: your date of birth please",
        "19 August 1958.",
        "agent: and you've been with us since nineteen eighty six that was forty three pounds then",
    )
    assert said.endswith("since nineteen eighty six that was forty three pounds then")


# --- passwords ------------------------------------------------------------------------


def test_a_second_attempt_at_a_password_is_masked_too() -> None:
    said = left(
        "PASSWORD", "agent: and your memorable word", "is it rover", "agent: no sorry", "trevose"
    )
    assert said == "and your memorable word is it no sorry"


def test_a_code_that_was_sent_is_a_password() -> None:
    assert (
        count("PASSWORD", "agent: i've sent you a six digit code", "two nine oh four four seven")
        == 6
    )


# --- what is nobody's -----------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "count to ten | one two three four five six seven eight nine ten",
        "go to menu four then four point two then four point two point one",
        "the firmware it wants is 10.4.12.3 and yours is on 10.4.11.9",
        "it's the old part number BX52 HGT.",
        "that's 65 and 70 to 79 for the over sixties",
        "agent: and how old is the boiler | it's a two thousand and nine",
        "they've been married 40 years and it's 41 in May",
        "the permit runs from 01/06 to 31/05 in zone C3",
    ],
)
def test_counting_menus_versions_and_parts_stay(said: str) -> None:
    lines = said.split(" | ")
    transcript = call(*lines)
    assert masked(transcript, detector().find(transcript)) == " ".join(lines).replace("agent: ", "")


# --- in parts, and in other words -----------------------------------------------------


def test_the_first_letters_of_a_licence_may_be_heard_as_a_word() -> None:
    lines = ("agent: driving licence", "it's ashto seven oh five two three three m t nine h v")
    assert left("DRIVING_LICENCE", *lines) == "driving licence it's"


def test_a_licence_in_three_parts_is_masked_whole() -> None:
    said = left(
        "DRIVING_LICENCE",
        *("agent: licence number", "m o r g a", "agent: yes", "seven five seven one one six"),
        *("agent: go on", "s m nine i j", "agent: fine"),
    )
    assert said == "licence number yes go on fine"


@pytest.mark.parametrize(
    "said",
    [
        "ie twenty nine aibk nine three one one five two one two three four five six seven eight",
        "gb two nine nwbk six oh one six one three three one nine two six eight one nine",
        "de eighty nine three seven oh four double oh double four oh five three two oh one three",
    ],
)
def test_the_letters_of_an_iban_may_be_heard_as_words(said: str) -> None:
    assert left("IBAN", "agent: and the iban", said) == "and the iban"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("when was baby born", "the nineteenth of january this year"),
        ("when was your dad born", "nineteen thirty four september the second"),
        ("born when", "the thirtieth of december fifty eight"),
        ("what's his date of birth", "oh three stroke twelve stroke nineteen sixty nine"),
        ("when were the twins born", "the ninth of march twenty nineteen"),
    ],
)
def test_a_birth_is_masked_whole(asked: str, said: str) -> None:
    assert left("DATE_OF_BIRTH", f"agent: {asked}", said) == asked


@pytest.mark.parametrize("asked", ["i do need the year", "and the year", "what year"])
def test_the_year_may_be_asked_for_by_itself(asked: str) -> None:
    lines = ("agent: date of birth", "twelfth of december", f"agent: {asked}", "fifty-nine")
    assert left("DATE_OF_BIRTH", *lines) == f"date of birth {asked}"


def test_a_date_with_strokes_is_a_birth_though_nobody_asked() -> None:
    assert left("DATE_OF_BIRTH", "03 stroke 12 stroke 1969", "agent: thank you") == "thank you"
    assert count("DATE_OF_BIRTH", "it's 14 stroke 3 stroke 2 on the plan") == 0


def test_an_address_in_a_reserved_domain_is_given_in_three_turns() -> None:
    lines = ("agent: email", "info", "agent: info at", "at holly kennels", "agent: dot")
    assert count("EMAIL", *lines, "dot example all one word") >= 6


def test_figures_of_an_address_are_found_again() -> None:
    lines = (
        "agent: your email",
        "okwu.nwosu82@example.co.uk",
        "agent: eight two",
        "nwosu 82, 8-2.",
    )
    assert left("EMAIL", *lines) == "your email"


@pytest.mark.parametrize(
    "said",
    [
        "they're at eleven a tannery yard",
        "send it to flat c second floor ninety brackendale court",
        "my address is forty rosehill wynd",
        "we live at 5 Chapel Brow",
        "my address is nine gandhi nagar second cross indiranagar bangalore",
        "we live at number 9 bakers yard",
    ],
)
def test_houses_with_letters_floors_and_rarer_streets_are_addresses(said: str) -> None:
    assert left("ADDRESS", said) in {"they're at", "send it to", "my address is", "we live at"}


# --- what only looks like more of an answer -------------------------------------------


@pytest.mark.parametrize(
    "later",
    [
        "agent: and the first line of your address",
        "agent: tuesday the sixteenth at eleven",
        "agent: your last check up was in october",
    ],
)
def test_days_after_a_whole_date_of_birth_are_other_days(later: str) -> None:
    lines = ("agent: your date of birth please", "the sixth of may nineteen forty nine")
    assert left("DATE_OF_BIRTH", *lines, later).endswith(later.removeprefix("agent: "))


def test_a_corrected_day_is_part_of_the_date() -> None:
    lines = ("agent: your date of birth please", "the sixth of may nineteen forty nine")
    assert "fifth" not in left("DATE_OF_BIRTH", *lines, "sorry no the fifth")


@pytest.mark.parametrize("box", ["p o box four one seven", "PO Box 417"])
def test_a_box_of_the_post_office_is_an_address(box: str) -> None:
    assert box not in left("ADDRESS", f"it's {box} taos")


def test_the_letters_of_a_licence_are_found_again() -> None:
    lines = ("agent: your driver number on the licence", "HUGHE 602 254 E99 KW")
    assert "HUGHE" not in left("DRIVING_LICENCE", *lines, "agent: sorry after HUGHE")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("my address is nine gandhi nagar second cross bangalore 5 6 double oh 3 8", 6),
        ("it's 9 Prickly Pear Trail, Dripping Springs, 78620", 1),
    ],
)
def test_a_postal_code_of_figures_follows_an_address(said: str, code: int) -> None:
    lines = ("agent: and the address", said)
    assert count("POSTCODE", *lines) + count("ADDRESS", *lines) >= code
    assert said.split()[-1] not in left("ADDRESS", *lines)


# --- numbers of things, and codes of one form --------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        (
            "agent: can i take your gas reading",
            "oh seven six two one",
            "agent: oh seven six two one",
        ),
        ("agent: what's the warranty number", "is it the long one", "it's 6022184991"),
        ("agent: your request number is s r seven one four four two nine oh",),
        (
            "agent: claim number please",
            "sorry it's underneath h c zero zero seven one nine three four",
        ),
    ],
)
def test_the_number_of_a_thing_that_no_list_knows_is_nobodys(lines: tuple[str, ...]) -> None:
    transcript = call(*lines)
    assert "<" not in masked(transcript, detector().find(transcript))


def test_a_telephone_number_given_instead_is_one_all_the_same() -> None:
    lines = ("agent: the booking number", "i've only got my phone it's 07700 900 314")
    assert count("PHONE", *lines) == 3


def test_codes_of_one_form_are_known_though_nobody_asked() -> None:
    assert (
        count(
            "IBAN",
            "i e one seven b o f i six one six oh one oh three three nine eight six seven nine 7",
        )
        > 20
    )
    assert count("NATIONAL_ID", "it says b n z p m double four one seven k") == 10
    assert count("NATIONAL_ID", "the part is b n z x m double four one seven k") == 0


def test_a_code_that_is_read_again_is_found_again() -> None:
    lines = (
        "agent: and the iban",
        "d e eight nine three seven oh four double oh four four oh five three two oh one three oh",
        "agent: that's too short",
        "oh d e eight nine three seven oh four nought nought double four oh five three two",
    )
    assert "nine three seven" not in left("IBAN", *lines)


def test_a_price_in_thousands_is_no_account() -> None:
    assert (
        count("SORT_CODE", "agent: and lloyds", "i've got 4,500 of those", "agent: 8,274 down 11")
        == 0
    )
    assert (
        count(
            "ACCOUNT", "agent: over the bank holiday leeds is ten to four harrogate eleven to three"
        )
        == 0
    )


def test_the_telephone_alphabet_names_nobody() -> None:
    lines = ("agent: your claim reference is charlie lima nine four", "juliet victor four four")
    assert count("PERSON", *lines) == 0


@pytest.mark.parametrize(
    "said",
    [
        "there's a key safe by the meter it's two two oh nine",
        "the code for the gate is three six six nine",
        "can you unlock the phone yeah it's seven three nine one four four",
    ],
)
def test_what_opens_a_lock_is_masked_though_nobody_asked(said: str) -> None:
    assert count("PIN", said) in {4, 6}


def test_a_sort_code_and_an_account_are_told_in_one_breath() -> None:
    said = (
        "agent: the sort code is twenty ninety eight oh six and seven three six six oh one one two"
    )
    assert "six" not in left("SORT_CODE", said)


def test_more_of_an_account_follows_when_the_first_of_it_was_read_back() -> None:
    found = left(
        "IBAN",
        "agent: the iban please",
        "d e four four five double oh one oh five one seven five four oh seven",
        "agent: five four oh seven yes",
        "and three two four nine three one",
    )
    assert "three" not in found


def test_the_number_of_a_thing_after_a_date_of_birth_is_no_date() -> None:
    found = left(
        "DATE_OF_BIRTH",
        "agent: and date of birth",
        "eighth of october fifty six",
        "agent: scheme number one oh oh two two four seven six there's a pension of",
    )
    assert found.endswith("scheme number one oh oh two two four seven six there's a pension of")


def test_an_appointment_is_no_echo_of_a_date_of_birth() -> None:
    found = left(
        "DATE_OF_BIRTH",
        "agent: your date of birth",
        "the third of march nineteen forty one",
        "agent: and it's about your knee the left one is it",
        "yes",
        "agent: okay so i've got the ninth of december at two",
    )
    assert found.endswith("i've got the ninth of december at two")


def test_a_question_is_not_asked_across_the_other_partys_turn() -> None:
    found = left(
        "PHONE",
        "agent: it goes on flight e i one five nine this evening",
        "and what about the other one then",
        "agent: no trace yet what's on the tag",
        "five six oh seven seven three",
    )
    assert found.endswith("five six oh seven seven three")


def test_a_house_number_is_corrected_after_its_street() -> None:
    found = left(
        "ADDRESS",
        "agent: is that sixteen wellesley road leeds",
        "no sixty",
    )
    assert found == "is that no"


@pytest.mark.parametrize("said", ["it was at twelve the spinney", "he's at flat c"])
def test_homes_without_a_road_are_addresses(said: str) -> None:
    assert count("ADDRESS", "my name is anna smith", said) >= 2


@pytest.mark.parametrize(
    "said", ["is the messiah by handel", "how far is ganymede", "we fly to doha"]
)
def test_what_a_dictionary_writes_with_a_capital_is_nobody(said: str) -> None:
    transcript = call(said)
    assert "<" not in masked(transcript, detector().find(transcript))


def test_a_code_with_a_word_for_each_letter_names_nobody() -> None:
    transcript = call("agent: your booking reference", "k for kilo seven q for quebec two d")
    assert "<PERSON>" not in masked(transcript, detector().find(transcript))


# --- what ends one thing, and what is said twice ---------------------------------------


def test_a_question_of_one_word_ends_what_was_spelled_before() -> None:
    said = left(
        "POSTCODE",
        "agent: and the date of the order",
        "twelfth of the tenth two thousand",
        "agent: postcode",
        "e x four six p w",
    )
    assert said.endswith("postcode")


@pytest.mark.parametrize(
    "said",
    [
        "l e two seven q t lima echo two seven quebec tango",
        "b d one eight two l a b d one eight two l a",
    ],
)
def test_what_is_said_twice_in_one_breath_is_said(said: str) -> None:
    assert left("POSTCODE", "agent: and the postcode please", said).endswith("please")


@pytest.mark.parametrize(
    ("entity", "said"),
    [
        ("PHONE", "mobile ends 662 yeah 0 7 8 0 9 4 1 8 6 6 2 okay"),
        ("PHONE", "number oh 7 7 oh oh 9 oh oh 1 5 4 8 pounds 50"),
        ("VEHICLE_REGISTRATION", "sir your vehicle m h twelve q r eight oh five one is expiring"),
        ("VEHICLE_REGISTRATION", "a black bmw e y seventy one l m f"),
        ("DRIVING_LICENCE", "it's d o y l e eight one one one two seven k nine nine z y"),
        ("PIN", "there's a keypad it's c one nine four x c one nine four x"),
        ("PASSWORD", "the password's on the sticker k t seven m p h nine"),
    ],
)
def test_what_has_a_form_of_its_own_needs_no_question(entity: str, said: str) -> None:
    assert count(entity, said) >= 5


def test_bottom_lines_and_the_second_line_are_no_address() -> None:
    said = ("agent: you're through to the second line", "hi the site's been down since last night")
    assert count("ADDRESS", *said) == 0
