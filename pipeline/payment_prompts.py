"""How agents ask for a card and callers announce it. Pure data."""

from __future__ import annotations

from enum import StrEnum

from pipeline.prompts import Phrases


class Topic(StrEnum):
    """What a payment is asked for, bit by bit."""

    CARD = "card"
    PAYING = "paying"
    """A card is spoken of: its number may follow, or nothing of the kind."""
    LAST_FOUR = "last_four"
    CODE = "code"
    EXPIRY = "expiry"
    ISSUE = "issue"
    START = "start"
    """The day a card is valid from; much else begins on a day."""
    PIN = "pin"
    HOLDER = "holder"
    DONE = "done"
    """The payment is over."""


PAYMENT = Phrases[Topic](
    {
        Topic.CARD: (
            "long card? number",
            "long numbers",
            "card|cards|card's numbers?|number|details|detail|digits",
            "long digit|digits",
            "number|numbers|digits on|across|along|from|off the|your|my front|middle|centre|card",
            "number|numbers|digits on|across|along|from|off the|your|my front|middle of the|your",
            "number|numbers|digits on|across|along|from|off the|your|my debit|credit|bank card",
            "sixteen|16|fifteen|15 digit|digits|numbers|number",
            "sixteen-digit|16-digit|fifteen-digit|15-digit number|card|code",
            "read|give me|us? the|your card",
            "say|enter|key|type in? the|your card",
            "part|half|bit|rest|section of the|your|that card|number|digits",
            "pan number",
            "ready with|for the|your|that|my card",
            "fire|go away|ahead with the|your card",
            "number|numbers|digits on front|back of|off card|the",
            "remaining four|six|eight|4|6|8|digits|numbers",
            "first|second|third|fourth|next four|six|eight|five|group|block|set|lot",
            "first|second|third|fourth|next 4|6|8|5",
            "go|carry ahead|on with the|your number|card|digits",
            "the|your number when|whenever you|you're",
            "mastercard|amex|maestro|switch the? number|is",
            "it's|its|is|it a? mastercard|visa|amex|maestro",
            "master card",
            "american express",
            "first|next four|six|eight digits|numbers",
            "first|next 4|6|8 digits|numbers",
        ),
        Topic.PAYING: (
            "card|cards|debit|credit|visa|mastercard|amex|diners|jcb|rupay|unionpay",
            "pay|paying|payment|paid by|with|on|over card|cards|credit|debit|visa|mastercard|amex",
            "pay|paying|payment by|with|on a|my|your|the card|credit|debit|visa|mastercard|amex",
            "which|what card would you like to pay|use",
            "which|what card are|will|is you|it be? paying|using|pay|use",
        ),
        Topic.LAST_FOUR: ("last|final four|4 digits|numbers?",),
        Topic.CODE: (
            "security code|number|digits|numbers",
            "card verification code|value|number",
            "verification value",
            "cvv|cvc|cv2|cvv2|cvc2|csc|cvd|cbv|cvb|ccv|cid number|code|digits?",
            "c v v|c|b|two|2|d code|number?",
            "cv v|two|2 two|2? code|number?",
            "c.v.v code|number?",
            "c c v",
            "c s c",
            "c b v",
            "three|3|free|tree|four|4 little? digit|digits|numbers|number on|from the|your? back",
            "three|3|free|tree|four|4 little? digit|digits|numbers|number on|from the|your? front",
            "three|3|free|tree|four|4 little? digit|digits|numbers|number on|from the|your? strip",
            "three|3|free|tree|four|4 little? digit|digits|number on|from the|your? reverse",
            "three|3|free|tree|four|4 little? numbers on|from the|your? reverse",
            "three|3|free|tree|four|4 on|off|from the|your? back|back's|reverse|rear|strip",
            "three|3|free|tree|four|4 digit|digits code|security",
            "the three|3|free|tree digits|numbers",
            "three-digit|3-digit|four-digit|4-digit code|number|security",
            "last|final three|3|free|tree digits|numbers|on|off|from",
            "security on the|your? back",
            "see|sea vv|v",
            "cbb|c.i.d|cvp|ccb code|number?",
            "c b b|c i d code|number?",
            "turn|turning|flip|flipping the|your card over",
            "signature strip|panel",
            "number|numbers|digits|code on|off the back|reverse|rear",
            "three|3|free|tree|four|4|for digit|digits security|cid|cvv|cvc code|number?",
            "three|3|free|tree|four|4|for digit code|number",
            "c i d",
            "three|3|free|tree|four|4 digits|numbers|figures on|off|from|under|above",
            "three|3|free|tree|four|4 digits|numbers|figures by|beside|next",
            "card security|verification|validation|identification code|number|digits|value",
            "safety|secret|validation code|number|digits on|off|from",
            "back of the|your|that card",
            "cvn|cvn2 number|code?",
            "c v n",
            "right|left|end of your|the signature|strip",
            "next|beside|after|by|under|above to? your|the signature|strip",
            "where you|you've|it's sign|signed",
        ),
        Topic.EXPIRY: (
            "expiry date|month?",
            "expiration date?",
            "expires|expire|expiring|exp end|at? of?",
            "expires|expire|expiring|expirey|exp",
            "valid until|till|til|to|through|thru",
            "good through|thru|until",
            "month and|then|slash|stroke? year",
            "runs|run|ran out",
            "end date",
            "ex spiry|pirie|piry date?",
            "valid-through|valid-thru|valid-until date?",
            "thru|through date",
            "valid date|dates",
            "when|what|month|year|date does|is|do the|your|that card run|valid|good|expire",
            "card run|runs|good|valid|dated out|till|until|to|til|through|thru",
            "date it|that|she runs|expires|ends|finishes out?",
            "expiry|expire|expiration month|year|please|is|on|for",
            "expiry",
            "how long|long's is|has? that|the|your|it? card? got left|on",
            "how long|long's is|has? that|the|your card good|valid|left|got",
        ),
        Topic.ISSUE: (
            "issue number|no|numb",
            "valid|dated from",
            "what issue is|number",
            "issue is it",
            "says issue",
            "issue on it|that|the|there",
            "ish you number",
        ),
        Topic.START: (
            "issue date",
            "start date",
            "issued on|in",
            "from date",
            "member since",
            "does|did it start",
            "started in",
        ),
        Topic.PIN: (
            "pin number|code?",
            "p i n",
            "passcode|pass-code",
            "pass code|number",
            "telephone|phone|online|internet|mobile banking passcode",
            "digit account? pin",
            "a t m pin",
            "phone|card|account|atm|debit|credit|bank pin",
            "telephone|phone|online|internet banking code|number|pin",
            "pin please|again|is|was|it's|its|for|to|on|you",
            "pins|pin's",
            "passcode|pass-code|passcode's is|it's|its",
            "passcode's",
            "pen number|is",
            "cash|hole machine|point number|code",
            "you use at|in|for the cash|hole|atm|machine machine|point?",
        ),
        Topic.HOLDER: (
            "name on|across the|your|that? card",
            "name on the|it? front|it|there",
            "name appear|appears|written|show|shows|shown on|as",
            "written|shown|appears|appear|printed on the|your card",
            "card in your|whose|what own? name",
            "in the name of",
            "initial|initials|surname on|in the|your card",
            "card belong|belongs to",
            "cardholder|cardholder's name?",
            "card|car holder|holder's|holders name?",
            "name|name's|names is? on|across the|your|that|this card|front",
            "name|name's|names is? on it",
            "name of the cardholder|card",
            "name|name's|names as? it|it's|that's is? printed|written|shown|appears|spelt|on",
            "name|name's|names as? is? printed|written|shown|spelt|embossed on the|your|it|that",
            "name on|as the|your|that? front|debit|credit|bank",
            "it|that your own card",
            "how|as does|is|it's|it the|your? name? appear|written|spelled|spelt|printed|shown",
            "in my|her|his|their|our own|maiden|married|full|wife's|husband's|mum's|dad's name",
            "in my|her|his|their|our partner's|daughter's|son's|mother's|father's|company name",
            "in my|her|his|their name",
            "wife's|husband's|mum's|dad's|partner's|mother's|father's|company's name on",
        ),
        Topic.DONE: (
            "payment has|has|is|was|have gone|been|went through|successful|approved|accepted|taken",
            "payment's gone|been|went through|taken",
            "gone|went through",
            "all|that's|you're|we're done|sorted|set|paid|through",
            "that's|you me|you paid",
            "been|is|and|was paid",
            "going through there|for|now",
            "gone|went thru",
            "come back|up approved|authorised",
            "payment is|'s? done|posted|received",
            "payment has been received",
            "been|was|is successful|accepted|approved",
            "transaction is successful",
            "the|a|your|you|email receipt",
            "that's|thats|it's|has|been|is approved|authorised|authorized",
            "payment|transaction successful|complete|completed|approved|authorised|authorized",
            "authorisation|authorization|auth code|number",
            "order|reference|confirmation|booking|receipt number|code|is",
            "you're|you are|been|card's approved|authorised|authorized",
            "approved|authorised|authorized thank|thanks|lovely|great|perfect",
            "thank|thanks you|for? for|your|the your|the? payment",
            "show|appear|come up? on your statement",
            "go|goes|going|gone|went|go's|been through okay|ok|fine|now|alright|lovely",
            "reference for that|this|your",
            "took|taken|taking payment",
            "that's took|taken it",
            "come|coming|gone|go out of my|your|the account|bank",
            "it|that|all|you're paid then|now|up|for|thanks",
            "confirmation email|text|number",
        ),
    }
)
"""How agents ask for a card and callers announce it, over several years of recorded habits;
"free" is what recognisers write for "three"."""

