"""What is asked for or announced, by the phrases people use for it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.adapters.personal.calls import Question
from pipeline.adapters.personal.known_names import common_words, is_common
from pipeline.digits import Sort, read_word
from pipeline.model import Entity
from pipeline.prompts import Phrases
from pipeline.wordlists import words


@dataclass(frozen=True, slots=True)
class _Asks:
    """What a phrase asks for; `faint` if it may be about something else."""

    entity: Entity | None
    faint: bool = False
    also: Entity | None = None
    """What else the same phrase asks for."""


_PROMPTS = Phrases[_Asks](
    {
        _Asks(Entity.PHONE): (
            "phone|telephone|tel|mobile|cell|cellphone|landline number|numbers|number's|no",
            "home|work|office|daytime|evening|contact|callback|whatsapp|emergency number|no",
            "call back number",
            "mobile|cell|home|work|office phone|telephone number|no?",
            "mobile|landline|telephone|cell|whatsapp is|on|number|number's",
            "call|reach|ring|phone|text|get|contact me|you|him|her|us|them back? on|at",
            "ring|call|bell|buzz|shout on",
            "hold of me|you|him|her|us|them on|at",
            "take|get|leave your|a number|no",
            "have your number|no",
            "number to call|reach|ring|contact|text|get|phone",
            "my|your|his|her|their number's",
            "my|your|his|her|their number is|was",
            "best|good|alternative|other|another|second number for|to|is|on",
            "calling|ringing|phoning from",
            "number you're|your|i'm|we're calling|ringing|phoning on|from",
            "area|dialling|dialing|std code",
            "get|ring|call|text|phone|reach|catch|contact me|us on|at",
            "hold of you|me|him|her|them|us",
        ),
        _Asks(Entity.PHONE, faint=True): (
            "mobile|mobile's|landline|landline's|telephone|cell|whatsapp|phone|callback",
            "good|best contact",
            "call back",
            "best|good|alternative|other|another number",
            "your|his|her|their number",
            "number on|for|is",
            "number's",
        ),
        _Asks(Entity.POSTCODE): (
            "postcode|postcodes|postcode's|post-code|eircode|aircode|pincode",
            "post|pose code|codes|coat|court|cold|coded|card|code's",
            "postal|zip|eir|air|pin code",
            "zip|zipcode",
        ),
        _Asks(Entity.SORT_CODE): (
            "sort|sorting|short|salt|sought|sore code|codes|code's|quote|coat|court|card|coded",
            "sort-code|sortcode",
            "routing|aba number|no|code",
        ),
        _Asks(Entity.SORT_CODE, faint=True, also=Entity.ACCOUNT): (
            "bank|account|banking details|detail",
            "your|his|her|the bank",
            "direct debit",
            "barclays|santander|lloyds|natwest|hsbc|halifax|nationwide|monzo|starling|tsb|rbs|aib",
            "bank of ireland|scotland",
            "money|refund|paid|pay into|in to",
        ),
        _Asks(Entity.ACCOUNT): (
            "account number|no|number's|numbers",
            "bank|current|savings|building account number?",
            "and the? account",
            "account is",
            "acc|acct|a/c|act number|no",
            "a c number",
            "roll number",
        ),
        _Asks(Entity.DATE_OF_BIRTH): (
            "date|dates|day|data of birth|births|earth|berth",
            "birth date|dates",
            "birthdate|birthday|birthdays|birthday's|dob|d.o.b|dobs",
            "d o b|bee|be",
            "born on|in|the",
            "when were|was|are|is|you|he|she|they|your you|he|she|they|wife|son|daughter? born",
            "was born",
            "was|were|is|are baby|babies|mum|mom|mam|dad|mother|father|husband|wife|partner born",
            "was|were|is|are your|the|my|his|her baby|child|son|daughter|mum|dad|wife|husband born",
            "was|were|is|are your|the|my|his|her partner|mother|father|children|kids|twins born",
            "when|month|day|year you|he|she|they were|was born when?",
            "were|was born when",
            "month and year of birth",
            "what year were|was you|he|she born",
            "month|day|year of birth",
            "born when",
        ),
        _Asks(Entity.DATE_OF_BIRTH, faint=True): (
            "how old are|is|was|were|would you|he|she|they",
            "you|him|her|them down as",
            "how old is|are the|your|my|his|her|little child|baby|children|kids|son|daughter|one",
            "how old is|are the|your|my little|youngest|eldest|oldest one",
        ),
        _Asks(Entity.NINO): (
            "national insurance number|no?",
            "n|ni i? number|no",
            "insurance number",
            "nino|n.i",
        ),
        _Asks(Entity.NHS): (
            "nhs number|no",
            "n h s number|numbers",
            "hospital|patient number",
            "chi number",
        ),
        _Asks(Entity.IBAN): (
            "iban|iban's|ibn|eyeban number?",
            "i|eye ban|band|van",
            "i b a n",
            "international bank account number",
        ),
        _Asks(Entity.PASSPORT): ("passport number|no|is|number's",),
        _Asks(Entity.PASSPORT, faint=True): ("passport|passports|passport's",),
        _Asks(Entity.DRIVING_LICENCE): (
            "driving|driver's|drivers|driver licence|license|number number|no?",
            "provisional licence|license",
            "licence|license number|no",
            "your|his|her|their driving|driver's|drivers|driver? licence|license number|no",
        ),
        _Asks(Entity.DRIVING_LICENCE, faint=True): ("your|his|her|their licence|license",),
        _Asks(Entity.VEHICLE_REGISTRATION): (
            "registration|registrations number|plate|mark?",
            "reg|reg's|rej|regi|regs number|plate?",
            "number|license|licence|private plate|plates",
            "plate number",
            "vehicle|car|van|lorry|bike registration|reg",
            "vehicle|car|cab|taxi|truck|lorry number",
            "what's|the plate",
        ),
        _Asks(Entity.NATIONAL_ID): (
            "social security number|no?",
            "my|your|the|of full|whole|entire? social",
            "social is|number",
            "ssn|s.s.n",
            "s s n",
            "pps|ppsn|pps's number|no?",
            "p p s n? number|no?",
            "aadhaar|aadhar|adhar|adhaar number|card?",
            "other card number",
            "pan|pancard is|number|card",
            "permanent account number",
        ),
        _Asks(Entity.IP_ADDRESS): ("ip address", "i p address"),
        _Asks(None): (
            "p n r number|is|status?",
            "bag|luggage|baggage|gift|price|name tag|label",
            "a birthday",
            "driving? licence|license|passport renewal|renewals|renewal's|fee|photo|photos|office",
            "birthday card|cards|party|parties|present|presents|gift|gifts|cake|cakes|treat",
            "order|reference|ref|tracking|invoice|booking|policy|claim|ticket|case number|no|id",
            "order|reference|ref|tracking|invoice|booking|policy|claim|ticket number's|numbers",
            "case|job|quote|receipt|voucher|docket|race|batch|lot|asset number's|numbers",
            "part|serial|model number's|numbers",
            "part|serial|model number|number's|no is? on|off the plate|label|sticker|tag",
            "meter|item|product|flight|room|error|fault|complaint|confirmation number's|numbers",
            "application|planning|consignment|dispatch|delivery|collection number|no|number's|is",
            "container|reservation|works|contract|site|unit|plot|menu|dish number|no|number's",
            "error|fault|part|serial|batch|product|order|booking|promo|discount code's",
            "error|error's|application is?",
            "shelf mark|mark's",
            "number|number's|numbers|no is|are? on|off the plate|label|sticker|tag",
            "number|number's|numbers|no is|are? on|off the bottom|side|door|lid|base",
            "get|have|do|order a|the number one|two|three|four|five|six|seven|eight|nine|ten",
            "get|have|do|order a|the number eleven|twelve|thirteen|fourteen|fifteen|sixteen",
            "get|have|do|order a|the number seventeen|eighteen|nineteen|twenty|thirty|forty",
            "get|have|do|order a|the number fifty|sixty|seventy|eighty|ninety|hundred",
            "order|reference|ref|tracking|invoice|booking|policy|claim|ticket|case is",
            "job|quote|receipt|voucher|promo|discount|docket|race|batch|lot|asset number|code|no",
            "part|serial|model|meter|item|product|batch|flight|room number|numbers|reading|code",
            "error|fault|product|stock|catalogue|complaint|confirmation|version number|code|no",
            "order's|reference's|ref's|tracking's|invoice's|booking's|policy's|claim's|ticket's",
            "part's|serial's|model's|item's|product's|batch's|lot's|job's|case's|quote's",
            "part|serial|model|item|product|batch|lot|job|quote is",
            "isbn|imei|barcode|microchip|collar|ear|tag|chassis|engine|frame number|no|is",
            "seal|trailer|pallet|container|lane|gate|hymn|court|locker|shelf number|no|numbers",
            "isbn|imei|barcode|microchip",
            "read me the tag|label|plate|sticker|barcode",
            "meter reading|readings",
            "your|my|the|gas|electric|electricity|water|day|night reading|readings",
            "day|night|low|normal|peak|gas|electric one|one's|rate|is|as",
            "and the|then gas|electric|night|day|normal|low|peak",
            "red one|ones|number|numbers|digit|digits|bit",
            "tag receipt",
            "the tag is|was|says",
            "on the band|barcode|label|spine",
            "tracking|parcel|sku|menu|m p a n|m p r n|mprn|mpan",
            "s slash? n",
            "terminal|merchant|device|machine|site id|number|code",
            "bottom|top|middle shelf",
            "aisle|bay",
        ),
    }
)
"""By what each is asked for; None for what is asked for and is nobody's secret.

