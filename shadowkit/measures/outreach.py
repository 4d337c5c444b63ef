"""How outreach is answered: rates and curves that count people, not messages, and tell "not yet" from "no"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from shadowkit import stats
from shadowkit.errors import LogError
from shadowkit.log import Log
from shadowkit.measures.counting import NOT_STATED, RATE_COLUMNS, count_days, counted, day_of, last_day, spread
from shadowkit.privacy import protect


def response_rates(
    log: Log, *, by: str | Sequence[str] | None = "channel", within_days: int = 14,
    as_of: str | pd.Timestamp | None = None, unit: str = "person", benchmark: Log | pd.DataFrame | None = None,
    pool: bool = False,
) -> pd.DataFrame:
    """Share of the people asked who replied within some days, with its interval.

    One row per group. Any reply counts: yes, no, or "ask her instead". Time runs from the first ask to a person until
    the first reply from that person; people who have not had the full time yet are neither counted as replies nor as
    refusals (Kaplan-Meier).

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    by : str, list of str, or None
        Column of outreach, contacts or students that makes the groups; None for everybody together. A person belongs
        to the group of the first message.
    within_days : int
        How many days people have for a reply.
    as_of : date, optional
        The day the log is looked at; by default its latest date.
    unit : {"person", "message"}
        What is counted.
    benchmark : Log or DataFrame, optional
        What to compare with, group by group: the log of a cohort, or a table of its rates with the same groups. Of a
        log of several students, groups under ten people or students are left out.
    pool : bool
        Whether to add, beside each group's own rate, the rate drawn towards the mean of all, small groups more than
        large ones; for many small groups of a cohort.

    Returns
    -------
    DataFrame
        The group; ``asked``, ``replied`` (within the days), ``waiting`` (no reply yet, and asked fewer days ago than
        that): counts; ``by_day``: the day the rate is for, earlier than ``within_days`` where nobody has been
        silent that long; ``rate``, ``low``, ``high``: 0 to 1, 95 %, missing where nobody was asked. With several
        students also ``students``: how many of them asked somebody in the group. With ``pool`` also ``pooled_rate``,
        ``pooled_low``, ``pooled_high``, missing with fewer than four groups, and where the rate is for an earlier day
        or no group is stated; with ``benchmark`` also ``benchmark_asked``, ``benchmark_replied``,
        ``benchmark_waiting``, ``benchmark_by_day``, ``benchmark_rate``, ``benchmark_low``, ``benchmark_high``, missing
        where it has none.

    Raises
    ------
    LogError
        If a column or an allowed word does not exist, or a benchmark has other groups or days.

    Notes
    -----
    See :func:`shadowkit.stats.reply_shares` for the estimate, its interval and their sources, and
    :func:`shadowkit.stats.pooled` for the pooled rate. A reply of which only is known that it came, as in a list that
    says yes and no, counts from day 14 on, or from the log's last day: left out, those who replied would be missing
    and those who did not would stay.

    Examples
    --------
    >>> import shadowkit as sk
    >>> rates = sk.response_rates(sk.example("student"), by=None)
    >>> rates.columns.tolist()
    ['group', 'asked', 'replied', 'waiting', 'by_day', 'rate', 'low', 'high']
    """
    counts = counted(log, by, within_days, as_of, unit)
    shares = stats.reply_shares(counts.replied, counts.censored, last_only=True)
    shares = {name: values[:, 0] for name, values in shares.items()}
    table = counts.groups.assign(
        asked=counts.asked, replied=counts.replied.sum(axis=1), waiting=counts.censored[:, :-1].sum(axis=1),
        by_day=shares["day"], **{name: shares[name] for name in ("rate", "low", "high")})
    if len(log.students) > 1:
        table["students"] = counts.students
    if pool:
        # Only rates for the same days are drawn together, and whoever has no group stated is no group.
        whole = (shares["day"] == counts.about["within_days"]) & ~(counts.groups == NOT_STATED).any(axis=1).to_numpy()
        pooled = stats.pooled(shares["rate"], np.where(whole, shares["size"], 0))
        table = table.assign(**{f"pooled_{name}": pooled[name] for name in ("rate", "low", "high")})
    if benchmark is not None:
        if isinstance(benchmark, Log):
            theirs = response_rates(benchmark, by=by, within_days=within_days, unit=unit)
            benchmark = protect(theirs) if len(benchmark.students) > 1 else theirs
        table = _beside(table, benchmark, list(counts.groups), counts.about["within_days"], unit)
    table.attrs = counts.about | {"measure": "response_rates"}
    return table


def _beside(table: pd.DataFrame, benchmark: pd.DataFrame, groups: list[str], within_days: int, unit: str,
            ) -> pd.DataFrame:
    """Put the rates of a benchmark beside those of the same groups."""
    if not isinstance(benchmark, pd.DataFrame):
        raise LogError(f"`benchmark` must be a log, or a table of sk.response_rates; it was a "
                       f"{type(benchmark).__name__}.")
    lacking = [name for name in (*groups, "asked", "rate", "low", "high") if name not in benchmark]
    if lacking:
        raise LogError(f"`benchmark` needs the column `{lacking[0]}`, as in sk.response_rates(log, by={groups!r}); it "
                       f"has {', '.join(map(str, benchmark)) or 'none'}.")
    days = benchmark.attrs.get("within_days", within_days)
    if days != within_days:
        raise LogError(f"`benchmark` is for {days} days, and these rates are for {within_days}; take the same days for "
                       "both.")
    if benchmark.attrs.get("unit", unit) != unit:
        raise LogError(f"`benchmark` counts every {benchmark.attrs['unit']}, and these rates every {unit}; take the "
                       "same unit for both.")
    theirs = benchmark.reindex(columns=[*groups, *RATE_COLUMNS]).astype(dict.fromkeys(groups, "str"))
    if theirs.duplicated(groups).any():
        raise LogError("`benchmark` has several rows for one group; give it one row for each.")
    theirs = table[groups].astype("str").merge(theirs, on=groups, how="left")
    return table.assign(**{
        f"benchmark_{name}": pd.to_numeric(theirs[name]).astype("float64" if name in ("rate", "low", "high") else
                                                                "Int64").array for name in RATE_COLUMNS})


def reply_curve(
    log: Log, *, by: str | Sequence[str] | None = None, within_days: int = 28,
    as_of: str | pd.Timestamp | None = None, unit: str = "person",
) -> pd.DataFrame:
    """Share of the people asked who had replied by each day, with its interval.

    One row per group and day. The row of a day equals what :func:`response_rates` gives for that many days, so a bar
    and a curve never disagree.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    by : str, list of str, or None
        Column of outreach, contacts or students that makes the groups; None for everybody together.
    within_days : int
        The last day of the curve; it ends earlier where nobody has been silent that long.
    as_of : date, optional
        The day the log is looked at; by default its latest date.
    unit : {"person", "message"}
        What is counted.

    Returns
    -------
    DataFrame
        The group; ``asked``, ``replied`` (by that day), ``waiting`` (no reply yet, and asked fewer days ago):
        counts; ``by_day``: the day, from 0; ``rate``, ``low``, ``high``: 0 to 1, 95 %; ``at_risk``: people not heard
        from before that day and asked at least as long ago. With several students also ``students``.

    Raises
    ------
    LogError
        If a column or an allowed word does not exist.

    Notes
    -----
    See :func:`shadowkit.stats.reply_shares` for the estimate, its interval and their sources.

    Examples
    --------
    >>> import shadowkit as sk
    >>> curve = sk.reply_curve(sk.example("student"), within_days=14)
    >>> bar = sk.response_rates(sk.example("student"), by=None)
    >>> bool(curve["rate"].iloc[-1] == bar["rate"].iloc[0])
    True
    """
    counts = counted(log, by, within_days, as_of, unit)
    shares = stats.reply_shares(counts.replied, counts.censored)
    group, day = np.nonzero(np.arange(counts.replied.shape[1]) <= last_day(shares)[:, None])
    waiting = np.cumsum(counts.censored, axis=1) - counts.censored
    table = counts.groups.iloc[group].reset_index(drop=True).assign(
        asked=counts.asked[group], replied=np.cumsum(counts.replied, axis=1)[group, day], waiting=waiting[group, day],
        by_day=day, **{name: shares[name][group, day] for name in ("rate", "low", "high")},
        at_risk=shares["at_risk"][group, day].astype(int))
    if len(log.students) > 1:
        table["students"] = counts.students[group]
    table.attrs = counts.about | {"measure": "reply_curve"}
    return table


def later_replies(log: Log, silent_days: Sequence[int], *, within_days: int = 28, as_of: object = None) -> pd.DataFrame:
    """Return how often people silent for some days wrote later, one row per number of days, seen by one of them.

    Columns of rates as in :func:`response_rates`, days counted from then on. The one who looks is left out, being
    silent that long too. The rate is missing where nobody has been looked at for longer than that.
    """
    end = day_of(as_of, log)
    days = log.once(("counts", (), end, "person"), lambda: count_days(log, [], end, "person"))
    silent = np.asarray(silent_days, dtype="int64")[:, None]
    group, row = np.nonzero(np.where(days["replied"], days["day"] > silent, days["day"] >= silent))
    later = {"day": days["day"][row] - silent[group, 0], "replied": days["replied"][row]}
    later["count"] = days["count"][row] - ((later["day"] == 0) & ~later["replied"])
    replied, censored = spread(group, later, len(silent), within_days)
    shares = stats.reply_shares(replied, censored)
    each, last = np.arange(len(silent)), last_day(shares)
    known = np.where(censored[:, 0] < (replied + censored).sum(axis=1), 1.0, np.nan)
    return pd.DataFrame({
        "asked": (replied + censored).sum(axis=1), "replied": replied.sum(axis=1),
        "waiting": censored[:, :-1].sum(axis=1), "by_day": last,
        **{name: shares[name][each, last] * known for name in ("rate", "low", "high")}})
