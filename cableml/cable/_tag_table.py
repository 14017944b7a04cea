"""The TAGS vocabulary as data: one text a kind, one line a code, a bar before the description.

An empty description means that the code is attested but its full name is not. Source: the
department's handbook of TAGS (edition of 1974 for the kinds of the 1970s, of 2024 for those of
the 2020s), published lists of codes, and counts in development cables ("from usage").
"""

from __future__ import annotations

SUBJECT = """\
AADP|Automated data processing
ABLD|Buildings and grounds
ABUD|Budget services and financial systems
ACKM|COMSEC key management
ACOA|Communication operations and administration
ADCO|Diplomatic courier operations
ADPM|Diplomatic pouch and mail
AEMR|Emergency planning and evacuation
AFIN|Financial management
AFSI|Foreign Service Institute
AFSN|Foreign Service national personnel
AGAO|General Accounting Office
AINF|Information management services
AINR|INR program administration
AINT|Internet administration
ALEO|Low earth orbit satellite coordination (later addition)
ALOW|Allowances
AMED|Medical services
AMGT|Management operations
AMTC|Telecommunications equipment maintenance
ANET|Communications, circuits and networks
AODE|Employees abroad
AOMS|Office management specialist issues
AORC|International organizations and conferences
APCS|Personal computers
APER|Personnel
ASCH|U.S.-sponsored schools
ASEC|Security
ASIG|Inspector General activities
ASUP|Supplies and equipment
ATRN|Transportation services
BBSR|Business services reporting
BEXP|Trade expansion and promotion
BMGT|Foreign Commercial Service management operations
BTIO|Trade and investment opportunities
CASC|Assistance to citizens
CFED|Federal agency services
CJAN|Judicial assistance and notarial services
CLOK|Visa lookout
CMGT|Consular administration and management
CPAS|Passports and citizenship
CVIS|Visas
EAGR|Agriculture and forestry
EAID|Foreign economic assistance
EAIR|Civil aviation
ECIN|Economic integration and cooperation
ECON|Economic conditions
ECPS|Communications and postal systems
EFIN|Financial and monetary affairs
EFIS|Commercial fishing and fish processing
EIND|Industry and manufacturing
EINT|Economic and commercial internet
EINV|Foreign investments
ELAB|Labor sector affairs
ELTN|Land transportation
EMIN|Minerals and metals
ENRG|Energy and power
EPET|Petroleum and natural gas
ETRD|Foreign trade
ETTC|Trade and technology controls
EWWT|Water transportation
MAPP|Military cooperation and status-of-forces matters (from usage)
MARR|Military and defense arrangements
MASS|Military assistance and sales
MCAP|Military capabilities
MNUC|Military nuclear applications
MOPS|Military operations
OCII|Information collection, analysis and control
ODIP|U.S. diplomatic representation
OEXC|Educational and cultural exchange operations
OFDP|Foreign diplomats and foreign missions
OIIP|International information programs
OPAD|Public affairs work of a post (from usage)
OPDC|Diplomatic correspondence
OPRC|Public relations and correspondence
OREP|U.S. congressional travel
OSCI|Science grants
OTRA|Travel
OVIP|Visits and travel of prominent individuals and leaders
PARM|Arms controls and disarmament
PBTS|National boundaries, territories and sovereignty
PGOV|Internal governmental affairs
PHSA|High seas affairs
PHUM|Human rights
PINR|Intelligence
PINS|National security
PNAT|National independence
PREF|Refugees
PREL|External political relations
PROP|Propaganda and psychological operations
PTER|Terrorists and terrorism
SCUL|Cultural affairs
SENV|Environmental affairs
SMIG|Migration
SNAR|Narcotics
SOCI|Social conditions
TBIO|Biological and medical science
TINT|Internet technology
TNGD|Engineering research and development
TPHY|Physical sciences
TRGY|Energy technology (nuclear and other)
TSPA|Space activities
TSPL|Science and technology policy
"""

PROGRAM = """\
KACT|Strategic arms control treaties
KAWC|Atrocities and war crimes
KAWK|Guantanamo detainees and war-crimes matters (from usage)
KBCT|Arab boycott of Israel
KBIO|Biological weapons and bio-security (name not confirmed)
KBTR|Detainee transfer, border matters (name not confirmed)
KBTS|Transport or border security (name not confirmed)
KCFC|
KCFE|Conventional armed forces in Europe treaty
KCIP|Critical infrastructure protection
KCOM|
KCOR|Corruption and anti-corruption
KCRM|Criminal activity
KCRS|Reconstruction and stabilization (name not confirmed)
KDDG|Detainees (from usage)
KDEM|Democratization
KDRG|Detainees at Guantanamo (from usage)
KEDU|Education
KERG|Energy (from usage)
KFIN|Terrorist or other finance (from usage)
KFLO|Family Liaison Office
KFLU|Avian and pandemic influenza
KFRD|Fraud prevention programs
KFSC|Financial service centers
KGCC|Global climate change
KGHG|Greenhouse gases and climate
KGIC|Global Initiative to Combat Nuclear Terrorism (from usage)
KGIT|Global Initiative to Combat Nuclear Terrorism, second form (from usage)
KHDP|Humanitarian demining program
KHIV|HIV and AIDS
KHLS|Homeland security
KHSA|
KHUM|Human rights or humanitarian matters (name not confirmed)
KICC|International Criminal Court
KIDE|Investment disputes and expropriations
KIPR|Intellectual property rights
KIRC|
KIRF|International religious freedom
KISL|Islamic issues
KIVP|International visitor program (name not confirmed)
KJUS|Administration of justice
KLIG|Litigation
KMCA|Millennium Challenge Account
KMDR|Media reaction reporting
KMFO|Multinational Force and Observers
KMIG|Migration
KMPI|Middle East Partnership Initiative
KMRS|Mission staffing (name not confirmed)
KMSG|Marine security guards
KNAR|Narcotics
KNEI|Northern Europe initiative (from usage)
KNNP|Nuclear non-proliferation
KNSD|NSDD-38 staffing requests
KNUC|Nuclear matters
KNUP|Nuclear matters (from usage)
KOCI|Children's issues
KOLY|Olympic games
KOMC|Defense trade and munitions export controls
KOMS|Office management specialists
KPAI|
KPAK|Pakistan (from usage)
KPAL|Palestinian affairs
KPAO|Public affairs office
KPIR|Piracy
KPKO|UN peacekeeping operations
KPLS|Polls and elections (name not confirmed)
KPOA|Post administration (name not confirmed)
KPRP|
KPRV|Privatization
KRAD|Radioactive material (from usage)
KREC|
KREL|Religion (name not confirmed)
KRVC|
KSAC|Security advisory council (name not confirmed)
KSAF|Safety
KSCA|Science counselors and attaches
KSCI|Science
KSEC|Security
KSEO|
KSEP|Special embassy program
KSPR|Reporting and collection needs (from usage)
KSTC|Strategic trade controls
KSTH|Science, technology and health (from usage)
KSTS|
KSUM|Summit meetings
KTBT|Technical barriers to trade
KTDB|Investment climate and trade development (from usage)
KTER|Terrorism
KTEX|Textiles
KTFN|Terrorism finance traffic
KTIA|Treaties and international agreements
KTIP|Trafficking in persons
KTLA|
KUNC|UN Compensation Commission
KUNR|UN reform
KVIR|
KVPR|Visas Viper program
KWAC|War crimes (name not confirmed)
KWBG|West Bank and Gaza
KWMN|Women issues
KWWT|Water transport (name not confirmed)
"""

