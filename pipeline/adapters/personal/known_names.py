"""Names people in Britain, Ireland, America and India bear, and places they live in.

Compiled for this project from general knowledge; the longer lists in files are made by
`ner.gazetteer`. Names that are also everyday words stand apart: they count only where somebody
is being named.
"""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from pathlib import Path

from pipeline.adapters.personal.well_known_names import WORDS
from pipeline.wordlists import words

GIVEN = Path(__file__).parent / "given_names.txt"
SURNAMES_TOO = Path(__file__).parent / "surnames.txt"
COMMON_WORDS = Path(__file__).parent / "common_words.txt"
DICTIONARY = Path(__file__).parent / "dictionary.txt"
CAPITALISED = Path(__file__).parent / "capitalised.txt"
TOWNS = Path(__file__).parent / "towns.txt"


def _lines(path: Path) -> frozenset[str]:
    return frozenset(path.read_text(encoding="ascii").splitlines())


_GIVEN = words(
    """
    aaron abby abdul abigail adam adele adrian agnes ahmed aidan aisha aisling alan alasdair albert
    aled alejandro alex alexa alexander alexandra alexis alf alfie alfred alice alicia alison
    allison alyssa amanda amelia amir amit amy ananya andrea andrew andy angela angus anil anita
    anjali ann anna anne annette annie anthony antonia antonio anwen aoife archie arjun arlo arnold
    arthur arun ashley ashok asif audrey austin ava barbara barney barry beatrice becky ben benjamin
    bernadette bernard bert bertie beryl beth bethany betty bev beverley bex bhavna bianca blake
    blanche bob bobby bonnie brad bradley brandon brenda brendan brian bridget bronwyn bruce bryan
    bryn caden caitlin callum cameron carl carla carlos carmen carol caroline carolyn catherine
    cathy cecilia ceri chantelle charles charlie charlotte chelsea cheryl chidi chloe chris
    christian christina christine christopher ciara claire clara clare clarrie claudia cleo clive
    colin colleen colm connor conor courtney craig crispin cynthia dafydd dai daniel daniela
    danielle danny daphne darren dave david deano deb debbie deborah declan deepa deepak della denis
    denise dennis denzil derek dermot desmond devin dexter diana diane diego digby dilys dinesh
    dmitri dominic donald donna doreen doris dorothy dougie douglas duncan dylan eamon edith edna
    edward edwin effie eileen eira elaine eleanor elena eli elijah elin elizabeth ella ellen ellie
    elliot eloise elsie elwyn emily emma emrys ena enid eoin eric erica erin ernest ernie errol esme
    esther ethan eugene eunice evan evelyn ewan farah fatima felicity felix femi fergus finlay fiona
    flo florence flossie folasade frances francesca francis frankie franny fraser fred freddie
    frederick freya funmi gabe gabriel gabriella gareth garry gary gavin gaynor gemma geoff geoffrey
    george georgia georgina gerald geraldine gerard gillian gina ginny giovanni gita gladys glen
    glenn gloria glynis godfrey gordie gordon graeme graham greg gregory greta gurpreet gwen gwilym
    gwyneth hamza hank hannah hao hari harold harriet harrison harry harsh harvey hassan hattie
    hazel heather hector heidi helen helena henry hettie hilary horace howard hugh hugo humphrey
    hussein ian ibrahim ieuan imogen imran indira ines ingrid irene isaac isabel isabella isla ivan
    jackie jackson jacob jacqueline jago jake jamal james jamie jan jane janet janice jared jarvis
    jasmine jason javier jay jayne jean jed jeff jeffrey jemima jemma jennifer jenny jeremy jerome
    jerry jess jesse jessica jez jill jim jimmy jo joan joanna joanne jodie joe joel john johnny
    jonathan jools jordan jorge jose joseph josephine josh joshua joyce juan judd judith judy julia
    julian julie juliet justin karen karl kasia kate katherine kathleen kathryn kathy katie kavita
    kayla keith kelly kelsey kemi ken kenneth kenny kerry kevin keziah khalid kieran kimberly kiran
    kirsten kirsty kishore krishna kristen kumar kurt kyle lachlan lakshmi lara larry laura lauren
    laurence lawrence leah leanne lee leila len lena lenny leo leon leonard leslie lettie lewis liam
    lily linda lindsay lisa liz llinos logan lorna lorraine lottie louis louise lowri lucas lucia
    lucy luis luke lulu lydia lynn lynne mabel mabli madeleine madison maeve magda maggie mahesh
    malcolm mandy manish manoj marcia marco marcus margaret maria marian marie marilyn mario marion
    marjorie marnie martha martin martina mary mateo mathew matilda matt matthew maud maudie maureen
    maurice mavis maxine maya meera megan meghan melanie melissa mercedes merv mia michael michelle
    mick miguel mike mildred milly minh minnie miriam mitch mitchell mohamed mohammed mohan moira
    molly mona monica morag morgan morwenna muhammad mungo muriel myfanwy myra myrtle nadia nadine
    nancy naomi narendra natalia natalie natasha nathan ned neha neil nellie nelson niall niamh
    nicholas nick nico nicola nicole nigel nikhil nina nisha nita nitin noah noel nora norma norman
    nuala odette oisin oliver olivia ollie olu olwyn omar oscar osian ossie otis ottilie otto owain
    owen paddy padma padraig pamela pankaj pascal patricia patrick paul paula pauline pedro peggy
    perce percy peter petra phil philip philippa phillip phoebe phyllis pierre pooja prakash pranav
    prasad preeti priya priyanka prue rachael rachel rahul raj rajesh rakesh ralph ram ramesh ramon
    ramona raquel ravi raymond rebecca regina reginald rekha rhoda rhys ricardo richard rick ricky
    rita ritu robert roberta roberto rodney rohan rohit roisin roland ron ronald ronan rory rosa
    rosalie rosalind rosemary rosie ross roxanne roy rufus rukhsana rupert russell ruth ryan sabrina
    sachin sadie saima sally sam samantha samina samir samuel sana sandeep sandra sanjay santiago
    saoirse sara sarah sasha satish saul scott sean sebastian seema segun selwyn sergei sergio
    shannon sharon shaun shauna shaz sheila shelley shirley shivani shola shona shreya sian sid
    sidney simon sinead siobhan sofia sonia sonya sophia sophie stacey stan stanley stella stephanie
    stephen steve steven stewart stu stuart sunil sunita suresh surinder susan susanna suzanne
    svetlana sybil sylvia sylvie tamara tania tanya tara tariq tash ted tegan temi terence teresa
    terry tessa thea thelma theo theodore theresa thomas tiffany tilda tilly tim timothy tina tobias
    toby todd tom tommy tony tracey tracy trev trevor tricia trish tristan trudy tuan tyler uche uma
    una ursula usha vanessa vaughan vera verity veronica vicky victoria vijay vikram vince vincent
    vinod virginia viv vivek vivian walter wanda wayne wendy wesley wilf wilfred william wilma
    winifred winnie winston wojtek xander xavier yasmin yolanda yusuf yvette yvonne zachary zahra
    zainab zara zelda zoe
    """
)
"""Said anywhere, one of these is taken for a person."""

