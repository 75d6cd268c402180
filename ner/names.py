"""Names and places to fill templates with: those to learn from and those held out.

Names come from Faker (MIT) and, for Chinese, Arabic and Punjabi names, which Faker has in
their own scripts, from lists compiled for this project. A name is held out, or not, by its
hash: every run and every list agrees about it.
"""

from __future__ import annotations

import importlib
import random
import unicodedata
from collections.abc import Iterable
from functools import cache
from hashlib import sha256

from ner.lists import each_item, each_word
from pipeline.adapters.personal.known_names import EVERYDAY_FIRST_NAMES, PLACES, TOWN_NAMES

HELD_OUT_IN = 5
"""Every fifth name is held out."""

_LOCALES = {
    "en_GB": 14, "en_IE": 8, "en_US": 9, "en_IN": 8, "en_NG": 2, "en_PK": 3, "en_KE": 1,
    "en_NZ": 1, "ga_IE": 1, "pl_PL": 3, "yo_NG": 2, "ig_NG": 1, "ha_NG": 1, "tw_GH": 1,
    "zu_ZA": 1, "de_DE": 1, "fr_FR": 1, "es_ES": 1, "it_IT": 1, "pt_PT": 1, "ro_RO": 1,
    "tr_TR": 1, "nl_NL": 1, "sv_SE": 1, "cs_CZ": 1, "lt_LT": 1, "lv_LV": 1, "hu_HU": 1,
    "hr_HR": 1, "zh_CN": 2, "zh_TW": 1, "ja_JP": 1, "vi_VN": 1, "id_ID": 1, "fr_DZ": 1,
    "ru_RU": 1, "uk_UA": 1, "el_GR": 1, "bg_BG": 1, "pt_BR": 1, "es_MX": 1,
}  # fmt: skip
"""Whose names, and how often against the others."""
OWN_FIRST = """
    ahmad abdullah abdulrahman abdulaziz ali amal amina anwar ayesha aziza bashir bilal dalia
    faisal farid fatimah fawzia ghassan habib hadi haider hala hamid hamza hana harith hasan
    huda hussam ibtisam iman ismail jamila karim khadija laila layla mahmoud maha mariam marwa
    maryam mounir muna mustafa nabil nada nadir najwa nasser noor nour omar qasim rania rashid
    reem saad sabah safa saleh salim salma samira sawsan shadi shahid tahir talal umar wael
    walid yara yasir yasmeen youssef zaid zaynab ziad
    amandeep amarjit amrit baljit balwinder bhupinder charanjit daljit davinder dilpreet
    gagandeep gurbachan gurdeep gurjit gurmeet harbhajan hardeep harjinder harjit harleen
    harpreet harvinder inderjit iqbal jagdeep jagjit jasbir jasdeep jaskaran jasleen jaspreet
    jaswinder jatinder kamaljit karamjit kulwant kuldeep lakhbir lovepreet mandeep manjit
    manpreet mohinder narinder navdeep navjot nirmal parminder paramjit prabhjot rajinder
    rajwinder ranjit ravinder rupinder satnam satvinder simran simranjit sukhbir sukhdeep
    sukhjit sukhwinder surjit tajinder tarsem tejinder
    wei xia jing ying yan ming xiu mei ling li na fang hui juan qiang lei jun yong jie tao
    xiaoyu haoran zihan yuxuan mengyao xinyi yichen jiahui tingting xiaoming weiling meiling
    siu wai kwok chi man ka wing hoi yin lok hin tsz yuen
    agnieszka katarzyna malgorzata magdalena joanna ewelina wojciech krzysztof przemyslaw
    grzegorz bartosz lukasz slawomir zbigniew tomasz jacek mateusz szymon zofia iwona beata
    danuta halina bozena jolanta krystyna stanislaw jerzy
    chukwuemeka chinedu chidinma chiamaka oluwaseun oluwatobi temitope babatunde folake
    adebayo adaeze ngozi ifeoma obinna uchenna emeka tunde yetunde funmilayo kehinde taiwo
    olumide bukola abimbola titilayo ikechukwu nkechi amaka zainabu hauwa musa
    kwame kofi akosua abena yaw ama efua esi kwesi thandiwe sipho nomsa tendai tafadzwa
    saffron indie poppy-mae lexi lexie kayden jayden brayden mckenzie ffion angharad gethin
    iolo rhiannon carys cerys llewellyn geraint mhairi eilidh catriona hamish fergal grainne
    caoimhe sorcha tadhg diarmuid cathal blathnaid fionnuala orlaith ruairi padraic
"""
_NICKNAMES = each_word(
    """gaz baz daz shaz kev trev bev stu stevo tommo jonno robbo davo deano wazza bazza macca lizzie
    teddy ted bertie archie alfie reggie ronnie lenny kenny benny denny len sid stan alf wilf cyril
    flo edie elsie ivy dot dottie maisie nellie winnie lottie tilly milly polly molly peggy maggie
    shirl mo al ty zak tash tasha nat nats mel jools jules gabs bex becks kaz caz loz loulou cass
    effie evie ottilie rufus hugo arlo otis jax kai kian finn ezra otto monty barney buster
    panos nikos yannis kostas stavros emre hakan serkan murat kofi kwame yaw ebo ade tunde bayo
    kwasi ama parveen shabnam rukhsana zeb zeki ines joao paulo rui duarte cillian tadhg sadhbh
    aoife niamh anest nerys huw idris emrys dewi gwilym hank chuck buddy billy-ray bobby-jo wendell
    duane earl clyde cletus travis shanice latoya tyrone deshawn jermaine kaydee chantelle gethin"""
)
OWN_LAST = """
    al-rashid al-farsi al-sayed abbas abdelrahman aboud ansari awad aziz bakr darwish el-masri
    el-sayed farouk ghanem habibi haddad hakim hamdan hariri hijazi issa jaber kassem khalifa
    khoury mansour masood mubarak mustafa najjar nasr odeh osman qureshi rahim saleh salman
    shaheen sharif suleiman tawfiq yousef zaman
    ahluwalia atwal bains bal bhogal birdi brar chahal cheema dhaliwal dhami dhillon dosanjh
    gahir garcha ghuman grewal hayer hundal johal kalsi kang khaira lally mahal mander mann
    matharu nagra nijjar panesar purewal rai randhawa rehal sahota saini sandhu sangha sehmi
    sidhu sohal sohi sura thandi uppal virdee
    wang li zhang liu chen huang zhao wu zhou xu sun hu zhu gao lin he guo luo zheng liang xie
    tang deng feng peng cheung wong leung chow lam ng ho yeung tsang kwan yip fung mak choi tse
    kowalczyk wisniewski wojcik kaminski lewandowski zielinski szymanski wozniak dabrowski
    kozlowski jankowski mazur kwiatkowski krawczyk piotrowski grabowski nowakowski pawlowski
    michalski adamczyk dudek zajac wieczorek jablonski majewski olszewski stepien malinowska
    jaworska wrobel nowicka sikora przybylski szczepanska
    okonkwo okafor adeyemi adebayo ogunleye balogun eze nwosu nwachukwu chukwu obi onyekachi
    afolabi akintola oyelaran adewale ibrahim bello abubakar danjuma okeke uzor ekwueme
    mensah owusu boateng asante osei agyeman amoah appiah dlamini nkosi moyo ncube chikowore
    mcallister mcintyre mcpherson mcgregor macleod mackenzie mackay macintosh o'malley
    o'shaughnessy o'leary o'hara o'rourke o'driscoll fitzpatrick fitzsimmons featherstone
    fairweather fothergill cholmondeley featherstonehaugh beauchamp postlethwaite ramsbottom
    higginbottom sidebottom winterbottom arkwright entwistle ollerenshaw ackroyd murgatroyd
    braithwaite cruickshank colquhoun urquhart auchterlonie dalziel menzies llewelyn prydderch
    gwyther pritchard probert bevan bowen cadwallader trevithick penhaligon tregenza
"""
_RUSSIAN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
        each_item(
            "a,b,v,g,d,e,e,zh,z,i,y,k,l,m,n,o,p,r,s,t,u,f,kh,ts,ch,sh,sch,,y,,e,yu,ya,i,yi,ye,g"
        ),
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        each_word("a v g d e z i th i k l m n x o p r s s t y f ch ps o"),
        strict=True,
    )
)
_LATIN = {"ł": "l", "ø": "o", "ß": "ss", "đ": "d", "æ": "ae", "ı": "i", "ð": "d", "þ": "th"}
_LETTERS = {**_RUSSIAN, **_GREEK, **_LATIN}