GEO = """\
AA|Aruba
AC|Antigua and Barbuda
AE|United Arab Emirates
AF|Afghanistan
AG|Algeria
AJ|Azerbaijan
AL|Albania
AM|Armenia
AN|Andorra
AO|Angola
AQ|American Samoa
AR|Argentina
AS|Australia
AU|Austria
AV|Anguilla
AY|Antarctica
BA|Bahrain
BB|Barbados
BC|Botswana
BD|Bermuda
BE|Belgium
BF|Bahamas
BG|Bangladesh
BH|Belize
BK|Bosnia and Herzegovina
BL|Bolivia
BM|Burma (Myanmar)
BN|Benin
BO|Belarus
BP|Solomon Islands
BR|Brazil
BT|Bhutan
BU|Bulgaria
BV|Bouvet Island
BX|Brunei
BY|Burundi
CA|Canada
CB|Cambodia
CD|Chad
CE|Sri Lanka
CF|Congo (Brazzaville)
CG|Congo (Kinshasa)
CH|China
CI|Chile
CJ|Cayman Islands
CK|Cocos Islands
CM|Cameroon
CN|Comoros
CO|Colombia
CQ|Northern Mariana Islands
CS|Costa Rica
CT|Central African Republic
CU|Cuba
CV|Cape Verde
CW|Cook Islands
CY|Cyprus
DA|Denmark
DJ|Djibouti
DO|Dominica
DR|Dominican Republic
EC|Ecuador
EG|Egypt
EI|Ireland
EK|Equatorial Guinea
EN|Estonia
ER|Eritrea
ES|El Salvador
ET|Ethiopia
EZ|Czech Republic
FG|French Guiana
FI|Finland
FJ|Fiji
FK|Falkland Islands
FM|Micronesia
FO|Faroe Islands
FP|French Polynesia
FR|France
FS|French Southern Territories
GA|Gambia
GB|Gabon
GG|Georgia
GH|Ghana
GI|Gibraltar
GJ|Grenada
GK|Guernsey
GL|Greenland
GM|Germany
GP|Guadeloupe
GQ|Guam
GR|Greece
GT|Guatemala
GV|Guinea
GY|Guyana
GZ|Gaza Strip
HA|Haiti
HK|Hong Kong
HM|Heard Island and McDonald Islands
HO|Honduras
HR|Croatia
HU|Hungary
IC|Iceland
ID|Indonesia
IM|Isle of Man
IN|India
IO|British Indian Ocean Territory
IR|Iran
IS|Israel
IT|Italy
IV|Cote d'Ivoire
IZ|Iraq
JA|Japan
JE|Jersey
JM|Jamaica
JO|Jordan
KE|Kenya
KG|Kyrgyzstan
KN|North Korea
KR|Kiribati
KS|South Korea
KT|Christmas Island
KU|Kuwait
KV|Kosovo
KZ|Kazakhstan
LA|Laos
LE|Lebanon
LG|Latvia
LH|Lithuania
LI|Liberia
LO|Slovakia
LS|Liechtenstein
LT|Lesotho
LU|Luxembourg
LY|Libya
MA|Madagascar
MB|Martinique
MC|Macau
MD|Moldova
MF|Mayotte
MG|Mongolia
MH|Montserrat
MI|Malawi
MJ|Montenegro (FIPS form)
MK|Macedonia
ML|Mali
MN|Monaco
MO|Morocco
MP|Mauritius
MR|Mauritania
MT|Malta
MU|Oman
MV|Maldives
MW|Montenegro (form used in cables from 2006)
MX|Mexico
MY|Malaysia
MZ|Mozambique
NA|Netherlands Antilles (form used in cables)
NC|New Caledonia
NE|Niue
NF|Norfolk Island
NG|Niger
NH|Vanuatu
NI|Nigeria
NL|Netherlands
NO|Norway
NP|Nepal
NR|Nauru
NS|Suriname
NT|Netherlands Antilles
NU|Nicaragua
NZ|New Zealand
PA|Paraguay
PC|Pitcairn
PE|Peru
PF|Paracel Islands
PG|Spratly Islands
PK|Pakistan
PL|Poland
PM|Panama
PO|Portugal
PP|Papua New Guinea
PS|Palau
PU|Guinea-Bissau
QA|Qatar
RB|Serbia (FIPS form)
RE|Reunion
RM|Marshall Islands
RN|Saint Martin
RO|Romania
RP|Philippines
RQ|Puerto Rico
RS|Russia
RW|Rwanda
SA|Saudi Arabia
SB|Saint Pierre and Miquelon
SC|Saint Kitts and Nevis
SE|Seychelles
SF|South Africa
SG|Senegal
SH|Saint Helena
SI|Slovenia
SL|Sierra Leone
SM|San Marino
SN|Singapore
SO|Somalia
SP|Spain
SR|Serbia (form used in cables from 2006)
ST|Saint Lucia
SU|Sudan
SV|Svalbard and Jan Mayen
SW|Sweden
SX|South Georgia and the South Sandwich Islands
SY|Syria
SZ|Switzerland
TB|Saint Barthelemy
TC|United Arab Emirates (older form)
TD|Trinidad and Tobago
TH|Thailand
TI|Tajikistan
TK|Turks and Caicos Islands
TL|Tokelau
TN|Tonga
TO|Togo
TP|Sao Tome and Principe
TS|Tunisia
TT|East Timor
TU|Turkey
TV|Tuvalu
TW|Taiwan
TX|Turkmenistan
TZ|Tanzania
UG|Uganda
UK|United Kingdom
UP|Ukraine
US|United States
UV|Burkina Faso
UY|Uruguay
UZ|Uzbekistan
VC|Saint Vincent and the Grenadines
VE|Venezuela
VI|British Virgin Islands
VM|Vietnam
VQ|U.S. Virgin Islands
VT|Vatican City (Holy See)
WA|Namibia
WE|West Bank
WF|Wallis and Futuna
WI|Western Sahara
WS|Samoa
WZ|Swaziland (Eswatini)
YI|Serbia and Montenegro (to 2006)
YM|Yemen
ZA|Zambia
ZI|Zimbabwe
"""