SOFT = Phrases[Topic](
    {
        Topic.CARD: (
            "four|4 at a time",
            "number when you're|your|you ready",
            "middle four|six|eight|4|6|8",
            "long one is|on|number",
            "fire away",
            "ready when you|you're are?",
            "in fours|groups|blocks|chunks",
            "groups|blocks|chunks|lots of four|4",
        ),
        Topic.CODE: (
            "last|back|final three|3|free|tree",
            "last|back|final three|3|free|tree yes|they|they're|is|are|there",
            "three-digit|3-digit|four-digit|4-digit",
            "three|3|free|tree|four|4 digit|digits|figure|figures|numerals",
            "three|3|free|tree little|small|wee|tiny? numbers|ones|figures",
            "strip one|bit|number|numbers",
            "signature bit|box|line",
            "other side of it|that|the",
            "turn|turning|flip|flipping it|that|yours over",
            "batch code",
            "the|that|your|new code|code's now|is|again|please?",
            "what's|what is the|your|that code",
            "little number|numbers|digits|one on|off|from|by",
        ),
        Topic.EXPIRY: (
            "date on it|that|there|yours",
            "date on|under|at the? front|bottom|card|left|right|long",
            "second date",
            "validity of|date|on|period?",
            "good till|til|until|up|through|thru|to",
            "month first",
            "out of date",
            "new|other date",
            "expired",
            "date underneath",
            "when|when's is|does? it|that|she|he|the|your card? finish|up|end|out|run|due|done",
        ),
    }
)
"""What asks for card data only where a payment is spoken of."""

