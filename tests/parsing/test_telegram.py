"""The National Archives' layout of 1973-79: message text, then attributes."""

from __future__ import annotations

from cableml.cable.cable import Addressee
from cableml.cable.level import Level
from cableml.parsing.attributes import build_known, read_attributes, read_references
from cableml.parsing.parser import parse_cable

ATTRIBUTES = """Message Attributes

Automatic Decaptioning: X
Concepts: FOREIGN RELATIONS, VISITS
Draft Date: 12 APR 1975
Document Number: 1975BUENOS02345
Errors: N/A
From: BUENOS AIRES
Handling Restrictions: n/a
Locator: TEXT ON-LINE, ON MICROFILM
Original Classification: CONFIDENTIAL
Original Handling Restrictions: EXDIS
Reference: 75 STATE 081234, 75 LIMA 567
Subject: VISIT OF THE FOREIGN MINISTER TO
 LIMA
TAGS: PFOR, PINT, AR
To: STATE
Type: TE
"""
MESSAGE = """Declassified/Released US Department of State EO Systematic Review 05 JUL 2006

Message Text

CONFIDENTIAL

PAGE 01        BUENOS  02345  01 OF 02  121721Z

45
ACTION ARA-10

INFO OCT-01 ISO-00 CIAE-00 DODE-00 PM-03 H-02 INR-07 L-02
     NSAE-00 NSC-05 /055 W
                    --------------------- 067890
R 121630Z APR 75
FM AMEMBASSY BUENOS AIRES
TO SECSTATE WASHDC PRIORITY 1234
INFO AMEMBASSY SANTIAGO
USMISSION USUN NEW YORK

C O N F I D E N T I A L SECTION 1 OF 2 BUENOS AIRES 2345

EXDIS

E.O. 11652: GDS
TAGS: PFOR, PINT, AR
SUBJECT: VISIT OF THE FOREIGN MINISTER TO
LIMA

REF: STATE 081234

SUMMARY: THE MINISTER LEFT. END SUMMARY.

2. THE MINISTER SAID THAT HE HAD TALKED WITH
CONFIDENTIAL

CONFIDENTIAL

PAGE 02        BUENOS  02345  01 OF 02  121721Z

THE PRESIDENT ABOUT OIL.

3. COMMENT: WE SHALL SEE.
CONFIDENTIAL


PAGE 01        BUENOS  02345  02 OF 02  121725Z
ACTION ARA-10

INFO OCT-01 ISO-00 /055 W
                    --------------------- 067899
R 121630Z APR 75
FM AMEMBASSY BUENOS AIRES
TO SECSTATE WASHDC PRIORITY 1235

C O N F I D E N T I A L SECTION 2 OF 2 BUENOS AIRES 2345

EXDIS

4. THE EMBASSY WILL REPORT AGAIN.
HILL


CONFIDENTIAL

NNNN

Declassified/Released US Department of State EO Systematic Review 05 JUL 2006

"""


def test_the_message_text_gives_the_fields_and_their_lines() -> None:
    cable = parse_cable(MESSAGE + ATTRIBUTES)
    assert cable.id == "75BUENOSAIRES2345"
    assert cable.date == "1975-04-12T16:30:00Z"
    assert cable.origin == "AMEMBASSY BUENOS AIRES"
    assert cable.classification is Level.CONFIDENTIAL
    assert cable.captions == ("EXDIS",)
    assert cable.precedence == "ROUTINE"
    assert cable.sections == 2
    assert cable.executive_order == "11652"
    assert cable.tags == ("PFOR", "PINT", "AR")
    assert cable.subject == "VISIT OF THE FOREIGN MINISTER TO LIMA"
    assert [reference.id for reference in cable.references] == ["75STATE81234"]
    assert cable.to == (Addressee("SECSTATE WASHDC", None, "PRIORITY", "1234"),)
    assert [addressee.post for addressee in cable.info] == ["AMEMBASSY SANTIAGO", "USMISSION USUN NEW YORK"]
    assert cable.signer == "HILL"
    assert cable.summary == "THE MINISTER LEFT."
    lines = (MESSAGE + ATTRIBUTES).split("\n")
    assert lines[cable.spans["tags"].first - 1] == "TAGS: PFOR, PINT, AR"
    assert lines[cable.spans["signer"].first - 1] == "HILL"