EVERYDAY_FIRST_NAMES = words(
    """amber april art aurora august autumn basil bill brook carter chad chance charity chase cliff
    cody colt crystal daisy dale dan dawn dean destiny don drew duke earl eve faith fern flora
    frank gene ginger grace grant guy harmony heath holly hope hunter iris ivy jack jade jasper
    jewel josie joy june justice kay ken kim lance lane laurel les lionel lou mark mason max may
    melody mercy miles norm olive opal pat patience patty pearl penny pete pierce poppy queenie
    ray reed rich rob robin rocky roger rose ruby rusty sandy savannah sierra sky stacy sterling
    sue summer tad tanner trinity troy vic victor violet wade warren will willow wren ali asha
    dev reg dot dotty pip val win kit wally harley mo nan nell cal dom gil hal sal tam rab
    jock liv marge marty fran wynn sade ling lan
    """
)

_SURNAMES = words(
    """
    adams agarwal ahmad ahmed akhtar alexander ali allen anderson andrews armstrong arnold
    atkinson bailey baker banerjee barker barnes barrett begum bell bennett berry bhatt boyd
    bradley brady brennan brooks brown bryant burke burns butler byrne callaghan campbell carr
    carroll carter chambers chan chapman chatterjee chaudhry chen choudhury clark clarke
    coleman collins connolly connor cooper cox crawford cruz cunningham daly das davidson
    davies davis dawson delgado desai diaz dixon doherty donnelly douglas doyle duffy dunn
    edwards elliott ellis evans fernandes fernandez ferguson fitzgerald fleming fletcher flynn
    ford foster fox fraser gallagher garcia gardner george gibson gill gomez gonzalez gordon
    graham grant gray green griffin griffiths gupta hall hamilton harper harris harrison hart
    harvey hawkins hayes henderson hernandez hill holmes howard hudson hughes hunt hunter
    hussain iqbal iyer jackson jain james jenkins jha johnson johnston jones jordan joshi
    kapoor kaur kelly kennedy khan khanna kim king knight kumar lambert lawrence lawson lee
    lewis li lloyd long lopez lynch macdonald maguire mahmood malik marshall martin martinez
    mason matthews mccarthy mcdonald mcgrath mehta mendoza menon miller mills mishra mitchell
    moore moran morgan morris morrison mukherjee murphy murray nair nelson newman nguyen nolan
    obrien o'brien oconnor o'connor odonnell o'donnell oneill o'neill oreilly o'reilly
    osullivan o'sullivan owen palmer pandey parker patel patterson pearson perez perry
    peterson phillips pillai poole porter powell power price quinn rahman raman ramirez ramos
    rao reddy reed regan reid reilly reyes reynolds richards richardson rivera roberts
    robertson robinson rodriguez rogers rose ross roy russell ryan sanchez sanders saunders
    scott sharma shah shaw simmons simpson singh sinha smith smyth spencer stevens stevenson
    stewart stone sullivan sutton taylor thomas thompson thomson torres tucker turner vargas
    verma wade walker wallace walsh ward warren washington watson watts webb wells west whelan
    white whitfield wilkinson williams williamson willis wilson wong wood woods wright wu
    yadav yang young zhang
    """
)

