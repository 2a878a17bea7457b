"""Mappings and lists of a file, which know where each key and item stands."""

from unbroker.base.errors import Place

Step = str | int
"""A key or a number: what leads on from a value to one inside it."""


class Located(dict[str, object]):
    """A mapping of a file: where it begins, and where each key stands."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: dict[str, Place] = {}


class Items(list[object]):
    """A list of a file, and where each item stands."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []
