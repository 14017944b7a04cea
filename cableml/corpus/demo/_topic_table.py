"""Topics of the demo corpus as data.

One entry a topic: name; tags with the share of its cables that bear them; how guarded its cables are
(-2 open, 2 secret); tags of its special fields, each with a vocabulary of its own; on indented lines
words of its trade.
The order decides how often a topic is written about.
"""

from __future__ import annotations

TOPICS = """\
elections; PGOV .97 PREL .35 KDEM .4 PINR .2; -0.1; KDEM OSCE SOCI PHUM PINR;
    ballot turnout campaign runoff coalition candidate polling constituency registrar tally rally incumbent
cabinet affairs; PGOV .97 PINR .6 PREL .35; 0.5; PINR OVIP KCOR KISL;
    reshuffle portfolio cabinet faction succession caucus speaker premier dismissal quarrel bloc mandate
bilateral talks; PREL .98 PGOV .3 OVIP .15; 0.4; OVIP OEXC OREP AMGT OTRA;
    dialogue visit communique delegation protocol envoy agenda working-group summit itinerary courtesy toast
counterterrorism; PTER .95 PREL .6 PGOV .25 ASEC .3; 1.2; KTFN KCRM PINS ASEC KHLS KVPR;
    cell militant plot courier safehouse detonator extremist recruiter watchlist hideout ambush fugitive
human rights; PHUM .96 PGOV .6 PREL .3 SOCI .2; -0.3; KIRF ELAB PREF SOCI KJUS KDEM;
    detention petition activist tribunal hunger-strike amnesty prisoner dissident vigil torture lawyer monitor
trade disputes; ETRD .95 ECON .6 EINV .25 PREL .1; -0.8; WTRO USTR EAGR KIPR ETTC;
    tariff dumping customs exporter shipment surcharge invoice waiver rebate origin-rule safeguard levy
macroeconomy; ECON .96 EFIN .75 PGOV .25; -0.7; IMF ECIN EAID ETRD;
    inflation deficit reserve bond budget growth forecast devaluation subsidy revenue ledger recession
nuclear safeguards; MNUC .85 PARM .85 KNNP .75 PREL .6; 1.1; IAEA NPT TRGY AORC KSCA UNSC;
    centrifuge reactor enrichment inspector seal isotope fuel-rod uranium hot-cell
    yellowcake safeguard cascade
military cooperation; MARR .9 PREL .7 MOPS .35 PGOV .2; 0.8; NATO MASS MCAP KPKO MOPS;
    brigade exercise basing airfield training battalion interoperability runway overflight
    garrison patrol joint-staff
oil and gas; EPET .85 ENRG .8 ECON .5 EINV .4; 0.0; EINV ETRD PREL EWWT;
    pipeline wellhead concession refinery crude barrel flaring offshore block pumping terminal royalty
narcotics; SNAR .95 KCRM .4 PGOV .25 PREL .3; 0.6; KCRM KJUS ASEC EFIN;
    seizure trafficker laboratory coca interdiction precursor kilo cartel airstrip spraying smuggler informant
investment climate; EINV .92 ECON .75 EFIN .25 ETRD .25; -0.5; KIPR KTDB OPIC BEXP BTIO;
    licence shareholder arbitration joint-venture privatization tender bidder stake concession
    expropriation lease audit
intelligence matters; PINR .9 PREL .5 PGOV .5 PTER .3; 1.9; PINS ASEC KSPR;
    source handler liaison service intercept defector asset penetration tradecraft surveillance dossier cutout
arms control; PARM .95 PREL .7 MNUC .3 MTCRE .1; 1.0; MTCRE CBW CWC OPCW KSTC OSCE;
    missile treaty verification warhead launcher throw-weight telemetry stockpile declaration
    demarche dual-use precursor
peace process; PREL .95 PGOV .4 KWBG .3 KPAL .3 IS .1; 0.9; KWBG KPAL UNSC UNRWA XF;
    ceasefire settlement roadmap checkpoint crossing mediator truce withdrawal enclave
    corridor shuttle final-status
trafficking in persons; KTIP .85 PHUM .7 SMIG .6 KCRM .6 KWMN .5 ELAB .3; -0.9; KWMN KFRD ELAB KJUS CVIS;
    shelter victim recruiter bonded brothel hotline rescue tier conviction smuggling awareness repatriation
consular cases; CASC .9 CVIS .4 PREL .1; -0.9; CVIS CPAS KOCI CMGT KFRD;
    passport welfare bail next-of-kin hospital arrest abduction custody hearing embalming attorney visa
visa fraud; CVIS .95 KFRD .7 CASC .15; -0.6; CPAS CMGT SMIG KCRM;
    applicant interview counterfeit stamp adjudication petition imposter affidavit biometrics
    refusal lottery photo-swap
refugees; PREF .95 PHUM .5 SMIG .4 PREL .35; -0.4; UNHCR ICRC EAID IOM SMIG;
    camp tent border-crossing returnee ration registration asylum resettlement convoy influx transit shelter
energy policy; ENRG .95 ECON .5 SENV .35 TRGY .3; -0.6; KGHG EPET TRGY EIND;
    grid turbine hydropower outage megawatt tariff feed-in biofuel generator transmission substation blackout
climate; SENV .95 KGHG .7 ENRG .4 PREL .25; -0.8; KSCA TBIO UNEP KGHG EAGR;
    emission glacier offset drought wetland baseline adaptation flood forest canopy monitoring carbon
defense sales; MASS .92 MARR .6 PREL .4 ETTC .3; 0.7; ETTC BEXP MCAP KOMC KSTC;
    radar helicopter spare-part offset bid frigate refurbishment airframe avionics tranche end-use squadron
export control; ETTC .95 PARM .5 PREL .4 KSTC .4; 0.8; KOMC KSTC MTCRE EFIN UNSC;
    diversion consignee valve end-user alloy freight-forwarder front-company catch-all transshipment
    lathe licence carbon-fibre
press and media; KPAO .8 OPRC .85 KMDR .75 PREL .35; -1.7; OIIP SCUL OEXC KMDR;
    editorial columnist headline daily broadcaster op-ed talk-show circulation blog
    cartoon commentary newsroom
culture and exchanges; SCUL .8 OEXC .75 KPAO .6 OIIP .4; -1.8; UNESCO SCUL OIIP AFSI;
    exhibit orchestra fellowship scholarship museum festival alumni lecture grantee
    translation workshop curriculum
agriculture; EAGR .95 ETRD .6 ECON .3 EAID .2; -1.1; FAO TBIO ETRD SENV;
    wheat harvest silo livestock seed irrigation fertilizer orchard cooperative beef quarantine acreage
health; TBIO .85 SOCI .4 KFLU .3 EAID .3; -1.3; KFLU WHO KHIV KSCA CASC;
    vaccine outbreak clinic ward surveillance poultry strain laboratory epidemic malaria midwife specimen
labor; ELAB .95 ECON .4 PGOV .4 SOCI .3; -0.9; ILO PHUM KTIP EIND;
    union strike wage picket collective-bargaining apprentice overtime layoff walkout
    foreman pension severance
corruption; KCOR .85 PGOV .8 ECON .3 KCRM .4; 0.3; KJUS KCRM EFIN PINR;
    bribe kickback prosecutor slush-fund indictment auditor procurement shell-company whistleblower
    embezzlement hearing favor
organized crime; KCRM .9 PGOV .4 KJUS .4 SNAR .3; 0.4; KJUS ASEC SNAR KTFN;
    gang extortion kidnapping racket mobster protection-money arsenal turf warrant hitman smuggling boss
money laundering; EFIN .85 KTFN .7 ETTC .4 PTER .4; 0.7; KTFN KCRM KNNP UNSC;
    transfer account correspondent remittance hawala freeze teller wire beneficiary deposit ledger front
aviation; EAIR .95 ECON .3 PREL .25 ETRD .2; -0.8; ICAO ASEC BEXP ELTN;
    airline route slot open-skies cargo carrier runway cockpit fare hangar landing-right airworthiness
shipping and piracy; EWWT .85 PHSA .6 MARR .4 PREL .4; 0.2; IMO PHSA MOPS KCRM;
    vessel hijacking ransom convoy escort crew tanker anchorage port skiff hull manifest
fisheries; EFIS .92 SENV .5 PBTS .3 ETRD .3; -1.1; IWC KSCA PBTS SENV;
    trawler quota cod whale catch hatchery net licence moratorium stock fleet landing
borders; PBTS .92 PREL .75 PGOV .3 MARR .2; 0.5; PREL UNSC KPKO PTER;
    demarcation outpost incursion frontier map watchtower crossing ravine surveyor hamlet shelling pillar
religion; SOCI .7 KIRF .7 PHUM .6 PGOV .4 KISL .3; -0.4; KISL KIRF VT PHUM;
    mosque bishop parish sermon pilgrimage sect missionary seminary registration madrassa cleric shrine
telecommunications; ECPS .93 EINV .4 ETRD .3 ECON .3; -0.9; ITU TINT KIPR EINV;
    spectrum broadband operator handset fibre subscriber roaming frequency satellite
    tower interconnection regulator
intellectual property; KIPR .93 ETRD .7 ECON .4 EINV .2; -1.0; WIPO WTRO TBIO KJUS;
    patent piracy counterfeit trademark raid software generic pressing infringement royalty pharmacy disc
science; TSPL .8 TPHY .3 KSCA .6 SENV .3; -1.1; TSPA TPHY TNGD KSCA;
    telescope rocket observatory researcher payload laboratory orbit sensor sample antenna experiment grant
peacekeeping; KPKO .85 PREL .7 MARR .5 UNSC .4; 0.3; UNSC AU-1 UNMIK ECOWAS MOPS;
    contingent mandate deployment militia rotation helmet disarmament stockade logistics
    observer battalion sector
united nations business; PREL .8 UNGA .7 UNSC .5 AORC .5; -0.1; UNGA UNSC UNHRC AORC KUNR;
    resolution vote candidacy seat committee abstention co-sponsor plenary draft secretariat caucus ballot
embassy management; AMGT .85 ASEC .4 ABLD .4 APER .4; -0.8; APER AFIN ABLD AMED ACOA;
    lease warehouse motor-pool allowance generator housing renovation staffing chancery
    inventory contractor payroll
embassy security; ASEC .95 PTER .4 AMGT .3 PGOV .2; 0.8; AEMR CASC KVPR PTER;
    guard perimeter barrier vault threat evacuation warden residence blast detection curfew compound
women and children; KWMN .9 PHUM .7 SOCI .5 PGOV .2; -1.2; UNICEF KTIP SOCI ELAB;
    dowry literacy shelter quota midwife harassment schoolgirl inheritance custody advocate nursery widow
justice reform; KJUS .9 PGOV .6 KDEM .3 PHUM .3; -0.3; ICTY KAWC KCRM PHUM;
    courtroom magistrate statute bench docket prosecutor testimony appeal penal-code bailiff verdict clerk
aid programs; EAID .95 ECON .45 PGOV .3 SOCI .2; -0.9; IBRD EAGR KMCA UNDP WFP;
    grant well school road contractor disbursement clinic microloan village stipend donor compact
sanctions; PREL .8 ETTC .7 UNSC .5 EFIN .4 IR .1; 0.9; UNSC KNNP EFIN KTFN;
    embargo listing exemption freeze compliance designation loophole insurer cargo
    delisting carve-out enforcement
european union; PREL .85 EUN .7 PGOV .4 ECON .25; 0.0; EUN ETRD PGOV NATO;
    accession commission chapter presidency directive enlargement council portfolio rapporteur
    veto treaty acquis
transport; ELTN .9 ECON .4 EWWT .3 EINV .25; -1.0; EWWT EAIR BEXP EIND;
    highway railway toll bridge locomotive tunnel gauge bypass bus freight junction signal
mining; EMIN .92 EINV .6 ECON .5 SENV .3; -0.6; KTDB EIND ETRD SENV;
    copper shaft ore smelter diamond concession tailings royalty gold dredge geologist pit
"""

TAGS_OF_THE_1970S = {"PREL": "PFOR", "PGOV": "PINT", "PHUM": "SHUM", "PREF": "SREF"}
"""What some subjects were called in telegrams of the 1970s."""
