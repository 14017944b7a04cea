"""Names that speak for a tag, as data: one text a kind, one tag a line, its names behind a bar.

Names are divided by semicolons; a line that begins with two blanks goes on with the one before. First
the thing itself, then what its people are called, the capital, a few cities or short forms, and a few
names that mean the place in any decade. Letters are lower case and case is ignored, but for three marks
before a name:

- ``^`` the first letter must be a capital (turkey, polish, china);
- ``=`` the whole name must be in capitals (UN is no French article);
- ``!`` in capitals, and in a text that has small letters too (WHO in a text of capitals is a word).

One-letter words do not exist for the word finder: "cote d'ivoire" is "cote ivoire", "people's" is
"people". A name may stand under several tags. ``NONE`` are names, one a line, that hold the name of a
place but mean something else: they count for nothing and hide the place. Source: general knowledge; the
tags are those of the vocabulary.
"""

from __future__ import annotations

GEO = """\
AA|aruba; aruban; oranjestad
AC|antigua; barbuda; antiguan
AE|united arab emirates; emirates; emirati; uae; uaeg; abu dhabi; dubai; sharjah
AF|afghanistan; afghan; afghans; kabul; kandahar; helmand; herat; jalalabad; karzai
AG|algeria; algerian; algerians; algiers; oran; bouteflika
AJ|azerbaijan; azerbaijani; azerbaijanis; azeri; azeris; baku; aliyev; nakhchivan; nagorno karabakh
AL|albania; albanian; tirana
AM|armenia; armenian; armenians; yerevan; nagorno karabakh
AN|andorra; andorran
AO|angola; angolan; angolans; luanda; cabinda
AQ|american samoa; pago pago
AR|argentina; argentine; argentines; argentinian; buenos aires; kirchner; patagonia
AS|australia; australian; australians; canberra; sydney; melbourne; perth; brisbane
AU|austria; austrian; austrians; salzburg
AV|anguilla
AY|antarctica; antarctic
BA|bahrain; bahraini; bahrainis; manama
BB|barbados; barbadian; bridgetown
BC|botswana; batswana; gaborone
BD|bermuda; bermudian
BE|belgium; belgian; belgians; antwerp; flemish; walloon
BF|bahamas; bahamian; nassau
BG|bangladesh; bangladeshi; bangladeshis; dhaka; dacca; chittagong
BH|belize; belizean; belmopan; british honduras
BK|bosnia; bosnian; bosnians; bosniak; herzegovina; sarajevo; republika srpska; banja luka; bih
BL|bolivia; bolivian; bolivians; la paz; cochabamba; evo morales
BM|burma; burmese; myanmar; rangoon; yangon; naypyidaw; aung san suu kyi
BN|benin; beninese; cotonou; dahomey
BO|belarus; belarusian; belarusians; belarussian; byelorussia; minsk; lukashenko; lukashenka
BP|solomon islands; solomon islander; honiara; guadalcanal; ramsi
BR|brazil; brasil; brazilian; brazilians; brasilia; sao paulo; são paulo; rio de janeiro; itamaraty;
  lula; recife; petrobras
BT|bhutan; bhutanese; thimphu
BU|bulgaria; bulgarian; bulgarians; sofia
BX|brunei; bruneian; bandar seri begawan
BY|burundi; burundian; burundians; bujumbura
CA|canada; canadian; canadians; ottawa; toronto; ontario; quebec; vancouver; alberta
CB|cambodia; cambodian; cambodians; khmer; phnom penh; hun sen; kampuchea
CD|^chad; chadian; chadians; ndjamena; djamena; deby
CE|sri lanka; sri lankan; sri lankans; ceylon; colombo; sinhalese; tamil; tamils; rajapaksa; jaffna; gosl
CF|congo; congolese; brazzaville; republic of congo; republic of the congo; pointe noire
CG|congo; congolese; drc; zaire; zairian; kinshasa; lubumbashi; katanga; goma; kivu; kivus; democratic
  republic of congo; democratic republic of the congo; mobutu; kabila
CH|^china; chinese; prc; people republic of china; beijing; peking; shanghai; guangzhou; shenyang;
  chengdu; hu jintao; wen jiabao; tibet; tibetan; tibetans; xinjiang; uighur; uighurs; uyghur; uyghurs;
  sino; ccp; npc
CI|chile; chilean; chileans; bachelet; pinochet; valparaiso
CJ|cayman islands; cayman; caymanian
CM|cameroon; cameroonian; cameroonians; yaounde; douala; biya
CN|comoros; comorian; comoran; moroni; anjouan
CO|colombia; colombian; colombians; bogota; bogotá; medellin; cali; cartagena; uribe
CS|costa rica; costa rican; costa ricans; san jose; san josé; ticos; guanacaste; gocr
CT|central african republic; central african; bangui; bozize
CU|cuba; cuban; cubans; havana; castro; fidel
CV|cape verde; cape verdean; cape verdeans; cabo verde; praia
CW|cook islands; rarotonga
CY|cyprus; cypriot; cypriots; nicosia; trnc
DA|denmark; danish; danes; dane
DJ|djibouti; djiboutian; djiboutians; guelleh; territory of afars and issas
DO|dominica; roseau
DR|dominican republic; dominican; dominicans; santo domingo
EC|ecuador; ecuadorian; ecuadorians; ecuadorean; quito; guayaquil; rafael correa; president correa
EG|egypt; egyptian; egyptians; cairo; alexandria; sinai; mubarak; nasser; sadat; suez; aboul gheit;
  muslim brotherhood
EI|ireland; irish; dublin; taoiseach
EK|equatorial guinea; equatorial guinean; equatoguinean; malabo; obiang
EN|estonia; estonian; estonians; tallinn
ER|eritrea; eritrean; eritreans; asmara; isaias
ES|el salvador; salvador; salvadoran; salvadorans; salvadorean; san salvador; !goes
ET|ethiopia; ethiopian; ethiopians; addis ababa; addis; meles; ogaden; oromo
EZ|czech republic; czech; czechs; czechia; prague; czechoslovakia; czechoslovak
FG|french guiana; cayenne
FI|finland; finnish; finns; finn; helsinki
FJ|fiji; fijian; fijians; suva; bainimarama
FK|falkland islands; falklands; falkland; malvinas
FM|micronesia; micronesian; pohnpei
FO|faroe islands; faroe; faroese
FP|french polynesia; tahiti; papeete
FR|france; french; frenchman; paris; sarkozy; chirac; elysee; quai orsay; mitterrand; marseille; lyon;
  strasbourg; gof
GA|gambia; gambian; gambians; banjul; jammeh
GB|gabon; gabonese; libreville; omar bongo
GG|^georgia; georgian; georgians; tbilisi; saakashvili; abkhazia; abkhaz; south ossetia; south ossetian;
  ossetia; batumi
GH|ghana; ghanaian; ghanaians; accra; kumasi; kufuor
GI|gibraltar; gibraltarian
GJ|grenada; grenadian
GL|greenland; greenlandic; greenlanders; nuuk; thule
GM|germany; german; germans; berlin; frg; bonn; bundestag; bundeswehr; munich; frankfurt; hamburg;
  merkel; schroeder; federal republic of germany; west germany; west german; west germans; east germany;
  east german; east germans; german democratic republic; gdr
GP|guadeloupe
GQ|guam
GR|greece; greek; greeks; athens; thessaloniki; karamanlis; papandreou
GT|guatemala; guatemalan; guatemalans; guatemala city
GV|^guinea; guinean; guineans; conakry; lansana conte; dadis camara
GY|guyana; guyanese
GZ|gaza; gazan; gazans; gaza strip; rafah
HA|haiti; haitian; haitians; port au prince; preval; aristide; minustah
HK|hong kong; hksar; hkg
HO|honduras; honduran; hondurans; tegucigalpa; zelaya; micheletti; san pedro sula
HR|croatia; croatian; croatians; croat; croats; zagreb; dubrovnik; tudjman; sanader
HU|hungary; hungarian; hungarians; budapest; orban; gyurcsany
IC|iceland; icelandic; icelanders; icelander; reykjavik; keflavik; icesave; althingi
ID|indonesia; indonesian; indonesians; jakarta; surabaya; aceh; acehnese; papua province; suharto;
  yudhoyono; bali; tni
IM|isle of man
IN|india; indian; indians; delhi; new delhi; mumbai; bombay; chennai; madras; calcutta; kolkata;
  hyderabad; bangalore; gujarat; kashmir; bjp; lok sabha; nehru; indira gandhi; sonia gandhi; manmohan
  singh; ^indo pakistani
IO|british indian ocean territory; diego garcia; biot; chagos; chagossian; chagossians
IR|iran; iranian; iranians; tehran; teheran; irgc; ahmadinejad; khamenei; khomeini; rafsanjani; khatami;
  mousavi; isfahan; natanz; qods force; bushehr
IS|israel; israeli; israelis; tel aviv; jerusalem; knesset; idf; olmert; netanyahu; sharon; barak; peres;
  livni; likud; kadima; haifa; sderot
IT|italy; italian; italians; rome; milan; naples; turin; berlusconi; prodi; frattini; sicily; vicenza;
  andreotti
IV|cote ivoire; côte ivoire; ivory coast; ivorian; ivorians; ivoirian; ivoirien; abidjan; yamoussoukro;
  gbagbo; ouattara
IZ|iraq; iraqi; iraqis; baghdad; basra; basrah; mosul; kirkuk; najaf; fallujah; anbar; saddam; maliki;
  talabani; barzani; krg; kurdistan regional government; sadr; mnf
JA|japan; japanese; tokyo; osaka; okinawa; okinawan; sapporo; nagoya; naha; koizumi
JM|jamaica; jamaican; jamaicans; kingston
JO|^jordan; jordanian; jordanians; amman; king abdullah ii; hashemite; aqaba; zarqa
KE|kenya; kenyan; kenyans; nairobi; mombasa; kibaki; odinga; kikuyu
KG|kyrgyzstan; kyrgyz; kirghiz; bishkek; manas; bakiyev; akayev
KN|north korea; north korean; north koreans; dprk; pyongyang; kim jong il; kim il sung; democratic people
  republic of korea; korean peninsula; yongbyon; nork
KR|kiribati; tarawa; gilbert islands
KS|south korea; south korean; south koreans; republic of korea; korea; korean; koreans; rok; rokg; seoul;
  pusan; busan; lee myung bak; roh moo hyun; korean peninsula
KU|kuwait; kuwaiti; kuwaitis; kuwait city
KV|kosovo; kosovar; kosovars; kosovan; pristina; ahtisaari; kfor; mitrovica; unmik; thaci
KZ|kazakhstan; kazakhstani; kazakh; kazakhs; astana; almaty; alma ata; nazarbayev; kashagan; tengiz
LA|laos; lao; laotian; laotians; vientiane; hmong
LE|^lebanon; lebanese; beirut; hizballah; hezbollah; hizbullah; hariri; siniora; nasrallah; jumblatt;
  aoun
LG|latvia; latvian; latvians; riga
LH|lithuania; lithuanian; lithuanians; vilnius; ignalina
LI|liberia; liberian; liberians; monrovia; charles taylor; sirleaf
LO|slovakia; slovak; slovaks; bratislava; dzurinda; czechoslovakia
LS|liechtenstein; vaduz
LT|lesotho; basotho; maseru
LU|luxembourg; luxembourger; juncker
LY|libya; libyan; libyans; tripoli; benghazi; qadhafi; qaddafi; gaddafi; gadhafi; jamahiriya
MA|madagascar; malagasy; antananarivo; ravalomanana; rajoelina
MB|martinique
MC|macau; macao
MD|moldova; moldovan; moldovans; moldavia; chisinau; transnistria; transnistrian; transdniestria;
  transdniestrian; voronin
MF|mayotte
MG|mongolia; mongolian; mongolians; mongols; ulaanbaatar; ulan bator
MH|montserrat
MI|malawi; malawian; malawians; lilongwe; blantyre
MK|macedonia; macedonian; macedonians; skopje; fyrom; gruevski
ML|^mali; malian; malians; bamako; timbuktu; tuareg
MN|monaco; monegasque; monte carlo
MO|morocco; moroccan; moroccans; rabat; casablanca; marrakech; western sahara; polisario; mohammed vi;
  king hassan
MP|mauritius; mauritian; mauritians; port louis
MR|mauritania; mauritanian; mauritanians; nouakchott
MT|malta; maltese; valletta
MU|oman; omani; omanis; muscat; sultan qaboos; salalah; hormuz
MV|maldives; maldivian; maldivians; gayoom
MW|montenegro; montenegrin; montenegrins; podgorica; djukanovic
MX|mexico; méxico; mexican; mexicans; mexico city; tijuana; monterrey; ciudad juarez; guadalajara;
  calderon; chiapas; oaxaca; matamoros; nuevo laredo; hermosillo; zedillo
MY|malaysia; malaysian; malaysians; kuala lumpur; anwar ibrahim; badawi; mahathir; sarawak; sabah;
  putrajaya
MZ|mozambique; mozambican; mozambicans; maputo; guebuza; frelimo; renamo
NA|netherlands antilles; dutch antilles; curacao; curaçao; sint maarten; st maarten; bonaire
NC|new caledonia; noumea
NE|niue
NG|^niger; nigerien; nigeriens; niamey; tandja; agadez
NH|vanuatu; vanuatuan; port vila; new hebrides
NI|nigeria; nigerian; nigerians; abuja; lagos; niger delta; obasanjo; yar adua; yaradua; kano; biafra;
  port harcourt; nnpc
NL|netherlands; dutch; dutchman; holland; amsterdam; rotterdam; balkenende; verhagen; wilders
NO|norway; norwegian; norwegians; oslo; stoltenberg; statoil
NP|nepal; nepali; nepalese; nepalis; kathmandu; lumbini; prachanda; koirala
NR|nauru; nauruan
NS|suriname; surinam; surinamese; paramaribo; bouterse
NU|nicaragua; nicaraguan; nicaraguans; managua; ortega; sandinista; sandinistas; fsln; aleman; bolanos
NZ|new zealand; new zealander; new zealanders; wellington; auckland; gnz; nz; maori; helen clark
PA|paraguay; paraguayan; paraguayans; asuncion; nicanor duarte
PC|pitcairn
PE|peru; peruvian; peruvians; lima; fujimori; alan garcia; humala; cusco; sendero luminoso; shining path
PK|pakistan; pakistani; pakistanis; islamabad; karachi; lahore; peshawar; fata; musharraf; bhutto;
  zardari; nawaz sharif; isi; quetta; waziristan; nwfp; balochistan; baluchistan; punjab; kashmir
PL|poland; ^polish; ^poles; warsaw; krakow; kaczynski; tusk; sikorski; sejm; gdansk
PM|panama; panamanian; panamanians; panama city; panama canal; torrijos; martinelli; noriega; panama
  canal zone
PO|portugal; portuguese; lisbon; azores; lajes
PP|papua new guinea; png; port moresby; bougainville
PS|palau; palauan; koror
PU|guinea bissau; bissau guinean; bissau; portuguese guinea
QA|qatar; qatari; qataris; al jazeera; al thani
RE|reunion island
RM|marshall islands; marshallese; majuro; kwajalein
RO|romania; romanian; romanians; bucharest; basescu; tariceanu
RP|philippines; philippine; filipino; filipinos; manila; mindanao; cebu; grp; macapagal arroyo; arroyo;
  milf; abu sayyaf
RQ|puerto rico; puerto rican
RS|russia; russian; russians; moscow; kremlin; putin; medvedev; lavrov; yeltsin; duma; st petersburg;
  vladivostok; gazprom; chechnya; chechen; chechens; rosoboronexport; yekaterinburg; siberia; soviet
  union; soviet; soviets; ussr
RW|rwanda; rwandan; rwandans; kigali; kagame; rpf; hutu; tutsi
SA|saudi arabia; saudi; saudis; riyadh; jeddah; dhahran; king abdullah; prince nayif; aramco; mecca; =sag
SC|st kitts; saint kitts; kitts and nevis; st kitts and nevis; saint kitts and nevis; nevis
SE|seychelles; seychellois
SF|south africa; south african; south africans; pretoria; johannesburg; cape town; durban; mbeki; zuma;
  =sag; mandela; apartheid
SG|senegal; senegalese; dakar; casamance; abdoulaye wade; president wade
SH|saint helena; st helena
SI|slovenia; slovenian; slovenians; slovene; slovenes; ljubljana; jansa
SL|sierra leone; sierra leonean; sierra leoneans; freetown; koroma; gosl
SM|san marino; sammarinese
SN|singapore; singaporean; singaporeans; lee kuan yew; lee hsien loong
SO|somalia; somali; somalis; mogadishu; somaliland; puntland; shabaab; tfg; hargeisa; amisom
SP|spain; spanish; spaniard; spaniards; madrid; barcelona; zapatero; aznar; catalan; catalonia; basque;
  moratinos; rajoy
SR|serbia; serbian; serbians; serb; serbs; belgrade; tadic; kostunica; milosevic; vojvodina; mladic;
  presevo
ST|saint lucia; st lucia; castries
SU|sudan; sudanese; khartoum; darfur; juba; south sudan; southern sudan; bashir; splm; spla; janjaweed;
  unmis; unamid; abyei
SV|svalbard; spitsbergen; jan mayen
SW|sweden; swedish; swede; swedes; stockholm; bildt; reinfeldt
SX|south georgia and the south sandwich islands; south sandwich islands
SY|syria; syrian; syrians; damascus; asad; assad; sarg; golan; muallim; aleppo
SZ|switzerland; swiss; bern; berne; zurich; ubs
TD|trinidad; tobago; trinidad and tobago; trinidadian; port of spain
TH|thailand; thai; thais; bangkok; chiang mai; thaksin; rtg; abhisit
TI|tajikistan; tajik; tajiks; dushanbe; rahmon; rahmonov
TK|turks and caicos; turks and caicos islands; caicos
TL|tokelau
TN|tonga; tongan; tongans; nuku alofa
TO|togo; togolese; lome; eyadema
TP|sao tome; são tomé; sao tome and principe; sao tomean
TS|tunisia; tunisian; tunisians; tunis; ben ali; bourguiba
TT|east timor; timor leste; east timorese; timorese; timor; dili; ramos horta; gusmao; portuguese timor
TU|^turkey; turkish; ^turk; ^turks; ankara; istanbul; adana; erdogan; pkk; tgs; akp; incirlik; gul;
  babacan; bosphorus
TV|tuvalu; funafuti
TW|taiwan; taiwanese; taipei; kuomintang; kmt; dpp; chen shui bian; ma ying jeou; kaohsiung; ait
TX|turkmenistan; turkmen; ashgabat; ashkhabad; niyazov; berdimuhamedov; turkmenbashi; berdimuhamedow
TZ|tanzania; tanzanian; tanzanians; dar es salaam; zanzibar; dodoma; kikwete; nyerere
UG|uganda; ugandan; ugandans; kampala; museveni; lra; besigye
UK|united kingdom; uk; british; britain; britons; great britain; england; scotland; scottish; welsh;
  london; northern ireland; belfast; sinn fein; blair; gordon brown; hmg; miliband; fco; thatcher;
  tories; ulster; edinburgh; whitehall
UP|ukraine; ukrainian; ukrainians; kyiv; kiev; crimea; crimean; sevastopol; yushchenko; tymoshenko;
  yanukovych; odesa; rada; naftohaz
US|united states; united states of america
UV|burkina faso; burkina; burkinabe; ouagadougou; compaore; upper volta
UY|uruguay; uruguayan; uruguayans; montevideo; tabare vazquez; punta del este
UZ|uzbekistan; uzbek; uzbeks; tashkent; karimov; samarkand; andijon; andijan; karshi khanabad
VC|saint vincent and the grenadines; st vincent and the grenadines; saint vincent; st vincent;
  grenadines; kingstown
VE|venezuela; venezuelan; venezuelans; caracas; chavez; chávez; chavista; chavistas; maracaibo; pdvsa;
  brv; bolivarian; chavismo; maduro
VI|british virgin islands; tortola
VM|vietnam; viet nam; vietnamese; hanoi; ho chi minh; ho chi minh city; saigon; hcmc; gvn; srv; north
  vietnam; north vietnamese; south vietnam; south vietnamese
VQ|us virgin islands; virgin islands
VT|vatican; holy see; ^pope; pontiff; papal; curia; pope benedict; pope john paul
WA|namibia; namibian; namibians; windhoek; south west africa; walvis bay; swapo; nujoma; pohamba
WE|west bank; ramallah; nablus; hebron; jenin; bethlehem; jericho
WF|wallis and futuna
WI|western sahara; sahrawi; sahrawis; saharawi; polisario; laayoune; minurso; spanish sahara
WS|samoa; samoan; samoans; apia; western samoa
WZ|swaziland; swazi; swazis; mbabane; king mswati; mswati
YI|serbia and montenegro; state union of serbia and montenegro; yugoslavia; yugoslav; belgrade; serbia;
  serbian; kosovo; fry
YM|yemen; yemeni; yemenis; sanaa; sana; saleh; aden; houthi; houthis; huthi; taiz; hadramaut; aqap; north
  yemen; south yemen; yemen arab republic; pdry
ZA|zambia; zambian; zambians; lusaka; mwanawasa; kaunda
ZI|zimbabwe; zimbabwean; zimbabweans; harare; mugabe; tsvangirai; mdc; zanu; bulawayo; rhodesia;
  rhodesian; rhodesians; southern rhodesia
"""

