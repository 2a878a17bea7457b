"""Words: what a page says in its own voice, where the program's own words are a terminal's."""

from collections.abc import Mapping
from dataclasses import dataclass

from unbroker.ledger.kinds import EventKind


@dataclass(frozen=True)
class Question:
    """One question of the first visit."""

    asks: str
    label: str
    seen_by: str
    """Who will see the answer."""
    help: str = ""
    kind: str = "text"
    complete: str = "off"
    """What a browser may fill in by itself."""


QUESTIONS: Mapping[str, Question] = {
    "name": Question(
        "Who is it for?", "Name, as brokers know it", "every broker you write to",
        "One person to begin with. You can add the others of your household later.", complete="name",
    ),
    "residence": Question(
        "Where do you live?", "Country; in the US and Canada the state or province", "every broker you write to",
        "It decides which law serves you. For example: California, Ontario, Germany.",
    ),
    "city": Question("In which city?", "City", "brokers that you e-mail", "It tells you from people of the same name.",
                     complete="address-level2"),
    "email": Question(
        "Where may answers come?", "E-mail address for answers", "brokers that you e-mail",
        "Ideally an address made for this: answers come for months.", "email", "email",
    ),
    "street": Question(
        "Will you post letters?", "Street and number of your return address", "only brokers you post a letter to",
        "Some brokers can only be reached by post. Leave it empty if you will not; you can add it later.",
        complete="street-address",
    ),
    "packs": Question(
        "To whom shall we write first?", "Groups of brokers", "nobody: it stays here",
        "You see each letter, and what it tells, before anything leaves. One group is a good beginning.",
    ),
}  # fmt: skip

HEADS: Mapping[str, tuple[str, str]] = {
    "limit": ("Your own last days", "After these days you can no longer appeal or complain."),
    "resolve": ("Did these leave?", "The connection broke at the wrong moment. Look into your sent mail, and say so."),
    "account": (
        "Your mail account refused these",
        "Nothing is wrong with the letters. Mend the account, then send again.",
    ),
    "reroute": ("These came back", "The address did not take the letter. Another way may work."),
    "send": ("To send by e-mail", "Sealed, and not sent yet."),
    "post": ("To print and post", "Sealed, and not in the letter box yet."),
    "fill-in": ("Forms to fill in", "These brokers take requests only through a form on their site."),
    "hand-send": ("Ready for you to send", "They lie in your outbox or among your drafts. Say so once they have left."),
    "write": (
        "Further letters",
        "A day has passed or an answer fell short. The letter that comes next is ready to read.",
    ),
    "decide": ("For you to judge", "What they say has to be looked at by you, or checked where you saw your data."),
    "wait": ("Waiting", "Nothing to do."),
}
"""What a group on Today is called, and what it means."""

JOBS: Mapping[str, tuple[str, str]] = {
    "post": ("Sealing letters and making the pages to print", "sealed"),
    "email": ("Sending letters by e-mail", "handed over"),
    "form": ("Sealing the letters for forms", "sealed"),
}
"""By the kind of a run, what it does, and what a letter of it is then."""

STEPS: Mapping[str, str] = {
    "first": "first letter",
    "question": "question: do they have it?",
    "unacknowledged": "reminder: nobody confirmed the receipt",
    "overdue": "reminder: the answer is late",
    "last-reminder": "last reminder before a complaint",
    "extension": "answer to a late extension",
    "identity": "answer to a question who you are",
    "refused": "question for the reasons of a refusal",
    "partial": "request for the rest of the answer",
    "no-data": "question how they searched",
    "use-our-form": "answer to “use our form”",
    "not-covered": "answer to “the law does not cover us”",
    "processor": "question for whom they process",
    "reappeared": "letter: the data came back",
    "appeal": "appeal",
    "controller-complaint": "complaint to the company",
    "done": "thanks, and question what was done",
    "contradiction": "question: two answers do not fit together",
    "complaint": "complaint to the regulator",
    "agent": "page of your agent",
}
"""What a letter is, by its step."""
STATES: Mapping[str, str] = {
    "planned": "not sealed yet",
    "prepared": "sealed, waits to leave",
    "placed": "ready for you to send",
    "sending": "perhaps left",
    "unknown": "perhaps left",
    "sent": "left",
    "refused": "refused",
    "bounced": "came back",
    "deferred": "not taken yet, goes again",
    "stopped": "stopped by your mail account",
    "withdrawn": "withdrawn",
}
"""Where a letter is."""
EVENTS: Mapping[str, str] = {
    "opened": "The request was opened",
    "prepared": "A letter was sealed",
    "placed": "It was laid out for you to send",
    "sending": "It was handed to the server",
    "sent": "The letter left",
    "refused": "The server refused it",
    "deferred": "The server did not take it yet",
    "stopped": "Your mail account stopped it",
    "unknown": "Nobody knows whether it left",
    "bounced": "The letter came back",
    "withdrawn": "The letter was withdrawn",
    "received": "They got the letter",
    "acknowledged": "They say that they have it",
    "identity-asked": "They ask who you are",
    "identity-given": "You told them who you are",
    "clarification-asked": "They ask what you mean",
    "clarification-given": "You told them what you mean",
    "extended": "They take longer",
    "answered": "They answered",
    "appealed": "You appealed",
    "complained": "You complained",
    "reappeared": "Your data came back",
    "closed": "You closed it",
    "note": "You noted something",
    "voided": "Something was taken back",
}
"""What happened, by the kind of an event; a kind that is missing is told by its name."""
TO_RECORD: Mapping[EventKind, str] = {
    "answered": "They answered",
    "acknowledged": "They say that they have it",
    "identity-asked": "They ask who I am",
    "identity-given": "I told them who I am",
    "clarification-asked": "They ask what I mean",
    "clarification-given": "I told them what I mean",
    "extended": "They take longer",
    "received": "There is proof that they got it",
    "bounced": "The letter came back",
    "reappeared": "My data came back",
    "appealed": "I appealed",
    "complained": "I complained to the regulator",
    "closed": "It is over: close it",
    "note": "A note of my own",
}
"""What a person can record of a request, the commonest first."""


