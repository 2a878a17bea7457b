"""What the plan says is what is done: each mailing seals the letters that `plan` shows as going by its channel."""

import json
from collections.abc import Mapping

import pytest
from conftest import CALIFORNIAN, GERMAN, Cli, MakeFolder, Said

from unbroker.facts.channel import CHANNELS
from unbroker.ledger.sqlite import SqliteLedger

WITHOUT_ADDRESS = "\n".join(line for line in CALIFORNIAN.splitlines() if "address: {" not in line) + "\n"
HOUSEHOLD = (
    CALIFORNIAN.replace("  - name: Robin", "  - slug: robin\n    name: Robin")
    + GERMAN.replace("people:\n", "").replace("  - name: Erika", "  - slug: erika\n    name: Erika")
)  # fmt: skip
MIXED = """\
- {{slug: {slug}, name: Broker {slug}, kind: people-search, packs: [made-up], country: US, region: US-CA,
   channels: [{channels}]}}
"""
_MAIL = "{email: privacy@SLUG.example.org, source: made up, tier: A}"
_POST = (
    "{post: {street: [1 Specimen Plaza], city: Sampleton, region: CA, postal_code: '94105', country: US},"
    " as_filed: [1 Specimen Plaza, 'Sampleton, CA 94105'], source: made up, tier: A}"
)
_FORM = "{form: 'https://SLUG.example.org/form', source: made up, tier: A}"
WAYS: Mapping[str, tuple[str, ...]] = {
    "acme": (_MAIL, _POST), "bolt": (_POST, _MAIL), "cask": (_FORM, _POST), "dart": (_FORM,), "echo": (_MAIL,),
    "fern": (_POST,), "gulf": (_FORM, _MAIL, _POST),
}  # fmt: skip
BROKERS = "".join(
    MIXED.format(slug=slug, channels=", ".join(ways)).replace("SLUG", slug) for slug, ways in WAYS.items()
)
PROFILES = {
    "a Californian, DROP included": (CALIFORNIAN, ("--pack", "made-up", "--pack", "identity")),
    "a German": (GERMAN, ("--pack", "made-up", "--pack", "discussion")),
    "nobody's address": (WITHOUT_ADDRESS, ("--pack", "made-up")),
    "a household": (HOUSEHOLD, ("--pack", "made-up")),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("who", PROFILES)
def test_each_mailing_seals_what_the_plan_shows_by_its_channel(make_folder: MakeFolder, cli: Cli, who: str) -> None:
    """And the three of them seal each planned letter exactly once."""
    profile, words = PROFILES[who]
    home = make_folder(f"courtesy: true\n{profile}")
    (home / "brokers.yaml").write_text(BROKERS, encoding="utf-8")
    planned = json.loads(cli("plan", *words, "--json", folder=home).out)["items"]
    for handle in ("robin", "erika") if profile == HOUSEHOLD else ():
        cli("people", "agree", handle, folder=home)
    sealed: list[str] = []
    for kind, row in CHANNELS.items():
        shown = {item["reference"] for item in planned if item["channel"]["kind"] == kind}
        foreseen = json.loads(cli(*row.command.split(), *words, "--dry-run", "--json", folder=home).out)
        made = json.loads(cli(*row.command.split(), *words, "--json", folder=home).out)
        letters = [outcome["letter"] for outcome in made]

        assert {letter.removesuffix(".1") for letter in letters} == shown
        assert sorted(outcome["letter"] for outcome in foreseen) == sorted(letters)
        sealed += letters
    prepared = [event.letter or "" for event in SqliteLedger(home / "ledger.sqlite").read(kinds=["prepared"])]

    assert len(planned) > 2
    assert sorted(sealed) == sorted(prepared) == sorted(f"{item['reference']}.1" for item in planned)


class Mixed:
    """A folder of a Californian and seven made-up brokers, of whom five have a postal address and one no other."""

    def __init__(self, make_folder: MakeFolder, cli: Cli) -> None:
        self.path, self._cli = make_folder(f"packs: [made-up]\ncourtesy: true\n{CALIFORNIAN}"), cli
        (self.path / "brokers.yaml").write_text(BROKERS, encoding="utf-8")

    def __call__(self, *words: str) -> Said:
        """Run a command."""
        return self._cli(*words, folder=self.path)

    def sealed(self) -> list[str]:
        """The brokers to whom something is sealed, in the order of sealing."""
        return [
            event.fact("broker") or "" for event in SqliteLedger(self.path / "ledger.sqlite").read(kinds=["opened"])
        ]


@pytest.fixture
def mixed(make_folder: MakeFolder, cli: Cli) -> Mixed:
    """The folder, and the command line on it."""
    return Mixed(make_folder, cli)


def test_the_others_are_left_out_with_how_they_go(mixed: Mixed) -> None:
    """The dry run names their command, the summary how many go otherwise, and how many more could go by this way."""
    shown = mixed("mail", "post", "--dry-run")
    done = mixed("mail", "post")

    assert "goes by e-mail (`unbroker mail email`)" in shown.out
    assert "goes into a form (`unbroker mail forms`)" in shown.out
    assert mixed.sealed() == ["bolt", "cask", "fern"]
    assert (shown.code, done.code) == (0, 0)
    assert done.err.splitlines()[:4] == [
        "3 letters sealed and ready to print",
        "3 letters of the plan go by e-mail: `unbroker mail email`",
        "1 letter of the plan goes into a form: `unbroker mail forms`",
        "2 more could go by post: --by post",
    ]


def test_all_that_can_goes_by_the_way_that_is_named(mixed: Mixed) -> None:
    """`--by post` takes whoever has a postal address."""
    assert mixed("mail", "post", "--by", "post").code == 0
    assert mixed.sealed() == ["acme", "bolt", "cask", "fern", "gulf"]


@pytest.mark.parametrize(
    ("words", "few", "all_of_them", "wide"),
    [
        (("mail", "post"), 3, 5, ["acme", "bolt", "cask", "fern", "gulf"]),
        (("mail", "email"), 3, 4, ["acme", "bolt", "echo", "gulf"]),
        (("mail", "forms"), 1, 3, ["cask", "dart", "gulf"]),
        (("mail", "post", "--service", "lob"), 3, 5, ["acme", "bolt", "cask", "fern", "gulf"]),
    ],
)  # fmt: skip
def test_a_number_that_is_said_decides(
    mixed: Mixed, words: tuple[str, ...], few: int, all_of_them: int, wide: list[str]
) -> None:
    """The larger one takes all that can go; another one is refused, with both named, and nothing is sealed."""
    wrong = mixed(*words, "--yes", "9")
    nothing = mixed.sealed()
    right = mixed(*words, "--yes", str(all_of_them))

    assert (wrong.code, nothing) == (1, [])
    assert f"you confirmed 9, but the plan sends {few} " in wrong.err
    assert f", {all_of_them} could" in wrong.err
    assert f"add --yes {few} or --yes {all_of_them}" in wrong.err
    assert (right.code, mixed.sealed()) == (0, wide)


def test_what_is_sealed_counts_once(mixed: Mixed) -> None:
    """The plan then sends nothing more: its number is right, and so is that of what waits; nobody is left out."""
    mixed("mail", "post")
    wrong, none, waits = (mixed("mail", "post", "--yes", number) for number in ("7", "0", "3"))
    planned = mixed("plan", "bolt")

    assert (wrong.code, none.code, waits.code) == (1, 0, 0)
    assert "you confirmed 7, but the plan sends 0 by post, 2 could, and 3 sealed before wait (" in wrong.err
    assert "left out" not in wrong.err + none.err + waits.err
    assert "left out" not in mixed("mail", "forms").err
    assert "1 broker asked already" in planned.out


def test_the_number_of_the_plan_is_the_plan(mixed: Mixed) -> None:
    """Who says the smaller number gets what the plan shows."""
    assert mixed("mail", "post", "--yes", "3").code == 0
    assert mixed.sealed() == ["bolt", "cask", "fern"]


def test_brokers_that_are_named_go_by_the_way_of_the_mailing(mixed: Mixed) -> None:
    """As before: `mail post acme` writes to it by post, although the plan has it by e-mail."""
    done = mixed("mail", "post", "acme")

    assert (done.code, mixed.sealed()) == (0, ["acme"])
    assert "more could go" not in done.err


@pytest.mark.parametrize(
    ("command", "by", "other"), [("post", "email", "email"), ("email", "form", "forms"), ("forms", "post", "post")]
)
def test_another_way_is_refused_in_a_sentence(mixed: Mixed, command: str, by: str, other: str) -> None:
    """A mailing by post makes no letter by e-mail, and says which command does."""
    refused = mixed("mail", command, "--by", by)

    assert (refused.code, mixed.sealed()) == (1, [])
    assert refused.err.startswith(f"unbroker: `mail {command}` is for letters that go ")
    assert f"(use `unbroker mail {other}`)" in refused.err
