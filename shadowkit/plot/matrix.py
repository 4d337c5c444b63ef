"""Pictures of who said what."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shadowkit import guide, text
from shadowkit.measures.perspectives import only_answer
from shadowkit.plot.canvas import grid_map, must_be, wrapped


def perspectives(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw who answered what: the matrix as a map, darker for longer answers.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.perspectives` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        Questions or topics down, people across; in each cell the number of words of the answer.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.perspectives(sk.perspectives(sk.example("student"), rows="topic"))
    >>> len(figure.axes)
    1
    """
    must_be(table, "perspectives")
    people = list(table.columns[4:])
    # The student's own lines are not what the person said.
    counts = np.array([[text.word_count(only_answer(table, topic, person, cell))
                        for person, cell in zip(people, row, strict=True)]
                       for topic, *row in table[["topic", *people]].itertuples(index=False)], dtype=float)
    counts = counts.reshape(len(table), len(people))
    names = [guide.TOPICS[topic] for topic in table["topic"]] if table.attrs["rows"] == "topic" else table["question"]
    title = f"How many words each person said ({len(people)} {'person' if len(people) == 1 else 'people'})"
    return grid_map(table, counts, wrapped(names, 40), people, title, ax)
