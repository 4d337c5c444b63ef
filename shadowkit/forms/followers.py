"""The forms of one log follow each other: what one of them writes, the others show at once."""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import Protocol


class Follower(Protocol):
    """A form that can take in what was changed elsewhere."""

    def refresh(self) -> None:
        """Take in what was changed elsewhere; what is typed stays."""


#: The form of each kind that was made last, by log; those made before it and still shown follow when they are used.
_LATEST: weakref.WeakValueDictionary[tuple[Path, str], Follower] = weakref.WeakValueDictionary()


def follow(path: Path, name: str, form: Follower) -> None:
    """Let a form of this name follow what the other forms of a log write."""
    _LATEST[path, name] = form


def tell_others(path: Path, form: Follower) -> None:
    """Have all forms of a log but this one take in what it has written."""
    for (its, _), other in list(_LATEST.items()):
        if its == path and other is not form:
            other.refresh()
