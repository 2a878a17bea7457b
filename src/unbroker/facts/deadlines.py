"""Periods: so many calendar days, business days or months."""

import re
from dataclasses import dataclass
from typing import Literal, get_args

Unit = Literal["calendar-days", "business-days", "months"]

_WORDS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


@dataclass(frozen=True)
class Period:
    """A length of time as a statute states it."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read "45 calendar-days", "10 business-days" or "1 months".

        Raises:
            ValueError: it is none of these.
        """
        match = re.fullmatch(r"(\d+) (\S+)", text)
        unit: Unit | None = next((known for known in get_args(Unit) if match and known == match[2]), None)
        if match is None or unit is None:
            raise ValueError(f"{text!r} is no period | as in '45 calendar-days', '10 business-days', '1 months'")
        return cls(int(match[1]), unit)

    def __str__(self) -> str:
        count = _WORDS[self.count] if self.unit == "months" and self.count < len(_WORDS) else str(self.count)
        unit = self.unit.replace("-", " ")
        return f"{count} {unit[:-1] if self.count == 1 else unit}"
