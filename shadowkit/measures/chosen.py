"""Which people stand beside each other, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from shadowkit import cells, schema
from shadowkit.errors import LogError, must_be_list, one_of
from shadowkit.log import Log
from shadowkit.measures.counting import NOT_STATED

#: Orders besides the columns of contacts.
ORDERS = ("met", "most")
#: Columns of contacts that name one person, or say nothing about them.
_OWN = ("student", "contact", "name", "email", "note", "added_on", "referred_by")


def people_across(
    log: Log, heard: pd.DataFrame, *, people: Sequence[str] | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None, order: str = "met",
) -> list[str]:
    """Return the people whom the choice fits, in the order wanted; ``heard`` has all answers."""
    across = heard[["student", "contact", "person"]].drop_duplicates("person")
    across = across[said_by(people, across)]
    if where is not None and not isinstance(where, Mapping):
        raise LogError('`where` must name a column of contacts and a value, such as {"field": "patient care"}.')
    for column, values in (where or {}).items():
        if column not in log.contacts.columns:
            raise one_of("where", column, log.contacts.columns)
        wanted = [values] if isinstance(values, str) else list(values)
        theirs = kind_of(log, across, column)
        known = set(cells.as_text(log.contacts[column]).dropna()) | {NOT_STATED}
        for value in wanted:
            if value not in known:
                raise one_of(f"where[{column!r}]", value, sorted(known))
        across = across[np.isin(theirs, wanted)]
    if order == "most":
        letters = heard["answer"].str.len().fillna(0).groupby(heard["person"]).sum()
        across = across.iloc[np.argsort(-letters.loc[across["person"]].to_numpy(dtype=float), kind="stable")]
    elif order != "met":
        if order not in log.contacts.columns:
            raise one_of("order", order, [*ORDERS, *log.contacts.columns])
        key = of_contacts(log, across, order)
        across = across.assign(key=key.to_numpy()).sort_values("key", kind="stable", na_position="last")
    return across["person"].tolist()


def said_by(people: Sequence[str] | None, rows: pd.DataFrame, *, among: pd.DataFrame | None = None) -> np.ndarray:
    """Tell which rows are of these people, called by handle or by name; all, where nobody is named.

    Raises where one of them is not ``among`` those who were heard; by default those of the rows.
    """
    if people is None:
        return np.ones(len(rows), dtype=bool)
    must_be_list("people", people)
    heard = rows if among is None else among
    known = {*heard["person"], *heard["contact"]}
    for person in people:
        if person not in known:
            raise one_of("people", person, heard["person"].unique())
    return (rows["person"].isin(people) | rows["contact"].isin(people)).to_numpy()


def attributes(log: Log) -> list[str]:
    """Return the columns of contacts that say something about a person and are filled in, a school's own included."""
    ours = [name for name in schema.TABLES["contacts"].names if name not in _OWN]
    more = [name for name in log.contacts if name not in schema.TABLES["contacts"].names
            and not str(name).startswith("added_on") and isinstance(log.contacts[name].dtype, pd.StringDtype)]
    return [name for name in [*ours, *more] if log.contacts[name].notna().any()]


def attributes_of(log: Log, heard: pd.DataFrame) -> pd.DataFrame:
    """Return the attributes of everybody who was heard, by person; one who is no contact has those of the contact."""
    across = heard[["student", "contact", "person"]].drop_duplicates("person")
    return pd.DataFrame({name: of_contacts(log, across, name).to_numpy() for name in attributes(log)},
                        index=across["person"].to_numpy())


def of_contacts(log: Log, across: pd.DataFrame, column: str) -> pd.Series:
    """Return a column of contacts for each row that has ``student`` and ``contact``; missing for whom is none."""
    known = log.contacts.drop_duplicates(["student", "contact"])
    values = pd.Series(known[column].to_numpy(), index=pd.MultiIndex.from_frame(known[["student", "contact"]]),
                       dtype=known[column].dtype)
    return values.reindex(pd.MultiIndex.from_frame(across[["student", "contact"]]))


def kind_of(log: Log, rows: pd.DataFrame, by: str) -> np.ndarray:
    """Return in words of which kind by a column of contacts the person of each row is, "not stated" included."""
    return cells.as_text(of_contacts(log, rows, by)).fillna(NOT_STATED).to_numpy(dtype=object)