Misheard ones among them are those of recognisers: "salt coat" is a sort code."""

CODES = frozenset(
    {
        Entity.POSTCODE,
        Entity.NINO,
        Entity.IBAN,
        Entity.PASSPORT,
        Entity.DRIVING_LICENCE,
        Entity.VEHICLE_REGISTRATION,
        Entity.NATIONAL_ID,
    }
)
"""Those with letters in them."""
_NUMBERED = words("number number's numbers reference references ref reading readings")
"""What things have that are nobody's, when their name stands before it: "warranty number"."""
_NO_THING = words(
    """
    a an the my your his her their our its this that these those what what's which whose any some
    no every each another other others same whole full entire complete right wrong correct best good
    better new old older different long short longer main big little only actual real exact usual
    normal current present previous latest next last first second third top bottom front back and or
    for of on in at to with from by as if but so then is was are it it's is's be been get got give
    have has had need want take leave try use say read me you him them us please yes yeah no okay ok
    um uh er sorry right well also just still there here one two three four five six seven eight
    nine ten eleven fifteen sixteen digit digits phone telephone mobile home work office landline
    cell daytime evening emergency contact callback fax direct personal private business dialling
    whatsapp extension house flat door street building account sort card cards debit credit visa
    mastercard amex security insurance social passport licence license driving driver driver's
    vehicle car van plate registration reg national nhs health medical medicare hospital patient
    chi tax identity id identification voter ration pan aadhaar pps bank building roll iban pin
    pen password secret memorable special area his hers yours mine dad's mum's wife's husband's
    customer's person's neighbour's gp doctor's surgery school embossed raised
    yer ya your's safe alternate alternative spare primary secondary routing aba name names surname
    """
)
"""What may stand before "number" and does not say that it is a thing's."""
_ASK_TOO = words(
    "address name surname forename email e-mail expiry expires street town country vehicle"
)
"""What is asked for in one word and read elsewhere."""
_DIALLED = words("mobile landline telephone cell whatsapp phone callback")
_INTERJECTED = 2
"""Words of the other party that one question may be asked around."""
_ABOUT_CODE = 40
"""Words of the call after a question for a code within which letters are letters."""


