"""Words with names in braces, such as "page {page} of {pages}", and the values that stand there. Pure."""

import re

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def filled(words: str, **values: object) -> str:
    """Words with values for what stands in braces.

    Raises:
        ValueError: the words ask for what there is not.
    """
    if unknown := [name for name in PLACEHOLDER.findall(words) if name not in values]:
        raise ValueError(f"{words!r} can hold {', '.join(values) or 'nothing'}, and no {unknown[0]!r}")
    return PLACEHOLDER.sub(lambda match: str(values[match[1]]), words)