REGION = """\
XA|Africa
XB|Asia
XC|Southeast Asia
XD|South Asia
XE|Far East
XF|Middle East
XG|Europe
XH|Eastern Europe
XI|North Africa
XJ|Africa south of the Sahara
XK|Central America
XL|Caribbean
XM|Latin America
XN|Atlantic Ocean area
XO|Indian Ocean area
XP|Pacific Ocean area
XQ|Arctic Ocean area
XR|South America
XS|North America
XT|Western Europe
XU|Australasia
XV|Antarctica
XW|East Africa
XX|Worldwide
XY|West Africa
XZ|Scandinavia
ZB|Baltic states (from usage)
ZF|Central Africa (from usage)
ZJ|Caucasus (from usage)
ZK|Central Asia (name not confirmed)
ZL|Southern Europe (name not confirmed)
ZO|North-east Asia (name not confirmed)
ZP|Persian Gulf (from usage)
ZR|Black Sea or Red Sea area (name not confirmed)
ZU|Southern Africa (from usage)
"""

ORGANIZATION = """\
AAA|
AAFLI|
AAI|African-American Institute
AALC|African-American Labor Center
ABA|American Bar Association
ABC|American Broadcasting Company
ABMC|American Battle Monuments Commission
ACABQ|UN Advisory Committee on Administrative and Budgetary Questions
ACDA|Arms Control and Disarmament Agency
ACTU|
ADB|Asian Development Bank
ADB-1|
ADF|African Development Foundation
ADPSEC|
AEC|Atomic Energy Commission
AEDF|
AER LINGUS|Irish airline
AEROFLOT|Russian airline
AEROLINEAS ARGENTINAS|Argentine airline
AEROPERU|Peruvian airline
AFDB|African Development Bank
AFDF|African Development Fund
AFL-CIO|American Federation of Labor and Congress of Industrial Organizations
AFP|Agence France-Presse
AFSA|American Foreign Service Association
AGR|Department of Agriculture
AI|Amnesty International
AID|Agency for International Development
AIFLD|American Institute for Free Labor Development
AKB|
AL|
AL-1|Arab League (name not confirmed)
ALIA|Royal Jordanian Airline
ALITALIA|Italian airline
ALP|
AMAL|
AMAX|
AMCHAMS|American chambers of commerce
AMOCO|American oil company
ANC|African National Congress
ANZUS|Australia, New Zealand, United States council
AP|Associated Press
APAG|
APCAC|
APECO|Asia-Pacific Economic Cooperation
APRA|American Popular Revolutionary Alliance (Peru)
ARAMCO|Arabian American Oil Company
ARC|
ARCO|Atlantic Richfield Company
ARDE|
ARENA|National Republican Alliance (El Salvador)
ARF|ASEAN Regional Forum
ARIANA|Afghan airline
ASALA|Armenian Secret Army for the Liberation of Armenia
ASEAN|Association of Southeast Asian Nations
ASPAC|
AT&T|American Telephone and Telegraph
ATA|
AU-1|African Union
AUB|American University of Beirut
AUC|African Union Commission or Colombian paramilitary force (from usage)
AUCCTU|
AVENSA|
AVIANCA|Colombian airline
BA'ATH|Arab Socialist Ba'ath Party
BASC|
BBC|British Broadcasting Corporation
BBG|Broadcasting Board of Governors
BDC|
BENDIX|
BIE|Bureau of International Expositions
BIS|Bank for International Settlements
BLS|
BOS|
BP|
BP-1|British Petroleum (name not confirmed)
BQG|
BUNDESBANK|German central bank
BWIA|British West Indian Airways
CAA|
CAAC|Civil Aviation Administration of China
CACM|Central American Common Market
CAPC|
CARE|Cooperative for American Relief Everywhere
CARICOM|Caribbean Community
CBC|Canadian Broadcasting Corporation
CBS|Columbia Broadcasting System
CBW|Chemical and biological weapons conventions (from usage)
CCC-1|
CCC-3|
CCD|Conference of the Committee on Disarmament
CCIR|International Radio Consultative Committee
CCITT|International Telegraph and Telephone Consultative Committee
CCMS|NATO Committee on the Challenges of Modern Society
CCNAA|Coordination Council for North American Affairs (Taiwan)
CCUS|
CDB|Caribbean Development Bank
CDC|Centers for Disease Control and Prevention
CDG|Conference on Disarmament, Geneva
CDI|
CDU|Christian Democratic Union (Germany)
CEA|
CEAC|
CEC|
CEMA|Council for Mutual Economic Assistance
CENTO|Central Treaty Organization
CEP|
CEQ|
CFE|Conventional armed forces in Europe (from usage)
CIA|Central Intelligence Agency
CIEC|Conference on International Economic Cooperation
CIL|
CIME|OECD Committee on International Investment and Multinational Enterprises
CIP|
CIPEC|
CIS|Commonwealth of Independent States
CITEL|Inter-American Telecommunication Commission
CITES|Convention on trade in endangered species
CITIBANK|
COCOM|Coordinating Committee for Multilateral Export Controls
COE|Council of Europe
COLOMBO PLAN|Colombo Plan for cooperative economic development
COM|Department of Commerce
COMIBOL|
CONDECA|
CONOCO|
CONTRIB|
COPUOS|UN Committee on the Peaceful Uses of Outer Space
COSEP|
CPC|
CPSU|Communist Party of the Soviet Union
CRS|
CSCE|Conference on Security and Cooperation in Europe
CSIS|
CSTP|
CSU|Christian Social Union (Bavaria)
CTBT|Comprehensive Test Ban Treaty
CTM|
CWC|Chemical Weapons Convention
CWS|
DAC|OECD Development Assistance Committee
DC|
DCA|
DCI|
DEA|Drug Enforcement Administration
DEAX|Drug Enforcement Administration (second form)
DHS|Department of Homeland Security
DIA|Defense Intelligence Agency
DJP|
DOC|Department of Commerce
DOD|Department of Defense
DOE|Department of Energy
DOJ|Department of Justice
DOT|Department of Transportation
DPC|NATO Defense Planning Committee
DPP|Democratic Progressive Party (Taiwan)
DPR|
EAC|East African Community
EAL|
EALG|
EAPC|Euro-Atlantic Partnership Council
EBRD|European Bank for Reconstruction and Development
ECA|UN Economic Commission for Africa
ECAC|European Civil Aviation Conference
ECAFE|UN Economic Commission for Asia and the Far East
ECDC|
ECE|UN Economic Commission for Europe
ECG|
ECLA|UN Economic Commission for Latin America
ECLAC|UN Economic Commission for Latin America and the Caribbean
ECMT|European Conference of Ministers of Transport
ECOSOC|UN Economic and Social Council
ECOWAS|Economic Community of West African States
ECWA|UN Economic Commission for Western Asia
ED|
EDC|
EDRC|
EDU|
EEC|European Economic Community
EEOC|
EFTA|European Free Trade Association
EL AL|Israeli airline
ELF|
ELN|National Liberation Army (Colombia)
EP|European Parliament
EPA|Environmental Protection Agency
EPC|
ESA|European Space Agency
ESCAP|UN Economic and Social Commission for Asia and the Pacific
ESDI|
ETA|Basque separatist organization
EUCOM|U.S. European Command
EUN|European Union
EUR|Europe or the Bureau of European Affairs (from usage)
EUROCONTROL|European air traffic organization
EXIM|Export-Import Bank of the United States
FAA|Federal Aviation Administration
FAO|Food and Agriculture Organization
FAPC|
FAPLA|
FARC|Revolutionary Armed Forces of Colombia
FAS|Foreign Agricultural Service
FBI|Federal Bureau of Investigation
FBIS|Foreign Broadcast Information Service
FCC|Federal Communications Commission
FCIA|Foreign Credit Insurance Association
FCSC|Foreign Claims Settlement Commission
FDA|Food and Drug Administration
FDIC|Federal Deposit Insurance Corporation
FDN|
FDR|
FEMA|Federal Emergency Management Agency
FHWA|Federal Highway Administration
FINNAIR|
FLN|National Liberation Front (Algeria)
FMC|
FMLN|Farabundo Marti National Liberation Front (El Salvador)
FNLA|National Front for the Liberation of Angola
FPC|
FRB|Federal Reserve Board
FRELIMO|Liberation Front of Mozambique
FSCADP|
FSLN|Sandinista National Liberation Front (Nicaragua)
FTAA|Free Trade Area of the Americas
FTC|Federal Trade Commission
FTUI|
FWS|Fish and Wildlife Service
G-77|Group of 77
G-8|Group of Eight
GAO|General Accounting Office
GATT|General Agreement on Tariffs and Trade
GCC|Gulf Cooperation Council
GENERAL MOTORS|
GM-1|
GPO|
GREENS|
GSA|General Services Administration
HCOPIL|
HHS|Department of Health and Human Services
HKA|
HUD|Department of Housing and Urban Development
IA-ECOSOC|
IACI|
IACW|
IADB|Inter-American Defense Board
IAEA|International Atomic Energy Agency
IAF|Inter-American Foundation
IAHRC|Inter-American Human Rights Commission
IAII|
IAJC|Inter-American Juridical Committee
IARC|International Agency for Research on Cancer
IATA|International Air Transport Association
IATTC|Inter-American Tropical Tuna Commission
IBC|
IBM|
IBPCA|
IBPCT|
IBRD|International Bank for Reconstruction and Development (World Bank)
IBWC|International Boundary and Water Commission
IBWM|
ICAC|International Cotton Advisory Committee
ICAF|
ICAO|International Civil Aviation Organization
ICBL|
ICC|International Chamber of Commerce
ICCAT|International Commission for the Conservation of Atlantic Tunas
ICCROM|
ICES|International Council for the Exploration of the Sea
ICFTU|International Confederation of Free Trade Unions
ICJ|International Court of Justice
ICMC|
ICO|International Coffee Organization
ICO-1|
ICRC|International Committee of the Red Cross
ICSC|
ICTR|International Criminal Tribunal for Rwanda
ICTY|International Criminal Tribunal for the former Yugoslavia
IDA|International Development Association
IDB|Inter-American Development Bank
IEA|International Energy Agency
IFAD|International Fund for Agricultural Development
IFC|International Finance Corporation
IFRB|
IFRC|International Federation of Red Cross and Red Crescent Societies
IHB|International Hydrographic Bureau
IIC|
IICA|Inter-American Institute for Cooperation on Agriculture
IJC|International Joint Commission
IJO|
ILA|
ILC|International Law Commission
ILO|International Labor Organization
ILZSG|
IMC|
IMCO|Intergovernmental Maritime Consultative Organization
IMF|International Monetary Fund
IMH|
IMO|International Maritime Organization
INCB|International Narcotics Control Board
INFCE|
INMARSAT|International Maritime Satellite Organization
INPFC|
INRA|
INRO|
INS|Immigration and Naturalization Service
INT|
INTELSAT|International Telecommunications Satellite Organization
INTERPOL|International Criminal Police Organization
IOC|
IOLM|
IOM|International Organization for Migration
IOVW|
IPDC|
IPHC|International Pacific Halibut Commission
IPU|Inter-Parliamentary Union
IRA|Irish Republican Army
IRC|International Red Cross or rescue committee (name not confirmed)
IRC-2|
IRC-3|
IREX|
IRS|Internal Revenue Service
IRSG|
ISAF|International Security Assistance Force
ISCON|
ISO|International Organization for Standardization
ISTA|
ITC|International Trade Commission or Centre
ITT|
ITTO|International Tropical Timber Organization
ITU|International Telecommunication Union
IUCNNR|
IWBC|
IWC|International Whaling Commission (from usage)
IWC-1|International Whaling Commission
IWC-2|International Wheat Council
IWSG|
IYC|
JAL|Japan Airlines
JAT|
JCIC|
JDL|
JLP|
JUS|Department of Justice
KAL|
KANU|Kenya African National Union
KGB|Soviet state security committee
KLM|Dutch airline
KMT|Kuomintang (Taiwan)
KOC|
KPNLF|
LAB|Department of Labor
LBAR|
LDP|Liberal Democratic Party (Japan)
LOC|Library of Congress
LOT|
LTTE|Liberation Tigers of Tamil Eelam
MAB|
MARAD|Maritime Administration
MAS|
MCG|
MCLRS|
MDC|Movement for Democratic Change (Zimbabwe)
MEA|
MERCOSUR|Southern Common Market
MFO|Multinational Force and Observers
MINURSO|UN Mission for the Referendum in Western Sahara
MIR|
MNLF|Moro National Liberation Front
MONUC|UN mission in the Democratic Republic of the Congo
MPEAA|
MPLA|Popular Movement for the Liberation of Angola
MTCRE|Missile Technology Control Regime
MTN|Multilateral trade negotiations
NAA|
NAC|North Atlantic Council
NACB|
NAFO|Northwest Atlantic Fisheries Organization
NAFTA|North American Free Trade Agreement
NAM|Non-Aligned Movement
NAMSA|
NAS|National Academy of Sciences
NASA|National Aeronautics and Space Administration
NASCO|North Atlantic Salmon Conservation Organization
NATO|North Atlantic Treaty Organization
NBC|
NBCCA|
NBS|
NDR|
NDU|National Defense University
NEA|Nuclear Energy Agency or the Near East bureau (name not confirmed)
NEB|
NGA|
NIAG|
NICSMA|
NIDA|
NIH|National Institutes of Health
NIOC|National Iranian Oil Company
NKDP|
NMFS|National Marine Fisheries Service
NNPC|Nigerian National Petroleum Corporation
NOAA|National Oceanic and Atmospheric Administration
NPC|
NPFSC|
NPG|NATO Nuclear Planning Group
NPT|Nuclear Non-Proliferation Treaty (from usage)
NRC-5|
NSA|National Security Agency
NSC|National Security Council
NSF|National Science Foundation
NSG|Nuclear Suppliers Group
NTIA|National Telecommunications and Information Administration
NTIS|
NTSB|National Transportation Safety Board
NTT|
NUC|
NWC|
OAPEC|Organization of Arab Petroleum Exporting Countries
OAS|Organization of American States
OATU|
OAU|Organization of African Unity
OECD|Organization for Economic Cooperation and Development
OECS|Organization of Eastern Caribbean States
OIC|Organization of the Islamic Conference
OIC-2|Organization of the Islamic Conference (name not confirmed)
OIE|World Organization for Animal Health
OMB|Office of Management and Budget
OMSN|
OPCW|Organization for the Prohibition of Chemical Weapons
OPEC|Organization of the Petroleum Exporting Countries
OPIC|Overseas Private Investment Corporation
OPM|Office of Personnel Management
ORIT-ICFTU|
OSAC|Overseas Security Advisory Council
OSCE|Organization for Security and Cooperation in Europe
OSHA|Occupational Safety and Health Administration
OSIA|
OVP|Office of the Vice President
PAC|
PAHO|Pan American Health Organization
PAIGH|Pan American Institute of Geography and History
PAL|
PAN|National Action Party (Mexico)
PARCA|
PBEIST|
PBOS|
PBS|
PCC|
PCI|
PDC|
PEMEX|Mexican state oil company
PETROBRAS|Brazilian state oil company
PFLP|Popular Front for the Liberation of Palestine
PFP|NATO Partnership for Peace
PHALANGE PARTY|Lebanese party
PHS|Public Health Service
PIA|
PIARC|
PICES|North Pacific Marine Science Organization
PJC|
PKFK|Kurdish militant organization (name not confirmed)
PLA|People's Liberation Army
PLN|
PLO|Palestine Liberation Organization
PNC|
PNDC|
PNP|
PPD|
PPP|
PRI|Institutional Revolutionary Party (Mexico)
PSD|
PSI|
PSOE|Spanish Socialist Workers' Party
PUAS|
QANTAS|Australian airline
RDP|
RENAMO|Mozambican National Resistance
RFE|Radio Free Europe
RL|Radio Liberty
RRB|
SAARC|South Asian Association for Regional Cooperation
SADC|Southern African Development Community
SAS|
SBA|Small Business Administration
SCC|
SCEPC|
SDFCU|
SEATO|Southeast Asia Treaty Organization
SEC|Securities and Exchange Commission
SELA|Latin American Economic System
SFOR|Stabilization Force in Bosnia
SMI|
SOCINT|
SPC|South Pacific Commission
SPD|Social Democratic Party of Germany
SPF|
SPLA|Sudan People's Liberation Army
SPLM|Sudan People's Liberation Movement
SSA|Social Security Administration
SSOD|
STAT|Department of State
SVC|
SWAPO|South West Africa People's Organization
TAPLINE|
TDB|
TGC|
THY|Turkish airline
TNC|
TPLF|
TRSY|Department of the Treasury
TUAC|OECD Trade Union Advisory Committee
TUC|Trades Union Congress
TVA|
UANC|
UAW|
UCD|
UDEAC|Customs and Economic Union of Central Africa
UIL|
UMNO|United Malays National Organization
UMOA|
UN|United Nations
UNAMSIL|UN Mission in Sierra Leone
UNAUS|UN matters on which U.S. views are sent out (from usage)
UNBRO|
UNC|
UNCHC|UN High Commissioner or commission (name not confirmed)
UNCHR|UN Commission on Human Rights
UNCHS|UN Centre for Human Settlements
UNCITRAL|UN Commission on International Trade Law
UNCND|UN Commission on Narcotic Drugs
UNCRED|
UNCRIME|UN crime prevention bodies
UNCSD|UN Commission for Social or Sustainable Development
UNCSW|UN Commission on the Status of Women
UNCTAD|UN Conference on Trade and Development
UNDC|UN Disarmament Commission
UNDOF|UN Disengagement Observer Force
UNDP|UN Development Program
UNDRO|
UNEF|UN Emergency Force
UNEP|UN Environment Program
UNESCO|UN Educational, Scientific and Cultural Organization
UNETPSA|
UNFDAC|UN Fund for Drug Abuse Control
UNFICYP|UN Peacekeeping Force in Cyprus
UNFPA|UN Population Fund
UNGA|UN General Assembly
UNGA/C-1|UN General Assembly, first committee
UNGA/C-2|UN General Assembly, second committee
UNGA/C-3|UN General Assembly, third committee
UNGA/C-4|UN General Assembly, fourth committee
UNGA/C-5|UN General Assembly, fifth committee
UNGA/C-6|UN General Assembly, sixth committee
UNGA/SPC|UN General Assembly, special political committee
UNGOMAP|
UNHCR|UN High Commissioner for Refugees
UNHRC|UN human rights bodies (from usage)
UNHRC-1|UN Human Rights Commission
UNHRC-2|UN Human Rights Committee (name not confirmed)
UNICEF|UN Children's Fund
UNIDCP|UN International Drug Control Program
UNIDO|UN Industrial Development Organization
UNIDROIT|International Institute for the Unification of Private Law
UNIFIL|UN Interim Force in Lebanon
UNIKOM|UN Iraq-Kuwait Observation Mission
UNITA|National Union for the Total Independence of Angola
UNITAR|UN Institute for Training and Research
UNMEE|UN Mission in Ethiopia and Eritrea
UNMIBH|UN Mission in Bosnia and Herzegovina
UNMIK|UN Mission in Kosovo
UNMOGIP|UN Military Observer Group in India and Pakistan
UNMOP|UN Mission of Observers in Prevlaka
UNMOVIC|UN Monitoring, Verification and Inspection Commission
UNO|United Nations (or a party name)
UNOMIG|UN Observer Mission in Georgia
UNPOP|
UNPUOS|
UNRWA|UN Relief and Works Agency for Palestine Refugees
UNSC|UN Security Council
UNSCEAR|UN Scientific Committee on the Effects of Atomic Radiation
UNTAT|
UNTC|UN Trusteeship Council
UNTER|
UNTFSA|
UNTNC|
UNTSO|UN Truce Supervision Organization
UNVIE|U.S. mission to the UN organizations in Vienna
UPD|
UPI|
UPOV|
UPU|Universal Postal Union
USAID|U.S. Agency for International Development
USDA|Department of Agriculture
USEGJC|
USEM|
USEU|U.S. Mission to the European Union
USGS|U.S. Geological Survey
USIA|U.S. Information Agency
USINJC|
USIS|U.S. Information Service
USISJC|
USNRC|Nuclear Regulatory Commission
USPS|U.S. Postal Service
USSAEC|
USSS|U.S. Secret Service
USTR|U.S. Trade Representative
USTTA|U.S. Travel and Tourism Administration
USUN|U.S. Mission to the United Nations
VA|
VARIG|Brazilian airline
VFW|
VIASA|
VOA|Voice of America
WARC|World Administrative Radio Conference
WCC|World Council of Churches
WCL|World Confederation of Labor
WEO|Western European and Other States group
WEU|Western European Union
WFC-2|
WFP|World Food Program
WFTU|World Federation of Trade Unions
WHC|
WHO|World Health Organization
WILPF|
WIPO|World Intellectual Property Organization
WJC|
WMO|World Meteorological Organization
WPO|
WTO|World Trade Organization (Warsaw Pact Organization in the 1970s; tourism organization in some lists)
WTRO|World Trade Organization
XMB|Export-Import Bank of the United States (1970s code)
YPFB|Bolivian state oil company
ZANU|Zimbabwe African National Union
ZANU-PF|Zimbabwe African National Union, Patriotic Front
ZAPU|Zimbabwe African People's Union
"""

