"""What presidio has no recogniser for, or a weak one: UK-first formats as patterns."""

from __future__ import annotations

import re

from pipeline.model import Entity

AREAS = (
    "AB|AL|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|"
    "EC|EH|EN|EX|FK|FY|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|LA|LD|LE|LL|"
    "LN|LS|LU|ME|MK|ML|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|"
    "SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE|B|E|G|L|M|N|S|W"
)
"""Postcode areas of the United Kingdom and the islands (Royal Mail)."""
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_BIRTH_YEAR = r"(?:19\d\d|200\d|201[0-5])"
_DAY = r"(?:[0-2]?\d|3[01])"

_COUNTING = "".join(map(str, range(31)))
"""What it sounds like when somebody counts."""
_GROUPED = re.compile(r"\(?[2-9]\d\d\)?[ .-]+[2-9]\d\d[ .-]+\d{4}")
"""A number of North America, as it is written there."""

_DIALLED = 9
"""Figures of the shortest telephone number that is known by itself: of Ireland, with its nought."""
_VERSION = re.compile(r"\b(?:version|firmware|software|menu|release|build|section|clause)\b", re.I)
"""What has numbers with dots as well."""

Patterns = list[tuple[str, str, float]]

PATTERNS: dict[Entity, tuple[Patterns, tuple[str, ...]]] = {
    Entity.POSTCODE: (
        [("postcode", rf"\b(?:{AREAS})\d[0-9A-HJKMNP-Y]?[\s.,]*\d[ABD-HJLNP-UW-Z]{{2}}\b", 0.6)],
        ("postcode", "post", "code", "address"),
    ),
    Entity.PHONE: (
        [
            ("uk mobile", r"(?<![\w-])0?7\d(?:[\s,.-]*\d){8}(?!\w)", 0.5),
            ("uk landline", r"(?<![\w-])0[123]\d(?:[\s,.-]*\d){7,8}(?!\w)", 0.4),
            ("uk freephone", r"(?<![\w-])08\d(?:[\s,.-]*\d){7,8}(?!\w)", 0.4),
            ("freephone", r"(?<![\w-])1[\s-]?8(?:00|90)(?:[\s.-]*\d){6,7}(?!\w)", 0.4),
            (
                "international",
                r"(?<![\w-])(?:\+|00)(?:44|353|1|91)(?:[\s,.()-]*\d){9,10}(?!\w)",
                0.7,
            ),
            ("us", r"(?<![\w-])\(?[2-9]\d\d\)?[\s.-]+[2-9]\d\d[\s.-]+\d{4}(?![\w-])", 0.4),
        ],
        ("phone", "number", "mobile", "landline", "call", "telephone", "ring", "cell", "contact"),
    ),
    Entity.VEHICLE_REGISTRATION: (
        [("current style", r"\b[A-HJ-PR-Y][A-HJ-PR-Y]\d\d\s?[A-HJ-PR-Z]{3}\b", 0.5)],
        ("registration", "reg", "plate", "car", "vehicle"),
    ),
    Entity.DRIVING_LICENCE: (
        [("dvla", r"\b[A-Z]{1,5}9{0,4}\d[0156]\d[0-3]\d\d[A-Z][A-Z9][A-Z0-9]{3}\b", 0.6)],
        ("licence", "license", "driving", "driver"),
    ),
    Entity.PASSPORT: (
        [("letters", r"\b[A-Z]{2}\d{7}\b", 0.35)],
        ("passport",),
    ),
    Entity.NATIONAL_ID: (
        [("social security", r"(?<![\w-])\d{3}-\d\d-\d{4}(?![\w-])", 0.6)],
        ("social", "security", "ssn"),
    ),
    Entity.NINO: (
        [("nino", r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?(?:\d\d\s?){3}[A-D]\b", 0.6)],
        ("insurance", "national", "nino", "ni"),
    ),
    Entity.DATE_OF_BIRTH: (
        [
            ("figures", rf"(?<![\w/.-]){_DAY}[/.-]{_DAY}[/.-]{_BIRTH_YEAR}(?!\w)", 0.5),
            ("short year", rf"(?<![\w/.-]){_DAY}/{_DAY}/[3-9]\d(?![\w/])", 0.4),
            ("iso", rf"(?<![\w/-]){_BIRTH_YEAR}-[01]\d-{_DAY}(?!\w)", 0.5),
            (
                "day month year",
                rf"(?<!\w){_DAY}(?:st|nd|rd|th)?,?\s+(?:of\s+)?(?:{_MONTH}),?\s+{_BIRTH_YEAR}(?!\w)",
                0.5,
            ),
            (
                "month day year",
                rf"(?<!\w)(?:{_MONTH})\s+(?:the\s+)?{_DAY}(?:st|nd|rd|th)?,?\s+{_BIRTH_YEAR}(?!\w)",
                0.5,
            ),
        ],
        ("birth", "born", "dob", "birthday"),
    ),
    Entity.SORT_CODE: (
        [("sort code", r"(?<![\w-])\d\d-\d\d-\d\d(?![\w-])", 0.35)],
        ("sort", "bank"),
    ),
}


def is_counting(digits: str) -> bool:
    """Whether somebody counts: "one two three four"."""
    return digits in _COUNTING or digits.startswith("12345")


def is_plausible(entity: Entity, text: str, before: str, *, helped: bool) -> bool:
    """Whether `text`, after `before`, can be what a recogniser said.

    `helped` if a word for it stands near. Somebody counting is no telephone number, and the
    path in a menu no address of a machine.
    """
    if entity is Entity.PHONE:
        digits = "".join(c for c in text if c.isdecimal())
        dialled = text.startswith(("+", "0", "(0")) or (digits[:2] == "44" and len(digits) == 12)
        dialled = dialled or digits.startswith(("1800", "1890"))
        return not is_counting(digits) and (
            (dialled and len(digits) >= _DIALLED) or helped or _GROUPED.fullmatch(text) is not None
        )
    if entity is Entity.NINO:
        return helped or text[-1].isalpha()
    if entity is Entity.IP_ADDRESS:
        return helped or not _VERSION.search(before)
    return True
