"""What a template may be given, checked object by object."""

from collections.abc import Iterator

from markupsafe import Markup

PLAIN = (str, int, float, bool, type(None), Markup)


def not_plain(content: object, where: str) -> Iterator[str]:
    """Everything that can be reached from a value and is no plain one, by the way that leads there."""
    if type(content) is dict:
        for name, part in content.items():
            if type(name) is not str or name.startswith("_"):
                yield f"{where} has the key {name!r}"
            yield from not_plain(part, f"{where}.{name}")
    elif isinstance(content, list | tuple):
        for number, part in enumerate(content):
            yield from not_plain(part, f"{where}[{number}]")
    elif type(content) not in PLAIN:
        yield f"{where} is {type(content).__name__}"