SUBJECT_1970S = """\
AART|Art-in-Embassies program
AAUD|Audits
ACLM|Claims
ACMM|Committees
ACMS|COMSEC material
ACOM|Departmental communications
ACOU|Courier operations
ADTO|Domestic telecommunications operations
AFAC|Communications and records units
AFOP|Post communication center operations
AFSP|Post administration
ALIB|Library services
ALTR|Newsletter
AORG|International organization administration
APOU|Mail and pouch
APUB|Publishing, printing and distribution
AREC|Commissary and recreation
AREG|Regulations and directives
ASAF|Safety
AVCE|Post voice communications
AWRD|Awards
BAGB|Agribusiness
BBAK|Background on firms, products and individuals
BBCP|Business consultation program
BDIS|Trade complaints and disputes
BENC|Engineering and construction services
BFOL|Follow-up request
BGEN|Business services, general
BLIB|Commercial libraries
BPRO|Business proposals and inquiries
BPUB|Business publications
BTRA|Travel by business people
CARR|Americans arrested abroad
CDES|Deaths and estates
CGEN|Consular affairs, general
CPRS|Property protection services
EALR|Economic alert list reporting
ECEM|Chemical industry and products
ECRE|Construction, repair and expansion
ECRP|Scheduled economic reporting
EEWT|East-West trade
EGEN|Economic affairs, general
ELEC|Electrical and electronic equipment
EMAE|Machinery and related equipment
EMES|Medical, engineering and scientific equipment
EPAP|Plant, animal and wood products
ESTC|Strategic trade controls
ETEL|Telecommunications and postal systems
MILI|Military affairs, general
MMOL|Materiel, ordnance and logistics
MORG|Military organization and structure
MPOL|Military policy and planning
OCLR|Vessel and flight clearances and visits
OCON|Conferences and meetings
OGEN|Operations, general
PBOR|Boundary and sovereignty claims
PDEV|National development
PDIP|Diplomatic and consular representation
PEPR|External political relations (form used about 1979)
PFOR|Foreign policy and relations
PINT|Internal political affairs
PLOS|Law of the sea affairs
PORG|Policy relations with international organizations
PORS|Public order and safety
SEDU|Education
SGEN|Social affairs, general
SHUM|Human rights
SOPN|Public opinion and information
SPOP|Population
SREF|Refugees
SWEL|Public welfare
TECH|Technology
TGEN|Technology and science, general
"""

