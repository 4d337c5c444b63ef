"""What must be hidden before a table about many students is shown."""

from __future__ import annotations

import pandas as pd

from shadowkit.errors import LogError


def protect(table: pd.DataFrame, *, min_count: int = 10) -> pd.DataFrame:
    """Hide the groups of a table of rates that are too small to be shown.

    One row per group, as in ``table``. A rate and its interval give their counts away, so a hidden group shows none of
    its numbers. This is primary suppression: a hidden group may still be worked out from a total shown beside it.

    Parameters
    ----------
    table : DataFrame
        A table of :func:`response_rates` or :func:`reply_curve`.
    min_count : int
        A group is shown from this many people asked, by at least this many students.

    Returns
    -------
    DataFrame
        The table with the numbers of small groups missing, and a column ``hidden`` (true or false).

    Raises
    ------
    LogError
        If the table has no column ``asked``, or ``min_count`` is below 1.

    Examples
    --------
    >>> import shadowkit as sk
    >>> rates = sk.response_rates(sk.example("cohort"), by="major")
    >>> int(sk.protect(rates)["hidden"].sum())
    2
    """
    if "asked" not in table:
        raise LogError(f"`protect` needs a table with a column `asked`; this one has {', '.join(map(str, table))}.")
    if min_count < 1:
        raise LogError(f"`min_count` must be 1 or more; it was {min_count}.")
    small = table["asked"] < min_count
    if "students" in table:
        small |= table["students"] < min_count
    start = list(table.columns).index("asked")
    shown = table.copy()
    for name in table.columns[start:]:
        whole = pd.api.types.is_integer_dtype(table[name].dtype)
        shown[name] = (table[name].astype("Int64") if whole else table[name]).mask(small)
    shown["hidden"] = small
    shown.attrs = table.attrs | {"min_count": min_count}
    return shown
