# ruff: noqa: E501 - an item is one line, as in the table that this is
"""What a first letter must have, item by item.

What stands here is exact phrases of letters: a change of words is a change here, seen by whoever makes it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from unbroker.facts.law import Right
from unbroker.writing.request import Draft

US = ("ccpa", "us-states")
STATES = ("us-states",)
GDPR = ("gdpr", "uk-gdpr")


@dataclass(frozen=True)
class Item:
    """One thing that the letters of some laws must have, and which part of the list it belongs to."""

    number: str
    what: str
    phrases: tuple[str, ...]
    """Each of them stands in the letter; `absent`: none does."""
    laws: tuple[str, ...] = ()
    """Slugs or families; none means all."""
    right: Right | None = None
    unless: Callable[[Draft], bool] = lambda _: False
    absent: bool = False

    def concerns(self, draft: Draft) -> bool:
        """Whether a letter must have it."""
        law, rights = draft.request.claim.law, draft.request.rights
        homes = {law.slug, law.family} if law.slug != "us-nv" else {law.slug}
        return (
            (not self.laws or bool(homes & {*self.laws}))
            and (self.right is None or self.right in rights)
            and not self.unless(draft)
        )


def has(rule: str) -> Callable[[Draft], bool]:
    """Whether the law of a letter has a rule that was read and holds on its day."""

    def found(draft: Draft) -> bool:
        rules = draft.request.claim.law.rules_on(draft.date)
        return rule in rules and rules[rule].sure

    return found


def lacks(rule: str) -> Callable[[Draft], bool]:
    """The opposite of `has`."""
    return lambda draft: not has(rule)(draft)


def scope_is_not(right: Right, *scopes: str) -> Callable[[Draft], bool]:
    """Whether a right of a letter reaches something else than these."""
    return lambda draft: draft.request.claim.law.scope_on(right, draft.date) not in scopes


def without(right: Right) -> Callable[[Draft], bool]:
    """Whether a letter does not ask for a right."""
    return lambda draft: right not in draft.request.rights


def alone(draft: Draft) -> bool:
    """Whether a letter asks for one thing only."""
    return len(draft.request.rights) == 1


def untimed(draft: Draft) -> bool:
    """Whether the law names no period for what is asked: a withdrawal takes effect at once, a courtesy has none."""
    return {*draft.request.rights} <= {"withdraw", "preserve"}


def off_topic(draft: Draft) -> bool:
    """Whether a letter is about its rights only."""
    return not draft.request.topics


def on_topic(draft: Draft) -> bool:
    """Whether a letter is about the training of AI as well."""
    return not off_topic(draft)


def unreasoned(draft: Draft) -> bool:
    """Whether a letter tells no reason that the sender confirmed."""
    return draft.disclosed("reason") is None


def ungrounded(draft: Draft) -> bool:
    """Whether a letter tells no ground of the sender's own."""
    return draft.disclosed("situation") is None and unreasoned(draft)


def other_kind(kind: str) -> Callable[[Draft], bool]:
    """Whether a letter goes another way."""
    return lambda draft: draft.recipient.channel.kind != kind


def courtesy(draft: Draft) -> bool:
    """Whether nothing shows that the law binds the recipient."""
    return not draft.request.claim.binding


def binding(draft: Draft) -> bool:
    """Whether the record shows that it does."""
    return draft.request.claim.binding


def only_opts_out(draft: Draft) -> bool:
    """Whether nothing is asked but opting out, for which nobody is identified."""
    return {*draft.request.rights} <= {"opt-out", "limit"}


