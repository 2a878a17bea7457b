"""An office of the tests: a folder whose settings name a database of theirs, and clients who do not exist."""

from pathlib import Path

from postgres import Cluster

from unbroker import office as offices
from unbroker.actions.take_in import do_take_in, plan_take_in
from unbroker.office import OfficeFolder

AGENT = """\
name: Example Clinic
email: clinic@example.org
address: {street: [7 Example Road], city: Sampleton, region: CA, postal_code: "94105", country: US}
"""
_BROKER = """\
- slug: {slug}
  name: {slug} Data
  kind: people-search
  packs: [made-up]
  country: US
  region: US-CA
  reaches: [{{territory: US-CA, because: it says so itself, source: made up, dated: 2026}}]
  channels:
    - email: privacy@{slug}.example.org
      source: made up
      tier: A
    - post: {{street: [1 {slug} Plaza], city: Sampleton, region: CA, postal_code: "94105", country: US}}
      as_filed: [1 {slug} Plaza, "Sampleton, CA 94105"]
      source: made up
      tier: A
"""
BROKERS = "".join(_BROKER.format(slug=slug) for slug in ("acme", "bolt", "cask"))
"""Three of whom a law is known to bind each."""
HEAD = "client,name,residence,city,emails,street,postal_code,packs\n"


def row(client: str, name: str) -> str:
    """A line of the table of clients: somebody in California with a return address."""
    return f"{client},{name},California,Sampleton,{client}@example.org,5 Example Road,94105,made-up\n"


def office(path: Path, server: Cluster, database: str, user: str = "eve", settings: str = "") -> OfficeFolder:
    """Make the folder of an office, without clients."""
    path.mkdir(parents=True)
    text = f"ledger: {server.url(database, user)}\noffice: office\nstaff: {{anna: Anna Example, eve: Eve Example}}\n"
    (path / "settings.yaml").write_text(text + settings)
    return offices.find(path, {}, path)


def take_in(office: OfficeFolder, *clients: str) -> None:
    """Take in clients by name."""
    table = HEAD + "".join(row(client, f"{client.title()} Specimen") for client in clients)
    plan = plan_take_in(office, table.encode(), "clients.csv")
    assert not plan.problems
    do_take_in(office, plan)


def add_brokers(office: OfficeFolder, text: str) -> None:
    """Give each client the same registry of its own."""
    for client in office.clients():
        (office.folder(client) / "brokers.yaml").write_text(text, encoding="utf-8")
