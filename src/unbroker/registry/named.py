"""Names: which record somebody is that an answer names, and a record of one's own for who is not known.

A name is looked up as a slug, a name, a legal or former name, a brand or a site. What it is near to is offered, and
never taken by itself. A new record says who it is and that it was named, and nothing else: who said so is the ledger's.
"""

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from unbroker.base import files
from unbroker.base.errors import UserError
from unbroker.base.yaml_edit import Edit, Records, edited
from unbroker.facts.registry import Broker, Registry
from unbroker.registry import written
from unbroker.registry.domain import host, registrable
from unbroker.registry.legal_name import compared, run_together

_WITH_SITE = re.compile(r"\s*[(<\[]\s*(?:https?://)?(?P<site>[^\s()<>\[\]/]+\.[a-z]{2,})/?\s*[)>\]]\s*$", re.IGNORECASE)
_ALSO = re.compile(
    r"\b(?:d\W{0,2}b\W{0,2}a|doing business as|f\W{0,2}k\W{0,2}a|formerly(?: known as)?|trading as|t/a)\W+(?P<name>.+)",
    re.IGNORECASE,
)
_NOTE = "Named in an answer; it may not be a data broker."
_NEAR, _MOST_NEAR, _LONG = 0.8, 3, 3


@dataclass(frozen=True)
class Known:
    """A record that somebody is."""

    name: str
    """As it was written."""
    slug: str


@dataclass(frozen=True)
class Unknown:
    """Somebody whom no record has, and the record that would be written."""

    name: str
    broker: Broker

    @property
    def slug(self) -> str:
        """The slug of that record."""
        return self.broker.slug


class NearMiss(UserError):  # noqa: N818 - the sentence is the name
    """No record has a name, and some are near to it."""

    def __init__(self, name: str, near: Iterable[str]) -> None:
        self.name, self.near = name, tuple(near)
        listed = " or ".join(map(repr, self.near))
        super().__init__(f"there is no broker {name!r} (did you mean {listed}? --new takes the name as it is)")


class SeveralRecords(UserError):  # noqa: N818 - the sentence is the name
    """More than one record has a name."""

    def __init__(self, name: str, slugs: Iterable[str]) -> None:
        super().__init__(f"{name!r} can be any of {', '.join(slugs)} (write the one that it is)")