GEO_1970S = """\
CZ|czechoslovakia; czechoslovak; czechoslovakian
DM|dahomey; dahomean
FT|territory of afars and issas; afars and issas
GE|east germany; east german; east germans; gdr; german democratic republic; east berlin; pankow
GW|west germany; west german; west germans; frg; bonn; federal republic of germany
PQ|canal zone; panama canal zone
PT|portuguese timor
RH|rhodesia; rhodesian; rhodesians; ian smith; southern rhodesia
SK|sikkim; sikkimese
SS|spanish sahara
TQ|trust territory of the pacific islands; saipan
UR|soviet union; soviet; soviets; ussr; brezhnev; gromyko; gorbachev; khrushchev
VN|north vietnam; north vietnamese; drv
VS|south vietnam; south vietnamese; gvn; saigon; thieu
WB|west berlin
YE|yemen arab republic; north yemen; yar
YO|yugoslavia; yugoslav; yugoslavs; yugoslavian; tito
YQ|ryukyu; ryukyus; ryukyu islands
YS|south yemen; pdry
"""

REGION = """\
XA|africa; african; africans; africom
XB|asia
XC|southeast asia; southeast asian; south east asia
XD|south asia; south asian; subcontinent
XE|far east; far eastern; east asia; east asian
XF|middle east; middle eastern; mideast; near east; arab world; bmena
XG|europe; european; europeans; pan european
XH|eastern europe; east european; eastern european; central europe
XI|north africa; north african; maghreb; maghrib
XJ|sub saharan; sub saharan africa
XK|central america; central american; central americans
XL|caribbean; west indies; west indian
XM|latin america; latin american; latin americans; western hemisphere
XN|north atlantic ocean; atlantic ocean
XO|indian ocean
XP|pacific islands; south pacific; pacific ocean; pacific islander; pacific islands forum; pacific island
XQ|arctic; arctic ocean
XR|south america; south american; south americans; unasur; andean; unasul
XS|north america; north american
XT|western europe; west european; western european
XU|australasia
XV|antarctica; antarctic; antarctic treaty
XW|east africa; east african; horn of africa; igad; great lakes region
XX|worldwide
XY|west africa; west african; sahel
XZ|scandinavia; scandinavian; nordic; nordics
ZB|baltic; baltics; baltic states; balts
ZF|central africa; central african region; ceeac
ZJ|caucasus; south caucasus; transcaucasus; north caucasus
ZK|central asia; central asian; central asians
ZL|southern europe; balkans; western balkans
ZO|northeast asia; northeast asian
ZP|persian gulf; arabian gulf; gulf states; gulf arab
ZR|black sea; red sea
ZU|southern africa; southern african
"""

