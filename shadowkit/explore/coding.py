"""Controls on what passages are marked: the words themselves side by side, and how many people said them."""

from __future__ import annotations

import html

import ipywidgets as widgets
import pandas as pd

from shadowkit import plot
from shadowkit.captions import caption, listed
from shadowkit.explore.explorer import Explorer, choice, drawn, for_one, plain
from shadowkit.log import Log
from shadowkit.measures import coding, counting, must_be_log
from shadowkit.privacy import protect

#: The choice that stands for no choice. A dropdown whose value is None looks empty in the browser.
ALL = "*"
#: More quotes than these are not shown at once.
SHOWN = 60
_CARD = ("border:1px solid #ccc;border-left:4px solid #0072B2;border-radius:4px;padding:8px 12px;margin:0;"
         "background:#fafafa;color:#222;box-sizing:border-box;overflow-wrap:anywhere")


def quotes(log: Log, *, identifying: bool = False) -> Explorer:
    """Read the marked passages: choose a tag, and see all its quotes side by side with who said them.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    identifying : bool
        Whether to show what single people said to students, where the log is of several; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``tag``, ``coder`` and ``view``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.quotes(sk.example("student"))
    >>> explorer.controls["tag"].value = "no ladder"
    >>> "and nothing in between" in explorer.picture.value
    True
    """
    for_one(log, "quotes", identifying)

    def show(tag: str, coder: str, view: str) -> tuple[str, str]:
        table = log.once("quotes", lambda: coding.quotes(log))
        if tag != ALL:
            table = table[table["tag"] == tag]
        if coder != ALL:
            table = table[table["coder"] == coder]
        return drawn(plot.quotes, table) if view == "picture" else (quotes_html(table), caption(table))

    marked, _ = coding.marked_passages(log)
    people = marked.groupby("tag")["person"].nunique()
    tags = [(f"{tag} ({people.get(tag, 0)})", tag) for tag in coding.tags_in_order(log) if tag in people.index]
    controls: dict[str, widgets.Widget] = {
        "tag": choice("Tag (people)", [*tags, ("all tags", ALL)]), "coder": coder_choice(log),
        "view": choice("Show", [("what they said", "words"), ("who said how much", "picture")])}
    return Explorer("quotes", log, controls, show, height=560)


def tag_counts(log: Log, *, min_count: int | None = None) -> Explorer:
    """Explore how many people said what each tag stands for: choose the groups, and whose tags count.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    min_count : int, optional
        Groups with fewer people or students are hidden; by default 10 where the log is of several students. Tags are
        students' own words, so read them before you show them.

    Returns
    -------
    Explorer
        With the controls ``by`` and ``coder``; people are named only where the log is of one student.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.tag_counts(sk.example("student"))
    >>> explorer.controls["by"].value = "field"
    >>> "By field there are 4 groups." in explorer.caption.value
    True
    """
    must_be_log(log, "explore.tag_counts")
    person = [("person by person", "person")] if len(log.students) <= 1 else []
    columns = [(f"by {plain(name)}", name) for name in counting.kinds_of_people(log)]

    min_count = least_shown(log) if min_count is None else min_count

    def made(by: str, coder: str) -> tuple[str, str]:
        table = coding.tag_counts(log, by=None if by == ALL else by, coder=None if coder == ALL else coder)
        return drawn(plot.tag_counts, protect(table, min_count=min_count) if min_count and by != "person" else table)

    def show(by: str, coder: str) -> tuple[str, str]:
        return log.once(("tag counts drawn", min_count, by, coder), lambda: made(by, coder))

    return Explorer("tag_counts", log, {"by": choice("People", [("all together", ALL), *person, *columns]),
                                        "coder": coder_choice(log)}, show, height=_height(log))


