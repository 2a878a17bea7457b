"""Rights: which of a law's rights a person asks a broker for, and why not for the others. Pure."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from unbroker.base import places
from unbroker.base.errors import UnknownName
from unbroker.cases.status import Docket
from unbroker.facts.claim import serving
from unbroker.facts.law import Law, Right
from unbroker.facts.profile import Person
from unbroker.facts.registry import Broker, Registry
from unbroker.planning.ask_again import NotYet, not_yet


@dataclass(frozen=True)
class Unasked:
    """Rights that are not asked for, and why; none means that nothing is asked at all."""

    rights: tuple[Right, ...]
    reason: str
    hint: str | None = None
    relieved: bool = False
    """Whether another law's mechanism does it."""
    asked: bool = False
    """Whether it was asked before: its letter is sealed or sent."""


def check_rights(laws: Mapping[str, Law], rights: Sequence[str]) -> None:
    """Refuse rights that no law has.

    Raises:
        UnknownName: there is one.
    """
    names = {name for law in laws.values() for name in (*law.rights, *law.aliases)} if rights else ()
    for right in rights:
        if right not in names:
            raise UnknownName("right", right, names, see="see `unbroker laws list`")


CLOSES_ACCOUNT = "deletion closes your account there, and takes messages that may be evidence"


@dataclass(frozen=True)
class Asking:
    """What a person wants to ask for on a day, and what it is held against."""

    person: Person
    today: date
    laws: Mapping[str, Law]
    registry: Registry
    past: Docket
    """What was asked before."""
    wanted: tuple[str, ...] = ()
    """The rights that were named, by any of their names; none means those of the law's first letter."""
    again: bool = False
    """Whether to ask now what was asked already."""
    despite_drop: bool = False
    """Whether to ask for what another law's mechanism does."""

    def choose(
        self, broker: Broker, law: Law, anew: Container[str] = ()
    ) -> tuple[tuple[Right, ...], tuple[Unasked, ...]]:
        """The rights to be asked for, in the order of the letter, and those that are not.

        Args:
            broker: who is asked.
            law: the law of the letter.
            anew: what a letter that came back asked for: it is not asked for in another one.
        """
        wanted = law.without_closing if broker.has_accounts else law.first_letter
        if self.wanted and broker.kind != "portal":
            names = [name for name in self.wanted if name in law.rights or name in law.aliases]
            wanted = tuple(map(law.right, names))
            if not wanted:
                return (), (Unasked((), f"{law.short} has no right of that name", f"it has {', '.join(law.rights)}"),)
        rights = tuple(right for right in law.rights if right in wanted and right not in anew)
        unasked = (*self._excluded(broker, law, rights), *self._kept_open(broker, law))
        free = tuple(right for right in rights if all(right not in excluded.rights for excluded in unasked))
        if self.again:
            return free, unasked
        obstacles = self.obstacles(broker, law, free)
        for obstacle in dict.fromkeys(obstacles.values()):
            blocked = tuple(right for right in free if obstacles.get(right) == obstacle)
            unasked = (*unasked, Unasked(blocked, obstacle.reason, obstacle.hint, asked=True))
        return tuple(right for right in free if right not in obstacles), unasked

    def _kept_open(self, broker: Broker, law: Law) -> Iterator[Unasked]:
        """What a letter does not ask for by itself, because it would close the person's account."""
        if broker.has_accounts and not self.wanted and "delete" in law.first_letter:
            yield Unasked(("delete",), CLOSES_ACCOUNT, "--right delete asks for it; ask for access first")

    def obstacles(self, broker: Broker, law: Law, rights: Sequence[Right]) -> Mapping[Right, NotYet]:
        """What speaks against asking for some rights again."""
        person, today = self.person.handle, self.today
        if not self.past.asked_for(person, broker.slug):
            return {}
        obstacles = {
            right: not_yet(self.past, law, person=person, broker=broker.slug, right=right, today=today)
            for right in rights
        }
        return {right: obstacle for right, obstacle in obstacles.items() if obstacle is not None}

    def _excluded(self, broker: Broker, law: Law, rights: Sequence[Right]) -> Iterator[Unasked]:
        """The rights that this person cannot ask for, or need not, whatever was asked before."""
        about, in_force = self.person.about_broker(broker.slug), law.rights_on(self.today)
        inactive = tuple(right for right in rights if right not in in_force)
        if inactive:
            yield Unasked(inactive, f"not in force on {self.today} under {law.short}")
        trap = broker.trap("deletion-undoes-opt-out")
        if trap is not None and "delete" in rights and not self.wanted:
            yield Unasked(("delete",), trap.warning, "--right delete asks anyway")
        mechanism, registration = self._taken_over(broker)
        if relieved := tuple(right for right in rights if right in mechanism):
            reason, hint = f"one request to DROP does this: {registration}", "--despite-drop asks anyway"
            yield Unasked(relieved, reason, hint, relieved=True)
        if "preserve" in rights and "delete" in rights:
            yield Unasked(("delete",), "what is to be kept for you cannot be deleted meanwhile", "ask for it later")
        corrections = () if about.corrections else tuple(right for right in rights if right in ("correct", "dispute"))
        if corrections:
            hint = f"write what is wrong below 'about: {broker.slug}: corrections:' in the profile"
            yield Unasked(corrections, "the profile lists nothing to correct", hint)
        active = (right for right in rights if right not in inactive and not about.situation)
        groundless = tuple(right for right in active if in_force[right].scope == "on-grounds")
        if groundless:
            hint = f"write it below 'about: {broker.slug}: situation:' in the profile"
            yield Unasked(groundless, f"{law.short} asks for a ground of your own", hint)

    @cached_property
    def _relieving(self) -> tuple[Law, ...]:
        """The laws with a mechanism that does for the person what others need not be asked for."""
        laws = serving(self.laws.values(), self.person.residence.code, self.today)
        return tuple(law for law in laws if law.relieves)

    def _taken_over(self, broker: Broker) -> tuple[tuple[Right, ...], str]:
        """What another law's mechanism already does against this broker, and why."""
        if not self.despite_drop and broker.kind != "portal":
            for law in self._relieving:
                for territory in law.reaches:
                    if self.registry.is_registered(broker, territory):
                        year = self.registry.latest_year(territory)
                        return law.relieves, f"registered in {places.name(territory)} ({year})"
        return (), ""