IN_PAYMENT = Phrases[Topic](
    {
        Topic.CARD: (
            "and|the next",
            "and the|that? number",
            "the rest",
            "rest of it|them|that",
            "and after that",
            "keep going",
            "again from the? start|beginning|top",
            "from the start|beginning|top",
            "whole number again",
            "last bit|part",
            "one|digit|number short|missing",
            "last|next|first|second|third|fourth|other|final|middle four|eight|six|block|group",
            "last|next|first|second|third|fourth|other|final|middle 4|8|6|bit|set|lot|half",
            "say|read|give|repeat that|it|them|those again",
            "once more",
            "number is|was|again|please",
            "begins|starts with",
            "nice and slowly|slow",
            "bit slower",
        ),
        Topic.CODE: (
            "the|those|and|other three|3|free|tree",
            "the|and back",
            "the|and strip",
            "and? code",
            "other side",
            "back of it",
            "three more",
            "and|the|your security",
            "security is|was|please|again",
            "check|control|proof|safety number|digit|digits|code|value",
        ),
        Topic.EXPIRY: (
            "what year",
            "the|that date|dates|date's",
            "and date",
            "till|until when",
            "month|year please|again|is",
            "and the month|year",
            "when|when's it|that|is|does it|that? finish|up|end|start|run|stop|go",
            "runs|run|ends|goes to|till|until",
            "its|it's|the date",
        ),
        Topic.HOLDER: (
            "and the|your|what name",
            "name is?",
            "name's",
            "whose|what name",
            "the name please",
        ),
    }
)
"""What asks for the next bit of a card only while one is being read."""

BACK = Phrases[Topic](
    {
        Topic.CODE: (
            "the|your|its back|reverse|rear|strip|signature",
            "back|back's of|is|please|three|then",
            "other|flip side",
            "where you sign|signed|sign",
        )
    }
)
FRONT = Phrases[Topic]({Topic.CODE: ("the front",)})
"""Where a card's code is printed; on an American Express, in front."""
