"""Words of a text, in any script."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


def words(text: str) -> list[str]:
    """Return the words of a text, lower case, in any script."""
    return _WORD.findall(text.lower())


def word_count(text: object) -> int:
    """Return how many words a text has; none where it is missing."""
    return len(_WORD.findall(text)) if isinstance(text, str) else 0
