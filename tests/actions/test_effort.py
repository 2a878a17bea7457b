"""What a plan costs: pages, envelopes and the last day for an answer."""

from datetime import date
from pathlib import Path

from household import household

from unbroker import folder as folders
from unbroker.actions.effort import reckon_effort
from unbroker.actions.mailing.preview import plan_preview
from unbroker.planning.selection import Selection

TODAY = date(2026, 11, 23)


def test_pages_and_stamps_of_what_is_printed(tmp_path: Path) -> None:
    """An e-mail costs neither; the day is that of the last letter by its law, reckoned from its usual arrival."""
    folder = folders.open_folder(household(tmp_path / "home"))
    made = plan_preview(folder, Selection(by="post"), TODAY).plan
    by_post = [letter for letter in made.letters if letter.draft.recipient.channel.kind == "post"]
    effort = reckon_effort(folder, made, TODAY)

    assert by_post
    assert effort.envelopes == len(by_post)
    assert effort.pages >= len(by_post)
    assert effort.answers_by is not None
    assert 30 <= (effort.answers_by - TODAY).days <= 100
