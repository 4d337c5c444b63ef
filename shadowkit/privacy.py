"""What must be hidden before a table about many students is shown."""

from __future__ import annotations

from numbers import Real

import pandas as pd

from shadowkit import stats
from shadowkit.errors import LogError


def protect(table: pd.DataFrame, *, min_count: int = 10) -> pd.DataFrame:
    """Hide the groups of a table of rates, or of who has been heard, that are too small to be shown.

    One row per group, as in ``table``. A rate and its interval give their counts away, so a hidden group shows none of
    its numbers. This is primary suppression: a hidden group may still be worked out from a total shown beside it.

    Parameters
    ----------
    table : DataFrame
        A table of :func:`response_rates`, :func:`reply_curve`, :func:`compare_rates` (where both groups of a pair must
        be large enough), :func:`follow_ups`, :func:`funnel`, :func:`coverage` or :func:`tag_counts` (whose tags are
        students' own words: read them before you show them), protected or not.
    min_count : int
        A group is shown from this many people asked, heard or (of :func:`coverage`) on the lists, by at least this many
        students.

    Returns
    -------
    DataFrame
        The table with the numbers of small groups missing, and a column ``hidden`` (true or false).

    Raises
    ------
    LogError
        If the table has no column ``asked``, ``heard`` or ``known``, names single people, or ``min_count`` is below 1.

    Examples
    --------
    >>> import shadowkit as sk
    >>> rates = sk.response_rates(sk.example("cohort"), by="major")
    >>> int(sk.protect(rates)["hidden"].sum())
    2
    """
    if not {"asked", "known"} & set(table) and not {"people", "heard", "passages"} <= set(table):
        raise LogError(f"`protect` needs a table with a column `asked`; this one has {', '.join(map(str, table))}.")
    if named := [name for name in ("contact", "name") if name in table]:
        # Hiding counts does not hide the people whom the rows speak of.
        raise LogError(f"`protect` hides small groups, and this table has a row for single people, in its column "
                       f"`{named[0]}`; show it to nobody, and protect a table of rates instead.")
    if "passages" in table and (others := table.columns[table.columns.get_loc("passages") + 1:].difference(
            ["students", "hidden"])).size:
        raise LogError(f"`protect` hides small groups, and this table has a column for each person, such as "
                       f"`{others[0]}`; show it to nobody, and count by groups instead.")
    if not isinstance(min_count, Real) or not min_count >= 1:
        raise LogError(f"`min_count` must be 1 or more; it was {min_count!r}.")
    # What is hidden already is missing, and stays hidden.
    small = pd.Series(False, index=table.index)
    for name in table.columns.intersection(["asked", "heard", "known", "students", "other_asked", "other_students"]):
        small |= ~(table[name] >= min_count).fillna(False).astype(bool)
    if "came" in table:
        # Whoever came to a stage is asked to go on from it, so the next row would tell.
        small |= ~(table["came"] >= min_count).fillna(False).astype(bool)
    start = table.columns.get_loc("asked" if "asked" in table else "people")
    shown = table.drop(columns="hidden", errors="ignore")
    if small.any():
        # What is drawn towards the mean of all groups gives away the hidden ones.
        shown = shown.drop(columns=[name for name in shown if str(name).startswith("pooled_")])
    for name in shown.columns[start:].drop("other", errors="ignore"):
        whole = pd.api.types.is_integer_dtype(table[name].dtype)
        shown[name] = (table[name].astype("Int64") if whole else table[name]).mask(small)
    if "verdict" in shown:
        shown = _compared_anew(shown, small, min_count)
    if "asked_again" in shown:
        # Those who were asked again are all of the next attempt.
        shown["asked_again"] = shown["asked_again"].mask(small.shift(-1, fill_value=False))
    shown["hidden"] = small
    shown.attrs = table.attrs | {"min_count": max(min_count, table.attrs.get("min_count", 1))}
    if len(shown.columns.intersection(["pooled_rate"])) < len(table.columns.intersection(["pooled_rate"])):
        shown.attrs["pooled_left_out"] = True
    return shown


def _compared_anew(shown: pd.DataFrame, small: pd.Series, min_count: int) -> pd.DataFrame:
    """Correct the pairs that are shown for each other alone, and hide what rests on few people within strata."""
    shown = shown.assign(p_holm=stats.holm(shown["p_value"].to_numpy(dtype=float)))
    names = ("difference", "difference_low", "difference_high", "p_holm")
    shown["verdict"] = pd.Series([stats.verdict(*row) for row in zip(*(shown[name] for name in names), strict=True)],
                                 shown.index, dtype="str").mask(small)
    if "adjusted_asked" in shown:
        few = ~(shown[[name for name in ("adjusted_asked", "other_adjusted_asked", "adjusted_students")
                       if name in shown]] >= min_count).fillna(False).all(axis=1)
        start = list(shown.columns).index("strata")
        for name in shown.columns[start:list(shown.columns).index("reversed") + 1]:
            shown[name] = (shown[name].astype("boolean") if name == "reversed" else shown[name]).mask(few)
    return shown
