"""The account, its secret and the providers: what is named goes first, what is known fills in, nothing is shown."""

import re

import pytest

from unbroker.base.errors import UnknownName
from unbroker.facts import provider, settings
from unbroker.facts.settings import Mail
from unbroker.mail.account import secret
from unbroker.mail.account.refusal import CannotConnect
from unbroker.mail.account.secret import Secret
from unbroker.mail.account.servers import Server, account


def mail(**told: object) -> Mail:
    """The part of the settings."""
    return Mail.model_validate({name: str(value) for name, value in told.items()})


def test_a_provider_has_servers() -> None:
    """By name; the port tells how TLS begins."""
    found = account(mail(provider="icloud", user="sam@icloud.com"), provider.load())

    assert ("sam@icloud.com", "sam@icloud.com") == (found.user, found.sender)
    assert Server("smtp.mail.me.com", 587, is_tls=False) == found.smtp
    assert Server("imap.mail.me.com", 993, is_tls=True) == found.imap


def test_what_is_named_goes_first() -> None:
    """Another server, with the usual port of its own."""
    found = account(
        mail(provider="icloud", host="smtp.example.org", imap_port=143, **{"from": "a@b.example"}), provider.load()
    )

    assert (Server("smtp.example.org", 465, is_tls=True), "a@b.example") == (found.smtp, found.user)
    assert Server("imap.mail.me.com", 143, is_tls=False) == found.imap


def test_tls_can_be_asked_for() -> None:
    """Where a port is nobody's habit."""
    found = account(mail(host="a.example", port=2465, security="tls", user="a@b.example"), {})

    assert (Server("a.example", 2465, is_tls=True), None) == (found.smtp, found.imap)


def test_an_account_needs_an_address() -> None:
    """A name to sign in with is none."""
    with pytest.raises(CannotConnect, match=re.escape("settings.yaml names no address to send from")):
        account(mail(host="a.example", user="sam"), {})


def test_an_unknown_provider() -> None:
    """The message lists those that are known."""
    with pytest.raises(UnknownName, match="known: gmail, outlook, microsoft-365, icloud, fastmail, yahoo"):
        account(mail(provider="zzz", user="a@b.example"), provider.load())


@pytest.mark.parametrize(("address", "slug"), [("x@GMail.com", "gmail"), ("x@me.com", "icloud"), ("x@b.example", None)])
def test_a_provider_is_known_by_its_addresses(address: str, slug: str | None) -> None:
    """In whatever letters."""
    found = provider.of_address(address)

    assert (found.slug if found else None) == slug


def test_each_provider_says_how_one_signs_in() -> None:
    """And asks for nothing but what this program can do."""
    for one in provider.load().values():
        assert one.port in (465, 587), one.slug
        assert one.sign_in, one.slug


def test_a_token_goes_before_a_password() -> None:
    """And a command before the environment."""
    environment = {secret.TOKEN: "t", secret.PASSWORD: "p"}
    both = mail(token_command="echo tok", password_command="echo pass")  # noqa: S106 - commands
    password = mail(password_command="printf 'pass word\\nsecond line'")  # noqa: S106 - as above

    assert Secret("token", "tok") == secret.fetch(both, "sam", environment)
    assert Secret("password", "pass word") == secret.fetch(password, "sam", environment)
    assert Secret("token", "t") == secret.fetch(mail(), "sam", environment)
    assert Secret("password", "p") == secret.fetch(mail(), "sam", {secret.PASSWORD: "p"})


def test_a_secret_is_not_shown() -> None:
    """Not by itself and not in what holds it."""
    made = Secret("password", "hunter2")

    assert "hunter2" not in f"{made} {made!r} {[made]}"
    assert made.reveal() == "hunter2"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'mail:\n  host: "a.example"\n'),
        ("per_day: 3\n", 'per_day: 3\nmail:\n  host: "a.example"\n'),
        ("mail: {host: old}\nper_day: 3", 'per_day: 3\nmail:\n  host: "a.example"\n'),
        ("mail:\n  host: old\n\n  # mine\n  user: me\nper_day: 3\n", 'per_day: 3\nmail:\n  host: "a.example"\n'),
    ],
)
def test_another_account_leaves_the_rest_of_the_file(before: str, after: str) -> None:
    """Comments and order stay; what is not told is left out."""
    assert after == settings.with_mail(before, {"host": "a.example", "port": None})
