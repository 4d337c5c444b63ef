"""LinkedIn's list of connections: the notes above it, blank rows, degrees behind names, the day of the connection."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shadowkit.errors import LogError, Problem
from shadowkit.log import Log
from shadowkit.readers import About, Reading, linkedin

TOP = 'Notes:\n"When you export, some addresses may be missing, as members choose."\n\n'
HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
TEXT = f"""{TOP}{HEADER}\
Amara,"Okonkwo, MBA, PMP",https://example.org/in/amara,amara@example.org,Lowell Clinic,Nurse,14 Sep 2026

Jon,Vale (he/him),https://example.org/in/jon,,,,01 Jan 2019
Jon,Vale,https://example.org/in/jon2,,"Acme, Inc.",Welder,3 Oct 2026
,,,,,,09 Oct 2026
Zoë,Þórs PhD,https://example.org/in/zoe,,,,soon
Amara,Okonkwo,https://example.org/in/amara,,,,14 Sep 2026
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "Connections.csv").write_text(TEXT, encoding="utf-8")
    return tmp_path / "Connections.csv"


def test_connections_are_people_one_knows(path: Path) -> None:
    assert linkedin.holds(path)
    frame = linkedin.read([path], About("ann")).tables["contacts"]
    shown = frame[["student", "contact", "name", "suffix", "organization", "role", "email", "tie", "connected_on",
                   "_file", "_row"]]
    assert [[None if pd.isna(cell) else cell for cell in row] for row in shown.to_numpy()] == [
        ["ann", "amara-okonkwo", "Amara Okonkwo", "MBA, PMP", "Lowell Clinic", "Nurse", "amara@example.org", "known",
         "2026-09-14", "Connections.csv", 5],
        ["ann", "jon-vale", "Jon Vale", "(he/him)", None, None, None, "known", "2019-01-01", "Connections.csv", 7],
        ["ann", "jon-vale-2", "Jon Vale", None, "Acme, Inc.", "Welder", None, "known", "2026-10-03", "Connections.csv",
         8],
        ["ann", "zoe-þors", "Zoë Þórs", "PhD", None, None, None, "known", "soon", "Connections.csv", 10]]
    assert frame["url"].iloc[0] == "https://example.org/in/amara"
    assert frame["added_on"].isna().all(), "one may have known somebody for years before asking"


def test_who_hides_the_name_and_who_is_there_twice_is_said(path: Path) -> None:
    assert linkedin.read([path], About("ann")).problems == [
        Problem("Connections.csv", 9, None, "09 Oct 2026", "row 9 of Connections.csv names nobody, as LinkedIn does "
                "where somebody hides the name, so it was left out.", kind="know"),
        Problem("Connections.csv", 11, None, "Amara Okonkwo", "row 11 of Connections.csv is Amara Okonkwo once more, "
                "so it was left out.", kind="know")]


def test_a_log_comes_of_it(path: Path) -> None:
    log = Log.from_tables(**linkedin.read([path], About("ann")).tables)
    assert len(log.contacts) == 4 and log.problems.empty and log.as_of is None


@pytest.mark.parametrize(("name", "plain", "suffix"), [
    ("Amara Okonkwo, MBA", "Amara Okonkwo", "MBA"), ("Yo-Yo Ma", "Yo-Yo Ma", None), ("Amara Oko", "Amara Oko", None),
    ("Jon Vale Jr.", "Jon Vale", "Jr."), ("Jon Vale, Ph.D., CPA (he/him)", "Jon Vale", "Ph.D., CPA (he/him)"),
    ("MBA", "MBA", None), (", MBA", ", MBA", None)])
def test_what_stands_behind_a_name(name: str, plain: str, suffix: str | None) -> None:
    assert linkedin._without_suffix(name) == (plain, suffix)


def test_other_files_are_none_of_it(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("First Name,Last Name\nAmara,Okonkwo\n", encoding="utf-8")
    assert not linkedin.holds(tmp_path / "list.csv") and not linkedin.holds(tmp_path)
    with pytest.raises(LogError) as caught:
        linkedin.read([tmp_path / "list.csv"], About("ann"))
    assert str(caught.value).startswith("list.csv has no header with First Name, Last Name and Connected On")


@settings(max_examples=100, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(*[st.text(max_size=12)] * 7), max_size=6) | st.binary(max_size=500))
def test_anything_below_the_header_is_a_reading_or_one_error(tmp_path: Path, rows: list | bytes) -> None:
    import csv

    path = tmp_path / "Connections.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write(TOP + HEADER)
        if isinstance(rows, list):
            csv.writer(file).writerows(rows)
    if isinstance(rows, bytes):
        with path.open("ab") as file:
            file.write(rows)
    try:
        reading = linkedin.read([path], About("ann"))
        assert isinstance(reading, Reading) and reading.tables["contacts"]["contact"].is_unique
    except LogError as error:
        assert "Connections.csv" in str(error)