GEO_1970S = """\
BP|British Solomon Islands
BW|British West Indies
CB|Cambodia (Khmer Republic)
CE|Ceylon (Sri Lanka)
CG|Zaire
CL|Line Islands
CZ|Czechoslovakia
DM|Dahomey
EQ|Canton and Enderbury Islands
FT|French Territory of Afars and Issas
FW|French West Indies
GE|Germany, East
GN|Gilbert and Ellice Islands
GW|Germany, West
IY|Iraq-Saudi Arabia Neutral Zone
MA|Malagasy Republic
NH|New Hebrides
NS|Surinam
PN|Panama
PQ|Canal Zone
PT|Portuguese Timor
PU|Portuguese Guinea
RH|Rhodesia
SK|Sikkim
SQ|Swan Islands
SS|Spanish Sahara
TC|United Arab Emirates
TQ|Trust Territory of the Pacific Islands
UR|Soviet Union
UV|Upper Volta
VN|Vietnam, North
VS|Vietnam, South
WA|South-West Africa
WB|Berlin, West
YE|Yemen (Sanaa)
YO|Yugoslavia
YQ|Ryukyu Islands
YS|Yemen (Aden)
"""

GEO_2020S = """\
AD|Andorra
AE|United Arab Emirates
AF|Afghanistan
AG|Antigua and Barbuda
AI|Anguilla
AL|Albania
AM|Armenia
AO|Angola
AQ|Antarctica
AR|Argentina
AS|American Samoa
AT|Austria
AU|Australia
AW|Aruba
AZ|Azerbaijan
BA|Bosnia and Herzegovina
BB|Barbados
BD|Bangladesh
BE|Belgium
BF|Burkina Faso
BG|Bulgaria
BH|Bahrain
BI|Burundi
BJ|Benin
BL|Saint Barthelemy
BM|Bermuda
BN|Brunei
BO|Bolivia
BQ|Bonaire, Sint Eustatius and Saba
BR|Brazil
BS|Bahamas
BT|Bhutan
BV|Bouvet Island
BW|Botswana
BY|Belarus
BZ|Belize
CA|Canada
CC|Cocos Islands
CD|Congo (Kinshasa)
CF|Central African Republic
CG|Congo (Brazzaville)
CH|Switzerland
CI|Cote d'Ivoire
CK|Cook Islands
CL|Chile
CM|Cameroon
CN|China
CO|Colombia
CR|Costa Rica
CU|Cuba
CV|Cape Verde
CW|Curacao
CX|Christmas Island
CY|Cyprus
CZ|Czech Republic
DE|Germany
DJ|Djibouti
DK|Denmark
DM|Dominica
DO|Dominican Republic
DZ|Algeria
EC|Ecuador
EE|Estonia
EG|Egypt
EH|Western Sahara
ER|Eritrea
ES|Spain
ET|Ethiopia
FI|Finland
FJ|Fiji
FK|Falkland Islands
FM|Micronesia
FO|Faroe Islands
FR|France
GA|Gabon
GB|United Kingdom
GD|Grenada
GE|Georgia
GF|French Guiana
GG|Guernsey
GH|Ghana
GI|Gibraltar
GL|Greenland
GM|Gambia
GN|Guinea
GP|Guadeloupe
GQ|Equatorial Guinea
GR|Greece
GS|South Georgia and the South Sandwich Islands
GT|Guatemala
GU|Guam
GW|Guinea-Bissau
GY|Guyana
HK|Hong Kong
HM|Heard Island and McDonald Islands
HN|Honduras
HR|Croatia
HT|Haiti
HU|Hungary
ID|Indonesia
IE|Ireland
IL|Israel
IM|Isle of Man
IN|India
IO|British Indian Ocean Territory
IQ|Iraq
IR|Iran
IS|Iceland
IT|Italy
JE|Jersey
JM|Jamaica
JO|Jordan
JP|Japan
KE|Kenya
KG|Kyrgyzstan
KH|Cambodia
KI|Kiribati
KM|Comoros
KN|Saint Kitts and Nevis
KP|North Korea
KR|South Korea
KW|Kuwait
KY|Cayman Islands
KZ|Kazakhstan
LA|Laos
LB|Lebanon
LC|Saint Lucia
LI|Liechtenstein
LK|Sri Lanka
LR|Liberia
LS|Lesotho
LT|Lithuania
LU|Luxembourg
LV|Latvia
LY|Libya
MA|Morocco
MC|Monaco
MD|Moldova
ME|Montenegro
MF|Saint Martin
MG|Madagascar
MH|Marshall Islands
MK|Macedonia
ML|Mali
MM|Burma (Myanmar)
MN|Mongolia
MO|Macau
MP|Northern Mariana Islands
MQ|Martinique
MR|Mauritania
MS|Montserrat
MT|Malta
MU|Mauritius
MV|Maldives
MW|Malawi
MX|Mexico
MY|Malaysia
MZ|Mozambique
NA|Namibia
NC|New Caledonia
NE|Niger
NF|Norfolk Island
NG|Nigeria
NI|Nicaragua
NL|Netherlands
NO|Norway
NP|Nepal
NR|Nauru
NU|Niue
NZ|New Zealand
OM|Oman
PA|Panama
PE|Peru
PF|French Polynesia
PG|Papua New Guinea
PH|Philippines
PK|Pakistan
PL|Poland
PM|Saint Pierre and Miquelon
PN|Pitcairn
PR|Puerto Rico
PT|Portugal
PW|Palau
PY|Paraguay
QA|Qatar
RE|Reunion
RO|Romania
RS|Serbia
RU|Russia
RW|Rwanda
SA|Saudi Arabia
SB|Solomon Islands
SC|Seychelles
SD|Sudan
SE|Sweden
SG|Singapore
SH|Saint Helena
SI|Slovenia
SJ|Svalbard and Jan Mayen
SK|Slovakia
SL|Sierra Leone
SM|San Marino
SN|Senegal
SO|Somalia
SR|Suriname
SS|South Sudan
ST|Sao Tome and Principe
SV|El Salvador
SX|Sint Maarten
SY|Syria
SZ|Swaziland (Eswatini)
TC|Turks and Caicos Islands
TD|Chad
TF|French Southern Territories
TG|Togo
TH|Thailand
TJ|Tajikistan
TK|Tokelau
TL|East Timor
TM|Turkmenistan
TN|Tunisia
TO|Tonga
TR|Turkey
TT|Trinidad and Tobago
TV|Tuvalu
TW|Taiwan
TZ|Tanzania
UA|Ukraine
UG|Uganda
US|United States
UY|Uruguay
UZ|Uzbekistan
VA|Vatican City (Holy See)
VC|Saint Vincent and the Grenadines
VE|Venezuela
VG|British Virgin Islands
VI|U.S. Virgin Islands
VN|Vietnam
VU|Vanuatu
WF|Wallis and Futuna
WS|Samoa
XG|Gaza Strip
XK|Kosovo
XW|West Bank
YE|Yemen
YT|Mayotte
ZA|South Africa
ZM|Zambia
ZW|Zimbabwe
"""

