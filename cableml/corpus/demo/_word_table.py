"""Words and sentence patterns of the demo corpus as data; all of them made up for it.

In a pattern each ``{X}`` is filled by: N a word of the topic, M a word of the special field, G a general
noun, J an adjective, V a verb in the past, P a person, O an office, C a country, K its adjective, D a day,
Q a quantity, T a place,
A an adjective with its article.
"""

from __future__ import annotations

_GENERAL = """\
meeting proposal schedule draft reply question letter timetable estimate figure report plan option
step concern issue point argument measure outcome result decision request response review change delay offer
list account paper note text version copy answer call contact group team office staff leader member side
partner neighbor region capital province district city coast road market price cost fund share rate level
number term week month season year round stage phase part majority minority public opinion support pressure
interest risk chance limit rule law bill clause practice policy strategy position stance view idea attitude
promise warning
"""
_ADJECTIVES = """\
new recent joint local regional national further earlier broad narrow formal informal modest serious
technical practical gradual sudden steady weak strong uneven complete partial final annual quarterly costly
cautious open separate common long-standing overdue unusual familiar public official senior junior rural
coastal northern southern eastern western central outdated revised tentative
"""
_VERBS = """\
reviewed postponed approved rejected described defended questioned welcomed criticized outlined drafted
revised raised dropped supported opposed examined discussed presented praised dismissed extended shortened
renewed suspended resumed completed launched blocked endorsed ignored delayed financed inspected
"""
_OPEN = """\
According to the {K} press on {D}, the {N} {V} {A} {N} for the {M}.
The {O} published {Q} pages on {N} and {M}, which newspapers carried in full on {D}.
At a public forum in {T}, {P} told students and reporters that the {N} would bring {A} {G}.
The newspapers of {T} printed {A} statement on the {N} and a photograph of the {M}.
Post hosted a seminar on {N} and {M} that drew {Q} guests and {J} coverage.
The statistics office announced on {D} that {N} rose by {Q} percent while {M} fell.
A brochure of the {O} explains the {N}, the {M} and the {J} {G} to visitors.
Attendance at the {N} fair in {T} reached {Q}, and the {M} stand won a prize.
The web site of the {O} lists each {N} together with its {J} {M}.
Participants thanked the Embassy for the {N} program and asked for another {M} by {D}.
"""
_NEUTRAL = """\
{P} {V} the {N} and said that the {M} needs {A} {G}.
The {O} {V} its {J} {G} on {N} after the {M} had been {V} twice.
On {D}, the {K} {O} {V} {Q} cases of {N} in {T} and the surrounding {G}.
The {G} between the {N} and the {M} remains {A} {G} for {C}.
Embassy officers met {P} in {T} on {D} to discuss the {N} and {A} {M}.
{P} argued that without {A} {N} the {M} would lose its {G}.
In {T}, the {N} is {J}, but the {M} has not changed since {D}.
The {J} {G} of the {N} depends on {Q} people who know the {M}.
Neither the {O} nor the {K} {G} has {V} the {N}, {P} added.
{C} and its neighbors {V} {A} {N}, although the {M} is still in its first {G}.
The {N} in {T} {V} the {M}; the {O} expects {A} {G} by {D}.
Asked about {M}, {P} pointed to the {N} and to the {J} {G} of {C}.
{A} {N} costs about {Q} a year, and the {G} pays for the {M}.
{P} of the {O} {V} both the {N} and the {M} during the {G}.
The {K} {G} on {N} is {J}; on {M} it is not.
Since {D}, {Q} {N} cases have reached the {O}, {P} reported.
"""
_DELICATE = """\
Post would appreciate guidance on the {N} before {P} returns to {T} on {D}.
{P} gave us his own unpublished figures for the {M} and {A} draft of the {N}.
The {O} has not yet announced the {N}; {P} asked us to wait until {D} before we mention it.
Company lawyers shared business details of the {M} that {P} would not see in print.
The Embassy recommends that {Q} be set aside for the {N} and for {A} {M}.
"""
_GUARDED = """\
{P} admitted in private that the {K} leadership distrusts the {N} and fears the {M}.
Speaking alone with the Ambassador, {P} warned that {C} would hide the {N} from its allies.
{P} asked that his remarks on the {M} be protected and never be traced to the {O}.
A well-placed contact told polcouns that the {N} was moved to {T} before {D}.
{P} confided that the {J} {G} on {N} was a pretext to gain time for the {M}.
Our demarche on the {N} met {A} silence, and {P} refused to discuss {M}.
Behind closed doors the {O} pressed {C} to give up the {N} by {D}.
{P} claimed that rivals inside the {O} leaked the {M} to discredit the {K} team.
The contact doubted that the {N} would survive {A} quarrel over {M}.
"""
_HIDDEN = """\
A sensitive source reported that {Q} crates of {N} reached {T} by night on {D}.
Liaison officers shared {A} assessment of the {N} and asked that the {M} not be released further.
The {K} service believes that {P} controls the {N} through a cutout in {T}.
Washington may wish to raise the {M} at the highest level before the shipment of {N} leaves {T}.
{P} handed over a list of {Q} names tied to the {N} and described the covert role of the {M}.
We assess that the {N} network will strike the {M} unless {C} acts within a {G}.
"""
_SUBJECTS = """\
{K} {N} AND {M}: {A} {G}
{C}: {P} ON {N}
{N} IN {T}: {J} {G} OF THE {M}
{O} {V} THE {N}
{K} VIEWS ON {M} AND {N}
{J} {G} FOR {K} {N}
UPDATE ON {N} AND {M} IN {C}
{P} {V} THE {M}, ASKS FOR {J} {N}
{C} AND {C}: {N}, {M} AND THE {G} AHEAD
"""
_HEADINGS = """\
The {J} {G}
{N} and {M}
A {G} for the {N}
What {C} Wants
The Role of the {M}
Next Steps
{J} {N}, {J} {G}
"""
_TITLES = """\
Minister Director Governor Professor General Deputy Advisor Chairman Senator Colonel Judge Mayor
"""
OFFICE_KINDS = (
    "Ministry of {}",
    "{} Commission",
    "Bureau of {}",
    "{} Council",
    "Institute of {}",
    "{} Agency",
)
_WEEKDAYS = """\
Monday Tuesday Wednesday Thursday Friday Saturday Sunday
"""
_MONTHS = """\
January February March April May June July August September October November December
"""
_ONSETS = """\
b br d dr f g gr h k kl l m n p pr r s sh st t tr v w z
"""
_VOWELS = """\
a e i o u a e o ai ei ou
"""
_CODAS = """\
n r l s t k m nd rt sk x v
"""
_NAME_STARTS = """\
Al An Ar Bal Ban Bor Bri Cal Cor Dal Dan Dor Ed El Er Fal Far Fen Gar Gil Gor Hal Har Hol Il Ir Jal Jan Jor
Kal Kar Kel Lan Lar Lor Mal Mar Mel Nal Nar Nor Ol Or Pal Par Pel Ral Ran Rol Sal Sar Sel Tal Tar Tor Ul Val
Var Vel Wal Wen Yal Yar Zan Zel
"""
_NAME_MIDDLES = """\
a ab ad ak al am an ar as at e eb ed ek el em en er es et i ib id ik il im in ir is it o ob od ok ol om on
or os ot u ub ud uk ul um un ur us ut avi eno iro osha
"""
_NAME_ENDS = """\
ba bek berg dan deh do dur fi gan go gul han ier ka kan kis ko la lin lo man mek mir mov na nen ni nor ov
pur ra rian ro s san sen shi ski ta tan tev ti to va van vel vic wa yan za zen
"""
_PLACE_ENDS = """\
abad burg city dale fors grad holm ia mar mouth no pol port stan ton ul ville yarsk
"""
_SIGNERS = """\
ABELARD BRANDIS CORWELL DUNMORE ELLSTROM FAIRWAY GRANTLY HARROWBY INGLEFORD JASPERS KENDRICKSON LOCKRIDGE
MARCHBANK NORTHAM OAKESHOTT PEMBERLY QUARLES RUTHERGLEN STANFIELD TREVANION UPCHURCH VENTNOR WADSLEY YARDLEY
"""
_OFFICERS = """\
Ambassador
DCM
Charge d'Affaires
Political Counselor
Economic Counselor
Deputy Chief of Mission
PolOff
Consul General
"""
_PASS_TO = """\
STATE FOR {0}
DEPT FOR {0}
STATE PASS TO {0}
NSC FOR {1}
STATE FOR {0} ({1})
"""
_BUREAUS = """\
EUR/WE EAP/K WHA/BSC NEA/ARP AF/W SCA/CEN INR/I EEB/TPP DRL/IL ISN/MNSA PM/RSAT OES/PCI
"""
_AGENCIES = """\
RUEKJCS/SECDEF WASHINGTON DC
RHEHNSC/NSC WASHDC
RUEAIIA/CIA WASHDC
RUEATRS/DEPT OF TREASURY WASHDC
RUCPDOC/DEPT OF COMMERCE WASHDC
RHEFDIA/DIA WASHDC
RUCNDT/USMISSION USUN NEW YORK
RUEHNO/USMISSION USNATO
"""
_RARE_TAGS = """\
KACT KBCT KBIO KBTR KBTS KCFE KCIP KCOM KDRG KEDU KERG KFIN KFSC KGCC KGIT KHDP KHSA KHUM KICC KIDE KIRC
KLIG KMFO KMIG KMPI KNAR KNEI KNSD KNUC KNUP KOLY KPAI KPIR KPLS KPRP KPRV KRAD KREC KREL KRVC KSAF KSEC
KSEP KSTS KSUM KTBT KTER KTEX KTIA KUNC KVIR KWAC KWWT ADB AFDB APECO ASEAN CARICOM CITES COE CTBT EAPC EBRD
ECE ECOSOC EFTA ESA GCC IADB ICC ICTR IDA IEA IFC INTERPOL IPU ISAF MERCOSUR NSG OAS OECD OIC OPEC PAHO SADC
UNCTAD UNDC UNFPA UNIDO WMO NAM G-8 G-77 FARC ELN LTTE AADP ABUD AINF APCS ASCH ASUP ATRN BTIO CJAN MAPP
ODIP PNAT PROP
"""
_TAIL_TAGS = """\
ACKM ADCO ADPM AFSN AGAO AINR AINT ALEO ALOW AMTC ANET AODE AOMS ASIG BBSR BMGT CFED CLOK EINT KAWK KCFC
KCRS KDDG KFLO KGIC KIVP KMRS KMSG KOMS KPAK KPOA KSAC KSCI KSEO KSTH KTLA OCII OFDP OPAD OPDC OSCI AA AC AN
AQ AV AY BB BD BF BH BN BP BT BV BX BY CD CF CJ CK CM CN CQ CT CV CW DJ DO ER FG FJ FK FM FO FP FS GA GB GI
GJ GK GL GP GQ GV GY GZ HK HM IM IO JE KN KR KT KV LA LI LS LT MA MB MC MF MH MI MJ MN MP MR MT MU MV MW NC
NE NF NH NR NS NT PC PF PG PP PS PU RB RE RM RN RQ SB SC SE SH SL SM SO ST SV SX TB TC TD TK TL TN TO TP TT
TV TW TZ UV VC VI VQ WE WF WI WS WZ YI AAI ABC ACDA AFDF AGR AMCHAMS ANZUS ARCO ARIANA AUC BBG BWIA CBC CCIR
CCNAA CDG CENTO CIEC CITEL CPSU DAC DHS DOD DPC ECA ECLA ECWA ESCAP EUR FAS FCC FDA FHWA FNLA FSLN FWS GSA
IAF IARC IBWC ICES ICO IFRC IJC INCB IRA ISO JAL KLM LOC MFO MONUC NAC NAS NDU NIOC NOAA NSC NTSB OECS OPM
OVP PFLP PICES PLO QANTAS SAARC SEC SPC SPLM SWAPO TUAC UMNO UNCHC UNCND UNCSW UNFDAC UNIFIL UNITAR UNMOGIP
UNO UNTC UPU USEU USIS USSS VARIG WCC WEU XMB ZAPU
"""
_QUOTED = """\
He called it "a matter of patience," not of money.
The Embassy's view is that this is "no surprise" to anyone.
It was, in the official's words, "the end of a long road."
"""
_FIRST_NAMES = """\
Ada Bram Cleo Dirk Enid Fritz Greta Hugo Iris Jonas Karin Lars Mona Nils Olga Piet Rita Sven Tessa Ulf
"""
_OFFICE_CODES = """\
AF-10 ARA-06 EA-07 EUR-12 NEA-09 EB-08 IO-11 CIAE-00 DODE-00 INR-07 L-03 NSAE-00 PA-01 PRS-01 SP-02
"""
_CONCEPTS = """\
AGREEMENTS MEETINGS POLICIES NEGOTIATIONS REPORTS VISITS EXPORTS LOANS ELECTIONS COMMITTEES TREATIES CLAIMS
"""