def recordable(sent: str) -> EventKind:
    """What a person chose to record; a note where it is none of those."""
    return next((kind for kind in TO_RECORD if kind == sent), "note")


OUTCOMES: Mapping[str, str] = {
    "fulfilled": "they say that they did what was asked",
    "partial": "they did some of it, or left something out",
    "no-data": "they say that they hold nothing",
    "denied": "they refused",
    "revoked": "I withdrew the request",
    "expired": "they closed it because I did not reply in time",
}
"""What an answer came to, as a person says it."""

SAID: Mapping[tuple[str, str], str] = {
    ("source", "named"): "They had your data from {name}",
    ("recipient", "named"): "They gave your data to {name}",
    ("source", "denied"): "They say that they did not have your data from {name}",
    ("recipient", "denied"): "They say that they did not give your data to {name}",
    ("source", "categories"): "They name no source, only kinds of sources",
    ("recipient", "categories"): "They name no recipient, only kinds of recipients",
    ("source", "refused"): "They refuse to say from whom they had your data",
    ("recipient", "refused"): "They refuse to say to whom they gave your data",
    ("source", "nobody"): "They say that they had your data from nobody else",
    ("recipient", "nobody"): "They say that they gave your data to nobody",
}
"""What an answer says of whom, by the side and what it says of it."""

RESULTS: Mapping[str, str] = {
    "sent": "sent",
    "placed": "ready for you to send",
    "refused": "refused",
    "deferred": "not taken now, goes again with the next run",
    "unknown": "may have left; look into your sent mail",
}
"""What became of a letter that was handed over."""

REASONS_SAID: Mapping[str, str] = {
    "no_match": "they found nobody who matches me",
    "insuf_verification": "they do not believe that I am who I say",
    "claim_not_covered": "they say that the law does not cover this",
    "outside_jurisdiction": "they say that the law does not apply to them or to me",
    "processor": "they say that they only hold the data for somebody else",
    "too_many_requests": "they say that I asked too often",
    "suspected_fraud": "they suspect fraud",
    "other": "another reason",
}
"""Why they refused, as a person says it."""

KINDS: Mapping[str, str] = {
    "people-search": "lets anybody look people up",
    "recruiting": "work contacts and profiles, for recruiters and sales",
    "marketing": "households and what they buy, for advertising",
    "risk": "background, credit and fraud checks",
    "location": "where phones and cars have been",
    "identity": "confirms who somebody is",
    "processor": "mostly works for others, who decide what happens with the data",
    "portal": "a platform of the state, through which many are asked at once",
    "adtech": "what people see and do online, for advertising",
    "collection": "debt collection",
    "other": "another kind of business",
}
"""What a broker does, by its kind."""
STANDINGS: Mapping[str, str] = {
    "answered": "they answered a letter sent there",
    "works": "a letter sent there arrived",
    "bounced": "a letter sent there came back",
    "refused": "a letter sent there was refused",
    "silent": "no answer to a letter sent there",
    "stale": "from an old source, not tried yet",
    "untested": "not tried yet",
}
"""What letters have shown of an address."""

FIELDS: Mapping[str, str] = {
    "name": "name",
    "guardian": "guardian’s name",
    "other guardian": "other guardian’s name",
    "record of": "relative’s name",
    "residence": "state or country",
    "city": "city",
    "email": "address for answers",
    "address": "return address",
    "account": "mail account",
    "listing-url": "page there",
    "record-number": "record number",
    "user account": "account there",
    "other name": "other names",
    "other email": "other e-mail address",
    "phone": "phone number",
    "reason": "reasons",
}
"""What a letter tells, as the end of "your …"."""
