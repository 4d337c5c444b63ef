"""What somebody sees who types `shadowkit lab` for the first time: the first notebook, and nobody asks anything."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from browser import drive

pytestmark = pytest.mark.browser


def test_the_first_notebook_opens_and_nothing_is_asked(browser, tmp_path):
    port = drive.free_port()
    # Settings as after a fresh installation: unlike elsewhere, none is made beforehand.
    env = drive.jupyter_env(tmp_path / "home", quiet=False)
    said = tmp_path / "lab.log"
    with said.open("w") as record:
        process = subprocess.Popen(
            [sys.executable, "-m", "shadowkit", "lab", "mine", "--no-browser", "--port", str(port)], cwd=tmp_path,
            stdout=record, stderr=record, env=env)
        try:
            assert drive.answers(f"http://127.0.0.1:{port}/api", process), said.read_text()
            address = re.search(rf"http://127\.0\.0\.1:{port}/\S*token=\w+", said.read_text()).group()
            page = browser.new_page()
            seen = drive.Seen(page)
            page.goto(address)
            page.wait_for_selector(".jp-NotebookPanel h1", timeout=30_000)
            assert page.locator(".jp-NotebookPanel h1").first.inner_text().startswith("Start here")
            page.wait_for_timeout(2500)
            assert page.locator(".jp-Dialog").count() == 0
            assert page.locator(".jp-toast-button, .Toastify__toast").all_inner_texts() == []
            assert seen.take() == ([], [])
            page.close()
        finally:
            drive.stop(process)
