"""Refusal: the account or a server of it is not to be had."""

from unbroker.base.errors import UserError


class CannotConnect(UserError):  # noqa: N818 - the sentence is the name
    """The account or the server does not let anything be done; no letter and no mail was touched."""