def held_out(name: str) -> bool:
    """Whether `name` is one of those that training never sees."""
    return sha256(name.lower().encode()).digest()[0] % HELD_OUT_IN == 0


def _romanized(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return "".join(_LETTERS.get(c, c) for c in plain)


def _fit(names: Iterable[str]) -> list[str]:
    """Those of `names` that are one word in our letters."""
    made = sorted({_romanized(name) for name in names})
    letters = [(name, name.replace("'", "").replace("-", "")) for name in made]
    return [name for name, bare in letters if bare.isascii() and bare.isalpha() and len(bare) > 1]


@cache
def names_of(locale: str) -> tuple[list[str], list[str]]:
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider

    def every(*attributes: str) -> list[str]:
        found = (getattr(provider, name, ()) for name in attributes)
        return [name for names in found for name in names if isinstance(name, str)]

    first = ("first_names", "first_names_male", "first_names_female")
    return (
        _fit(every(*first, "first_romanized_names")),
        _fit(every("last_names", "last_romanized_names", "last_names_male", "last_names_female")),
    )


class Names:
    """A supply of names and towns: the learnt ones, or the held-out ones."""

    def __init__(self, rng: random.Random, *, held: bool) -> None:
        self._rng = rng
        self._held = held
        self._locales = [locale for locale in _LOCALES if all(map(self._mine, names_of(locale)))]
        self._weights = [_LOCALES[locale] for locale in self._locales]
        self._of = {
            locale: (self._mine(names_of(locale)[0]), self._mine(names_of(locale)[1]))
            for locale in self._locales
        }
        self._own = (self._mine(OWN_FIRST.split()), self._mine(OWN_LAST.split()))
        self._everyday = self._mine(sorted(EVERYDAY_FIRST_NAMES))
        self._towns = self._mine(sorted(PLACES | set(_TOWNS)))
        self._villages = self._mine(sorted(TOWN_NAMES))
        self._nicknames = self._mine(_NICKNAMES)
        self._roads = self._mine(_ROADS)

    def _mine(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if held_out(name) is self._held]

    def first(self) -> str:
        if self._rng.random() < 0.08:
            return self._rng.choice(self._everyday)
        if self._rng.random() < 0.08:
            return self._rng.choice(self._nicknames)
        return self._pick(0)

    def last(self) -> str:
        return self._pick(1)

    def full(self) -> str:
        """Mostly of one language, as people's names are; sometimes of two, or longer."""
        if self._rng.random() < 0.25:
            said = [self._rng.choice(self._own[0]), self._rng.choice(self._own[1])]
        else:
            mixed = self._rng.random() < 0.25
            locale = self._locale()
            said = [
                self.first() if mixed else self._rng.choice(self._of[locale][0]),
                self._rng.choice(self._of[self._locale() if mixed else locale][1]),
            ]
        match self._rng.randrange(14):
            case 0:
                said.insert(1, self.first())
            case 1:
                said.append(self.last())
            case 2:
                said[-1] = f"{said[-1]}-{self.last()}"
        return " ".join(said)

    def town(self) -> str:
        if (chance := self._rng.random()) < 0.2:
            return self._village()
        if chance < 0.6:
            return self._rng.choice(self._villages)
        return self._rng.choice(self._towns)

    def _village(self) -> str:
        """A place that may be on no map."""
        made = self._rng.choice(_BEGINS) + self._rng.choice(_ENDS)
        rest = self._rng.choice(("", "", "", " green", " st mary", " on the hill", " heath"))
        return self._rng.choice(("", "", "", "great ", "little ", "upper ")) + made + rest

    def road(self) -> str:
        """What a street is named after."""
        match self._rng.randrange(10):
            case 0 | 1:
                return self.last()
            case 2:
                return self.town()
            case 3:
                return self.first()
            case _:
                return self._rng.choice(self._roads)

    def _locale(self) -> str:
        return self._rng.choices(self._locales, self._weights)[0]

    def _pick(self, which: int) -> str:
        if self._rng.random() < 0.2:
            return self._rng.choice(self._own[which])
        return self._rng.choice(self._of[self._locale()][which])


_BEGINS = each_word(
    """ash barn beck bex bick brad bram brom bux cald charl chip cob cran dag dun east elm farn
    fel gains gret hads hald hart hather hex hol hor kel kin lang lax led lin mar mel mid nor
    oak pad pem quen rad rains red rush sel sher stan stock sut swin tad thor up wad wal west whit
    wick win wool worm wy yat llan aber bally kil inver strath glen dal pen tre pol"""
)
_ENDS = each_word(
    """ton ham ley ford bury wick thorpe by worth field combe den hurst stead ster bourne bridge
    cote don low mere minster stow wardine well wood more ness dean brook gate holme"""
)
_TOWNS = each_item("""
    milton keynes, stoke on trent, newcastle upon tyne, kingston upon thames, bury st edmunds,
    st albans, st helens, weston super mare, burton on trent, hemel hempstead, king's lynn,
    tunbridge wells, welwyn garden city, leamington spa, sutton coldfield, west bromwich, east
    kilbride, merthyr tydfil, berwick upon tweed, ashby de la zouch, chorlton, didsbury,
    hackney, camden, islington, brixton, clapham, peckham, croydon, ealing, harrow, wembley,
    ilford, romford, barnet, enfield, tottenham, walthamstow, lewisham, greenwich, richmond,
    twickenham, staines, hounslow, uxbridge, epsom, dorking, horsham, haywards heath, hove,
    worthing, bognor regis, chichester, fareham, gosport, andover, basildon, brentwood,
    braintree, harwich, clacton, felixstowe, lowestoft, great yarmouth, cromer, thetford, ely,
    wisbech, spalding, boston, skegness, louth, gainsborough, retford, worksop, ilkeston,
    buxton, glossop, macclesfield, crewe, nantwich, northwich, runcorn, widnes, skelmersdale,
    ormskirk, chorley, leyland, morecambe, kendal, penrith, workington, whitehaven, hexham,
    morpeth, alnwick, consett, bishop auckland, redcar, whitby, pickering, malton, selby, goole,
    pontefract, castleford, keighley, skipton, ilkley, otley, batley, dewsbury, hebden bridge,
    todmorden, accrington, nelson, ludlow, bridgnorth, oswestry, welshpool, llandudno, bangor,
    caernarfon, aberystwyth, carmarthen, llanelli, neath, port talbot, barry, penarth,
    pontypridd, ebbw vale, cwmbran, abergavenny, monmouth, chepstow, stroud, cirencester,
    swanage, weymouth, bridport, yeovil, taunton, bridgwater, minehead, barnstaple, bideford,
    tiverton, paignton, penzance, falmouth, redruth, bodmin, newquay, dumfries, kilmarnock, ayr,
    paisley, motherwell, falkirk, dunfermline, kirkcaldy, st andrews, arbroath, elgin, fort
    william, oban, stornoway, kirkwall, lerwick, lisburn, newry, armagh, omagh, enniskillen,
    coleraine, ballymena, larne, derry, letterkenny, castlebar, westport, ballina, tullamore,
    mullingar, naas, newbridge, carlow, wexford, enniscorthy, clonmel, thurles, nenagh,
    killarney, listowel, youghal, cobh, mallow, bray, swords, malahide, dun laoghaire, tallaght,
    lucan, scottsdale, boulder, des moines, baton rouge, santa fe, fort worth, el paso, new
    haven, salt lake city, san diego, san jose, las vegas, st louis, springfield, pasadena,
    andheri, bandra, koramangala, whitefield, salt lake, gurugram, thane, nashik, coimbatore,
    madurai, trivandrum, mangalore, amritsar, jalandhar, chandigarh, dehradun, varanasi
""")
COUNTIES = each_item("""
    kent, essex, surrey, sussex, east sussex, west sussex, devon, cornwall, dorset, somerset,
    norfolk, suffolk, north yorkshire, west yorkshire, south yorkshire, lancashire, cheshire,
    hampshire, berkshire, buckinghamshire, oxfordshire, bedfordshire, hertfordshire,
    cambridgeshire, northamptonshire, leicestershire, nottinghamshire, derbyshire, lincolnshire,
    staffordshire, shropshire, warwickshire, worcestershire, gloucestershire, wiltshire,
    cumbria, county durham, northumberland, tyne and wear, merseyside, greater manchester, west
    midlands, gwent, powys, gwynedd, clwyd, dyfed, fife, ayrshire, lanarkshire, county down,
    county antrim, county cork, county kerry, county mayo, county meath, county wicklow, ohio,
    texas, illinois, new jersey, maharashtra, karnataka, tamil nadu, punjab
""")
_ROADS = each_word("""
    church station high victoria albert mill park queens kings manor grange orchard chapel
    school york london oxford windsor richmond cambridge chester lancaster george alexandra
    grove green north south east west new springfield highfield broad bridge castle market water
    river well spring meadow field farm wood woodland forest oak elm ash beech birch cedar
    chestnut hazel holly ivy lime maple poplar rowan sycamore willow yew laurel hawthorn
    primrose rose lavender bluebell daisy jasmine heather fern bracken clover lilac magnolia
    swan heron kingfisher robin swallow nightingale lark partridge pheasant fox badger hunter
    shepherd bishop abbey priory minster cathedral vicarage rectory parsonage trinity all-saints
    nelson wellington churchill gladstone balmoral sandringham clarence coronation jubilee
    waterloo trafalgar alma inkerman cromwell tudor stuart hanover brunswick regent prince
    princess duke earl crown union liberty canal railway dock harbour quay wharf cliff hill vale
    valley brook stream ford lake pond moor heath common warren quarry pit furnace forge smithy
    tannery brewery bakery baker butcher potter weaver cooper sadler chandler long short upper
    lower old great little back front westbourne eastfield northgate southgate kirkgate briggate
    sunnyside fairview hillside lakeside riverside woodside brookside moorside parkside
    bayswater kensington holloway chatsworth haddon pemberton ashgrove thornhill whitehall
    blackthorn redwood greenfield sherwood arden tennyson byron shelley keats wordsworth milton
    dryden browning kipling lynwood glenwood fernwood rosewood mayfield hayfield cornfield
    whitehouse redhouse lincoln washington jefferson madison main elmwood pine walnut cherry
    peach magazine gandhi nehru linking residency brigade commercial infantry
""")
