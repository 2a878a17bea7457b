"""What pages for readers are set with: the people, brokers and laws that they name, the words, and the paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from unbroker.base import places
from unbroker.facts.law import Law
from unbroker.facts.profile import Profile
from unbroker.facts.registry import Registry
from unbroker.paper import sheet
from unbroker.paper.envelope import Page
from unbroker.paper.sheet import Sheet
from unbroker.writing.template import Templates


@dataclass(frozen=True)
class Setting:
    """The folder's data, as far as a page speaks of them."""

    profile: Profile
    registry: Registry
    laws: Mapping[str, Law]
    templates: Templates
    sheets: Mapping[str, Sheet]
    usual_sheet: str | None
    """The sheet of the settings."""
    version: str
    """Of the program."""

    def called(self, slug: str) -> str:
        """What a broker is called, by its slug."""
        return self.registry.outlines[slug].name if slug in self.registry.outlines else slug

    def written(self, day: date) -> str:
        """A day, as the reader writes it."""
        return self.templates.language().written(day)

    def page(self, residence: str) -> Page:
        """The paper of somebody who lives in a territory."""
        return sheet.choose(self.sheets, places.country(residence), self.usual_sheet).page
