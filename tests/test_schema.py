"""The ten tables: the contract of names, and what is written about them elsewhere."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from shadowkit import schema

DATA = Path(__file__).resolve().parents[1] / "data"

COLUMNS = {
    "students": "student term major college year advisor",
    "contacts": "student contact name role organization field source tie referred_by email added_on note",
    "outreach": "student contact sent_at channel purpose replied_at answer template note",
    "meetings": "student meeting contact kind starts_at minutes_planned minutes mode status invited_to_stay "
                "logistics confirm homework purpose listen time follow_through referrals thanked_at",
    "answers": "student meeting position topic question answer speaker at_seconds counts_as",
    "observations": "student meeting starts_at minutes activity people energy note",
    "reflections": "student meeting written_at interest_before interest_after fit_interests fit_abilities fit_values "
                   "surprised confirmed still_unknown next_step",
    "tags": "student meeting position start end tag coder tagged_at",
    "codebook": "student tag definition parent",
    "summaries": "student contact topic summary written_at",
}


def test_the_ten_tables_and_their_columns() -> None:
    assert list(schema.TABLES) == list(COLUMNS)
    assert {name: " ".join(table.names) for name, table in schema.TABLES.items()} == COLUMNS


def test_the_key_names_a_row() -> None:
    assert {name: " ".join(table.key) for name, table in schema.TABLES.items()} == {
        "students": "student", "contacts": "student contact", "outreach": "student contact sent_at",
        "meetings": "student meeting", "answers": "student meeting position",
        "observations": "student meeting starts_at", "reflections": "student meeting written_at",
        "tags": "student meeting position start end tag coder", "codebook": "student tag",
        "summaries": "student contact topic"}
    for table in schema.TABLES.values():
        assert set(table.key) <= set(table.names)
        assert table.names[0] == "student"


def test_allowed_words() -> None:
    words = {f"{table.name}.{column.name}": " ".join(column.words)
             for table in schema.TABLES.values() for column in table.columns if column.words}
    assert words == {
        "contacts.source": "field path insider", "contacts.tie": "known introduced new",
        "outreach.channel": "email letter referral call organization", "outreach.purpose": "ask thanks other",
        "outreach.answer": "yes no redirect", "meetings.kind": "interview shadow",
        "meetings.mode": "in_person video phone", "meetings.status": "planned held cancelled no_show",
        "answers.topic": "path day best_worst outlook advancement other",
        "summaries.topic": "path day best_worst outlook advancement other"}


def test_every_column_is_described() -> None:
    for table in schema.TABLES.values():
        for column in table.columns:
            assert column.kind in schema.KINDS
            assert column.says
            assert column.refers_to is None or column.refers_to in schema.TABLES
            assert bool(column.words) == (column.kind == "word")


def test_what_a_column_allows() -> None:
    meetings = schema.TABLES["meetings"]
    assert [meetings[name].allows for name in ("kind", "starts_at", "minutes", "listen", "referrals")] == [
        "interview, shadow", "a date, or a date and time", "0 to 10,080", "yes or no", "text"]
    assert schema.TABLES["reflections"]["fit_values"].allows == "1 to 5"
    assert meetings.required == ["meeting", "contact"]
    assert schema.precision_of("sent_at") == "sent_at_precision"


def test_the_dictionary_in_the_readme_is_that_of_the_schema() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert readme.count("<!-- dictionary -->") == 1
    written = readme.split("<!-- dictionary -->")[1].split("<!-- /dictionary -->")[0]
    assert written.strip() == schema.dictionary().strip()


@pytest.mark.parametrize("example", ["student", "cohort"])
def test_the_readme_counts_the_rows(example: str) -> None:
    readme = (DATA / example / "README.md").read_text(encoding="utf-8")
    said = {file: int(count.replace(",", ""))
            for file, count in re.findall(r"^\| `(\w+\.csv)` \| .* \| ([\d,]+) \|$", readme, re.MULTILINE)}
    counted = {}
    for path in (DATA / example).glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            counted[path.name] = sum(1 for _ in csv.reader(file)) - 1
    assert said == counted


def test_the_readme_of_the_data_counts_too() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert "33 messages, 8 interviews, a shadow of\n  two days, and three mistakes on purpose" in readme
    with (DATA / "student" / "meetings.csv").open(encoding="utf-8", newline="") as file:
        held = [row["kind"] for row in csv.DictReader(file) if row["status"] == "held"]
    assert (held.count("interview"), held.count("shadow")) == (8, 2)
    with (DATA / "cohort" / "students.csv").open(encoding="utf-8", newline="") as file:
        assert len({row["student"] for row in csv.DictReader(file)}) == 200


def test_the_readme_of_the_cohort_speaks_the_truth() -> None:
    with (DATA / "cohort" / "outreach.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    asked = {(row["student"], row["contact"]) for row in rows if row["purpose"] in ("", "ask")}
    replied = {(row["student"], row["contact"]) for row in rows if row["replied_at"]}
    assert "1,365 people were asked, 564 have replied" in (DATA / "cohort" / "README.md").read_text(encoding="utf-8")
    assert (len(asked), len(replied & asked)) == (1365, 564)