ORGANIZATION = """\
ADB|asian development bank
AFDB|african development bank
APECO|apec; asia pacific economic cooperation
ARF|asean regional forum
ASEAN|asean; association of southeast asian nations
AU-1|african union; =au; amisom
CARICOM|caricom; caribbean community
CBW|chemical weapons; biological weapons; biological weapons convention
CDG|conference on disarmament; =cd
CFE|cfe; conventional armed forces in europe
CIS|=cis; commonwealth of independent states
CITES|^cites; endangered species
COE|council of europe
CTBT|ctbt; comprehensive test ban; comprehensive nuclear test ban; ctbto
CWC|cwc; chemical weapons convention; opcw
DEA|dea; drug enforcement administration; drug enforcement agency
DHS|dhs
EAC|east african community
EBRD|ebrd; european bank for reconstruction
ECA|economic commission for africa
ECOSOC|ecosoc; economic and social council
ECOWAS|ecowas; economic community of west african states
EEC|eec; european economic community; common market
EFTA|efta; european free trade association
ELN|eln; national liberation army
ESA|european space agency
ETA|=eta
EUN|european union; =eu; european commission; european council; european parliament; eu accession; esdp;
  cfsp; schengen; gaerc
EXIM|exim; export import bank
FAA|faa; federal aviation administration
FAO|fao; food and agriculture organization
FARC|farc; revolutionary armed forces of colombia
FBI|fbi; federal bureau of investigation
FTAA|ftaa; free trade area of the americas
G-77|group of 77; g77
G-8|group of eight; g8
GATT|gatt; general agreement on tariffs and trade
GCC|gcc; gulf cooperation council
IADB|inter american defense board
IAEA|iaea; international atomic energy agency; elbaradei; amano; additional protocol
IATTC|iattc; tropical tuna
IBRD|ibrd; world bank
ICAO|icao; international civil aviation organization
ICCAT|iccat; atlantic tunas
ICJ|icj; international court of justice
ICRC|icrc; international committee of the red cross; red cross
ICTR|ictr; tribunal for rwanda; criminal tribunal for rwanda
ICTY|icty; tribunal for the former yugoslavia; hague tribunal; criminal tribunal for the former
  yugoslavia
IDB|inter american development bank; =idb
IEA|iea; international energy agency
IFAD|ifad
IFC|international finance corporation
ILO|ilo; international labor organization; international labour organization
IMF|imf; international monetary fund
IMO|=imo; international maritime organization
INTELSAT|intelsat
INTERPOL|interpol
IOM|=iom; international organization for migration
ISAF|isaf; international security assistance force
ITU|itu; international telecommunication union
IWC|iwc; international whaling commission; whaling; whales; whale
LTTE|ltte; tamil tigers; liberation tigers
MDC|movement for democratic change
MERCOSUR|mercosur; mercosul
MFO|mfo; multinational force and observers
MINURSO|minurso
MONUC|monuc
MTCRE|mtcr; missile technology control; missile technology control regime; missile proliferation
NAC|north atlantic council
NAFTA|nafta; north american free trade agreement
NAM|=nam; non aligned movement; nonaligned movement; non aligned
NASA|nasa
NATO|nato; north atlantic treaty; north atlantic council; saceur; de hoop scheffer; partnership for
  peace; membership action plan
NPT|npt; nonproliferation treaty; non proliferation treaty; npt review conference
NSG|nsg; nuclear suppliers group
OAS|=oas; organization of american states; insulza
OAU|oau; organization of african unity
OECD|oecd; organization for economic cooperation and development
OIC|=oic; islamic conference; organization of the islamic conference
OPCW|opcw; prohibition of chemical weapons
OPEC|opec; petroleum exporting countries
OPIC|opic; overseas private investment corporation
OSCE|osce; organization for security and cooperation in europe; odihr
PAHO|paho; pan american health organization
PFP|partnership for peace; pfp
PLO|plo; palestine liberation organization
SAARC|saarc; south asian association for regional cooperation
SADC|sadc; southern african development community
UN|=un; united nations
UNCTAD|unctad
UNDP|undp; un development program; un development programme
UNEP|unep; un environment program
UNESCO|unesco
UNFICYP|unficyp
UNFPA|unfpa; un population fund
UNGA|unga; general assembly; un general assembly; third committee; first committee
UNHCR|unhcr; high commissioner for refugees
UNHRC|unhrc; human rights council; un human rights council
UNICEF|unicef
UNIFIL|unifil; unscr 1701
UNMEE|unmee
UNMIK|unmik
UNOMIG|unomig
UNRWA|unrwa
UNSC|unsc; security council; un security council; unscr; unscrs; 1267
UNVIE|unvie
USTR|ustr; trade representative
WFP|wfp; world food program; world food programme
WHO|!who; world health organization
WIPO|wipo; world intellectual property organization
WTO|warsaw pact
WTRO|wto; world trade organization; doha round; doha development agenda
ZANU-PF|zanu; zanu pf
"""

