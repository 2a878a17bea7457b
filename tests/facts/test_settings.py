"""The settings: paper, pace and mail account, and never a secret."""

import pytest

from unbroker.facts import settings
from unbroker.facts.settings import Settings


def problems_of(text: str) -> list[str]:
    """What is wrong with a text."""
    return list(map(str, settings.parse(text, "settings.yaml")[1]))


def test_nothing_has_to_be_set() -> None:
    """The usual settings are those of somebody who set nothing."""
    made, problems = settings.parse("per_day: 40\n", "settings.yaml")

    assert problems == []
    assert Settings() == made
    assert (None, 0.0, 0.0, 40) == (made.sheet, made.nudge.x, made.nudge.y, made.per_day)


def test_everything_can_be_set() -> None:
    """Numbers and addresses are read as what they are; the sender is called `from`, as in mail."""
    made, problems = settings.parse(
        "sheet: us-10\n"
        "nudge: {x: -1.5, y: 2}\n"
        "per_day: 5\n"
        "mail: {host: smtp.example.org, user: me, from: me@example.org, password_command: pass show mail}\n",
        "settings.yaml",
    )

    assert problems == []
    assert ("us-10", -1.5, 2.0, 5) == (made.sheet, made.nudge.x, made.nudge.y, made.per_day)
    assert ("smtp.example.org", "me", "me@example.org", "pass show mail", None) == (
        made.mail.host,
        made.mail.user,
        made.mail.sender,
        made.mail.password_command,
        made.mail.provider,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "settings.yaml: is empty (copy the example in the documentation)"),
        ("per_day: many\n", "settings.yaml:1: 'per_day' is not a whole number: 'many' (write digits only)"),
        ("nudge: {x: far}\n", "settings.yaml:1: 'x' is not a number: 'far' (write it as 1.5)"),
        ("perday: 40\n", "settings.yaml:1: unknown key 'perday' (did you mean 'per_day'?)"),
        ("mail: {form: a@example.org}\n", "settings.yaml:1: unknown key 'form' (did you mean 'from'?)"),
        ("mail: {from: me}\n", "settings.yaml:1: 'me' is not an e-mail address (as in privacy@example.org)"),
        ("sheet: US 10\n", "settings.yaml:1: 'sheet' cannot be 'US 10' (see the reference for how it is written)"),
        ("mail: smtp\n", "settings.yaml:1: 'mail' must have keys of its own (write 'key: value' lines below it)"),
    ],
)
def test_a_fault_has_its_line(text: str, said: str) -> None:
    """And the usual settings stand in for those that cannot be read."""
    assert [said] == problems_of(text)
    assert Settings() == settings.parse(text, "settings.yaml")[0]


@pytest.mark.parametrize(
    "text", ["per_day: 0\n", "per_day: -1\n", "nudge: {x: 11}\n", "nudge: {y: -10.5}\n", "nudge: {y: nan}\n"]
)
def test_a_number_stays_within_reason(text: str) -> None:
    """At least one letter a day, and no more than a centimetre off."""
    (said,) = problems_of(text)

    assert said.startswith("settings.yaml:1: '")


@pytest.mark.parametrize("key", ["password", "secret", "token"])
def test_a_secret_has_no_field(key: str) -> None:
    """A password is printed by a command; it never stands in a file of ours."""
    (said,) = problems_of(f"mail: {{{key}: hunter2}}\n")

    assert said.startswith(f"settings.yaml:1: unknown key {key!r}")
    assert "hunter2" not in said
