"""Writers, actors, brands, plants and places that everybody knows, and words of no dictionary.

Compiled for this project from general knowledge. Left out is who is called as many others are.
"""

from __future__ import annotations

from pipeline.wordlists import words


def _items(text: str) -> tuple[str, ...]:
    return tuple(" ".join(item.split()) for item in text.replace("\n", " ").split(","))


PEOPLE = _items("""
    hilary mantel, richard osman, zadie smith, agatha christie, stephen king, lee child, val
    mcdermid, ann cleeves, jilly cooper, barbara cartland, catherine cookson, maeve binchy,
    marian keyes, sally rooney, roald dahl, julia donaldson, david walliams,
    enid blyton, beatrix potter, philip pullman, terry pratchett, neil gaiman, margaret atwood,
    jane austen, charles dickens, thomas hardy, george eliot, emily bronte, charlotte bronte,
    virginia woolf, george orwell, aldous huxley, graham greene, evelyn waugh, iris murdoch,
    ian mcewan, kazuo ishiguro, salman rushdie, sebastian faulks, ken follett, wilbur smith,
    jeffrey archer, john grisham, william shakespeare, oscar wilde, james joyce, seamus heaney,
    dylan thomas, bram stoker, conan doyle, rudyard kipling, lewis carroll,
    kenneth grahame, arundhati roy, vikram seth, mary berry, delia smith, nigella lawson,
    jamie oliver, gordon ramsay, rick stein, nigel slater, yotam ottolenghi, paul hollywood,
    prue leith, monty don, alan titchmarsh, charlie dimmock, gertrude jekyll, capability brown,
    john constable, vincent van gogh, claude monet, pablo picasso, andy warhol,
    david hockney, tracey emin, damien hirst, lucian freud, frida kahlo, ariana grande, cynthia
    erivo, taylor swift, ed sheeran, harry styles, elton john, rod stewart,
    cliff richard, shirley bassey, dusty springfield, cilla black, dolly parton,
    johnny cash, elvis presley, frank sinatra, bing crosby, nat king cole, ella
    fitzgerald, billie holiday, louis armstrong, miles davis, bob dylan, joni mitchell, bob
    marley, jimi hendrix, janis joplin, david bowie, freddie mercury, mick jagger, keith
    richards, paul mccartney, john lennon, ringo starr, peter
    gabriel, annie lennox, boy george, gary barlow,
    kylie minogue, amy winehouse, lily allen, ellie goulding, dua lipa, lewis capaldi, billie
    eilish, olivia rodrigo, justin bieber, stevie wonder, aretha franklin, whitney houston,
    mariah carey, celine dion, barbra streisand, andre
    rieu, andrea bocelli, bruce springsteen, billy joel, van
    morrison, mark knopfler, eric clapton, fleetwood mac, james blunt, paloma faith,
    paul mescal, tom cruise, tom hanks, brad pitt, george clooney, julia roberts, meryl streep,
    judi dench, helen mirren, kate winslet, keira knightley, colin firth, daniel craig, sean
    connery, pierce brosnan, michael caine,
    anthony hopkins, ian mckellen, benedict cumberbatch, david
    tennant, jodie whittaker, olivia colman, idris elba, cillian murphy,
    margot robbie, ryan gosling, jennifer lawrence, leonardo dicaprio, johnny depp,
    denzel washington, morgan freeman, samuel jackson, harrison ford, clint eastwood,
    audrey hepburn, marilyn monroe, charlie chaplin, david attenborough, ant and dec,
    graham norton, claudia winkleman, bruce forsyth, michael mcintyre, billy connolly, dawn
    french, eric morecambe, ronnie barker,
    harry potter, james bond, sherlock holmes, doctor who, inspector morse, miss marple, hercule
    poirot, robin hood, peter pan, mary poppins, oliver twist, david copperfield, jane eyre,
    mickey mouse, donald duck, peter rabbit, thomas the tank engine, postman pat, fireman sam,
    bob the builder, peppa pig, father christmas, santa claus, jack frost, bukayo saka,
    jude bellingham, marcus rashford, wayne rooney, david beckham, gary lineker, bobby charlton,
    lionel messi, cristiano ronaldo, jurgen klopp, alex ferguson, emma
    raducanu, roger federer, rafael nadal, novak djokovic, lewis hamilton, max verstappen, jenson
    button, tyson fury, anthony joshua, mo farah, jessica ennis, chris hoy, bradley
    wiggins, stuart broad, rory mcilroy, tiger woods, luke
    littler, ronnie o'sullivan, frankie dettori, winston churchill, margaret thatcher, tony blair,
    theresa may, boris johnson, liz truss, rishi sunak, keir starmer,
    nigel farage, nicola sturgeon, donald trump, joe biden, barack obama, bill clinton, king
    charles, prince william, prince harry, queen victoria, queen elizabeth, princess diana,
    florence nightingale, isaac newton, charles darwin, albert einstein, stephen hawking, isambard
    kingdom brunel, nelson mandela, mother teresa, martin luther king, joan of arc, henry the
    eighth, anne boleyn, guy fawkes, richard branson, alan sugar, elon musk, bill
    gates, gordon bennett, jack the ripper, bloody nora, fanny adams, joe bloggs, tom
    dick and harry, uncle bob
""")
BRANDS = _items("""
    john lewis, marks and spencer, laura ashley, cath kidston, emma bridgewater, orla kiely, ralph
    lauren, ted baker, fred perry, hugo boss, tommy hilfiger, calvin klein, michael
    kors, kurt geiger, karen millen, dorothy perkins, miss selfridge, russell and bromley, russell
    hobbs, morphy richards, george foreman, le creuset, jo malone, molton brown, bobbi brown,
    charlotte tilbury, elizabeth arden, estee lauder, helena rubinstein, max factor, rimmel london,
    victoria beckham, stella mccartney, vivienne westwood, alexander mcqueen, coco chanel, yves
    saint laurent, marc jacobs, louis vuitton, christian dior, christian louboutin, jimmy
    choo, manolo blahnik, rupert bear, charles tyrwhitt, harvey nichols,
    fortnum and mason, farrow and ball, craig and rose, little greene, annie sloan, sophie conran,
    jasper conran, kelly hoppen, clarice cliff, royal doulton, thomas cook, william hill, paddy
    power, fred olsen, morgan stanley, charles schwab, mercedes benz, aston martin, rolls
    royce, alfa romeo, austin healey, morris minor, harley
    davidson, mary jane, doc martens, jack daniels, jim beam, johnnie walker, captain morgan, dr
    pepper, ben and jerry's, earl grey, lady grey, uncle ben's, aunt bessie's, mr kipling, harry
    ramsden's, frank cooper's, paul newman, auntie anne's, ella's kitchen, annabel karmel, graham
    and green, henry hoover, hetty hoover, john deere, massey ferguson, jack wolfskin,
    helly hansen, burt's bees, dr oetker, linda mccartney, laurent perrier,
    oyster bay, whispering angel, barry m, lisa eldridge, sally hansen, liz earle, nina ricci,
    paco rabanne, jean paul gaultier, daisy duke, rip curl
""")
KINDS = _items("""
    king edward, king edwards, maris piper, maris peer, arran pilot, pentland javelin, sharpe's
    express, charlotte potatoes, lady christl, lady balfour, pink fir apple, duke of york, red duke
    of york, kerr's pink, james grieve, cox's orange pippin, egremont russet, granny smith, golden
    delicious, peasgood's nonsuch, howgate wonder, beauty of bath, lord lambourne, laxton's
    superb, ellison's orange, conference pear, williams pear, victoria plum, david austin, graham
    thomas, james galway, lady of shalott, lady emma hamilton, munstead wood, olivia rose, claire
    austin, roald dahl rose, winchester cathedral, madame alfred carriere, zephirine drouhin,
    nelly moser, jackmanii, black eyed susan, sweet william, busy lizzie, jacob's ladder,
    solomon's seal, michaelmas daisy, bishop of llandaff, david howard, annabelle hydrangea,
    limelight
    hydrangea, patty's plum, sarah bernhardt, bowles's mauve, miss willmott's ghost, rosa rugosa,
    lily of the valley, aaron's rod, queen anne's lace, jack russell, king charles, king charles
    cavalier, staffordshire bull, border collie, john dory, lemon sole, tom yum, rogan josh,
    chicken kiev, peach melba, crepe suzette, eggs benedict, eggs florentine, beef wellington,
    caesar salad, waldorf salad, victoria sponge, bloody mary, tom collins, harvey wallbanger,
    shirley temple, margherita pizza, alfredo sauce, welsh rarebit, eccles cake, bath bun, chelsea
    bun, sally lunn, bakewell tart, chow mein, pad thai, foo yung, lapsang souchong, double
    gloucester, stinking bishop, cashel blue, shropshire blue, yarg cornish, red leicester
""")
PLACES = _items("""
    burkina faso, costa teguise, caleta de fuste, playa blanca, puerto del carmen, los cristianos,
    playa de las americas, santa ponsa, palma nova, puerto pollensa, costa del sol,
    costa blanca, costa brava, new york, new jersey, new mexico, san francisco, san diego, los
    angeles, las vegas, santa monica, saint lucia, st lucia, sri lanka, sierra leone, costa rica,
    puerto rico, el salvador, santo domingo, rio de janeiro, buenos aires, monte carlo, st tropez,
    dumfries and galloway, perth and kinross, argyll and bute, tyne and wear, newark northgate,
    scotch corner, leeming bar, clapham junction, wolf hall, white teeth, middlemarch, jolene,
    south africa, north korea, south korea, saudi arabia, new zealand, hong kong, tel aviv,
    abu dhabi, cape town, kuala lumpur, ho chi minh, ben nevis, snaefell, scafell pike, canary wharf
""")
ABROAD = words(
    """
    afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan
    bahamas bahrain bangladesh barbados belarus belgium belize benin bermuda bhutan bolivia bosnia
    botswana brazil brunei bulgaria burundi cambodia cameroon canada chile colombia congo
    croatia cuba cyprus czechia denmark dominica ecuador egypt eritrea estonia ethiopia fiji finland
    france gabon gambia germany ghana gibraltar greece greenland grenada guatemala guernsey guinea
    guyana haiti honduras hungary iceland indonesia iran iraq ireland israel italy jamaica
    japan kazakhstan kenya kosovo kuwait laos latvia lebanon lesotho liberia libya liechtenstein
    lithuania luxembourg macedonia madagascar malawi malaysia maldives malta mauritius mexico
    moldova monaco mongolia montenegro morocco mozambique myanmar namibia nepal netherlands
    nicaragua niger nigeria norway oman pakistan palestine panama paraguay peru philippines poland
    portugal qatar romania russia rwanda samoa senegal serbia seychelles singapore slovakia slovenia
    somalia spain sudan suriname sweden switzerland syria taiwan tanzania thailand tonga
    trinidad tunisia uganda ukraine uruguay uzbekistan venezuela vietnam yemen zambia
    zimbabwe amsterdam athens auckland bangkok barcelona beijing belgrade benidorm berlin bilbao
    bordeaux bratislava brisbane brussels bucharest budapest cairo calgary cannes copenhagen corfu
    crete dubai dubrovnik edmonton faro fuengirola funchal gdansk geneva girona gothenburg
      hamburg hanoi helsinki ibiza istanbul jakarta johannesburg kiev krakow kyiv
    lanzarote larnaca lisbon ljubljana lyon madeira madrid magaluf majorca malaga mallorca manila
    marbella marrakech marrakesh marseille melbourne menorca milan montreal moscow mumbai munich
    mykonos nairobi naples nuremberg oslo paphos porto prague reykjavik rhodes riga rotterdam
    salzburg santorini sarajevo seoul seville shanghai sharjah sicily sofia stockholm strasbourg
    sydney tallinn tenerife tirana tokyo toronto torremolinos toulouse tunis valencia vancouver
    venice verona vienna vilnius warsaw zagreb zurich zanzibar gatwick heathrow luton stansted
    prestwick dyce speke aldergrove orly schiphol alicante alabama alaska arizona arkansas
    california colorado connecticut delaware florida hawaii idaho illinois indiana iowa kansas
    kentucky louisiana maryland massachusetts michigan minnesota mississippi missouri montana
    nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont wyoming chicago
    dallas denver detroit honolulu houston miami orlando philadelphia phoenix seattle tampa
    """
)
"""Countries, and places that people fly to: one word each."""
DISHES = words(
    """
    jalfrezi gyoza bhuna dhansak dopiaza pathia vindaloo balti saag sag aloo gobi paneer bhindi
    pilau keema peshwari pakora chapati chapatti paratha dosa idli sambar vada thali raita ramen
    katsu teriyaki tempura udon soba edamame miso sashimi sushi nigiri satay rendang laksa
    massaman panang pho banh mi bibimbap kimchi bulgogi dumplings wonton hoisin szechuan teppanyaki
    lasagne lasagna carbonara bolognese arrabbiata puttanesca pesto linguine tagliatelle penne
    rigatoni ravioli tortellini gnocchi risotto bruschetta ciabatta focaccia panini calzone
    pepperoni prosciutto mozzarella mascarpone ricotta parmesan gorgonzola tiramisu panna cotta
    gelato cannoli biscotti espresso cappuccino latte macchiato moussaka souvlaki tzatziki halloumi
    hummus tabbouleh falafel shawarma kofta kebab baklava couscous tagine harissa paella chorizo
    tapas patatas bravas tortilla burrito quesadilla enchilada fajita nachos guacamole taco tacos
    jambalaya gumbo brioche croissant baguette quiche souffle ratatouille bouillabaisse cassoulet
    dauphinoise bearnaise hollandaise vinaigrette schnitzel bratwurst sauerkraut strudel pierogi
    borscht goulash stroganoff haggis neeps tatties cullen skink clootie cranachan bannock stovies
    rarebit laverbread cawl bara brith colcannon boxty coddle crubeens stottie pease faggots
    parkin pikelet wensleydale cheddar stilton caerphilly camembert roquefort manchego feta
    creuset emmental gruyere edam gouda sauvignon malbec merlot shiraz rioja chardonnay prosecco
    cava pinot grigio darjeeling assam lapsang souchong rooibos matcha oolong
    labrador labradoodle cockapoo cavapoo cavachon spaniel whippet lurcher dachshund schnauzer
    vizsla weimaraner rottweiler doberman pomeranian chihuahua shih tzu bichon frise bernese
    tramadol omeprazole amlodipine ramipril atorvastatin simvastatin metformin salbutamol
    amoxicillin flucloxacillin naproxen sertraline citalopram levothyroxine bisoprolol
    patterdale lakeland dalmatian malamute husky akita newfoundland ragdoll bengal siamese burmese
    desiree maris javelin bramley russet pippin gala braeburn
    """
)
DIALECT = words(
    """
    ma ra bringin drivin takin goin doin bein payin comin sayin gettin mornin hopin rainin lookin
    waitin workin talkin tryin puttin nothin somethin japanese korean thai vietnamese mexican
    lebanese moroccan brazilian swedish norwegian danish finnish dutch belgian swiss austrian
    ye yer yous yersel nae naw aye och ach wee wean weans bairn bairns dinnae cannae
    wouldnae didnae isnae wasnae doesnae havnae hasnae gonnae aw awfy fae tae wi oot aboot hoose
    doon roon noo ower ootside flair yin ane twa auld guid haud gie gies greetin fash ken gannin
    gan hinny howay divvent wey canny champion bonny morra nowt owt summat reyt reet
    nah thee thou thi tha sen eck gradely nesh mardy ginnel snicket bab bost bostin
    yow cor ay tara tidy cwtch mun duw diolch bore nos da iawn fawr yn lush gert mi dem nuh
    wah gwaan irie mon bruv fam blud peng peak innit craic grand yoke eejit gobshite slainte
    blimey crikey strewth cripes jings gosh heck flippin blinkin jeepers golly gawd lordy
    """
)
WORDS = DISHES | DIALECT
"""Dishes, breeds, medicines and dialect: what dictionaries lack, and nobody's name."""
