"""Posts of the demo corpus as data: banner name, kind of post, tag of the country, its name, its adjective.

Names of posts and countries and their codes are facts; the order decides how often a post writes.
"""

from __future__ import annotations

# E is an embassy, C a consulate, I an interests section, M a mission.
POSTS = """\
CARACAS|E|VE|Venezuela|Venezuelan
TOKYO|E|JA|Japan|Japanese
CAIRO|E|EG|Egypt|Egyptian
BRASILIA|E|BR|Brazil|Brazilian
MADRID|E|SP|Spain|Spanish
ANKARA|E|TU|Turkey|Turkish
LONDON|E|UK|the United Kingdom|British
SAN JOSE|E|CS|Costa Rica|Costa Rican
MOSCOW|E|RS|Russia|Russian
KABUL|E|AF|Afghanistan|Afghan
NEW DELHI|E|IN|India|Indian
BAGHDAD|E|IZ|Iraq|Iraqi
TRIPOLI|E|LY|Libya|Libyan
BOGOTA|E|CO|Colombia|Colombian
REYKJAVIK|E|IC|Iceland|Icelandic
SAO PAULO|C|BR|Brazil|Brazilian
TEL AVIV|E|IS|Israel|Israeli
PARIS|E|FR|France|French
MEXICO|E|MX|Mexico|Mexican
THE HAGUE|E|NL|the Netherlands|Dutch
BEIJING|E|CH|China|Chinese
ISLAMABAD|E|PK|Pakistan|Pakistani
BUENOS AIRES|E|AR|Argentina|Argentine
BERLIN|E|GM|Germany|German
MANAMA|E|BA|Bahrain|Bahraini
TBILISI|E|GG|Georgia|Georgian
NAIROBI|E|KE|Kenya|Kenyan
LIMA|E|PE|Peru|Peruvian
SEOUL|E|KS|South Korea|South Korean
PANAMA|E|PM|Panama|Panamanian
AMMAN|E|JO|Jordan|Jordanian
ROME|E|IT|Italy|Italian
HAVANA|I|CU|Cuba|Cuban
ABUJA|E|NI|Nigeria|Nigerian
RIYADH|E|SA|Saudi Arabia|Saudi
ASTANA|E|KZ|Kazakhstan|Kazakh
KYIV|E|UP|Ukraine|Ukrainian
SANAA|E|YM|Yemen|Yemeni
LA PAZ|E|BL|Bolivia|Bolivian
SANTIAGO|E|CI|Chile|Chilean
DAMASCUS|E|SY|Syria|Syrian
BEIRUT|E|LE|Lebanon|Lebanese
JAKARTA|E|ID|Indonesia|Indonesian
MANILA|E|RP|the Philippines|Philippine
ALGIERS|E|AG|Algeria|Algerian
RABAT|E|MO|Morocco|Moroccan
ATHENS|E|GR|Greece|Greek
OTTAWA|E|CA|Canada|Canadian
BAKU|E|AJ|Azerbaijan|Azerbaijani
TUNIS|E|TS|Tunisia|Tunisian
KHARTOUM|E|SU|Sudan|Sudanese
STOCKHOLM|E|SW|Sweden|Swedish
HARARE|E|ZI|Zimbabwe|Zimbabwean
QUITO|E|EC|Ecuador|Ecuadorian
KUWAIT|E|KU|Kuwait|Kuwaiti
WARSAW|E|PL|Poland|Polish
BANGKOK|E|TH|Thailand|Thai
ADDIS ABABA|E|ET|Ethiopia|Ethiopian
ASUNCION|E|PA|Paraguay|Paraguayan
MONTEVIDEO|E|UY|Uruguay|Uruguayan
DUSHANBE|E|TI|Tajikistan|Tajik
ABU DHABI|E|AE|the Emirates|Emirati
BERN|E|SZ|Switzerland|Swiss
BELGRADE|E|SR|Serbia|Serbian
HANOI|E|VM|Vietnam|Vietnamese
DOHA|E|QA|Qatar|Qatari
PORT AU PRINCE|E|HA|Haiti|Haitian
MANAGUA|E|NU|Nicaragua|Nicaraguan
BRUSSELS|E|BE|Belgium|Belgian
KINSHASA|E|CG|the Congo|Congolese
RANGOON|E|BM|Burma|Burmese
COLOMBO|E|CE|Sri Lanka|Sri Lankan
OSLO|E|NO|Norway|Norwegian
LISBON|E|PO|Portugal|Portuguese
HELSINKI|E|FI|Finland|Finnish
COPENHAGEN|E|DA|Denmark|Danish
PRETORIA|E|SF|South Africa|South African
DAKAR|E|SG|Senegal|Senegalese
GUATEMALA|E|GT|Guatemala|Guatemalan
TEGUCIGALPA|E|HO|Honduras|Honduran
SAN SALVADOR|E|ES|El Salvador|Salvadoran
ISTANBUL|C|TU|Turkey|Turkish
ZAGREB|E|HR|Croatia|Croatian
SARAJEVO|E|BK|Bosnia|Bosnian
SOFIA|E|BU|Bulgaria|Bulgarian
BUCHAREST|E|RO|Romania|Romanian
BUDAPEST|E|HU|Hungary|Hungarian
PRAGUE|E|EZ|the Czech Republic|Czech
VILNIUS|E|LH|Lithuania|Lithuanian
RIGA|E|LG|Latvia|Latvian
TALLINN|E|EN|Estonia|Estonian
MINSK|E|BO|Belarus|Belarusian
CHISINAU|E|MD|Moldova|Moldovan
YEREVAN|E|AM|Armenia|Armenian
TASHKENT|E|UZ|Uzbekistan|Uzbek
BISHKEK|E|KG|Kyrgyzstan|Kyrgyz
ASHGABAT|E|TX|Turkmenistan|Turkmen
DUBLIN|E|EI|Ireland|Irish
VIENNA|E|AU|Austria|Austrian
LUXEMBOURG|E|LU|Luxembourg|Luxembourgish
NICOSIA|E|CY|Cyprus|Cypriot
TIRANA|E|AL|Albania|Albanian
KINGSTON|E|JM|Jamaica|Jamaican
SANTO DOMINGO|E|DR|the Dominican Republic|Dominican
RECIFE|C|BR|Brazil|Brazilian
LAGOS|C|NI|Nigeria|Nigerian
ACCRA|E|GH|Ghana|Ghanaian
ABIDJAN|E|IV|Ivory Coast|Ivorian
KAMPALA|E|UG|Uganda|Ugandan
LUANDA|E|AO|Angola|Angolan
MAPUTO|E|MZ|Mozambique|Mozambican
LUSAKA|E|ZA|Zambia|Zambian
KUALA LUMPUR|E|MY|Malaysia|Malaysian
SINGAPORE|E|SN|Singapore|Singaporean
PHNOM PENH|E|CB|Cambodia|Cambodian
DHAKA|E|BG|Bangladesh|Bangladeshi
KATHMANDU|E|NP|Nepal|Nepalese
CANBERRA|E|AS|Australia|Australian
WELLINGTON|E|NZ|New Zealand|New Zealand
ULAANBAATAR|E|MG|Mongolia|Mongolian
BRATISLAVA|E|LO|Slovakia|Slovak
LJUBLJANA|E|SI|Slovenia|Slovenian
SKOPJE|E|MK|Macedonia|Macedonian
WINDHOEK|E|WA|Namibia|Namibian
GABORONE|E|BC|Botswana|Botswanan
MALABO|E|EK|Equatorial Guinea|Equatoguinean
NIAMEY|E|NG|Niger|Nigerien
BAMAKO|E|ML|Mali|Malian
KIGALI|E|RW|Rwanda|Rwandan
"""