def test_paragraphs_go_on_over_pages_and_sections() -> None:
    cable = parse_cable(MESSAGE + ATTRIBUTES)
    assert [(p.number, p.text) for p in cable.paragraphs] == [
        (None, "SUMMARY: THE MINISTER LEFT. END SUMMARY."),
        (2, "THE MINISTER SAID THAT HE HAD TALKED WITH THE PRESIDENT ABOUT OIL."),
        (3, "COMMENT: WE SHALL SEE."),
        (4, "THE EMBASSY WILL REPORT AGAIN."),
    ]


def test_a_lost_text_leaves_what_the_attributes_say() -> None:
    attributes = ATTRIBUTES.replace("TEXT ON-LINE, ON MICROFILM", "TEXT ON MICROFILM,ADS TEXT UNRETRIEVABLE")
    cable = parse_cable(f"Message Text\n\nError Reading Text Index\n\n{attributes}")
    assert (cable.id, cable.date, cable.origin) == (
        "75BUENOSAIRES2345",
        "1975-04-12T00:00:00Z",
        "BUENOS AIRES",
    )
    assert cable.classification is Level.CONFIDENTIAL
    assert cable.captions == ("EXDIS",)
    assert cable.tags == ("PFOR", "PINT", "AR")
    assert cable.subject == "VISIT OF THE FOREIGN MINISTER TO LIMA"
    assert [reference.id for reference in cable.references] == ["75STATE81234", "75LIMA567"]
    assert cable.to == (Addressee("STATE"),)
    assert cable.paragraphs == ()
    assert cable.warnings[0] == (
        "the message text is lost (locator: TEXT ON MICROFILM,ADS TEXT UNRETRIEVABLE); "
        "the fields are those of the attributes"
    )


def test_where_both_speak_the_text_is_kept_with_a_warning() -> None:
    attributes = ATTRIBUTES.replace("TAGS: PFOR, PINT, AR", "TAGS: PFOR, PE").replace(
        "Original Classification: CONFIDENTIAL", "Original Classification: SECRET"
    )
    cable = parse_cable(MESSAGE + attributes.replace("VISIT OF THE", "A WHOLLY DIFFERENT"))
    assert cable.classification is Level.CONFIDENTIAL
    assert cable.tags == ("PFOR", "PINT", "AR")
    assert cable.subject == "VISIT OF THE FOREIGN MINISTER TO LIMA"
    assert "the attributes list the tags PFOR, PE; those of the text were kept" in cable.warnings
    assert "text and attributes give different subjects; the text's was kept" in cable.warnings
    assert "the text is marked CONFIDENTIAL, the page SECRET; CONFIDENTIAL was kept" in cable.warnings


def test_attributes_run_on_until_the_next_known_label() -> None:
    values = read_attributes("\n" + ATTRIBUTES)
    assert values["Subject"] == "VISIT OF THE FOREIGN MINISTER TO LIMA"
    assert "Errors" not in values
    assert "Handling Restrictions" not in values
    known = build_known(values)
    assert known.handling == ("EXDIS",)
    assert known.date == "1975-04-12T00:00:00Z"


def test_a_name_in_brackets_is_one_tag_of_the_attributes() -> None:
    known = build_known({"TAGS": "PFOR, (VIGNES, ALBERTO J), AR, n/a"})
    assert known.tags is not None
    assert known.tags[0] == "PFOR"
    assert known.tags[1].startswith("VIGNES, ALBERTO J")
    assert known.tags[2:] == ("AR",)


def test_references_of_the_attributes_are_cables() -> None:
    found = read_references({"Reference": "75 STATE 081234, 75 TEL AVIV 2, 75 STATE 81234"})
    assert [(reference.text, reference.id) for reference in found] == [
        ("75 STATE 081234", "75STATE81234"),
        ("75 TEL AVIV 2", "75TELAVIV2"),
    ]
