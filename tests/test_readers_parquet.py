"""One table of a cohort from a Parquet file."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

from shadowkit.errors import LogError
from shadowkit.readers import parquet


def test_a_table_comes_back_as_written(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="Parquet files need pyarrow")
    table = pd.DataFrame({"student": ["ann", "ben"], "minutes": [30, 45]})
    table.to_parquet(tmp_path / "meetings.parquet")
    pd.testing.assert_frame_equal(parquet.read(tmp_path / "meetings.parquet"), table)


def test_a_broken_file(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="Parquet files need pyarrow")
    path = tmp_path / "meetings.parquet"
    path.write_text("student,minutes\nann,30\n")
    with pytest.raises(LogError) as caught:
        parquet.read(path)
    assert str(caught.value) == (
        "meetings.parquet cannot be read as a Parquet file; write it again with DataFrame.to_parquet.")


def test_no_file(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="Parquet files need pyarrow")
    with pytest.raises(LogError) as caught:
        parquet.read(tmp_path / "gone.parquet")
    assert str(caught.value) == f"{tmp_path / 'gone.parquet'} does not exist; check the path of the Parquet file."


def test_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(LogError) as caught:
        parquet.read(tmp_path / "meetings.parquet")
    assert str(caught.value) == (
        'meetings.parquet is a Parquet file, and reading it needs pyarrow; run pip install "shadowkit[cohort]".')
