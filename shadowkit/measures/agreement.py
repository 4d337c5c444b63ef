"""Whether coders see the same in the answers, and where they do not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from shadowkit import stats
from shadowkit.errors import one_of
from shadowkit.log import Log
from shadowkit.measures.coders import Coding, Meetings, coding
from shadowkit.stats.agreement_bounds import RESAMPLES, SEED

ALL_TAGS = "all tags together"
ON = ("answers", "characters")
COEFFICIENTS = {"alpha": "Krippendorff's alpha", "kappa": "Cohen's kappa", "ac1": "Gwet's AC1"}
#: From which value on, by Krippendorff's custom, one may conclude, or conclude with care.
RELIABLE, TENTATIVE = 0.8, 2 / 3
#: With fewer marked answers than these nothing is concluded; and drawn again, their characters hardly vary.
FEW = 5
_BOUNDS = ("", "_low", "_high")


def agreement(
    log: Log, *others: Log, on: str = "answers", coders: Sequence[str] | None = None,
    meetings: Meetings | None = None, coefficient: str = "alpha", resamples: int = RESAMPLES, seed: int = SEED,
) -> pd.DataFrame:
    """How far those who marked the same answers agree: percent, Cohen's kappa, Krippendorff's alpha and Gwet's AC1.

    One row per tag, those on which coders agree least first, and in the end one for all tags together, in which every
    answer counts once with every tag.

    Parameters
    ----------
    log : Log
        The log whose answers were coded. A coder without a name is its student.
    *others : Log
        Copies of it in which others coded on their own, so that nobody saw another's marks. A coder without a name is
        then called what the copy is called.
    on : {"answers", "characters"}
        Whether a coder gave the tag anywhere in an answer; or to each of its characters.
    coders : list of str, optional
        Who is compared; by default all who marked anything.
    meetings : list of str, or dict of coder to list of str, optional
        The meetings that everybody has read, or each coder. By default a coder has read all answers of a meeting in
        which that coder marked anything; what a coder has not read is missing, and not a no.
    coefficient : {"alpha", "kappa", "ac1"}
        Which of them the verdict, the picture and the caption speak of.
    resamples, seed : int
        How often the answers are drawn again for the intervals, and the seed, for the same intervals each time.

    Returns
    -------
    DataFrame
        ``tag``; ``coders``: how many; ``answers`` that two or more of them have read; ``units``: those answers, or
        their characters, or all of these with every tag; ``marked``: answers in which at least one gave the tag;
        ``given``: units to which at least one gave it; ``agreed``: units on which all who read them say the same;
        ``by_chance``: the share of pairs that would say the same if each marked as many at random; ``agreement``,
        ``kappa`` (two coders only), ``alpha`` and ``ac1``, each with ``_low`` and ``_high`` (95 %); ``verdict``:
        "reliable", "tentative", "too low", "too few to tell", or "undefined: no variation" where everybody gave the
        tag everywhere. A tag given only where one coder has read has no row.

    Raises
    ------
    LogError
        If a word, a coder or a meeting does not exist; if copies differ in an answer that was coded, or hold different
        marks of one coder.

    Notes
    -----
    Agreement is the share of pairs of coders that say the same, from 0 to 1. Formulas in :mod:`shadowkit.stats`. The
    intervals come from drawing answers again, with all their characters and tags, as these do not vary for themselves;
    in simulations of two coders (benchmarks/agreement_coverage.md) they held the truth in 87 % of the cases or more
    with 26 answers and in 93 % with 60, and in as few as 63 % with ten answers and a tag that one in ten has.
    Where fewer than five answers are marked there is no verdict, and on characters no interval of kappa and alpha.
    The verdict asks of the whole interval what Krippendorff (2004, Content Analysis, chapter 11) asks of the value:
    .800 to conclude, .667 to conclude with care.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.agreement(sk.example("student"))
    >>> table["tag"].iloc[-1], int(table["coders"].iloc[-1])
    ('all tags together', 2)
    """
    if on not in ON:
        raise one_of("on", on, ON)
    if coefficient not in COEFFICIENTS:
        raise one_of("coefficient", coefficient, COEFFICIENTS)
    given = coding(log, others, coders, meetings, "agreement")
    together = given.read.sum(axis=0) >= 2
    names = sorted(given.tags["tag"][together[given.tags["place"]]].unique())
    count = _on_answers if on == "answers" else _on_characters
    parts = {name: count(given, given.tags[given.tags["tag"] == name], np.flatnonzero(together)) for name in names}
    how = {"characters": on == "characters", "resamples": resamples, "seed": seed}
    rows = [{"tag": name, **_row(*part, together=on == "characters", **how)} for name, part in parts.items()]
    if len(parts) > 1:
        every = [np.concatenate(pieces, axis=-1) for pieces in zip(*parts.values(), strict=True)]
        rows.append({"tag": ALL_TAGS, **_row(*every, together=True, **how)})
    table = pd.DataFrame(rows, columns=["tag", *_row_columns()])
    table["verdict"] = pd.Series([_verdict(row, coefficient) for row in table.to_dict("records")], dtype="str")
    last = table["tag"] == ALL_TAGS
    table = table.assign(last=last, first=table[coefficient].fillna(2)).sort_values(
        ["last", "first", "agreement"], kind="stable", ignore_index=True).drop(columns=["last", "first"])
    table["tag"] = table["tag"].astype("str")
    table.attrs = {
        "measure": "agreement", "on": on, "coefficient": coefficient, "coders": given.coders, "resamples": resamples,
        "students": len(log.students),
        "nowhere": given.nowhere, "alone": len(set(given.tags["tag"]) - set(names)),
        "unfound": int((~given.tags["found"]).sum()) if on == "characters" else 0}
    return table


def _on_answers(given: Coding, marks: pd.DataFrame, places: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what each coder gave to each answer, 1 or 0, missing where not read; the size of each; which it is of."""
    said = np.where(given.read, 0.0, np.nan)
    said[marks["who"], marks["place"]] = 1
    return said[:, places], np.ones(len(places)), places


