"""`brokers`: who they are, how to reach them, and the files that say so."""

import click

from unbroker.cli.terminal.lazy import Lazy

COMMANDS = {
    "list": ("brokers.listing:list_brokers", "List the brokers."),
    "packs": ("brokers.listing:list_packs", "List the packs: brokers to write to together."),
    "show": ("brokers.show:show_broker", "Show one broker: its addresses, what it filed, its laws."),
    "find": ("brokers.find:find_brokers", "Find brokers by brand, former name, site or company."),
    "import": ("brokers.import_file:import_file", "Propose what a file of a state or a list changes."),
    "learn": ("brokers.learn:learn", "Tell the project which addresses worked, and nothing of you."),
    "export": ("brokers.export:export_brokers", "Write the registry as JSON, CSV or for datenanfragen."),
}


@click.group(cls=Lazy, table=COMMANDS, short_help="List the brokers, show or find one, import and export.")
def brokers() -> None:
    """The registry: who they are and how to reach them."""
