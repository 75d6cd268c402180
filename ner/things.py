"""What calls are about and what is nobody's: companies, things, cars, days, public roads."""

from __future__ import annotations

from ner.lists import each_item

COMPANIES = each_item("""
    British Gas, Eon, Scottish Power, Octopus, Thames Water, Severn Trent, Sky, Virgin Media,
    Talk Talk, Vodafone, Three, Tesco, Sainsbury's, Asda, Morrisons, Aldi, Lidl, Waitrose, John
    Lewis, Argos, Currys, Amazon, eBay, Next, Primark, Marks and Spencer, Boots, Superdrug,
    Halfords, Screwfix, Wickes, Ikea, Dunelm, Barclays, Lloyds, Lloyds Bank, Halifax,
    Nationwide, Santander, Monzo, Starling, Revolut, Natwest, HSBC, First Direct, Metro Bank,
    Allied Irish, Bank of Ireland, Chase, Wells Fargo, Bank of America, Harper Valley, Capital
    One, Aviva, Admiral, Direct Line, Churchill, Hastings, Axa, Allianz, Zurich, Legal and
    General, Standard Life, Royal Mail, DPD, Evri, Hermes, Yodel, UPS, FedEx, Parcelforce,
    Ryanair, EasyJet, Jet Two, British Airways, Aer Lingus, Tui, Thomas Cook, Expedia, National
    Express, Northern Rail, Avanti, Uber, Bolt, Deliveroo, Just Eat, Dominos, Nando's,
    McDonald's, Starbucks, Costa, Greggs, Netflix, Disney, Apple, Google, Microsoft, Samsung,
    Sony, Dell, Hewlett Packard, Lenovo, Bosch, Hotpoint, Indesit, Beko, Miele, Dyson, Henry
    Hoover, Shark, Oxfam, Cancer Research, Macmillan, Barnardo's, Age UK, the Red Cross, the
    council, the NHS, the DVLA, the tax office, the Halifax, Hilton, Travelodge, Premier Inn,
    Holiday Inn, Ted Baker, Paul Smith, Dorothy Perkins, Hobbs, Laura Ashley, Charles Tyrwhitt,
    Harvey Nichols, Hargreaves Lansdown, Edward Jones, Charles Schwab, Morgan Stanley, Merrill
    Lynch, William Hill, Betfred, Paddy Power, Ladbrokes, Savills, Foxtons, Bradford and
    Bingley, Alliance and Leicester, Yorkshire Bank, Coventry Building Society, Leeds Building
    Society, Mumbai Express, Tata, Airtel, Jio, Flipkart, Infosys, Verizon, Comcast, State Farm,
    Walmart, Target, Home Depot, Best Buy, Delta, United, Green Star Energy, Blue Cross, Sunrise
    Dental, Oakwood Surgery, Riverside Garage, Bright House, Happy Valley Bank, Fairfield Vets,
    Park View Surgery, Cherry Tree Nursery, Rose Cottage Holidays
""")
THINGS = each_item("""
    washing machine, dishwasher, tumble dryer, fridge freezer, kettle, toaster, microwave,
    vacuum cleaner, sofa, armchair, coffee table, bookcase, wardrobe, mattress, bed frame,
    carpet, curtains, blinds, boiler, thermostat, radiator, smart meter, router, broadband,
    modem, landline, mobile, handset, laptop, tablet, printer, keyboard, monitor, television,
    remote control, soundbar, headphones, speaker, doorbell, camera, games console, bike,
    scooter, lawnmower, hedge trimmer, barbecue, trampoline, paddling pool, tent, suitcase,
    rucksack, pushchair, car seat, cot, high chair, coat, dress, pair of jeans, trainers, boots,
    jumper, skirt, school uniform, watch, necklace, ring, bouquet, birthday cake, hamper, gift
    card, voucher, subscription, membership, season ticket, travel insurance, car insurance,
    home insurance, pet insurance, mortgage, loan, overdraft, credit card, savings account,
    pension, statement, invoice, prescription, hearing aid, glasses, inhaler, blood test, scan,
    passport, visa, driving licence, parking permit, tax return, claim, iPhone, Galaxy, Kindle,
    Xbox, PlayStation, Alexa, Fitbit, Ring doorbell, Nest, Chromebook, Billy bookcase, Henry
    vacuum, George Foreman grill, Sebo, Roomba, Nutribullet, Air Fryer, Jack Daniels, Earl Grey
    tea, Granny Smith apples, Victoria sponge, Caesar salad, Margherita pizza, Bloody Mary,
    Mercedes key, Doc Martens, Hunter wellies, Barbour jacket, Levi jeans, Jaffa cakes, Ben and
    Jerry's
""")
CARS = each_item("""
    Ford Focus, Ford Fiesta, Vauxhall Corsa, Astra, Golf, Polo, Mini, Mini Cooper, BMW, Audi,
    Mercedes, Range Rover, Discovery, Qashqai, Micra, Juke, Yaris, Corolla, Prius, Honda Civic,
    Jazz, Kia Picanto, Sportage, Tucson, Skoda Octavia, Fabia, Seat Ibiza, Leon, Clio, Megane,
    Peugeot, Berlingo, Transit, Tesla, Volvo, Jaguar, Dacia Duster, Fiat Panda, Renault Zoe,
    Vauxhall Zafira, Chevy, Jeep, Austin
""")
MONTHS = each_item("""
    January, February, March, April, May, June, July, August, September, October, November,
    December, May, June, April, August
""")
WEEKDAYS = each_item("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday")
ORDINALS = each_item("""
    first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth, eleventh,
    twelfth, thirteenth, fourteenth, fifteenth, sixteenth, seventeenth, eighteenth, nineteenth,
    twentieth, twenty first, twenty second, twenty third, twenty fifth, twenty eighth
""")
PUBLIC_ROADS = each_item("""
    the high street, High Street, Station Road, Church Street, London Road, the A1, the M25, the
    M6, the ring road, the bypass, Victoria Street, Market Street, Bridge Street, the main road,
    Queen Street, the Great North Road, Oxford Street, Baker Street, Park Lane, the retail park,
    Mill Lane, King Street
""")
ABROAD = each_item("""
    Paris, Rome, Madrid, Berlin, Amsterdam, Rotterdam, Brussels, Lisbon, Faro, Malaga, Alicante,
    Tenerife, Lanzarote, Majorca, Ibiza, Corfu, Crete, Rhodes, Zante, Cyprus, Malta, Turkey,
    Antalya, Dalaman, Istanbul, Dubai, Cairo, Morocco, Marrakech, Nairobi, Kenya, Ghana, Accra,
    Lagos, Nigeria, Johannesburg, Cape Town, Sydney, Perth, Melbourne, Auckland, New Zealand,
    Australia, Canada, Toronto, Vancouver, Florida, Orlando, New York, Vegas, Cancun, Mexico,
    Barbados, Jamaica, Goa, Kerala, Bangkok, Phuket, Bali, Singapore, Hong Kong, Tokyo, China,
    Poland, Krakow, Warsaw, Gdansk, Prague, Budapest, Bucharest, Romania, Bulgaria, Greece,
    Italy, Sicily, Florence, Venice, Naples, France, Nice, Calais, Dunkirk, Spain, Portugal,
    Germany, Munich, Hamburg, Denmark, Copenhagen, Sweden, Oslo, Norway, Iceland, Reykjavik,
    Somalia, Bangladesh, Pakistan, Lahore, Karachi, Islamabad, Delhi, India, Sri Lanka, Nepal
""")
PEOPLES = each_item("""
    British, English, Irish, Scottish, Welsh, Polish, Romanian, Bulgarian, Latvian, Lithuanian,
    Somali, Nigerian, Ghanaian, Kenyan, Jamaican, Caribbean, Bangladeshi, Pakistani, Indian,
    Bengali, Punjabi, Gujarati, Tamil, Sikh, Hindu, Muslim, Jewish, Catholic, Methodist,
    Jehovah's Witness, Buddhist, Turkish, Kurdish, Iranian, Afghan, Syrian, Arab, Chinese,
    Filipino, Vietnamese, Ukrainian, Russian, Portuguese, Brazilian, Spanish, Italian, French
""")
SAID_ABROAD = each_item("""
    aye, och aye, ach, haan, haan ji, accha, theek hai, arre, arrey yaar, ji, namaste, shukriya,
    merci, bonjour, voila, grazie, ciao, danke, bitte, ja, si si, gracias, hola, vale, obrigado,
    diolch, bore da, iawn, slainte, dia duit, go raibh maith agat, inshallah, mashallah,
    alhamdulillah, salaam alaikum, shalom, dzien dobry, dziekuje, tak, spasibo, nu, ay, ole, crikey,
    blimey, jeez, gosh, strewth, flip, sugar, jings, whoops, oopsie, yikes, phew, tut, pfft
""")
KINDS_OF = each_item("""
    potatoes, seed potatoes, roses, dahlias, tulips, sweet peas, tomatoes, apple trees, pears,
    plums, clematis, peonies, daffodils, strawberries, cheeses, sausages, pizzas, cocktails,
    ales, gins, whiskies, teas, biscuits, paint, wallpaper, tiles, carpets, curtains, sofas,
    beds, kitchens, doors, handles, lamps, yarns, patterns, fabrics, dresses, boots, perfumes,
    lipsticks, guitars, pianos, prams, tents, caravans, boats, ranges, cabins, suites, shades,
    flavours, puddings
""")
