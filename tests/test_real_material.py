"""Every file of the real material is a log, with or without problems, or refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

import shadowkit as sk

REAL = Path(__file__).resolve().parents[2] / "shared" / "realdata"
#: What the folders hold, by form.
FORMS = ("interviews/usesthis", "transcripts/otter", "transcripts/front_matter", "transcripts/webvtt_py",
         "transcripts/wpt_webvtt", "transcripts/mozilla_vttjs", "transcripts/srt_pkg", "mail/python_email",
         "mail/ruby_mail", "mail/talon", "calendars/icalendar", "tables/calamine", "tables/csv_spectrum",
         "tables/csvlint", "tables/frictionless")


def outcome(path: Path) -> str:
    """Load one file by itself, and say in a word what came of it."""
    try:
        log = sk.load(path)
    except sk.LogError as error:
        assert len(str(error)) > 20
        return "refused"
    return "with problems" if len(log.problems) else "whole"


@pytest.mark.slow
@pytest.mark.parametrize("folder", FORMS)
def test_each_file_by_itself(folder, tmp_path) -> None:
    if not (REAL / folder).is_dir():
        pytest.skip(f"The real material is not beside this clone: {REAL / folder} is absent.")
    files = [path for path in sorted((REAL / folder).rglob("*")) if path.is_file()]
    outcomes = [outcome(path) for path in files]
    assert len(outcomes) == len(files) > 3
    assert set(outcomes) & {"whole", "with problems"}


@pytest.mark.slow
@pytest.mark.parametrize("folder", FORMS)
def test_the_folder_as_one_log(folder) -> None:
    if not (REAL / folder).is_dir():
        pytest.skip(f"The real material is not beside this clone: {REAL / folder} is absent.")
    log = sk.load(REAL / folder)
    # Mail of which nobody knows whose it is makes no row, and says so.
    assert sum(map(len, log.tables.values())) > 0 or len(log.problems) > 3
    assert log.problems["problem"].str.len().min() > 20
