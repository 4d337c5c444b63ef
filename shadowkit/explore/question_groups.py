"""Controls on which wordings count as the same question."""

from __future__ import annotations

from shadowkit import guide, plot
from shadowkit.captions import caption
from shadowkit.captions.question_groups import groups_html
from shadowkit.explore.explorer import Explorer, choice, drawn, for_one
from shadowkit.log import Log
from shadowkit.measures.question_groups import question_groups as grouped

_ALL = "all"


def question_groups(log: Log, *, identifying: bool = False) -> Explorer:
    """Explore which wordings count as the same question: choose a topic, and the list or the picture.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    identifying : bool
        Whether to show single wordings where the log is of several students; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``topic`` and ``view``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.question_groups(sk.example("student"))
    >>> explorer.controls["topic"].value = "outlook"
    >>> explorer.caption.value.count("6 wordings count as 2 questions")
    1
    """
    for_one(log, "question_groups", identifying)
    table = grouped(log)

    def show(topic: str, view: str) -> tuple[str, str]:
        part = table if topic == _ALL else table[table["topic"] == topic]
        return drawn(plot.question_groups, part) if view == "picture" else (groups_html(part), caption(part))

    topics = [topic for topic in guide.TOPICS if (table["topic"] == topic).any()]
    controls = {"topic": choice("Topic", [("all topics", _ALL), *((guide.TOPICS[topic], topic) for topic in topics)]),
                "view": choice("Show", [("the wordings", "wordings"), ("how many", "picture")])}
    return Explorer("question_groups", log, controls, show, height=560)
