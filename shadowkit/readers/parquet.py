"""Read one table of a cohort from a Parquet file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from shadowkit.errors import LogError


def read(path: Path) -> pd.DataFrame:
    """Return the table that a Parquet file, or a folder of Parquet files, holds."""
    path = Path(path)
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        message = f"{path.name} is a Parquet file, and reading it needs pyarrow; run pip install \"shadowkit[cohort]\"."
        raise LogError(message) from None
    if not path.exists():
        raise LogError(f"{path} does not exist; check the path of the Parquet file.")
    try:
        return pd.read_parquet(path, engine="pyarrow")
    # pyarrow raises ArrowInvalid (a ValueError), OSError, ArrowTypeError (a TypeError) or NotImplementedError,
    # depending on which part of the file is broken.
    except (ValueError, OSError, TypeError, NotImplementedError, KeyError) as error:
        message = f"{path.name} cannot be read as a Parquet file; write it again with DataFrame.to_parquet."
        raise LogError(message) from error
