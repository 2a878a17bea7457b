"""Venue: whose weekends and holidays count when a law's time runs out."""

from unbroker.base import places
from unbroker.base.errors import UserError
from unbroker.facts.deadlines import Calendar, calendar_of, calendar_of_region
from unbroker.facts.due import Parties
from unbroker.facts.law import ClockRule, Law


class NoCalendar(UserError):  # noqa: N818 - the sentence is the name
    """Nobody is known whose holidays count."""

    def __init__(self, law: str) -> None:
        hint = "name the controller's country: --controller DE, or better DE-BY with its region; US for one outside"
        super().__init__(f"{law}: deadlines follow the controller's calendar, and its country is not known ({hint})")


def calendar_for(law: Law, rule: ClockRule, parties: Parties) -> Calendar:
    """Whose days off count for a rule.

    Raises:
        NoCalendar: it depends on the controller, and neither it nor anybody else is known.
    """
    match rule.calendar:
        case "regulation-1182-71":
            return _union_calendar(law, parties)
        case "uk":
            return _uk_calendar(parties)
        case "state" | "national" | "none":
            home = law.jurisdiction or parties.controller
            if home is None and rule.calendar == "none":
                return Calendar(())
            if home is None:
                raise NoCalendar(law.slug)
            if parties.controller and places.within(parties.controller, home):
                home = parties.controller
            federal = places.country(home) == "US" or law.jurisdiction == places.country(home)
            return calendar_of(home) if federal else calendar_of_region(home)


def _union_calendar(law: Law, parties: Parties) -> Calendar:
    """Reg. 1182/71 Art. 2(1): where the act is to be done; outside the Union, this program's own choice."""
    for place in (parties.controller, parties.representative):
        if place and places.within(place, "EEA"):
            return calendar_of(place)
    calendars = [calendar_of(place) for place in (parties.residence, parties.controller) if place]
    match calendars:
        case [first, second]:
            return first | second
        case [first]:
            return Calendar(first.territories, sure=False)
        case _:
            raise NoCalendar(law.slug)


def _uk_calendar(parties: Parties) -> Calendar:
    for place in (parties.controller, parties.representative):
        if place and places.within(place, "GB"):
            return calendar_of(place)
    return calendar_of("GB") | calendar_of(parties.controller) if parties.controller else calendar_of("GB")
