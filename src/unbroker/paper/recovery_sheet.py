"""The recovery sheet: the key that opens a locked folder without its passphrase, to be kept on paper."""

from datetime import date

from unbroker.paper.pdf import lay_out
from unbroker.writing.template import Templates

_GROUP, _GROUPS = 4, 5


def draw(key: str, name: str, today: date, templates: Templates) -> bytes:
    """The PDF of a recovery sheet.

    Args:
        key: the recovery key.
        name: what the folder is called.
        today: the day on which it was made.
        templates: the words.

    Raises:
        ProblemsFound: the template is faulty.
    """
    groups = [key[start : start + _GROUP] for start in range(0, len(key), _GROUP)]
    lines = [" ".join(groups[start : start + _GROUPS]) for start in range(0, len(groups), _GROUPS)]
    day = templates.language().written(today)
    return lay_out(templates.sheet("recovery.html", {"lines": lines, "name": name, "day": day}), "recovery sheet")
