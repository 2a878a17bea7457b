"""`brokers`: who they are, how to reach them, and the files that say so."""

import click

from unbroker.cli.terminal.lazy import Lazy

COMMANDS = {
    "list": ("brokers.listing:list_brokers", "List the brokers."),
    "packs": ("brokers.listing:list_packs", "List the packs: groups of brokers to write to together."),
    "show": ("brokers.show:show_broker", "Show one broker: its addresses, what it filed, and the laws that bind it."),
    "find": ("brokers.find:find_brokers", "Find brokers by a word: a brand, a former name, a site, a company."),
    "import": ("brokers.import_file:import_file", "Propose what a state's file or a list changes in the registry."),
    "export": ("brokers.export:export_brokers", "Write the registry as JSON, CSV or records of datenanfragen."),
}


@click.group(cls=Lazy, table=COMMANDS, short_help="List the brokers, show or find one, import and export.")
def brokers() -> None:
    """The registry: who they are and how to reach them."""
