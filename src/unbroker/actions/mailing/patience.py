"""Patience: the pause between two letters, until somebody wants to stop; who may say so is the edges' to know."""

import threading


class Patience:
    """Waits between letters until somebody wants to stop."""

    def __init__(self, pace: float) -> None:
        """Take the seconds between two letters."""
        self._pace, self._over, self._begun = pace, threading.Event(), False

    def between_letters(self) -> bool:
        """Wait, but not before the first; answers whether to go on."""
        if self._begun and self._pace:
            self._over.wait(self._pace)
        self._begun = True
        return not self._over.is_set()

    def end(self) -> None:
        """Stop after the letter in flight."""
        self._over.set()