REGION_2020S = """\
1A|Africa
1C|Central Africa
1E|East Africa
1N|North Africa
1S|Southern Africa
1W|West Africa
2A|Arabian Peninsula
2C|Central Asia
2E|East Asia
2H|Southeast Asia
2M|Middle East
2N|North Asia
2P|East Asia and Pacific
2S|South Asia
3A|Europe
3B|Balkan states
3D|Scandinavia
3E|Eastern Europe
3L|Baltic states
3S|Southern Europe
3T|Transcaucasus
3W|Western Europe
4C|Central America
4L|Latin America
4N|North America
4R|Caribbean
4S|South America
5A|Australia and New Zealand region
6A|Arctic Ocean area
6D|North Atlantic area
6E|North Pacific area
6G|South Atlantic area
6H|South Pacific area
6I|Indian Ocean area
6M|Mediterranean area
6P|Persian Gulf area
7A|Worldwide
8A|Antarctic area
"""

ALIAS = """\
AROC|AORC
CR|CS
CVISPREL|CVIS+PREL
DK|DA
ECIP|ECIN
EEPET|EPET
ENERG|ENRG
ENGR|ENRG
ENIV|SENV
ENNP|KNNP
ENVI|SENV
ENVR|SENV
ESENV|SENV
EU|EUN
GOV|PGOV
GTIP|KTIP
IEFIN|EFIN
IL|IS
IQ|IZ
JP|JA
KIFR|KIRF
KNPP|KNNP
KRFD|KFRD
KWWMN|KWMN
MASC|MASS
MOPPS|MOPS
MPOS|MOPS
MRCRE|MTCRE
MTCR|MTCRE
MTRE|MTCRE
MUCN|MNUC
NAR|SNAR
NK|KN
PARMS|PARM
PECON|ECON
PEL|PREL
PGGV|PGOV
PGOC|PGOV
PGOVE|PGOV
PHUS|PHUM
POGOV|PGOV
PRAM|PARM
PRELP|PREL
PRGOV|PGOV
PRL|PREL
RF|RS
RU|RS
SEVN|SENV
SYR|SY
TFIN|KTFN
TIP|KTIP
UNDESCO|UNESCO
UNFCYP|UNFICYP
VZ|VE
WTRQ|WTRO
YE|YM
"""

