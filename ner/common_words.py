"""The words that everybody uses, so that the model can tell a rare one: a list in the package.

    python -m ner.common_words models/tiny.en/vocabulary.txt

The list is the whole lower-case words among the pieces of Whisper's vocabulary (OpenAI, MIT;
its pieces are in the order of how often they were met), our templates' words added, names
that are no other word left out. What comes after the first few thousand serves training as rare.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from ner.filling import lines
from ner.things import CARS, COMPANIES, MONTHS, ORDINALS, THINGS, WEEKDAYS
from pipeline.adapters.personal.known_names import COMMON_WORDS, FIRST_NAMES
from pipeline.wordlists import words

COMMON = 13_000
_BRITISH = words(
    """
    ok okay yep yeah yup nope nah hiya cheers ta mate mates luv darling sweetheart pet duck hun
    surname forename forenames postcode cvv cvc amex visa mastercard maestro uk usa eu nhs gp
    mot dvla hmrc pin sms vat iban bic nino quid pence pounds pound tenner fiver p k ni id ids
    pdf treble nought niner underscore hyphen hash dot com org net www gmail hotmail outlook
    yahoo icloud btinternet aol voicemail callback landline keypad handset sim esim wifi
    broadband fibre router modem hub dongle telly tv remote mobile mobiles phones online offline
    app apps login logon username passcode website websites email emails texted texting whatsapp
    facebook google mm mhm aha ooh aw ah eh hmm huh uhm gonna wanna gotta dunno kinda innit
    ain't cos coz til whilst amongst learnt spelt burnt spoilt colour grey tyre tyres kerb
    cheque cheques aluminium programme programmes theatre centre centres metre metres litre
    litres kilometres millimetres centimetres kilos grams ounces stone jewellery pyjamas storey
    plough draught moustache marvellous favour favourite honour neighbour neighbours
    neighbourhood behaviour organise organised realise realised recognise apologise apologies
    cancelled cancelling travelled travelling labelled fuelled licence licences practise defence
    offence enquiry enquiries fortnight fortnightly bank holiday bungalow maisonette terraced
    semi detached flat flats flatmate landlady letting lettings tenancy freehold leasehold
    solicitor solicitors barrister plumber plumbers electrician sparky builder joiner roofer
    plasterer glazier locksmith gasman boilerman lorry lorries van vans minicab taxi cab
    motorway dual carriageway roundabout pavement petrol diesel unleaded bonnet windscreen wiper
    wipers wing mirror hatchback saloon estate caravan motorhome moped scooter pushbike bumper
    gearbox clutch exhaust catalytic converter handbrake hoover hoovers kettle kettles toaster
    hob oven cooker fridge freezer tumble dryer dishwasher boiler radiator radiators thermostat
    immersion stopcock tap taps sink plughole drain drains gutter guttering skirting loft
    conservatory porch patio decking shed greenhouse allotment lawnmower strimmer hosepipe
    wheelbarrow duvet duvets pillowcase mattress wardrobe sofa sofas settee armchair footstool
    cushion cushions curtains blinds nappies nappy pushchair pram cot dummy jumper jumpers
    trainers wellies trousers knickers tights cardigan anorak cagoule mac handbag purse rucksack
    suitcase satnav sellotape biro rubber plasters paracetamol ibuprofen chemist pharmacist
    prescription jab jabs surgery physio physiotherapist midwife paediatric chiropodist optician
    opticians dentures crisps biscuits scones crumpets chips peas gravy pudding custard trifle
    takeaway curry korma masala tikka naan samosa bhaji biryani poppadom raita january february
    march april june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays
    sundays christmas easter diwali eid ramadan hanukkah halloween bonfire english irish
    scottish welsh british polish chinese indian french german spanish italian greek turkish
    arabic urdu punjabi hindi gujarati bengali portuguese romanian russian american australian
    canadian jesus god lord christ amazon ebay paypal netflix youtube iphone ipad samsung
    android microsoft apple lakh crore rupees paisa aadhaar upi euro euros dollar dollars cent
    cents zip checkbook sixteenth seventeenth eighteenth nineteenth twentieth thirtieth
    thirty-first eleventh twelfth
"""
)
_RARE = Path(__file__).parent / "rare_words.txt"


def rare_words() -> list[str]:
    return _RARE.read_text(encoding="ascii").split()


def main() -> None:
    pieces = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    whole = [piece[1:] for piece in pieces if piece.startswith("\u0120")]
    fit = [w for w in whole if w.isascii() and w.isalpha() and w.islower() and len(w) > 2]
    known = [word for word in fit if word not in FIRST_NAMES]
    every = " ".join([*lines("prose.txt"), *lines("templates.txt")])
    named = re.sub(r"\{[^}]*\}", " ", every)
    listed = " ".join([*MONTHS, *WEEKDAYS, *ORDINALS, *THINGS, *CARS, *COMPANIES, *_BRITISH])
    own = {
        word.strip(".,?!").lower()
        for word in f"{named} {listed}".translate(str.maketrans("[]|/", "    ")).split()
    }
    common = {*known[:COMMON], *(w for w in own if w.isascii() and len(w) > 1)}
    common -= FIRST_NAMES - {"mac"}
    COMMON_WORDS.write_text("\n".join(sorted(common)) + "\n", encoding="ascii")
    rare = [word for word in known[COMMON:] if len(word) > 3 and word not in common]
    _RARE.write_text("\n".join(rare) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
