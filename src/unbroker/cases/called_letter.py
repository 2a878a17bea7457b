"""What a case calls for, and the life of one letter that it calls for: to be made, to leave, to be waited for.

What follows a letter without an answer is the caller's to say: a complaint, another letter, or a stated end. Which
state calls for which letter is `cases/next_action`'s.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from unbroker.cases.case import BY_HAND, Dispatch
from unbroker.cases.status import Entry
from unbroker.writing.reference import Step

COURTESY = timedelta(days=14)  # how long an answer to a follow-up is waited for
DAY = timedelta(days=1)
_LETTER = re.compile(r"\bUB-[0-9A-Z]{8}\.\d+")


@dataclass(frozen=True)
class NextAction:
    """What is to be done for a case, and from when on."""

    entry: Entry
    on: date
    words: str
    step: Step | None = None
    trigger: str | None = None
    waits: bool = False
    """Whether it is only to wait until that day."""
    end: bool = False
    """Whether the chain ends here: what is left is the person's to decide, and nothing more is called for."""
    several: str | None = None
    """The same of several requests, where more than the number of a letter differs."""

    @property
    def came_back(self) -> bool:
        """Whether the letter takes the place of one that came back, and so goes by a way that a person chooses."""
        return self.step == "first" and (self.trigger or "").partition(":")[0] in ("bounced", "refused")

    @property
    def gist(self) -> str:
        """What is to be done, without what is this request's alone; a day may differ."""
        return self.several or _LETTER.sub("the letter", self.words)


Then = Callable[[Entry, Dispatch, date], NextAction | None]
"""What follows a letter that got no answer, from which day on."""


def called_letter(  # noqa: PLR0917 - the facts of a letter, in the order of telling them
    entry: Entry, step: Step, trigger: str, on: date, words: str, then: Then | None = None
) -> NextAction | None:
    """The letter that is called for; where it was made, to let it go, to wait for its answer, and what follows."""
    letter = entry.case.made(step, trigger)
    if letter is None:
        return NextAction(entry, on, words, step, trigger)
    if letter.left is None:
        return let_go(entry, letter)
    if entry.today <= letter.left + COURTESY:
        return NextAction(entry, letter.left + COURTESY, f"wait for the answer to {letter.letter}", waits=True)
    return then(entry, letter, letter.left + COURTESY + DAY) if then else None


def go_up(entry: Entry, letter: Dispatch, on: date) -> NextAction | None:
    """A complaint: to the company itself where the law has that and it was not made, else to the regulator."""
    law, silence = entry.law, f"no answer to {letter.letter} either"
    if law is not None and not law.reaches:
        return NextAction(entry, on, f"{silence}, and the law gives you nothing more: record `closed`", end=True)
    return complain(entry, f"{letter.step}:{letter.letter}", on, f"{silence}{_also(entry, letter, on)}")


def complain(entry: Entry, trigger: str, on: date, why: str) -> NextAction | None:
    """The complaint that comes next, first to the company itself where the law has such a one."""
    if entry.law and entry.law.complaint_on(on) and entry.objected is None:
        return called_letter(entry, "controller-complaint", trigger, on, f"{why}: complain to them first")
    advice = "complain to the regulator"
    if not entry.case.opening.binding:
        advice = "ask the regulator, who can say whether the law binds them"
    return called_letter(entry, "complaint", trigger, on, f"{why}: {advice}")


def write_again(entry: Entry, letter: Dispatch, on: date) -> NextAction | None:
    """The same letter once more, by a way that proves its receipt."""
    words = f"no answer to {letter.letter} either: write again, with proof of receipt"
    return called_letter(entry, "first", f"{letter.step}:{letter.letter}", on, words)


def give_up(advice: str) -> Then:
    """The end of a chain, with what the person can still do."""

    def end(entry: Entry, letter: Dispatch, on: date) -> NextAction:
        return NextAction(entry, on, f"no answer to {letter.letter} either: {advice}", end=True)

    return end


def _also(entry: Entry, letter: Dispatch, on: date) -> str:
    """After silence, the appeal is the person's choice: it keeps no complaint back."""
    if letter.step != "overdue" or entry.law is None or entry.law.appeal_on(on) is None:
        return ""
    return (
        f"; silence can be appealed to them, too, which a regulator may ask about"
        f" (`unbroker letters {entry.case.name} --step appeal`), or at once"
    )


_BY_HAND = {"post": ("post it", "post them"), "form": ("fill in its form", "fill in their forms")}
"""What the person does with a sealed letter, and with several, by channel; all others are sent."""


def let_go(entry: Entry, sealed: Dispatch) -> NextAction:
    """What a sealed letter needs to leave."""
    several = None
    match sealed.state:
        case "unknown" | "sending":
            words = "find out whether the letter left: `unbroker mail resolve`"
        case "deferred":
            words = f"{sealed.letter} was not accepted yet: `{_again(sealed)}` sends it again"
        case "stopped":
            reference = sealed.prepared.reference
            words = (
                f"{sealed.letter} was not accepted because of your mail account: fix what `unbroker show {reference}` "
                f"tells, then `{_again(sealed)}` sends it again"
            )
            several = f"the letter was not accepted because of your mail account: fix that, then `{_again(sealed)}`"
        case _ if sealed.facts.via == "smtp":
            words = "send it: `unbroker mail email --via smtp`"
        case _:
            single, plural = _BY_HAND.get(sealed.kind, ("send it", "send them"))
            words = f"{single}, then `unbroker mail left {sealed.letter}`"
            several = f"{plural}, then `unbroker mail left {sealed.prepared.run}`" if sealed.prepared.run else None
    return NextAction(entry, sealed.prepared.on, words, several=several)


def _again(sealed: Dispatch) -> str:
    """The command by which a letter that came back goes again."""
    return "unbroker mail email" if sealed.facts.via in BY_HAND else "unbroker mail email --via smtp"