KINDS: tuple[tuple[str, str], ...] = (
    ("subject", SUBJECT),
    ("program", PROGRAM),
    ("geo", GEO),
    ("region", REGION),
    ("organization", ORGANIZATION),
    ("subject_1970s", SUBJECT_1970S),
    ("geo_1970s", GEO_1970S),
    ("geo_2020s", GEO_2020S),
    ("region_2020s", REGION_2020S),
)

# English words and names that are one letter off a code or could be cut into codes; found by
# mending every word of the development cables' prose. They stay as they are.
PLAIN_WORDS = """\
ABODE ADRIANA AHMED AIMED ALCOA ALEJO ALLOW ALTER AMASS AMEND APART ARAGAO ARMED ATOMS BEAMED BLAMED CAPER
CARRY CLOAK CLOCK DOKTER DRAPER EAGER FAINT FAMED FEINT FRAMED GAMED HAMED JANET KAREL KATER KHOSA MAINT
MAPPED MARIANA MARRED MARRY MASKS MASSA MASSE MASSED MASSES MASSIMO MORGAN MUNTER NAMED PAINS PAINT PAKTIA
PAPER PARMA PARMLY PETER PINAR PINAS PINOS PINTS PLAINT PLANET PLOTS POINT PREFER PREFET PROPER PROPP REAPER
RECON SAINT SHAMED SHAPER SNARE SNARED SOCHI SOCIA SOCIAL SOCIETAL SOCIO SONAR SPINS STINT TALIB TAMED TAPER
TEACH TINTED TINTO TINTS UNITARY ZEMIN
"""