def co_occurrence(log: Log, *, min_count: int | None = None) -> Explorer:
    """Explore which tags go together: the same people, the same answers, or the same words.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    min_count : int, optional
        Pairs that fewer people speak of are left out; by default 10 where the log is of several students.

    Returns
    -------
    Explorer
        With the controls ``coder`` and ``view``.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.co_occurrence(sk.example("student"))
    >>> explorer.controls["view"].value = "overlaps"
    >>> explorer.caption.value.count("make 136 pairs")
    1
    """
    must_be_log(log, "explore.co_occurrence")

    min_count = least_shown(log) if min_count is None else min_count

    def made(coder: str, view: str) -> tuple[str, str]:
        table = coding.co_occurrence(log, coder=None if coder == ALL else coder)
        small = table["either"] < min_count
        if small.any():
            table = table[~small].reset_index(drop=True)
            table.attrs |= {"hidden": int(small.sum()), "min_count": min_count}
        return drawn(lambda table: plot.co_occurrence(table, show=view), table)

    def show(coder: str, view: str) -> tuple[str, str]:
        return log.once(("pairs drawn", min_count, coder, view), lambda: made(coder, view))

    return Explorer("co_occurrence", log, {
        "coder": coder_choice(log), "view": choice("Show", [
            ("people who said both", "people"), ("answers with both", "answers"),
            ("passages that overlap", "overlaps")])}, show, height=_height(log))


def quotes_html(table: pd.DataFrame) -> str:
    """Return the quotes of :func:`shadowkit.quotes` as cards side by side, each with who said it and where."""
    known = table[table["person"].notna()]
    place = ["tag", "person", "meeting", "position", "start", "end", "question", "quote"]
    passages = known.groupby(place, sort=False, dropna=False)["coder"].agg(lambda of: list(dict.fromkeys(of)))
    several = known["coder"].nunique() > 1
    tagged = known["tag"].nunique() > 1
    cards = [card(row._asdict(), ([row.tag] if tagged else []) + (
        [f"marked by {listed(row.coder)}"] if several else []))
        for row in passages.reset_index().head(SHOWN).itertuples(index=False)]
    if not cards:
        return "<p>No passage is marked yet.</p>"
    more = f"<p>{len(passages) - SHOWN:,} more are in the table.</p>" if len(passages) > SHOWN else ""
    return side_by_side(cards, "Marked passages side by side") + more


def card(row: dict[str, object], notes: list[str] = ()) -> str:
    """Return one quote with who said it, the question, and where it stands."""
    words = "its words are not where the mark is" if pd.isna(row["quote"]) else f"“{row['quote']}”"
    where = f"{row['meeting']}, answer {row['position']}"
    asked = "" if pd.isna(row["question"]) else str(row["question"])
    small = "; ".join([*notes, where])
    return (f'<figure style="{_CARD}"><blockquote style="margin:0 0 6px;line-height:1.4">'
            f'{html.escape(words)}</blockquote><figcaption style="font-size:12px;line-height:1.35">'
            f'<b>{html.escape(str(row["person"]))}</b><br><span style="color:#555">{html.escape(asked)} '
            f"({html.escape(small)})</span></figcaption></figure>")


def side_by_side(cards: list[str], label: str) -> str:
    """Return cards in as many columns as there is room for."""
    return (f'<div role="region" aria-label="{html.escape(label)}" style="display:grid;gap:10px;align-items:start;'
            f'grid-template-columns:repeat(auto-fill,minmax(250px,1fr));margin:4px 0 10px">{"".join(cards)}</div>')


def least_shown(log: Log) -> int:
    """Return how many people must stand behind what is shown: ten, where the log is of several students."""
    return 10 if len(log.students) > 1 else 0


def _height(log: Log) -> int:
    """Return the room for a picture with a row for each tag, and its caption."""
    return min(max(420, 250 + 35 * len(coding.tags_in_order(log))), 960)


def coder_choice(log: Log) -> widgets.Dropdown:
    """Return the choice whose tags are shown."""
    return choice("Marked by", [("everybody", ALL), *((coder, coder) for coder in coding.coders(log))])
