"""Who has the care of a child of the profile, and writes for it: a parent, or a legal guardian.

Of the child's birth the profile knows a month, never a day; no letter tells it.
"""

import re
from datetime import date
from typing import Annotated, Literal

from unbroker.base.fact import AfterValidator, Fact
from unbroker.facts.address import PostalAddress
from unbroker.facts.text import Email, Line

OF_AGE = 18
"""From this age on nobody writes as a parent: the least at which anybody served here is of age."""
Role = Literal["parent", "legal-guardian"]
_MONTH = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])")


def _month(text: str) -> str:
    if not _MONTH.fullmatch(text):
        raise ValueError(f"{text!r} is no month | write the year and the month, as in 2017-04")
    return text


class Guardian(Fact):
    """Who writes for a child: the letters are the guardian's, the data and the rights are the child's."""

    name: Line
    """Who writes and signs."""
    role: Role
    """What the guardian is to the child: `parent` or `legal-guardian`."""
    child_born: Annotated[str, AfterValidator(_month)]
    """The month in which the child was born, as in 2017-04; told to nobody. Letters say no more than that the child
    is under the age of which the law speaks."""
    email: Email | None = None
    """The address for answers; that of the child's own entry if it is absent."""
    address: PostalAddress | None = None
    """The return address of letters by post; that of the child's own entry if it is absent."""
    together_with: Line | None = None
    """The other parent or guardian, who shares the care of the child and agrees."""
    proof: Line | None = None
    """The PDF that shows the authority, from the folder of the profile: a signed declaration or a court's paper."""

    @property
    def called(self) -> str:
        """What the guardian is to the child, as a sentence has it."""
        return self.role.replace("-", " ")

    def age(self, on: date) -> int:
        """The greatest age that the child can have on a day: letters never call it younger than it may be."""
        year, month = map(int, self.child_born.split("-"))
        return on.year - year - (on.month < month)
