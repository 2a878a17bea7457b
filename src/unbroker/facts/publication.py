"""USPS Publication 28: how a line of an address in the United States is written.

Capitals, no punctuation but hyphen, stroke, apostrophe, ampersand and number sign; where a line is too long, the
standard abbreviations of its appendices B (directions), C1 (streets), C2 (units) and G (business words).
"""

import re
from collections.abc import Iterator

_STREETS = {
    "ALLEY": "ALY", "AVENUE": "AVE", "BOULEVARD": "BLVD", "BRIDGE": "BRG", "CAUSEWAY": "CSWY", "CENTER": "CTR",
    "CENTRE": "CTR", "CIRCLE": "CIR", "CORNER": "COR", "COURT": "CT", "COVE": "CV", "CREEK": "CRK",
    "CRESCENT": "CRES", "CROSSING": "XING", "DRIVE": "DR", "ESTATES": "ESTS", "EXPRESSWAY": "EXPY", "EXTENSION": "EXT",
    "FREEWAY": "FWY", "GARDENS": "GDNS", "GATEWAY": "GTWY", "GROVE": "GRV", "HARBOR": "HBR", "HEIGHTS": "HTS",
    "HIGHWAY": "HWY", "HILL": "HL", "HILLS": "HLS", "HOLLOW": "HOLW", "ISLAND": "IS", "JUNCTION": "JCT",
    "LANDING": "LNDG", "LANE": "LN", "MANOR": "MNR", "MEADOWS": "MDWS", "MOUNT": "MT", "MOUNTAIN": "MTN",
    "PARKWAY": "PKWY", "PLACE": "PL", "PLAZA": "PLZ", "POINT": "PT", "RIDGE": "RDG", "RIVER": "RIV", "ROAD": "RD",
    "ROUTE": "RTE", "SPRING": "SPG", "SPRINGS": "SPGS", "SQUARE": "SQ", "STATION": "STA", "STREET": "ST",
    "SUMMIT": "SMT", "TERRACE": "TER", "TRACE": "TRCE", "TRAIL": "TRL", "TURNPIKE": "TPKE", "VALLEY": "VLY",
    "VIEW": "VW", "VILLAGE": "VLG", "VISTA": "VIS",
}  # fmt: skip
_UNITS = {
    "APARTMENT": "APT", "BUILDING": "BLDG", "DEPARTMENT": "DEPT", "FLOOR": "FL", "HANGAR": "HNGR", "ROOM": "RM",
    "SPACE": "SPC", "SUITE": "STE", "TRAILER": "TRLR",
}  # fmt: skip
_DIRECTIONS = {
    "NORTH": "N", "EAST": "E", "SOUTH": "S", "WEST": "W", "NORTHEAST": "NE", "NORTHWEST": "NW", "SOUTHEAST": "SE",
    "SOUTHWEST": "SW",
}  # fmt: skip
_BUSINESS = {
    "AND": "&", "ASSOCIATES": "ASSOC", "ASSOCIATION": "ASSN", "COMPANY": "CO", "CORPORATE": "CORP",
    "CORPORATION": "CORP", "INCORPORATED": "INC", "INFORMATION": "INFO", "INTERNATIONAL": "INTL", "LIMITED": "LTD",
    "MANAGEMENT": "MGMT", "MANUFACTURING": "MFG", "MARKETING": "MKTG", "NATIONAL": "NATL", "SERVICE": "SVC",
    "SERVICES": "SVCS", "SYSTEMS": "SYS", "TECHNOLOGIES": "TECH", "TECHNOLOGY": "TECH",
}  # fmt: skip
_NAMED = "|".join((*_UNITS, *_UNITS.values(), "UNIT", "STOP", "SLIP", "PMB", "LOT", "KEY", "PIER"))
_UNIT = re.compile(rf"(?:{_NAMED}) (?:# ?)?(?:\S*\d\S*|[A-Z])\b.*|# ?\S.*")
"""A unit and its number; `FLOOR` alone may be a part of a street's name."""
_WITH_UNIT = re.compile(rf"(?P<street>.*?\S) (?P<unit>{_UNIT.pattern})")
_NUMBER = re.compile(r"\d")
_NAME_AT = 1
"""Where the name of a street, or a direction before it, stands: after the number."""
_NAMES = {**_UNITS, **_BUSINESS}


def line(text: str) -> str:
    """A line in capitals and without punctuation."""
    letters = re.sub(r"[^\w\s&#/'-]", " ", text.upper().replace("’", "'").replace(".", ""))
    return " ".join(letters.split())


def street(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of a street, a unit on the line of its street."""
    joined: list[str] = []
    for written in map(line, lines):
        if joined and _UNIT.fullmatch(written) and _NUMBER.match(joined[-1]):
            joined[-1] += f" {written}"
        else:
            joined.append(written)
    return tuple(joined)


def shorter(written: str) -> Iterator[tuple[str, ...]]:
    """Ways to write a line that is too long, the best first: abbreviated, then a unit above its street."""
    words = written.split()
    brief = " ".join(_brief_street(words) if _NUMBER.match(written) else [_NAMES.get(word, word) for word in words])
    yield (brief,)
    if (match := _WITH_UNIT.fullmatch(brief)) and _NUMBER.match(brief):
        yield match["unit"], match["street"]


def _brief_street(words: list[str]) -> list[str]:
    """A street's words: its kind and its directions abbreviated, its own name left, then its unit."""
    places = range(_NAME_AT + 1, len(words))
    end = next((at for at in places if _UNIT.fullmatch(" ".join(words[at:]))), len(words))
    body, unit = words[:end], [_UNITS.get(word, word) for word in words[end:]]
    kind = len(body) - 1
    if kind > _NAME_AT + 1 and body[kind] in _DIRECTIONS:
        body[kind] = _DIRECTIONS[body[kind]]
        kind -= 1
    if kind > _NAME_AT:
        body[kind] = _STREETS.get(body[kind], body[kind])
    if kind > _NAME_AT + 1:
        body[_NAME_AT] = _DIRECTIONS.get(body[_NAME_AT], body[_NAME_AT])
    return [*body, *unit]
