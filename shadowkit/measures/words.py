"""What was said, word by word: the one table behind distinctive words, concordances and answers that are alike."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from shadowkit import cells, text
from shadowkit.errors import must_be_list
from shadowkit.log import Log
from shadowkit.measures.chosen import of_contacts
from shadowkit.measures.counting import NOT_STATED
from shadowkit.measures.perspectives import answers_heard

#: Where a person belongs to several groups this stands between them, as it does in a list of a note's front matter.
BETWEEN_GROUPS = ";"
#: Columns of contacts that name people, or say something of one of them alone.
_NO_GROUPS = frozenset({"student", "contact", "name", "referred_by", "email", "added_on", "note"})


def answers_said(log: Log) -> pd.DataFrame:
    """Return one row per answer that has words, as :func:`answers_heard` does."""
    def said() -> pd.DataFrame:
        heard = answers_heard(log)
        return heard[heard["answer"].notna()].reset_index(drop=True)

    return log.once("answers said", said)


def words_said(log: Log) -> text.Found:
    """Return every word of every answer in its place; the texts are the rows of :func:`answers_said`."""
    return log.once("words said", lambda: text.find_words(answers_said(log)["answer"].tolist()))


def words_of_people(log: Log, stop_words: Iterable[str] | None) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Return ``mentions`` of each ``word`` by each ``person``, both as numbers; the people and the words by number."""
    def counted() -> tuple[pd.DataFrame, list[str]]:
        said = words_said(log)
        person, people = pd.factorize(answers_said(log)["person"])
        size = max(len(said.words), 1)
        key, mentions = text.tally(person[said.text] * size + said.word)
        return pd.DataFrame({"person": key // size, "word": key % size, "mentions": mentions}), people.tolist()

    stop_words = checked_stop_words(stop_words)
    table, people = log.once("words of people", counted)
    words = words_said(log).words
    counts = text.worth_counting(words, stop_words)
    return table[counts[table["word"].to_numpy()]], people, words


def checked_stop_words(stop_words: Iterable[str] | None) -> frozenset[str] | None:
    """Return the words that are not to be counted as they are compared."""
    must_be_list("stop_words", stop_words)
    return None if stop_words is None else frozenset(map(text.normal, stop_words))


def groups_of_people(log: Log, by: str) -> pd.DataFrame:
    """Return ``person`` and ``group``, one row for each group a person belongs to, in the order they were met."""
    met = answers_said(log)[["student", "contact", "person"]].drop_duplicates("person")
    if by == "person":
        return pd.DataFrame({"person": met["person"], "group": met["person"]})
    of = met.assign(group=cells.as_text(of_contacts(log, met, by)).str.split(BETWEEN_GROUPS).to_numpy()).explode(
        "group", ignore_index=True)
    group = of["group"].astype("str").str.strip()
    return pd.DataFrame({"person": of["person"], "group": group.mask(group == "").fillna(NOT_STATED)}).drop_duplicates()


def word_groupings(log: Log) -> list[str]:
    """Return the columns of contacts that make groups worth comparing: two to two hundred of two people each."""
    def found() -> list[str]:
        names = [name for name in log.contacts.columns if name not in _NO_GROUPS and "_precision" not in str(name)
                 and isinstance(log.contacts[name].dtype, pd.StringDtype)]
        sizes = {name: groups_of_people(log, name)["group"].value_counts().drop(NOT_STATED, errors="ignore")
                 for name in names}
        return [name for name, size in sizes.items() if 2 <= len(size) <= 200 and np.mean(size) >= 2]

    return list(log.once("word groupings", found))
