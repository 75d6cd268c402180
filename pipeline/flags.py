"""What should not be in a recording at all: special categories, convictions, children. Pure.

A flag silences nothing; it asks a person to look (UK GDPR, articles 9 and 10).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.digits import Read, Sort, join, read_words
from pipeline.model import Flag, Transcript, Word
from pipeline.prompts import Phrases
from pipeline.timeline import Span
from pipeline.wordlists import words

_TALKS = 4
_OLD_ENOUGH = 16
"""Years. A speaker between the two is flagged."""

_CUES = Phrases[tuple[str, str]](
    {
        ("health", "illness"): (
            "diabetes|diabetic|epilepsy|epileptic|seizures|dementia|alzheimer's|parkinson's|cancer",
            "tumour|leukaemia|hiv|hepatitis|bipolar|schizophrenia|schizophrenic|ptsd|autistic",
            "autism|adhd|asthma|asthmatic|copd|angina|arthritis|fibromyalgia|dyslexia|dyslexic",
            "anorexia|bulimia|eczema|psoriasis|migraines|menopause|alcoholic|suicidal|agoraphobia",
            "multiple sclerosis",
            "motor neurone",
            "heart attack|failure|condition|trouble|bypass|murmur",
            "had|having|have|after a stroke",
            "with|my|his|her|from|severe depression|anxiety|nerves",
            "panic attacks|attack",
            "mental|poor health",
            "self harm|harming",
            "slipped|slipping a? disc|disk",
            "ear|chest|urine|kidney|bladder|water|skin infection",
            "long term condition|conditions|sick",
            "terminally ill",
            "diagnosed with|as",
            "my|his|her|their diagnosis|symptoms|condition|illness|disease",
            "i'm|i|he's|she's|is|are am|is? allergic",
            "off sick|work with|poorly",
        ),
        ("health", "treatment"): (
            "chemotherapy|chemo|radiotherapy|dialysis|insulin|antidepressants|anti-depressants",
            "methadone|pacemaker|transplant|psychiatrist|psychiatric|rehab|detox|hospice|midwife",
            "oncology|oncologist|physio|stoma|catheter|inhaler|ivf|overdose|sectioned",
            "my|his|her|an|the operation|surgery|op|biopsy|scan last|next|on|went|was|is|tomorrow",
            "my|his|her operation|surgery|medication|prescription|doctor|therapist|counsellor|gp",
            "my|his|her knee|hip|hips|knees replaced|replacement|op|operation|done",
            "changed|upped|on my|his|her tablets|meds|medication",
            "in|into|from|out of? hospital",
            "rushed|admitted to|into? hospital",
            "on the ward",
        ),
        ("health", "disability"): (
            "disability|disabilities|wheelchair|pregnant|pregnancy|miscarriage|miscarried",
            "i'm|i|he's|she's|is|am|registered|partially am? deaf|blind|sighted|disabled",
            "profoundly deaf|disabled",
            "profoundly|hard deaf|of hearing",
            "mobility scooter|allowance|problems",
            "blue badge",
            "personal independence payment",
            "lost my|his|her leg|sight|hearing|baby",
        ),
        ("religion", "faith"): (
            "muslim|islam|islamic|mosque|ramadan|eid|synagogue|rabbi|gurdwara|turban|shabbat|sabbath",
            "hindu|sikh|buddhist|jewish|catholic|protestant|methodist|baptist|mormon|evangelical",
            "quaker|pentecostal|presbyterian|jehovah's|jehovahs witness|witnesses?",
            "i'm|i|we're|we|she's|he's am|are|is? a? christian|muslim|catholic|atheist|pagan",
            "practising|committed|devout|born-again christian|muslim|catholic|jew|sikh|hindu",
            "my|our|his|her|their religion|faith|parish|imam|vicar|priest|pastor|church|chapel",
            "go|goes|going|went|been to church|chapel|mass|temple|prayers|confession",
            "for religious reasons",
            "religious beliefs|reasons|grounds|holiday|festival",
            "i'm|we're|i am|am fasting|praying",
            "keep|keeping|eat|eats kosher|halal",
        ),
        ("union", "membership"): (
            "trade|trades union|unions|unionist",
            "union rep|reps|representative|member|members|membership",
            "union branch|subs|dues|official|card",
            "my|our|the|your union says|said|told|is|are|rep|solicitor|lawyer|helpline",
            "shop steward",
            "unison|rmt|usdaw|nasuwt|aslef|siptu|rcn|neu|gmb|cwu|ucu|fbu|teamsters|forsa",
            "unite the union",
            "in|with|from|left|joined unite",
            "i'm|we're|we've|i've|been|go|going|out|were out|been? on strike",
            "strike ballot|pay|fund",
            "picket|picketing line?",
            "industrial action",
        ),
        ("ethnicity", "origin"): (
            "ethnicity|racially|racist|racism",
            "my|his|her race|ethnicity|heritage",
            "ethnic group|origin|background|minority|minorities",
            "mixed race|heritage|white",
            "mixed-race|mixed-heritage",
            "black|white british|caribbean|african|irish|asian",
            "white and black|asian",
            "asian british",
            "i'm|i|he's|she's|they're|we're|being|as|are am? a? black|asian|white|african",
            "he|she|they|we|you|i is|are|am|being? a? black|asian|african",
            "i'm|i|he's|she's|they're|we're|being am? a? somali|nigerian|pakistani|romanian",
            "i'm|i|he's|she's|they're|we're|being am? a? jamaican|indian|roma|romani|gypsy|arab",
            "i'm|i|he's|she's|they're|we're|being am? a? kurdish|traveller|travellers|chinese",
            "i'm|i|he's|she's|they're|we're|being am? a? romany|bangladeshi|polish|bengali|punjabi",
            "irish traveller|travellers",
            "traveller|gypsy community|site|family",
            "person|people|woman|man of colour|color",
        ),
        ("sexuality", "orientation"): (
            "lesbian|bisexual|homosexual|transgender|transsexual|non-binary|nonbinary|lgbt|lgbtq",
            "i'm|i|he's|she's|we're|they're|openly|as|being|is am? a? gay|queer|bi|trans|straight",
            "gay man|woman|couple|son|daughter|brother|dad|marriage|guy|men|club|pride",
            "trans man|woman|person|boy|girl|son|daughter",
            "came|come|coming|out out? as|to gay|my|work",
            "not|never out at work",
            "sexual orientation",
            "my|his|her|their sexuality",
            "same sex|gender partner|couple|marriage",
            "same-sex partner|couple|marriage",
            "gender reassignment|identity|clinic|dysphoria",
            "my|his|her transition|transitioning|pronouns|deadname|gender",
        ),
        ("politics", "opinion"): (
            "member of the labour|conservative|green|reform party?",
            "i|we voted|vote for? labour|conservative|tory|green|reform|snp|leave|remain",
            "party member|membership",
        ),
        ("convictions", "record"): (
            "criminal record|conviction|convictions|offence|damage",
            "spent|unspent|driving|previous conviction|convictions",
            "i|he|she|they|been|was|were got? convicted of|for|in",
            "i|he|she|they|been|was|were|got arrested|imprisoned|sentenced|cautioned|tagged",
            "been|was|got|being done|charged|nicked|arrested for|with",
            "prison|prisons|parole|burglary|shoplifting",
            "been|went|sent inside for|since|again|down",
            "in|from|of|to jail|gaol|borstal",
            "young offenders|offender",
            "on probation|bail|parole|tag|licence from",
            "probation officer|service",
            "community service|order|payback",
            "drink driving|drive|driver",
            "drink-driving|drink-drive",
            "points on my|his|her licence|license",
            "banned|disqualified from driving",
            "police caution",
            "restraining order",
        ),
        ("minor", "said so"): (
            "i'm|i am? still at school",
            "i'm|i am? in year seven|eight|nine|ten|eleven",
            "i'm|i am? in|at primary|secondary school",
            "my mum's|mum|dad's|dad|mummy|daddy not|isn't|is at|in home|work|here",
            "i'm|i am? under sixteen|eighteen|age",
        ),
    }
)
_CHILDREN = words(
    """daughter daughter's son son's lad lad's girl boy granddaughter grandson niece nephew child
    child's kid kid's toddler baby stepson stepdaughter twins boys girls children kids"""
)
_NEAR_A_CHILD = 9
"""Words between a child and its age."""
_AGE = Phrases[str]({"stated": ("i'm|im only?", "i am only?", "my age is", "i just turned")})
_TELLS_AN_AGE = words(
    "he's she's they're is are only just he'll she'll be turned turning aged was were"
)
_AFTER_AN_AGE = words("years year i'll i and but so")
_PAUSE = 400
"""Milliseconds of silence that end a sentence: "i'm fifteen." and not "i'm fifteen miles away"."""


class SensitiveFlagger:
    """Names special categories of data and children by the phrases that betray them."""

    name = "flags"

    def flag(self, transcript: Transcript) -> Iterator[Flag]:
        """Each cue in the order of its channel and place."""
        reads = read_words(word.text for word in transcript.words)
        for channel in sorted({word.channel for word in transcript.words}):
            mine = [i for i, word in enumerate(transcript.words) if word.channel == channel]
            said = [reads[i] for i in mine]
            bare = [read.bare for read in said]
            told = [transcript.words[i] for i in mine]
            for cue in _CUES.find(bare):
                category, name = cue.topic
                yield _flag(transcript, mine, category, name, cue.first, cue.last)
            for first, last in _childs_ages(bare, said):
                yield _flag(transcript, mine, "minor", "a child's age", first, last)
            for prompt in _AGE.find(bare):
                last = _end_of_number(said, prompt.last + 1)
                if _is_young(said[prompt.last + 1 : last]) and _ends_there(told, said, last):
                    yield _flag(transcript, mine, "minor", "age", prompt.first, last - 1)


def _childs_ages(bare: Sequence[str], said: Sequence[Read]) -> Iterator[tuple[int, int]]:
    """Where the age of a child is told: its first and last word."""
    child = -_NEAR_A_CHILD - 1
    at = 0
    while at < len(bare):
        if bare[at] in _CHILDREN:
            child = at
        end = _end_of_number(said, at)
        if end > at:
            told = bare[at - 1] in _TELLS_AN_AGE or bare[end : end + 1] in (["year"], ["years"])
            if at - child <= _NEAR_A_CHILD and told and _is_young(said[at:end], 0):
                yield at, end - 1
        at = max(end, at + 1)


def _end_of_number(said: Sequence[Read], at: int) -> int:
    """Where the number words that begin at `at` end."""
    while at < len(said) and said[at].sort is Sort.NUMBER:
        at += 1
    return at


def _is_young(number: Sequence[Read], youngest: int = _TALKS) -> bool:
    """Whether it is one number, and an age below the limit at which somebody can talk."""
    pieces = join([(atom, i) for i, read in enumerate(number) for atom in read.atoms])
    return (
        len(pieces) == 1
        and len(pieces[0].digits) <= 2
        and youngest <= int(pieces[0].digits) < _OLD_ENOUGH
    )


def _ends_there(told: Sequence[Word], said: Sequence[Read], at: int) -> bool:
    """Whether the sentence ends before the word at `at`, or goes on with "years"."""
    if at == len(told) or said[at].bare in _AFTER_AN_AGE or told[at - 1].text[-1:] in ",.!?":
        return True
    return told[at].span.start - told[at - 1].span.end >= _PAUSE


def _flag(
    transcript: Transcript, mine: Sequence[int], category: str, cue: str, first: int, last: int
) -> Flag:
    spans = [transcript.words[i].span for i in mine[first : last + 1]]
    span = Span(min(s.start for s in spans), max(s.end for s in spans))
    return Flag(category, transcript.words[mine[first]].channel, span, cue)