CHECKLIST = (
    # 2.0 In every letter
    Item("2.0", "the recipient by name", ("Acme Data",)),
    Item("2.0", "a reference, to be quoted", ("Reference: UB-7F3K2Q8Z.1", "and quote the reference")),
    Item("2.0", "the sender signs", ("Sam Specimen",)),
    Item("2.0", "a contact address by e-mail", ("E-mail address: sam@example.org", "Please answer to the e-mail address above"), unless=other_kind("email")),
    Item("2.0", "a contact address by post", ("Please answer by post to the address",), unless=other_kind("post")),
    Item("2.0", "no e-mail address by post", ("@",), unless=other_kind("post"), absent=True),
    Item("2.0", "details for the search only", ("under the details above the first paragraph", "I give you them", "to answer this letter")),
    Item("2.0", "an account of what was done", ("I ask you to tell me what you have done on",)),
    Item("2.0", "no perjury clause", ("perjury", "I declare", "I swear"), absent=True),
    Item("2.0", "no sum of money", ("$", "€", "£", "per day"), absent=True),
    Item("2.0", "no private lawsuit", ("lawsuit", "litigation", "damages"), absent=True),
    Item("2.0", "to the extent that the law applies", ("to the extent that the law applies to you",), (*US, "us-nv"), unless=courtesy),
    Item("2.0", "a courtesy where nothing shows that it binds", ("I cannot tell from the public record",), unless=lambda made: binding(made) or not made.request.claim.law.reaches),
    Item("2.0", "no claim of courtesy where it binds", ("I cannot tell from the public record",), unless=courtesy, absent=True),
    Item("2.0", "no identity document", ("identity document",), unless=lambda made: only_opts_out(made) and made.request.claim.law.slug not in ("us-nv", "ca-qc", "au-privacy"), laws=("gdpr", "ch-fadp", "br-lgpd", "ca-pipeda", "ca-qc", "au-privacy", "us-states", "us-nv", "courtesy")),
    # 2.1 CCPA opt-out and limit
    Item("2.1", "directs not to sell or share", ("I direct you not to sell my personal information, and not to share it", "1798.120(a)"), ("ccpa",), "opt-out"),
    Item("2.1", "no account and no verification", ("needs no account and no verification of who I am",), ("ccpa",), "opt-out"),
    Item("2.1", "asks which detail is missing", ("If a detail is missing, please tell me which one",), ("ccpa",), "opt-out"),
    Item("2.1", "fifteen business days", ("at the latest 15 business days after you receive this letter (11 CCR § 7026(f))",), ("ccpa",), "opt-out"),
    Item("2.1", "passes it on", ("pass this direction on to each company",), ("ccpa",), "opt-out"),
    Item("2.1", "confirmation", ("confirm that you have done so (11 CCR § 7026(g))",), ("ccpa",), "opt-out"),
    Item("2.1", "fraud is said with its reason", ("fraudulent, please tell me so, and why (11 CCR § 7026(e))",), ("ccpa",), "opt-out"),
    Item("2.1", "no asking again for a year", ("For at least 12 months", "1798.135(c)(4)"), ("ccpa",), "opt-out"),
    Item("2.1", "limits sensitive information", ("limit your use and disclosure of my sensitive personal information", "1798.121(a)"), ("ccpa",), "limit"),
    Item("2.1", "limit reaches what was collected since 2022", ("collected on or after January 1, 2022",), ("ccpa",), "limit"),
    # 2.2 CCPA delete
    Item("2.2", "scope until 2026: collected from me", ("that you have collected from me, including", "As a matter of your own policy"), ("ccpa",), "delete", unless=scope_is_not("delete", "collected-from")),
    Item("2.2", "service providers and contractors", ("service providers and contractors to delete it too",), ("ccpa",), "delete"),
    Item("2.2", "third parties are told", ("notify the third parties to whom you have sold it", "1798.105(c)(1)"), ("ccpa",), "delete"),
    Item("2.2", "the exception relied on", ("which one covers which information",), ("ccpa",), "delete"),
    Item("2.2", "deletes the rest", ("Please delete the rest, and use what you keep for nothing else",), ("ccpa",), "delete"),
    Item("2.2", "always with the opt-out", ("not to sell",), ("ccpa",), "delete"),
    Item("2.2", "a record against a new sale", ("1798.105(c)(2)",), ("ccpa",), "delete"),
    Item("2.2", "acknowledgment in ten business days", ("within 10 business days", "11 CCR § 7021(a)"), ("ccpa",), "delete"),
    Item("2.2", "answer in 45 days", ("within 45 calendar days", "11 CCR § 7021(b)"), ("ccpa",), "delete"),
    # 2.3 CCPA know: categories
    Item("2.3", "categories collected", ("the categories of personal information that you have collected;",), ("ccpa",), "access-categories"),
    Item("2.3", "sources", ("the categories of sources",), ("ccpa",), "access-categories"),
    Item("2.3", "purposes", ("business or commercial purpose for collecting, selling or sharing",), ("ccpa",), "access-categories"),
    Item("2.3", "third parties disclosed to", ("the categories of third parties to whom you disclose it",), ("ccpa",), "access-categories"),
    Item("2.3", "sold or shared, by category", ("that you have sold or shared and, for each,",), ("ccpa",), "access-categories"),
    Item("2.3", "disclosed for a business purpose", ("disclosed for a business purpose and, for each,",), ("ccpa",), "access-categories"),
    Item("2.3", "answered for me in particular", ("Please answer for me in particular",), ("ccpa",), "access-categories"),
    Item("2.3", "since 2022", ("on or after January 1, 2022",), ("ccpa",), "access-categories"),
    # 2.4 CCPA know: specific pieces
    Item("2.4", "pieces, with the right subparagraph", ("1798.110(a)(5) and 1798.130(a)(3)(A)",), ("ccpa",), "access-specific"),
    Item("2.4", "not the narrow subparagraph", ("(B)(iii)",), ("ccpa",), "access-specific", absent=True),
    Item("2.4", "inferences", ("the inferences that you have drawn",), ("ccpa",), "access-specific"),
    Item("2.4", "unverified: categories", ("treat it as a request for the categories",), ("ccpa",), "access-specific"),
    Item("2.4", "numbers are described", ("describe, and do not disclose, numbers",), ("ccpa",), "access-specific"),
    # 2.5 Correct
    Item("2.5", "what is held, and what is right", ("You hold “Sam Specimen, born in Springfield”. Correct is “born in Shelbyville”. I was.",), right="correct"),
    Item("2.5", "since 2022", ("collected on or after January 1, 2022",), ("ccpa",), "correct"),
    Item("2.5", "in all systems, with service providers", ("in all your systems", "tell your service providers"), ("ccpa",), "correct"),
    Item("2.5", "stays corrected", ("stays corrected (11 CCR § 7023(k))",), ("ccpa",), "correct"),
    Item("2.5", "the source of the error", ("please tell me its name",), ("ccpa", "gdpr", "us-states"), "correct"),
    Item("2.5", "or deletes", ("You may also delete the wrong",), US, "correct"),
    Item("2.5", "a copy to check it", ("so that I can check it",), ("ccpa",), "correct"),
    # 2.7 Other states
    Item("2.7", "resides, and writes as an individual", ("I am a resident of ", "I write for myself, not for an employer or a business"), STATES),
    Item("2.7", "opts out of sale", ("I opt out of the sale of my personal data",), STATES, "opt-out"),
    Item("2.7", "opts out of targeted advertising and profiling", ("of targeted advertising, and of profiling so far as this law lets me",), STATES, "opt-out", unless=scope_is_not("opt-out", "sale-targeting-profiling")),
    Item("2.7", "no profiling where the law has none", ("profiling so far",), STATES, "opt-out", unless=lambda made: not scope_is_not("opt-out", "sale-targeting-profiling")(made), absent=True),
    Item("2.7", "unauthenticated where a provision says so", ("You need not verify who I am for this",), STATES, "opt-out", unless=lacks("opt_out_without_authentication")),
    Item("2.7", "and only there", ("You need not verify",), STATES, unless=has("opt_out_without_authentication"), absent=True),
    Item("2.7", "deletes what was provided and obtained", ("both what I provided to you and what you obtained elsewhere",), STATES, "delete", unless=scope_is_not("delete", "obtained")),
    Item("2.7", "deletes only what was provided, and says so", ("the personal data that I provided to you", "I know that this right reaches no further", "As a matter of your own policy"), STATES, "delete", unless=scope_is_not("delete", "provided")),
    Item("2.7", "deletion asks for the opt-out, too", ("I ask for both",), STATES, "delete", unless=lambda made: has("suppression")(made) or scope_is_not("delete", "obtained")(made)),
    Item("2.7", "no alternative to deletion in New Jersey", ("opt me out", "I ask for both"), ("us-nj",), absent=True),
    Item("2.7", "Colorado names what it keeps", ("name the categories of data that you then keep (4 CCR 904-3, Rule 4.06(E))",), ("us-co",), "delete"),
    Item("2.7", "Connecticut's profile of public data", ("public data collated into a profile of me, for sale or for a public website",), ("us-ct",), "delete"),
    Item("2.7", "Connecticut's inferences", ("what you have inferred about me",), ("us-ct",), "access"),
    Item("2.7", "Oregon's derived data", ("what you derived from it",), ("us-or",), "delete"),
    Item("2.7", "confirmation and access", ("Please confirm whether you process personal data about me",), STATES, "access"),
    Item("2.7", "Minnesota's categories only", ("access to the categories of personal data that you process",), ("us-mn",), "access-categories"),
    Item("2.7", "Minnesota's copy of what was provided", ("a copy of the personal data that I provided to you", "325M.14 subd. 4(i)"), ("us-mn",), "port"),
    Item("2.7", "Indiana's copy or summary", ("a copy of it or a representative summary, as you choose",), ("us-in",), "access"),
    Item("2.7", "Indiana corrects what was provided", ("This law reaches what I provided to you",), ("us-in",), "correct"),
    Item("2.7", "New Jersey's twelve months", ("all disclosures of my data in the twelve months before this request",), ("us-nj",), "access"),
    Item("2.7", "Rhode Island's customer", ("The law calls a person in my position a customer",), ("us-ri",)),
    Item("2.7", "Nevada's designated address", ("If you have designated another address for such requests",), ("us-nv",)),
    Item("2.7", "Nevada's reach", ("what was collected through a website or an online service",), ("us-nv",)),
    Item("2.7", "list of specific third parties", ("a list of the specific third parties",), STATES, "third-parties", unless=scope_is_not("third-parties", "specific")),
    Item("2.7", "list of categories", ("a list of the categories of third parties", "Names are more than this law asks for"), STATES, "third-parties", unless=scope_is_not("third-parties", "categories")),
    Item("2.7", "list of buyers", ("a list of the third parties to which you have sold my personal data",), STATES, "third-parties", unless=scope_is_not("third-parties", "sold-to")),
    Item("2.7", "a list for everybody will do", ("If you keep no list for me alone",), STATES, "third-parties", unless=lacks("third_party_choice")),
    Item("2.7", "reasons, and how to appeal, in one answer", ("the legal ground on which you decline it. Please tell me in the same answer how I can appeal",), STATES, unless=lambda made: made.request.claim.law.appeal_on(made.date) is None or untimed(made)),
    Item("2.7", "no appeal where there is none", ("appeal",), ("us-ut", "us-nv"), absent=True),
    # 2.8 GDPR access
    Item("2.8", "confirmation", ("Please confirm whether you process personal data concerning me (Article 15(1))",), GDPR, "access"),
    Item("2.8", "a copy of all, notes and scores included", ("a copy of all of them (Article 15(3))", "notes, scores, segments, inferences and log entries"), GDPR, "access"),
    Item("2.8", "(a) and (b) purposes and categories", ("the purposes of the processing and the categories of personal data, for each set",), GDPR, "access"),
    Item("2.8", "(c) recipients by name", ("each recipient by name to whom you have disclosed or will disclose", "C-154/21"), ("gdpr",), "access", unless=lambda made: made.request.claim.law.slug != "gdpr"),
    Item("2.8", "(c) in the United Kingdom: asked by name, without the Court of Justice", ("I ask for each by name",), ("uk-gdpr",), "access"),
    Item("2.8", "(d) retention", ("how long you will store the data, or the criteria for it",), GDPR, "access"),
    Item("2.8", "(e) and (f) rights and complaint", ("rectification, erasure or restriction, or object, and may complain to the data protection authority",), GDPR, "access"),
    Item("2.8", "(g) source", ("all available information on the source",), GDPR, "access"),
    Item("2.8", "(h) automated decisions", ("automated decisions about me, including profiling, with the logic, the significance and the consequences",), GDPR, "access"),
    Item("2.8", "safeguards, and a copy of them", ("name the safeguards (Article 15(2)), and how I can obtain a copy of them (Article 14(1)(f))",), GDPR, "access"),
    Item("2.8", "legal basis, interest, information", ("the legal basis of each purpose, any legitimate interest", "(Article 14)"), GDPR, "access"),
    Item("2.8", "electronic form", ("commonly used electronic form if you answer electronically",), GDPR, "access"),
    Item("2.8", "a true aim", ("I ask so that I know of the processing and can verify that it is lawful (Recital 63)",), GDPR, "access"),
    Item("2.8", "identity on reasonable doubts", ("only where you have reasonable doubts about my identity", "(Article 12(6))", "tell me promptly what raises the doubt"), GDPR),
    Item("2.8", "free", ("free of charge (Article 12(5))",), GDPR, unless=untimed),
    Item("2.8", "refusal with reasons", ("give me the reasons for that part within the same time, with the further information that Article 12(4) requires",), GDPR, unless=untimed),
    Item("2.8", "one month", ("at the latest within one month of receiving this letter (Article 12(3))",), ("gdpr",), unless=lambda made: made.request.claim.law.slug != "gdpr" or untimed(made)),
    Item("2.8", "one month in the United Kingdom", ("at the latest within one month of receiving this letter (Article 12A)",), ("uk-gdpr",), unless=untimed),
    Item("2.8", "no Article 77 or 22 in the United Kingdom", ("Article 77", "Article 22"), ("uk-gdpr",), absent=True),
    # 2.9 GDPR erasure
    *(Item("2.9", f"ground ({letter})", (f"(Article 17(1)({letter}))",), GDPR, "delete") for letter in "abcd"),
    Item("2.9", "what was made public", ("links and copies (Article 17(2))",), GDPR, "delete"),
    Item("2.9", "recipients are told, and named", ("tell each recipient of the data that I have asked for erasure, and tell me who they are (Article 19)",), GDPR, "delete"),
    Item("2.9", "an exception, for which data, until when", ("If you rely on an exception (Article 17(3)), please tell me which one, for which data and until when",), GDPR, "delete"),
    Item("2.9", "restriction meanwhile", ("restrict the processing of those data in the meantime",), GDPR, "delete"),
    Item("2.9", "a suppression entry", ("the little that is needed to keep my data out in future",), GDPR, "delete"),
    Item("2.9", "access before erasure", ("once you have answered my request for access",), (*GDPR, "ch-fadp", "ca-qc", "br-lgpd", "courtesy"), "delete", unless=lambda made: without("access")(made) or made.request.claim.law.slug == "courtesy"),
    # 2.10 GDPR objection
    Item("2.10", "to direct marketing", ("I object to the processing of my personal data for direct marketing, including profiling related to it (Article 21(2))",), GDPR, "object"),
    Item("2.10", "selling for the marketing of others", ("offering, selling or disclosing my data for the direct marketing of others",), GDPR, "object"),
    Item("2.10", "must stop", ("You may no longer process my data for these purposes (Article 21(3))",), GDPR, "object"),
    Item("2.10", "on grounds of one's situation", ("On grounds relating to my particular situation", "I testified in a trial", "Article 6(1)(e) or (f)", "(Article 21(1))"), GDPR, "object", unless=lambda made: made.disclosed("situation") is None),
    Item("2.10", "compelling grounds or stop", ("unless you demonstrate compelling legitimate grounds that override mine",), GDPR, "object", unless=ungrounded),
    Item("2.10", "restriction while it is examined", ("(Article 18(1)(d))",), GDPR, "object", unless=ungrounded),
    Item("2.10", "no such objection without a ground", ("particular situation", "Article 21(1))"), GDPR, unless=lambda made: not ungrounded(made) and "object" in made.request.rights, absent=True),
    Item("2.10", "with the withdrawal of consent", ("I withdraw it from now on (Article 7(3))",), GDPR, "object"),
    # 2.11 GDPR rectify, restrict, port, withdraw
    Item("2.11", "rectification and recipients", ("(Article 16)", "(Article 19)"), GDPR, "correct"),
    Item("2.11", "restriction: grounds", ("where your processing is unlawful, in place of erasure", "where I have objected, while it is examined"), GDPR, "restrict"),
    Item("2.11", "restriction: effect and end", ("Article 18(2)", "before you lift it (Article 18(3))"), GDPR, "restrict"),
    Item("2.11", "portability: what I provided", ("that I provided to you", "by automated means, on my consent or for a contract"), GDPR, "port"),
    Item("2.11", "withdrawal does not reach back", ("earlier processing stays as lawful as it was", "to what I am said to have consented"), GDPR, "withdraw"),
    # 2.12 Artificial intelligence
    Item("2.12", "as a right, with a ground", ("This objection includes training, fine-tuning or evaluating artificial intelligence with my data",), GDPR, "object", unless=lambda made: ungrounded(made) or on_topic(made)),
    Item("2.12", "as a request, without one", ("I also ask you not to train", "Where this serves direct marketing, my objection includes it"), GDPR, "object", unless=lambda made: not ungrounded(made) or on_topic(made)),
    Item("2.12", "developers", ("to developers for it",), GDPR, "object", unless=on_topic),
    Item("2.12", "honest on trained models", ("Where a trained model can no longer be changed, please keep my data out of its output and of future training",), GDPR, "object", unless=ungrounded),
    Item("2.12", "data sets and recipients are asked for", ("artificial intelligence, please name the data sets",), GDPR, "access", unless=on_topic),
    Item("2.12", "in America no such right is claimed", ("artificial", "train", "developers"), (*US, "us-nv", "fcra", "courtesy"), unless=on_topic, absent=True),
    # The topic: the training of artificial intelligence
    Item("topic", "which data, since when, which models or data sets", ("train, fine-tune or evaluate artificial intelligence", "since when", "models or data sets"), unless=off_topic),
    Item("topic", "the legal basis and the interest", ("the legal basis, and any legitimate interest that you rely on (Article 14)",), GDPR, unless=off_topic),
    Item("topic", "recipients by name", ("each recipient by name (Court of Justice, C-154/21)",), ("gdpr",), unless=lambda made: off_topic(made) or made.request.claim.law.slug != "gdpr"),
    Item("topic", "an objection with confirmed reasons", ("I object to the use of my data for this", "These are my grounds", "I have written private messages", "(Article 21(1))", "(Article 18(1)(d))"), GDPR, "object", unless=unreasoned),
    Item("topic", "no objection without one", ("I object to the use of my data for this", "my grounds"), GDPR, unless=lambda made: not unreasoned(made), absent=True),
    Item("topic", "a request without one", ("I ask you not to use my data for this, and to give them to nobody for it",), GDPR, unless=lambda made: off_topic(made) or not ungrounded(made)),
    Item("topic", "withdrawal of consent", ("So far as you rely on my consent for this, I withdraw it from now on",), (*GDPR, "ch-fadp", "ca-qc", "br-lgpd"), unless=off_topic),
    Item("topic", "withdrawal of consent in Canada", ("I withdraw any consent on which you use or disclose my information for this (Schedule 1, cl. 4.3.8)",), ("ca-pipeda",), unless=off_topic),
    Item("topic", "Swiss reasons make an objection", ("I expressly state that I do not want you to process my data for this",), ("ch-fadp",), unless=unreasoned),
    Item("topic", "a sale to a developer is a sale", ("covers every sale to a developer of artificial intelligence",), US, "opt-out", unless=off_topic),
    Item("topic", "purposes and third parties in California", ("say of training in particular (Civ. Code §§ 1798.110(a)(1)–(4) and 1798.115(a))",), ("ccpa",), "access-categories", unless=off_topic),
    Item("topic", "no right is claimed that is not there", ("I know of no right under this law to object to training as such",), (*US, "au-privacy"), unless=off_topic),
    Item("topic", "nothing is asserted that is denied", ("you have trained", "you trained", "you used my", "automated decision-making technology"), unless=off_topic, absent=True),
    Item("topic", "messages, where there is an account", ("I ask about my messages and posts in particular",), unless=lambda made: off_topic(made) or not made.request.broker.has_accounts),
    Item("topic", "no messages, where there is none", ("messages and posts",), unless=lambda made: made.request.broker.has_accounts, absent=True),
    # 2.13 Combined letters
    Item("2.13", "stop, answer, erase", ("first stop, then answer, then erase",), GDPR, "delete", unless=without("access")),
    Item("2.13", "each stands on its own", ("ach request",), unless=lambda made: alone(made) or made.request.claim.law.slug == "fcra"),
    Item("2.13", "access before deletion", ("Please answer my request for access before you delete",), US, "delete", unless=lambda made: not {"access", "access-categories", "access-specific"} & {*made.request.rights}),
    Item("2.13", "the FCRA is never mixed with others", ("opt out", "Delete my", "CCPA"), ("fcra",), absent=True),
    # Sections 1.6 and 1.9, as corrected
    Item("1.9", "that law only", ("This letter concerns your files as a consumer reporting agency, and that law only",), ("fcra",), unless=courtesy),
    Item("1.9", "sources and recipients", ("the sources of the information", "in the past year, or in the past two years for employment"), ("fcra",), "file"),
    Item("1.9", "identification is lawful here", ("I know that this law calls for proper identification (15 U.S.C. § 1681h)",), ("fcra",)),
    Item("1.9", "nationwide agencies: the central source", ("only through the central source", "1681j(a)(1)(B)"), ("fcra",), "file"),
    Item("1.9", "dispute: 30, 45 after a free report, results", ("at most 30 calendar days", "After a free yearly file it takes at most 45 calendar days (15 U.S.C. § 1681j(a)(3))", "within 5 business days of its end"), ("fcra",), "dispute"),
    Item("1.6", "PIPEDA: the source is asked, not claimed", ("I would also be grateful to learn where you obtained it", "encourages"), ("ca-pipeda",), "access"),
    Item("1.6", "PIPEDA: recipients, or possible ones", ("the organizations to which you may have disclosed it (Schedule 1, cl. 4.9.3)",), ("ca-pipeda",), "third-parties"),
    Item("1.6", "PIPEDA: what is asked for is kept", ("(s. 8(8))",), ("ca-pipeda",), "access"),
    Item("1.6", "Québec: the condition, and one true fact", ("seriously harms my reputation or my privacy", "I testified in a trial", "clearly outweighs any public interest", "goes no further than is needed"), ("ca-qc",), "object"),
    Item("1.6", "Québec: thirty days", ("within 30 calendar days", "(s. 32)"), ("ca-qc",), "access"),
    Item("1.6", "Switzerland: recipients or their categories", ("the recipients, or the categories of recipients", "leaves you the choice"), ("ch-fadp",), "access"),
    Item("1.6", "Switzerland: deletion is asked, a court may order it", ("The law lets me ask a court for this (Article 32(2) FADP)",), ("ch-fadp",), "delete"),
    Item("1.6", "Switzerland: thirty days, a later day, a fee", ("within 30 calendar days of receiving", "(Article 18(2) DPO)", "(Article 19 DPO)"), ("ch-fadp",), "access"),
    Item("1.6", "Brazil: the unnecessary first, then consent", ("unnecessary or excessive, or that are processed in breach of the law (Article 18, IV)", "with my consent, I ask you to delete them, too (Article 18, VI)"), ("br-lgpd",), "delete"),
    Item("1.6", "Brazil: the breach is named", ("The breach of the law that I see is this", "no legal basis"), ("br-lgpd",), "object"),
    Item("1.6", "Brazil: fifteen days from the request", ("within 15 calendar days from the date of this request (Article 19, II)",), ("br-lgpd",), "access"),
    Item("1.6", "Australia: no right of deletion", ("the act gives me no general right to have information deleted",), ("au-privacy",), "opt-out"),
    Item("1.6", "Australia: the source, with its exception", ("unless that is impracticable or unreasonable (APP 7.6)",), ("au-privacy",), "opt-out"),
    Item("1.6", "Australia: a reasonable period", ("within a reasonable period",), ("au-privacy",), "access"),
    Item("no law", "says that it knows of none", ("I do not know of a law that gives me a right to what I ask below",), ("courtesy",)),
)  # fmt: skip
