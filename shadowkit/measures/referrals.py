"""Who led to whom: the people named by others, as a forest."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd

from shadowkit.log import Log
from shadowkit.measures.funnel import reached

_COLUMNS = ("student", "contact", "name", "referred_by", "root", "depth", "led_to", "people", "replies", "meetings",
            "stage", "named_others")


def referrals(log: Log) -> pd.DataFrame:
    """Say who led to whom, and what came of it.

    One row per person on the list, in the order of the forest: each tree with the person it begins with first, then
    those named by that person, each followed by those named by them. The largest trees come first, then those with
    more meetings and replies. A person named by somebody who is not on the list begins a tree, and so does the first on
    the list of people who name each other in a circle; a circle is also one of ``log.problems``.

    Parameters
    ----------
    log : Log
        The log of one student or of many.

    Returns
    -------
    DataFrame
        ``student``, ``contact``, ``name``; ``referred_by`` (a contact, missing where a tree begins); ``root`` (the
        contact with whom the tree begins); ``depth`` (0 for that one); ``led_to``: people whom this one named;
        ``people``: all who come after this one in the tree, over any number of steps; ``replies`` and ``meetings``: how
        many of them replied, and were met; ``stage``: how far one came with this person, a word of ``guide.STAGES`` up
        to ``met``; ``named_others``: whether this person named anybody, on the list or in a meeting's ``referrals``.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.referrals(sk.example("student"))
    >>> table[["contact", "depth", "people", "meetings"]].head(3).to_numpy().tolist()
    [['omar', 0, 2, 2], ['lucia', 1, 1, 1], ['grace', 2, 0, 0]]
    """
    contacts = log.contacts.reset_index(drop=True)
    people = contacts.index
    key = pd.MultiIndex.from_frame(contacts[["student", "contact"]])
    parent = key.get_indexer(pd.MultiIndex.from_frame(contacts[["student", "referred_by"]]))
    parent = np.where(contacts["referred_by"].isna(), -1, parent)
    forest = nx.DiGraph()
    forest.add_nodes_from(people)
    forest.add_edges_from((int(parent[person]), person) for person in people if parent[person] >= 0)
    for circle in list(nx.simple_cycles(forest)):
        # Each has one parent at most, so circles share nobody.
        first = min(circle)
        forest.remove_edge(int(parent[first]), first)
        parent[first] = -1
    stage = reached(log)
    after = {}
    for person in reversed(list(nx.topological_sort(forest))):
        own = np.array([0, 0, 0])
        for named in forest.successors(person):
            own += after[named] + [1, stage["replied"][named], stage["met"][named]]
        after[person] = own
    roots = sorted((person for person in people if parent[person] < 0),
                   key=lambda person: (*(-after[person][[0, 2, 1]]), person))
    order = [(person, root) for root in roots for person in nx.dfs_preorder_nodes(forest, root)]
    depth: dict[int, int] = {}
    for person, _ in order:
        depth[person] = 0 if parent[person] < 0 else depth[int(parent[person])] + 1
    rows = contacts.loc[[person for person, _ in order]]
    others = stage["referred"] | (np.bincount(parent[parent >= 0], minlength=len(contacts)) > 0)
    counts = np.array([after[person] for person, _ in order]).reshape(-1, 3)
    words = np.select([stage[name] for name in ("met", "replied", "asked")], ["met", "replied", "asked"], "named")
    table = pd.DataFrame({
        "student": rows["student"].to_numpy(), "contact": rows["contact"].to_numpy(),
        "name": rows["name"].fillna(rows["contact"]).to_numpy(),
        "referred_by": contacts["contact"].reindex(parent[rows.index]).to_numpy(),
        "root": contacts["contact"].reindex([root for _, root in order]).to_numpy(),
        "depth": [depth[person] for person, _ in order], "led_to": [forest.out_degree(person) for person, _ in order],
        "named_others": others[rows.index],
        "people": counts[:, 0], "replies": counts[:, 1], "meetings": counts[:, 2], "stage": words[rows.index],
    }, columns=_COLUMNS).astype(dict.fromkeys(("student", "contact", "name", "referred_by", "root", "stage"), "str")
                                | dict.fromkeys(("depth", "led_to", "people", "replies", "meetings"), "int64"))
    table.attrs = {"measure": "referrals", "as_of": None if log.as_of is None else str(log.as_of.date())}
    return table