PROGRAM = """\
KACT|strategic arms; start treaty; new start
KAWC|war crimes; genocide; atrocities; war criminals; war criminal
KAWK|guantanamo; gtmo; guantanamo bay
KBCT|arab boycott; boycott of israel; arab league boycott
KBIO|biological weapons; bioterrorism; biosecurity
KBTR|border security
KCFE|cfe; conventional armed forces in europe; adapted cfe
KCIP|critical infrastructure; infrastructure protection
KCOR|corruption; corrupt; anti corruption; anticorruption; graft; bribery; bribes; bribe; kickbacks;
  embezzlement
KCRM|organized crime; money laundering; gangs; gang; homicide; kidnapping; kidnappings; cartel; cartels;
  crime; criminal gangs; criminal; criminals
KCRS|reconstruction and stabilization
KDEM|democracy; democratization; elections; election; electoral; civil society
KDRG|detainees; guantanamo; detainee
KEDU|education
KFIN|terrorist finance; terrorism finance
KFLU|avian influenza; bird flu; h5n1; h1n1; avian flu; pandemic influenza; swine flu; influenza; pandemic
KFRD|fraud; fraudulent; visa fraud; fraud prevention; false documents; counterfeit documents
KGCC|climate change; global climate
KGHG|greenhouse gas; greenhouse gases; climate change; kyoto protocol; copenhagen accord; unfccc;
  emissions; global warming; cop 15; cop15
KGIC|global initiative to combat nuclear terrorism; gicnt; nuclear terrorism; nuclear smuggling
KGIT|gicnt
KHDP|demining; landmines; landmine; land mines; humanitarian demining; cluster munitions
KHIV|hiv; aids epidemic; hiv aids; pepfar; antiretroviral
KHLS|homeland security; dhs; passenger name record; pnr; aviation security
KICC|international criminal court; =icc; rome statute; article 98
KIDE|investment dispute; investment disputes; expropriation; expropriations; expropriated
KIPR|intellectual property; ipr; copyright; copyrights; patents; patent; trademark; trademarks;
  counterfeit; counterfeiting; special 301; special 301 review; optical media; counterfeit goods
KIRF|religious freedom; international religious freedom; freedom of religion; religious minorities;
  religious minority; evangelical; jehovah witnesses; bahai; baha is
KISL|islam; islamic; islamist; islamists; muslim; muslims; mosque; mosques; imam; imams; salafi;
  salafist; sunni; shia; sharia; jihad; jihadist; madrassa
KJUS|judicial; judiciary; rule of law; courts; supreme court; attorney general; prosecutor; prosecutors;
  justice; judge; judges
KMCA|millennium challenge; mcc; millennium challenge corporation; millennium challenge account
KMDR|media reaction; editorial; op ed; block quotes; media reaction report
KMPI|mepi; middle east partnership initiative
KNNP|nonproliferation; non proliferation; proliferation; nuclear weapons; nuclear program; enrichment;
  uranium; npt; iaea; centrifuges; proliferation security initiative; nuclear fuel
KNUP|nuclear power
KOCI|child abduction; abduction; adoptions; hague convention; children issues
KOLY|olympic; olympics; olympic games
KOMC|export control; export controls; blue lantern; export license; defense trade; directorate of defense
  trade controls; pm ddtc; end use monitoring; export licensing; itar; ddtc
KPAL|palestinian; palestinians; palestine; hamas; fatah; palestinian authority; abu mazen; gaza; plo;
  abbas; fayyad; west bank; peace process; arafat; two state solution
KPAO|public diplomacy; public affairs; alhurra
KPIR|pirates; maritime piracy; counter piracy; piracy off
KPKO|peacekeeping; peacekeepers; peacekeeper; peace keeping; unifil; unamid; unmis; monuc; amisom; unmee;
  troop contributing; dpko; blue helmets; minurso
KPLS|polls; poll; polling
KPRV|privatization; privatize; privatized; privatizations; privatisation
KRAD|radioactive; radiological; radioactive sources
KSCA|science; science and technology
KSEP|special embassy program
KSPR|reporting and collection
KSTC|strategic trade; strategic trade controls; export control; export controls; transshipment
KSTH|science and technology
KSUM|summit; summits; summit of the americas
KTBT|ctbt; test ban; technical barriers to trade
KTDB|investment climate statement; investment climate; trade development
KTER|terrorism; terrorist
KTEX|textiles; textile; apparel
KTFN|terrorist finance; terrorist financing; terrorism finance; terrorism financing; 1267; money
  laundering; fatf; asset freeze; freeze assets; hawala; financial action task force; financial
  intelligence unit
KTIA|bilateral agreement; extradition treaty; circular 175; treaty; treaties; international agreement;
  international agreements; agreements
KTIP|trafficking in persons; tip report; human trafficking; trafficked; forced labor; trafficking
  victims; sex trafficking; anti trafficking; traffic in persons; =tip
KUNR|un reform; security council reform; unsc reform; scale of assessments; reform of the un
KVPR|visas viper; viper
KWBG|west bank; gaza; ramallah; palestinian authority; settlements; outposts; gaza strip; hamas;
  jerusalem; nablus; hebron; rafah
KWMN|women; gender; women rights; domestic violence; female genital mutilation; gender equality; fgm;
  violence against women
"""