def _on_characters(given: Coding, marks: pd.DataFrame, places: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what each coder gave to each stretch of characters between two edges of passages, as for answers."""
    length = given.answers["answer"].str.len().to_numpy(dtype="int64")
    room = int(length.max(initial=0)) + 1
    marks = marks[marks["found"] & marks["place"].isin(places)]
    starts, ends = (marks["place"].to_numpy() * room + marks[name].to_numpy() for name in ("start", "end"))
    edges = np.unique(np.concatenate([places * room, places * room + length[places], starts, ends]))
    cover = np.zeros((len(given.coders), len(edges)), dtype="int64")
    np.add.at(cover, (marks["who"], np.searchsorted(edges, starts)), 1)
    np.add.at(cover, (marks["who"], np.searchsorted(edges, ends)), -1)
    said = (np.cumsum(cover, axis=1) > 0)[:, :-1].astype(float)
    place = edges[:-1] // room
    inside = place == edges[1:] // room
    said[~given.read[:, place]] = np.nan
    return said[:, inside], np.diff(edges)[inside].astype(float), place[inside]


def _row_columns() -> list[str]:
    return ["coders", "answers", "units", "marked", "given", "agreed", "by_chance",
            *(f"{name}{bound}" for name in ("agreement", "kappa", "alpha", "ac1") for bound in _BOUNDS), "verdict"]


def _row(said: np.ndarray, sizes: np.ndarray, places: np.ndarray, *, together: bool, characters: bool,
         resamples: int, seed: int) -> dict[str, object]:
    yes, readers = np.nansum(said, axis=0), (~np.isnan(said)).sum(axis=0)
    values, marked = float((readers * sizes).sum()), float((yes * sizes).sum())
    found = stats.agreement_estimates(
        said, values=(0, 1), sizes=sizes if together else None, clusters=places if together else None,
        resamples=resamples, seed=seed)
    row = {"coders": int((~np.isnan(said)).any(axis=1).sum()), "answers": len(np.unique(places)),
           "units": int(sizes.sum()), "marked": len(np.unique(places[yes > 0])), "given": int(sizes[yes > 0].sum()),
           "agreed": int(sizes[(yes == 0) | (yes == readers)].sum()),
           "by_chance": 1 - 2 * marked * (values - marked) / (values * (values - 1))}
    for name, estimate in found.items():
        if characters and row["marked"] < FEW and name in ("kappa", "alpha"):
            estimate = estimate._replace(low=np.nan, high=np.nan)
        column = "agreement" if name == "percent" else name
        row |= {f"{column}{bound}": number for bound, number in zip(_BOUNDS, estimate[:3], strict=True)}
    return row


def _verdict(row: dict[str, object], coefficient: str) -> str | None:
    """Judge by the whole interval, so that a few answers cannot be called reliable."""
    value, low, high = (row[f"{coefficient}{bound}"] for bound in _BOUNDS)
    if pd.isna(value):
        return stats.NOT_TWO if coefficient == "kappa" and row["coders"] != 2 else stats.UNDEFINED
    if pd.isna(low) or row["marked"] < FEW:
        return stats.TOO_FEW
    return ("reliable" if low >= RELIABLE else "tentative" if low >= TENTATIVE else
            "too low" if high < TENTATIVE else stats.TOO_FEW)
