"""Which people stand beside each other, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from shadowkit import cells, schema
from shadowkit.errors import LogError, one_of
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
    if people is not None:
        if isinstance(people, str):
            raise LogError(f"`people` must be a list, such as [{people!r}].")
        known = set(across["person"]) | set(across["contact"])
        for wanted in people:
            if wanted not in known:
                raise one_of("people", wanted, across["person"])
        across = across[across["person"].isin(people) | across["contact"].isin(people)]
    if where is not None and not isinstance(where, Mapping):
        raise LogError('`where` must name a column of contacts and a value, such as {"field": "patient care"}.')
    for column, values in (where or {}).items():
        if column not in log.contacts.columns:
            raise one_of("where", column, log.contacts.columns)
        wanted = [values] if isinstance(values, str) else list(values)
        theirs = _of_contacts(log, across, column)
        known = set(cells.as_text(log.contacts[column]).dropna()) | {NOT_STATED}
        for value in wanted:
            if value not in known:
                raise one_of(f"where[{column!r}]", value, sorted(known))
        across = across[cells.as_text(theirs).fillna(NOT_STATED).isin(wanted).to_numpy()]
    if order == "most":
        letters = heard["answer"].str.len().fillna(0).groupby(heard["person"]).sum()
        across = across.iloc[np.argsort(-letters.loc[across["person"]].to_numpy(dtype=float), kind="stable")]
    elif order != "met":
        if order not in log.contacts.columns:
            raise one_of("order", order, [*ORDERS, *log.contacts.columns])
        key = _of_contacts(log, across, order)
        across = across.assign(key=key.to_numpy()).sort_values("key", kind="stable", na_position="last")
    return across["person"].tolist()


def attributes(log: Log) -> list[str]:
    """Return the columns of contacts that say something about a person and are filled in, a school's own included."""
    ours = [name for name in schema.TABLES["contacts"].names if name not in _OWN]
    more = [name for name in log.contacts if name not in schema.TABLES["contacts"].names
            and not str(name).startswith("added_on") and isinstance(log.contacts[name].dtype, pd.StringDtype)]
    return [name for name in [*ours, *more] if log.contacts[name].notna().any()]


def attributes_of(log: Log, heard: pd.DataFrame) -> pd.DataFrame:
    """Return the attributes of everybody who was heard, by person; one who is no contact has those of the contact."""
    across = heard[["student", "contact", "person"]].drop_duplicates("person")
    return pd.DataFrame({name: _of_contacts(log, across, name).to_numpy() for name in attributes(log)},
                        index=across["person"].to_numpy())


def _of_contacts(log: Log, across: pd.DataFrame, column: str) -> pd.Series:
    known = log.contacts.drop_duplicates(["student", "contact"])
    values = pd.Series(known[column].to_numpy(), index=pd.MultiIndex.from_frame(known[["student", "contact"]]),
                       dtype=known[column].dtype)
    return values.reindex(pd.MultiIndex.from_frame(across[["student", "contact"]]))
