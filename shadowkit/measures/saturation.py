"""Whether new interviews still bring new things: new tags per interview, and what another order would have shown."""

from __future__ import annotations

from numbers import Real

import numpy as np
import pandas as pd

from shadowkit import stats
from shadowkit.errors import LogError, one_of
from shadowkit.log import Log
from shadowkit.measures import must_be_log

SATURATION_COLUMNS = ("place", "student", "meeting", "kind", "contact", "name", "starts_at", "tags", "new",
                      "cumulative", "mean", "low", "high", "new_in_run", "share", "met")
_MEETING = ["student", "meeting"]


def saturation(
    log: Log, *, base: int = 4, run: int = 2, threshold: float = 0.05, coder: str | None = None, orders: int = 1000,
    seed: int = 1,
) -> pd.DataFrame:
    """Count the new tags of each interview, and say whether, by a published rule, little new still comes.

    One row per meeting with a marked passage, in the order they were held. A meeting without any marked passage is left
    out: whether somebody looked for something in it cannot be told.

    The rule is that of Guest, Namey and Chen (2020), "A simple method to assess and report thematic saturation in
    qualitative research", PLoS ONE 15, e0232076: met at the first run where (tags new in the run) / (different tags in
    the base) is at most ``threshold``, not rounded. Runs overlap, and the first begins right after the base.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    base : int
        How many first interviews the tags are counted in.
    run : int
        How many interviews in a row must bring little new.
    threshold : float
        The largest share of new tags that is little, 0 to 1.
    coder : str, optional
        Whose marks to count; by default the student's own, and where there are none, those of who marked most meetings.
    orders : int
        How many random orders of the interviews the band is made from.
    seed : int
        Seed of the random orders: the same seed gives the same band.

    Returns
    -------
    DataFrame
        ``place`` (1, 2, …), ``student``, ``meeting``, ``kind``, ``contact``, ``name``, ``starts_at``; ``tags``: how
        many different ones; ``new``: how many of them for the first time; ``cumulative``: different tags so far;
        ``mean``, ``low``, ``high``: what the random orders give at this place (95 % of them lie between the bounds);
        ``new_in_run``: new tags in the run that ends here; ``share``: these of the tags in the base, 0 to 1; ``met``:
        whether that is little. The last three are missing before the first run is over. ``attrs["met"]`` is such as
        "8+2", met after 8 interviews and confirmed by the 2 after them, or None.

    Raises
    ------
    LogError
        If ``base``, ``run`` or ``orders`` is no whole number above 0, ``threshold`` no share, or ``coder`` unknown.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.saturation(sk.example("student"))
    >>> table["new"].tolist(), table.attrs["met"]
    ([6, 5, 2, 2, 1, 0, 1, 0, 0], '7+2')
    """
    must_be_log(log, "saturation")
    for name, number in (("base", base), ("run", run), ("orders", orders)):
        if not isinstance(number, Real) or isinstance(number, bool) or number % 1 != 0 or number < 1:
            raise LogError(f"`{name}` must be a whole number, 1 or more; it was {number!r}.")
    if not isinstance(threshold, Real) or isinstance(threshold, bool) or not 0 <= threshold <= 1:
        raise LogError(f"`threshold` must be a share from 0 to 1, such as 0.05 for 5 %; it was {threshold!r}.")
    base, run = int(base), int(run)
    marks, others = marks_of(log, coder)
    table = _meetings(log, marks)
    interview = pd.MultiIndex.from_frame(table[_MEETING]).get_indexer(pd.MultiIndex.from_frame(marks[_MEETING]))
    thing = pd.factorize(marks["tag"])[0]
    new = stats.new_things(interview, thing, len(table))
    mean, low, high = stats.in_random_orders(interview, thing, len(table), orders=int(orders), seed=seed)
    heard = np.concatenate([[0], np.cumsum(new)]).astype(float)
    in_run = np.full(len(table), np.nan)
    in_run[base + run - 1:] = (heard[run:] - heard[:-run])[base:] if len(table) >= base + run else []
    in_base = int(heard[base]) if len(table) >= base else 0
    share = in_run / in_base if in_base else in_run * np.nan
    after = stats.rule_met(new, base=base, run=run, threshold=threshold)
    different = marks.drop_duplicates([*_MEETING, "tag"]).groupby(_MEETING).size()
    table = table.assign(
        place=np.arange(1, len(table) + 1),
        tags=different.reindex(pd.MultiIndex.from_frame(table[_MEETING])).to_numpy(dtype=int),
        new=new, cumulative=np.cumsum(new), mean=mean, low=low, high=high, share=share,
        new_in_run=pd.array(in_run, dtype="Int64"), met=pd.array(share <= threshold, dtype="boolean"))
    table["met"] = table["met"].mask(table["share"].isna())
    table = table[list(SATURATION_COLUMNS)]
    table.attrs = {
        "measure": "saturation", "base": base, "run": run, "threshold": float(threshold), "in_base": in_base,
        "met": None if after is None else f"{after}+{run}", "orders": int(orders),
        "students": len(log.students),
        "coders": sorted(marks["coder"].unique()), "other_coders": others, "unmarked": _unmarked(log, marks)}
    return table


def marks_of(log: Log, coder: str | None = None) -> tuple[pd.DataFrame, list[str]]:
    """Return the marks of one coder in each student's log, and the other coders' names.

    A mark without a coder is the student's own. By default these are taken; where there are none, those of the coder
    who marked the most meetings, since a second coder often marks a part only, to compare.
    """
    marks = log.tags[log.tags["tag"].notna() & log.tags["meeting"].notna()]
    marks = marks.assign(coder=marks["coder"].fillna(marks["student"]))
    coders = sorted(marks["coder"].unique())
    if coder is not None:
        if coder not in coders:
            raise one_of("coder", coder, coders)
        return marks[marks["coder"] == coder], [name for name in coders if name != coder]
    size = marks.groupby(["student", "coder"], as_index=False).agg(
        meetings=("meeting", "nunique"), marks=("tag", "size"))
    size["own"] = size["coder"] == size["student"]
    own = size.sort_values(["own", "meetings", "marks"], ascending=False, kind="stable").drop_duplicates("student")
    marks = marks.merge(own[["student", "coder"]], on=["student", "coder"])
    return marks, sorted(set(coders) - set(marks["coder"]))


def _meetings(log: Log, marks: pd.DataFrame) -> pd.DataFrame:
    """Return the marked meetings in the order they were held, each with the person met."""
    known = log.meetings.drop_duplicates(_MEETING)[[*_MEETING, "kind", "contact", "starts_at"]]
    who = log.contacts.drop_duplicates(["student", "contact"])[["student", "contact", "name"]]
    table = marks[_MEETING].drop_duplicates().merge(known, on=_MEETING, how="left").merge(
        who, on=["student", "contact"], how="left")
    table["name"] = table["name"].fillna(table["contact"]).fillna(table["meeting"])
    return table.sort_values(["starts_at", *_MEETING], kind="stable", ignore_index=True)


def _unmarked(log: Log, marks: pd.DataFrame) -> int:
    """Count the meetings that have answers in words and no marked passage."""
    told = log.answers[log.answers["answer"].notna()][_MEETING].drop_duplicates()
    return len(told) - len(told.merge(marks[_MEETING].drop_duplicates(), on=_MEETING))
