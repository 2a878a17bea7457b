"""`mail`: the mailings, and what became of them."""

import click

from unbroker.cli import replies
from unbroker.cli.leaving import left
from unbroker.cli.posting import post


@click.group(short_help="Seal letters, hand them out, and record that they left.")
def mail() -> None:
    """The mailings: letters that leave together by one way. Nothing leaves by itself."""


mail.add_command(post)
mail.add_command(left)
mail.add_command(replies.read)