PLACES = words(
    """
    keynes aberdeen ashford aylesbury bath barnsley basildon basingstoke bedford belfast birmingham
    blackburn blackpool bolton bournemouth bradford brighton bristol bromley burnley bury
    cambridge canterbury cardiff carlisle chelmsford cheltenham chester chesterfield
    colchester coventry crawley croydon darlington derby doncaster dover dudley dundee durham
    eastbourne edinburgh exeter gateshead glasgow gloucester grimsby guildford halifax harlow
    harrogate hartlepool hastings hereford huddersfield hull inverness ipswich kettering
    lancaster leeds leicester lincoln liverpool london luton maidstone manchester mansfield
    middlesbrough newcastle newport northampton norwich nottingham oldham oxford perth
    peterborough plymouth poole portsmouth preston reading redditch rochdale rotherham salford
    salisbury scarborough scunthorpe sheffield shrewsbury slough solihull southampton southend
    southport stafford stevenage stirling stockport stoke sunderland surrey swansea swindon
    telford torquay truro wakefield walsall warrington watford wigan winchester windsor woking
    wolverhampton worcester worthing wrexham yeovil york kent essex sussex devon cornwall
    dorset somerset norfolk suffolk yorkshire lancashire cheshire hampshire berkshire dublin
    cork galway limerick waterford kilkenny sligo drogheda dundalk athlone ennis tralee
    chicago houston phoenix philadelphia dallas austin columbus charlotte seattle denver
    boston detroit nashville portland memphis baltimore milwaukee albuquerque tucson fresno
    sacramento atlanta omaha miami oakland minneapolis tulsa tampa cleveland pittsburgh
    cincinnati orlando california texas florida ohio illinois georgia michigan massachusetts
    arizona oregon colorado mumbai delhi bangalore bengaluru hyderabad chennai kolkata pune
    ahmedabad jaipur lucknow kanpur nagpur indore surat bhopal patna vadodara ludhiana agra
    nashik mysore kochi gurgaon noida
    """
)

FIRST_NAMES = _GIVEN | _lines(GIVEN)
SURNAMES = _SURNAMES | _lines(SURNAMES_TOO)
TOWN_NAMES = PLACES | _lines(TOWNS)
"""Towns and villages, those of several words as well."""


@cache
def common_words() -> frozenset[str]:
    """The words that everybody uses."""
    return frozenset(COMMON_WORDS.read_text(encoding="ascii").split())


@cache
def dictionary() -> frozenset[str]:
    """The words that everybody uses, those that only a dictionary has, and dishes and dialect."""
    return common_words() | _lines(DICTIONARY) | (WORDS - FIRST_NAMES)


@cache
def capitalised() -> frozenset[str]:
    """What a dictionary writes with a capital and is nobody's first name: planets, peoples,
    composers, cities."""
    return _lines(CAPITALISED)


def is_common(norm: str, common: Set[str]) -> bool:
    """Whether everybody uses it: also as "it'll", "half-price" and "unplugs"."""
    if (
        norm in common
        or norm in _CONTRACTED
        or any(
            norm.endswith(end) and len(norm) - len(end) > 3 and norm[: -len(end)] + more in common
            for end, more in _ENDINGS
        )
    ):
        return True
    base, mark, _ = norm.replace("n't", "'nt").partition("'")
    if mark:
        return base in common or len(base) < 3
    parts = norm.split("-")
    return len(parts) > 1 and all(part in common or len(part) < 3 for part in parts)


_CONTRACTED = words(
    """im ive id youre youve youd youll theyre theyve theyd theyll weve wed hes shes itll itd thatll
    thatd isnt arent wasnt werent dont doesnt didnt hasnt havent hadnt cant couldnt wont wouldnt
    shouldnt mustnt needn't whats thats whos whod wheres theres heres hows lets whens oclock aint
    couldve wouldve shouldve mustve wholl therell everyones someones nobodys nothings yous"""
)
"""What recognisers write without its apostrophe."""
_ENDINGS = (
    *(("s", ""), ("es", ""), ("ies", "y"), ("d", ""), ("ed", ""), ("ing", ""), ("ing", "e")),
    *(("ly", ""), ("er", ""), ("ers", ""), ("r", ""), ("ness", ""), ("less", ""), ("able", "")),
    *(("ise", "ize"), ("ised", "ized"), ("ising", "izing"), ("our", "or"), ("oured", "ored")),
)
"""What may be at the end of a word, and what its other form has there."""
