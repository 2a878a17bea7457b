"""The test sheet: what an envelope shows of the paper, to hold against a real one, and a cross to measure from.

It is shifted by the nudge, as letters are: what it shows is what a letter would do.
"""

from unbroker.facts.settings import Nudge
from unbroker.paper.pdf import lay_out
from unbroker.paper.sheet import Sheet
from unbroker.writing.sandbox import Names
from unbroker.writing.template import Templates

_CROSS_LEFT, _CROSS_ABOVE_BOTTOM = 60.0, 45.0


def draw(sheet: Sheet, nudge: Nudge, templates: Templates) -> bytes:
    """The PDF of a test sheet.

    Raises:
        ProblemsFound: the template is faulty, or the page could not be laid out.
    """
    always = (sheet.visible, sheet.visible_sender)
    blocks = (sheet.address, sheet.return_block, sheet.return_line)
    values: Names = {
        "sheet": sheet.names,
        "nudge": {"x": nudge.x, "y": nudge.y},
        "always": [box.model_dump() for box in always if box],
        "ever": [box.model_dump() for box in sheet.swept],
        "blocks": [box.model_dump() for box in blocks if box],
        "cross": {"x": _CROSS_LEFT, "y": float(round(sheet.page.height - _CROSS_ABOVE_BOTTOM))},
    }
    return lay_out(templates.sheet("test.html", values), f"test sheet {sheet.name}", printing="one side")
