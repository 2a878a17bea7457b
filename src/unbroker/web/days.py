"""Days as a form sends them."""

from datetime import date

from unbroker.base.errors import UserError


class NotADay(UserError):  # noqa: N818 - the sentence is the name
    """What was sent is no day."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"“{typed[:40]}” is not a day (write it as 2026-11-22)")


def read_day(typed: str, today: date) -> date:
    """The day of a field; today where it is empty.

    Raises:
        NotADay: it is none.
    """
    if not typed:
        return today
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise NotADay(typed) from error
