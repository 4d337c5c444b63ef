"""Which tests run together where several run at a time."""

from __future__ import annotations

import re

import pytest
from xdist.scheduler import LoadScopeScheduling


class Together(LoadScopeScheduling):
    """A file's tests run together; those of one notebook too, whichever file they stand in: it is opened once."""

    def _split_scope(self, nodeid: str) -> str:
        notebook = re.search(r"^tests/browser/.*\[(.*\.ipynb)\]$", nodeid)
        return notebook[1] if notebook else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    return Together(config, log)
