"""The shorthands of a `law.yaml`, written out before a model sees it.

`valid_from` and `reviewed` at the top of a file hold for each rule that has none of its own; `section` is a
`cite` that lacks the file's `code`; and one rule alone need not stand in a list. So a rule fits one line:

    code: Conn. Gen. Stat. §
    valid_from: 2023-07-01
    reviewed: 2026-11-22
    rights:
      delete: {section: 42-518(a)(3), scope: obtained, evidence: statute}

`courtesies: [preserve]` adds rights that no law gives, and that a letter asks for all the same.

A written-out value knows the line of the shorthand that it comes from.
"""

from collections.abc import Iterator, Mapping

from unbroker.base.errors import Place, Problem
from unbroker.base.located import Items, Located

_BY_NAME = ("rights", "rules")
_LISTS = ("clocks", "appeals", "complaints", "limits", "agents", "no_agents", "guardians", "exempts")
_INHERITED = ("valid_from", "reviewed")


def written_out(document: object) -> tuple[object, list[Problem]]:
    """A law's parsed file with nothing left unsaid, and what is wrong with its shorthands."""
    if not isinstance(document, Located):
        return document, []
    problems: list[Problem] = []
    _add_courtesies(document)
    by_name = [rules_by_name for key in _BY_NAME if isinstance(rules_by_name := document.get(key), Located)]
    homes = [(rules_by_name, key) for rules_by_name in by_name for key in rules_by_name]
    homes += [(document, key) for key in _LISTS if key in document]
    for home, key in homes:
        rules = home[key] = _as_list(home[key])
        for rule in rules if isinstance(rules, Items) else ():
            if isinstance(rule, Located):
                problems += _write_out(rule, document)
    for key in ("code", *_INHERITED):
        document.pop(key, None)
    return document, problems


def _add_courtesies(law: Located) -> None:
    """The rights that no law gives: they have no period, and nobody need grant them."""
    rights, names = law.get("rights"), law.pop("courtesies", ())
    for name, place in zip(names, names.places, strict=True) if isinstance(names, Items) else ():
        if not isinstance(rights, Located):
            return
        facts: dict[str, object] = {"cite": "no law", "evidence": "memory"}
        if "valid_from" not in law:
            facts["valid_from"] = min(_first_days(rights), default="2020-01-01")
        rights[str(name)], rights.places[str(name)] = _located(place, facts), place
        clocks = _as_list(law["clocks"]) if "clocks" in law else Items()
        if isinstance(clocks, Items):
            clocks.append(_located(place, {"rights": _items(place, str(name)), "calendar": "none", **facts}))
            clocks.places.append(place)
        law["clocks"], law.places["clocks"] = clocks, law.places.get("clocks", place)


def _first_days(rights: Located) -> Iterator[str]:
    """The days from which the rights of a law hold."""
    for rule in rights.values():
        for dated in rule if isinstance(rule, Items) else (rule,):
            if isinstance(dated, Located) and "valid_from" in dated:
                yield str(dated["valid_from"])


def _located(place: Place, facts: Mapping[str, object]) -> Located:
    located = Located(place)
    located.update(facts)
    located.places.update(dict.fromkeys(facts, place))
    return located


def _items(place: Place, *texts: str) -> Items:
    items = Items()
    items.extend(texts)
    items.places.extend([place] * len(texts))
    return items


def _as_list(rule: object) -> object:
    if not isinstance(rule, Located):
        return rule
    rules = Items()
    rules.append(rule)
    rules.places.append(rule.place)
    return rules


def _write_out(rule: Located, law: Located) -> Iterator[Problem]:
    for key in _INHERITED:
        if key in law and key not in rule:
            rule[key], rule.places[key] = law[key], law.places[key]
    if "section" not in rule:
        return
    place = rule.places["section"]
    if "cite" in rule:
        yield Problem(place, "a rule has both 'section' and 'cite'", "keep one of the two")
    elif "code" not in law:
        message = "'section' needs a 'code' at the top of the file"
        yield Problem(place, message, "add it, or write the whole 'cite'")
    cite = f"{law.get('code', '')} {rule.pop('section')}"
    rule.setdefault("cite", cite)
    rule.places.setdefault("cite", place)