@dataclass(frozen=True)
class Names:
    """The records by what they are called."""

    registry: Registry

    @cached_property
    def by_name(self) -> dict[str, tuple[str, ...]]:
        """The slugs by names, made comparable."""
        index: dict[str, dict[str, None]] = {}
        for slug, outline in self.registry.outlines.items():
            texts = (outline.name, outline.legal_name, slug.replace("-", " "), *_also(outline.legal_name))
            for bare in map(compared, dict.fromkeys(filter(None, texts))):
                for key in (bare, bare.replace(" ", "")):
                    index.setdefault(key, {})[slug] = None
        for key, slug in self._other_names({*index}):
            index.setdefault(key, {})[slug] = None
        return {key: tuple(slugs) for key, slugs in index.items() if key}

    def _other_names(self, own: Collection[str]) -> Iterator[tuple[str, str]]:
        """Brands and former names, made comparable, each with a slug; what is a record's own name is nobody else's."""
        for slug, outline in self.registry.outlines.items():
            for bare in filter(None, map(compared, outline.also_called)):
                yield from ((key, slug) for key in (bare, bare.replace(" ", "")) if key not in own)

    @cached_property
    def by_domain(self) -> dict[str, str]:
        """The slugs by registrable domains."""
        domains = ((registrable(site), slug) for slug, each in self.registry.outlines.items() for site in each.domains)
        own = {domain: slug for domain, slug in reversed([*domains]) if domain}
        # A site on which everybody has a page is known by its host as well: linkedin.com is LinkedIn's.
        hosts = ((host(site), slug) for slug, each in self.registry.outlines.items() for site in each.domains)
        return {**{name: slug for name, slug in hosts if name}, **own}

    def find(self, name: str, residence: str) -> tuple[str, ...]:
        """The slugs of those who are called so; of several that are one company, the one for people of a residence.

        Args:
            name: a slug, a name of any kind or a site.
            residence: where the person lives whose answer it is.
        """
        text, site = parted(name)
        if text.casefold() in self.registry.outlines:
            return (text.casefold(),)
        for address in filter(None, (site, text if "." in text and " " not in text else None)):
            slug = self.by_domain.get(host(address) or "") or self.by_domain.get(registrable(address) or "")
            if slug:
                return (slug,)
        slugs = self.by_name.get(compared(text)) or self.by_name.get(run_together(text)) or tuple(self._filed(text))
        return self._fitting(slugs, residence)

    def _filed(self, name: str) -> Iterator[str]:
        """Those who filed under a name with a state, which only whole records tell."""
        wanted = compared(name)
        for slug, broker in self.registry.brokers.items() if len(wanted) >= _LONG else ():
            filers = (filing.by for filing in broker.filed)
            if any(wanted in (compared(filer), *map(compared, _also(filer))) for filer in filers):
                yield slug

    def _fitting(self, slugs: Sequence[str], residence: str) -> tuple[str, ...]:
        if len(slugs) < 2:  # noqa: PLR2004 - nothing to choose from
            return tuple(slugs)
        outlines = self.registry.outlines
        heads = [slug for slug in slugs if outlines[slug].belongs_to not in slugs] or slugs
        active = [slug for slug in heads if outlines[slug].status == "active"] or heads
        near = [slug for slug in active if self.registry.brokers[slug].answers(residence)] or active
        return tuple(near)

    def near(self, name: str) -> tuple[str, ...]:
        """The slugs of those whose names are near to a mistyped one."""
        text, _ = parted(name)
        bare = run_together(text)
        keys = difflib.get_close_matches(bare, self.by_name, n=_MOST_NEAR, cutoff=_NEAR) if len(bare) >= _LONG else []
        return tuple(dict.fromkeys(slug for key in keys for slug in self.by_name[key]))[:_MOST_NEAR]

    def take(self, name: str, residence: str, *, new: bool = False) -> Known | Unknown:
        """Who somebody is that an answer names.

        Args:
            name: as it was written; a site may stand behind it in brackets.
            residence: where the person lives whose answer it is.
            new: take it for somebody who is not known although names are near to it.

        Raises:
            NearMiss: nobody is called so, and some names are near.
            SeveralRecords: more than one is.
        """
        slugs = self.find(name, residence)
        if len(slugs) > 1:
            raise SeveralRecords(name, slugs)
        text, _ = parted(name)
        if slugs:
            return Known(text, slugs[0])
        if not new and (near := self.near(name)):
            raise NearMiss(name, near)
        return Unknown(text, self._record(name))

    def _record(self, name: str) -> Broker:
        text, site = parted(name)
        site = site or (text if host(text) else None)
        domain = registrable(site) if site else None
        slug = base = files.file_name(text.casefold()) or "named"
        number = 2
        while slug in self.registry.outlines:
            slug, number = f"{base}-{number}", number + 1
        facts = {"slug": slug, "name": text, "kind": "other", "note": _NOTE, "domains": [domain] if domain else []}
        return Broker.model_validate(facts)


def parted(name: str) -> tuple[str, str | None]:
    """A name, and the site that stands behind it in brackets."""
    text = " ".join(name.split())
    site = _WITH_SITE.search(text)
    return (text[: site.start()], site["site"]) if site and site.start() else (text, None)


def with_record(text: str, broker: Broker) -> str:
    """The text of a user's own brokers.yaml with a record at its end; unchanged if it has one of that slug."""
    records = Records(text)
    if broker.slug in records:
        return text
    end = records.end
    after = edited(text, [Edit(end, end, ("", *written.record(broker)))]).lstrip("\n")
    return after if after.endswith("\n") else f"{after}\n"


def _also(name: str | None) -> tuple[str, ...]:
    """What a legal name says of another name of its own: a brand, or what it was called before."""
    match = _ALSO.search(name or "")
    return (match["name"].strip(" .,;)("),) if match else ()