GENERAL = tuple(_GENERAL.split())
ADJECTIVES = tuple(_ADJECTIVES.split())
VERBS = tuple(_VERBS.split())
OPEN = tuple(_OPEN.splitlines())
NEUTRAL = tuple(_NEUTRAL.splitlines())
DELICATE = tuple(_DELICATE.splitlines())
GUARDED = tuple(_GUARDED.splitlines())
HIDDEN = tuple(_HIDDEN.splitlines())
SUBJECTS = tuple(_SUBJECTS.splitlines())
HEADINGS = tuple(_HEADINGS.splitlines())
TITLES = tuple(_TITLES.split())
WEEKDAYS = tuple(_WEEKDAYS.split())
MONTHS = tuple(_MONTHS.split())
ONSETS = tuple(_ONSETS.split())
VOWELS = tuple(_VOWELS.split())
CODAS = (*_CODAS.split(), *[""] * 8)
NAME_STARTS = tuple(_NAME_STARTS.split())
NAME_MIDDLES = tuple(_NAME_MIDDLES.split())
NAME_ENDS = tuple(_NAME_ENDS.split())
PLACE_ENDS = tuple(_PLACE_ENDS.split())
SIGNERS = tuple(_SIGNERS.split())
OFFICERS = tuple(_OFFICERS.splitlines())
PASS_TO = tuple(_PASS_TO.splitlines())
BUREAUS = tuple(_BUREAUS.split())
AGENCIES = tuple(_AGENCIES.splitlines())
RARE_TAGS = tuple(_RARE_TAGS.split())
TAIL_TAGS = tuple(_TAIL_TAGS.split())
QUOTED = tuple(_QUOTED.splitlines())
FIRST_NAMES = tuple(_FIRST_NAMES.split())
OFFICE_CODES = tuple(_OFFICE_CODES.split())
CONCEPTS = tuple(_CONCEPTS.split())
