"""What a passage said when it was marked, where its answer was changed since: places alone would show other words."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from shadowkit.journal import Journal

_WORDS = ["meeting", "position", "answer"]
#: What may have given an answer other words.
_CHANGING = ("amend", "remove", "restore", "undo", "redo", "outside", "kept")


class ChangedAnswers:
    """Looks into the history of a log; each past state that is needed is made once."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._past: dict[int, dict[tuple[str, str], str]] = {}
        self._answers = pd.DataFrame()

    def look(self, answers: pd.DataFrame) -> None:
        """Read the history as it is now, with the answers as they are on disk."""
        history = self._journal.history()
        changing = history[(history["table"] == "answers") & history["did"].isin(_CHANGING)]
        self._changes = list(changing[["change", "at", "key"]].itertuples(index=False, name=None))
        if not answers.equals(self._answers):
            # What another program saved comes into the history with the next change that is written.
            self._answers = answers
            if not answers[_WORDS].equals(self._journal.past(len(history)).answers[_WORDS]):
                self._changes.append((len(history) + 1, f"{datetime.now():%Y-%m-%dT%H:%M:%S}", ""))
        marked = history[(history["table"] == "tags") & (history["did"] == "add")] if self._changes else history[:0]
        self._marked = dict(zip(marked["key"], marked["change"], strict=True))

    def words_then(self, key: list[str], tagged_at: str, answer: str) -> str | None:
        """Return the words of a passage when it was marked, where its answer has others in its place now.

        ``key`` is its key in the table of tags, ``tagged_at`` when it was marked, ``answer`` the answer's text now.
        Of a passage that came from elsewhere, only changes on a later day or in a later minute count.
        """
        (meeting, position, start, end), number = key[:4], self._marked.get(", ".join(filter(None, key)))
        since = next((change for change, at, about in self._changes if about in ("", f"{meeting}, {position}") and (
            change > number if number else tagged_at and at[:len(tagged_at)].replace("T", " ") > tagged_at)), None)
        if since is None or not (start.isdigit() and end.isdigit()):
            return None
        then = self._texts(since - 1).get((meeting, position), "")[int(start):int(end)]
        return then if then and then != answer[int(start):int(end)] else None

    def _texts(self, change: int) -> dict[tuple[str, str], str]:
        if change not in self._past:
            answers = self._journal.past(change).answers
            answers = answers[answers["answer"].notna() & answers["position"].notna()]
            self._past[change] = {(meeting, str(position)): text for meeting, position, text in zip(
                answers["meeting"], answers["position"].astype(pd.Int64Dtype()), answers["answer"], strict=True)}
        return self._past[change]