SUBJECT = """\
AEMR|evacuation; emergency action committee; drawdown; noncombatant evacuation; ordered departure
AFIN|financial management; value added tax; vat refund
AMED|health unit
AMGT|icass; rightsizing; staffing; embassy management; nsdd 38
AORC|international organizations; committee session; fifth committee
APER|eer
ASEC|security environment; embassy security; emergency action committee; eac; bomb threat; local guard;
  regional security officer; rso; security incident; marine security guard
ASIG|inspector general; oig
BBSR|business services
BEXP|trade promotion; trade expansion; commercial advocacy; trade show; commercial service
BTIO|trade opportunities; tender; tenders
CASC|american citizen; american citizens; amcit; amcits; american citizen services; consular access;
  welfare and whereabouts; warden message; child abduction
CJAN|extradition; extradited; letters rogatory; judicial assistance; mlat; mutual legal assistance;
  extradition request
CMGT|consular; consular section; consular management; consular package; consular affairs
CPAS|passport; passports; citizenship; nationality
CVIS|visa; visas; niv; immigrant visa; immigrant visas; visa fraud; nonimmigrant; visa applicants; visa
  revocation; visa waiver
EAGR|agriculture; agricultural; farm; farmers; crops; crop; wheat; beef; biotech; biotechnology; gmo;
  gmos; food security; food prices; livestock; poultry; phytosanitary; genetically modified; usda;
  soybean; soybeans; farming
EAID|foreign aid; usaid; development assistance; foreign assistance; humanitarian assistance; donor;
  donors; economic assistance; economic support fund; esf; aid program; debt relief; world food program;
  millennium challenge
EAIR|civil aviation; aviation; airline; airlines; airport; airports; open skies; air services; air
  services agreement; overflight; overflights; faa; airbus; icao
ECIN|economic integration; regional integration; economic cooperation; andean community; common market
ECON|economy; economic; economics; gdp; inflation; economic growth; macroeconomic; unemployment;
  recession; economic reform; tourism
ECPS|telecommunications; telecom; telecoms; internet; broadband; mobile phone; cellular; postal;
  telecommunication; itu; wimax; digital television; digital tv; wireless
EFIN|bank; banks; banking; monetary; central bank; international monetary fund; budget; inflation; bonds;
  interest rates; deficit; currency; exchange rate; financial crisis; liquidity; finance minister;
  finance ministry; paris club; stock market
EFIS|fisheries; fishing; fishery; tuna; fishermen; shrimp; whaling; turtle excluder; lobster
EIND|manufacturing; steel; automotive; factory; factories; pharmaceutical; manufacturers; automobile
EINV|investment; investments; investors; investor; foreign investment; foreign direct investment; fdi;
  bilateral investment treaty; expropriation; investment climate; joint venture; investment dispute;
  nationalization
EINT|internet; ecommerce
ELAB|labor; labour; labor union; trade union; trade unions; union leaders; workers; child labor; labor
  rights; wages; minimum wage; ilo; forced labor; labor law; strikers; labor code
ELTN|railway; railways; railroad; highway; highways; trucking; roads; trucks; land transportation;
  truckers
EMIN|mining; minerals; mineral; gold; copper; diamonds; diamond; kimberley process; bauxite; iron ore;
  cobalt; lithium; zinc; conflict diamonds; miners
ENRG|energy; electricity; nuclear power; power plant; power plants; hydroelectric; pipeline; pipelines;
  biofuels; renewable energy; ethanol; natural gas; power sector; megawatts; energy security; nabucco;
  energy policy; solar; coal; biofuel; blackouts
EPET|petroleum; oil; crude; oil and gas; refinery; natural gas; lng; oil company; oil production;
  barrels; opec; gasoline; pipeline; oil companies; bpd; chevron; exxonmobil; hydrocarbons; gas pipeline;
  petrocaribe
ETRD|trade; exports; imports; tariff; tariffs; export; free trade agreement; fta; wto; doha round; market
  access; trade minister; cafta; free trade; trade policy; cafta dr; exporters; importers; world trade
  organization; ftaa; trade agreement; trade negotiations; special 301; tifa; protectionism; ustr
ETTC|export control; export controls; sanctions; dual use; technology transfer; export license; arms
  export; arms sales; wassenaar; unscr 1747; australia group; transshipment; blue lantern; trade
  controls; export licenses
EWWT|ports; shipping; vessel; vessels; maritime; ships; cargo; seaport; shipboarding; port security;
  hijacked; shipowners
MARR|armed forces; defense minister; status of forces; sofa; ministry of defense; missile defense;
  military cooperation; chod; military exercises; defense ministry; minister of defense
MASS|military assistance; arms sales; fms; fmf; foreign military financing; foreign military sales; imet;
  f16; military equipment; lockheed; helicopters; military sales; defense equipment; weapons sales; arms
  transfer; manpads; end use monitoring; joint strike fighter; gripen; excess defense articles;
  ammunition
MCAP|military capabilities; defense capabilities; force structure; military modernization; defense budget
MNUC|nuclear weapons; nuclear; nuclear weapon; nuclear program; nuclear test; nuclear tests; enrichment;
  nuclear facilities; nuclear suppliers; warheads; iaea; uranium; gicnt; radioactive; nuclear
  proliferation; plutonium
MOPS|military operations; isaf; insurgents; provincial reconstruction team; prt; battalion; ceasefire;
  enduring freedom; coalition forces; airstrikes; ambush
OEXC|exchange program; exchange programs; fulbright; scholarships; international visitor; student
  exchange
OFDP|diplomatic immunity; foreign missions
OIIP|information programs; american corner; american corners; alhurra; voice of america
OPDC|diplomatic correspondence; congratulatory; condolences
OPRC|public relations; media reaction; editorial
OREP|codel; staffdel; congressional delegation; congressman; congresswoman; speaker pelosi; codels
OTRA|country clearance; itinerary; travelers
OVIP|official visit; secretary clinton; secretary rice; scenesetter; vice president biden; vice president
  cheney; secretary powell; secretary gates; upcoming visit
PARM|arms control; disarmament; nonproliferation; npt; nuclear weapons; missiles; proliferation; cwc;
  iaea; ctbt; cluster munitions; cfe; mtcr; missile technology control; chemical weapons; fissile
  material; fmct; opcw; landmines; biological weapons; ballistic missile; conference on disarmament;
  australia group
PBTS|border; borders; border dispute; sovereignty; boundary; boundaries; maritime boundary; demarcation;
  disputed; eebc; border commission; delimitation; border demarcation
PHSA|law of the sea; high seas; exclusive economic zone; eez; unclos; freedom of navigation; territorial
  waters
PHUM|human rights; human rights abuses; torture; prisoners; political prisoners; freedom of expression;
  ngos; dissidents; dissident; abuses; freedom of speech; religious freedom; press freedom; human rights
  activists; activists; trafficking in persons; women rights; amnesty; disappearances; discrimination;
  civil society; death penalty; child soldiers; human rights defenders; civil liberties; extrajudicial
  killings; imprisoned
PINR|intelligence; biographic; biographic information; bio; biography; biographical; intelligence
  service; biodata; personality; bios
PINS|national security; internal security; security forces; security situation; unrest; insurgency;
  riots; rebels; insurgents; public security; security services; militia; uprising
PNAT|national independence; decolonization; independence; self determination
PREF|refugee; refugees; asylum; internally displaced; idps; idp; unhcr; displaced; repatriation;
  humanitarian; displaced persons; asylum seekers; displacement; unrwa; refugee camps; resettlement;
  returnees
PREL|foreign minister; foreign ministry; foreign policy; bilateral relations; bilateral; ministry of
  foreign affairs
PGOV|parliament; prime minister; opposition; parliamentary; elections; political party; political
  parties; ruling party; cabinet reshuffle; coalition government
PROP|propaganda; public opinion; psychological operations; misinformation; anti american
PTER|terrorism; terrorist; terrorists; counterterrorism; counter terrorism; al qaeda; al qaida; al qa;
  qaida; qaeda; bombing; bomb; suicide; extremists; extremist; extremism; bombings; suicide bomber;
  terror; radicalization; aqim; jihadist; suicide bombers; terrorist finance; qa ida; al qa ida
SCUL|culture; cultural; art; heritage; artists; cultural heritage; films; music; exhibition; cultural
  property; artifacts; antiquities
SENV|environment; environmental; climate change; climate; emissions; kyoto; pollution; biodiversity;
  conservation; deforestation; forests; kyoto protocol; greenhouse; wildlife; copenhagen accord; unfccc;
  ozone; global warming; environment ministry; environment minister; rainforest; protected areas;
  forestry; sea turtles; environmentalists; ecosystem; logging
SMIG|migration; immigration; immigrants; migrants; illegal immigration; emigration; illegal immigrants;
  deportation; deportees; illegal migration; boat people; border crossings; alien smuggling; illegal
  aliens; migrant
SNAR|narcotics; drug; drugs; cocaine; heroin; opium; counternarcotics; drug trafficking; counter
  narcotics; poppy; eradication; coca; drug traffickers; narcotraffickers; narcotrafficking; marijuana;
  methamphetamine; precursor; antinarcotics; precursor chemicals; narcotic; hashish; alternative
  development; crop eradication; incsr; anti narcotics; counterdrug; ecstasy; poppies; unodc; ephedrine
SOCI|social; poverty; minorities; immigrants; health care; discrimination; demographic; roma; racism;
  indigenous; abortion; gay; public health
TBIO|avian influenza; influenza; disease; hiv; public health; virus; vaccine; h5n1; flu; pandemic;
  vaccines; bird flu; malaria; epidemic; h1n1; cholera; agricultural biotechnology; outbreak; diseases;
  ministry of health; polio; world health organization; tuberculosis; stem cell; sars; minister of
  health; health minister; ebola
TNGD|engineering; engineering research
TPHY|physics; physical sciences; physicist; meteorological; astronomy; nuclear physics
TRGY|nuclear energy; nuclear power; nuclear fuel; reactor; reactors; nuclear cooperation; energy
  technology; atomic energy; spent fuel; nuclear reactor; research reactor; civil nuclear; heu; iter;
  highly enriched uranium; nuclear power plant; 123 agreement; civil nuclear cooperation; gnep; nuclear
  technology; rosatom; nuclear plant
TSPA|satellite; satellites; galileo; space agency; rocket; space launch; outer space; gps; nasa;
  spacecraft; space cooperation; launch vehicle; space station; navigation satellite; copuos; slv; remote
  sensing; sounding rocket
TSPL|science and technology; science policy; scientific; scientists; innovation; science; technology
  policy; research and development; scientific cooperation; nanotechnology
"""

NONE = """\
african union
american indian
american indians
atlanta georgia
bali action plan
bali conference
bali road map
bali roadmap
berlin wall
bern convention
berne convention
bucharest summit
camp david
cartagena convention
cartagena protocol
central america dominican republic
central america free trade
central american free trade
copenhagen criteria
dominican republic central america
dominican republic free trade
durban conference
durban review
dutch disease
european commission
european council
european parliament
european union
former soviet
former soviet union
french fries
georgia tech
german marshall fund
guinea pig
guinea pigs
gulf of aden
gulf of guinea
gulf of mexico
helsinki commission
helsinki final act
helsinki process
istanbul commitments
jordan river
jordan valley
lake chad
lima group
lisbon strategy
lisbon treaty
london club
london school of economics
madrid process
moscow treaty
new england
new jersey
new london
new mexico
niger river
oslo accords
oslo agreement
oslo process
ottawa convention
ottawa treaty
paris club
rome statute
rome treaty
santiago de cuba
soviet era
tokyo round
treaty of lisbon
treaty of rome
uruguay round
us central america
us central america dominican republic
warsaw pact
warsaw treaty
"""