def questions(bare: Sequence[str], places: Sequence[int], channel: int) -> Iterator[Question]:
    """The prompts of one channel; `places` says where in the call each word stands.

    The number of a thing that no list knows is nobody's: "warranty number", "gas reading".
    """
    covered: set[int] = set()
    for prompt in _PROMPTS.find(bare):
        asks = prompt.topic
        between = places[prompt.last] - places[prompt.first] - (prompt.last - prompt.first)
        if between > _INTERJECTED:
            continue
        covered.update(range(prompt.first, prompt.last + 1))
        if asks.entity is not None and _is_of_a_thing(bare, places, prompt.first):
            yield Question(None, channel, places[prompt.first - 1], places[prompt.last], faint=True)
            continue
        first, last = places[prompt.first], places[prompt.last]
        begins = prompt.first == 0 or places[prompt.first - 1] < first - 1
        ends = prompt.last + 1 == len(places) or places[prompt.last + 1] > last + 1
        dialled = not _DIALLED.isdisjoint(bare[prompt.first : prompt.last + 1])
        certain = dialled and ((begins and ends) or _tells(bare, prompt.last + 1))
        faint = asks.faint and not (asks.entity is Entity.PHONE and certain)
        yield Question(asks.entity, channel, first, last, faint)
        if asks.also is not None:
            yield Question(asks.also, channel, first, last, asks.faint)
    for at in range(1, len(bare)):
        if at not in covered and _is_of_a_thing(bare, places, at):
            yield Question(None, channel, places[at - 1], places[at], faint=True)


@cache
def asks_by_itself(bare: str) -> bool:
    """Whether a word asks for something when it is all that somebody says: "postcode?"."""
    return bare in _ASK_TOO or any(_PROMPTS.find([bare]))


def _is_of_a_thing(bare: Sequence[str], places: Sequence[int], at: int) -> bool:
    """Whether the word at `at` is the number of what the word before names, an everyday one."""
    if not at or bare[at] not in _NUMBERED or places[at] - places[at - 1] > 1:
        return False
    thing = bare[at - 1]
    known = len(thing) > 2 and thing.isalpha() and is_common(thing, common_words())
    return known and thing not in _NO_THING


def _tells(bare: Sequence[str], at: int) -> bool:
    """Whether a number is said at once: "the landline, two seven four six"."""
    said = [word for word in bare[at : at + 3] if word not in {"is", "it's", "number", "um", "uh"}]
    return bool(said) and read_word(said[0]).sort is Sort.NUMBER


def code_places(asked: Sequence[Question], words: int) -> frozenset[int]:
    """The places in a call of `words` words where somebody may be saying a code."""
    return frozenset(
        place
        for question in asked
        if question.entity in CODES and not question.faint
        for place in range(question.last + 1, min(words, question.last + 1 + _ABOUT_CODE))
    )
