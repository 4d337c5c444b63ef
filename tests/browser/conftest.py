"""One JupyterLab and one Chromium for all browser tests; each notebook is opened and run once, then looked at."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from strange import tables

from browser import drive

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "screenshots"
NOTEBOOKS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "notebooks").rglob("*.ipynb")
                   if ".ipynb_checkpoints" not in path.parts)
#: A notebook of our own: every explorer, on a log that hits where it hurts and on a cohort.
STRANGE = "strange/strange.ipynb"
_STRANGE_CELLS = (
    'import shadowkit as sk\nlog = sk.load("log")\nlog', "sk.plot.perspectives(sk.perspectives(log))",
    "sk.explore.response_rates(log)", "sk.explore.reply_curve(log)", "sk.explore.coverage(log)",
    "sk.explore.perspectives(log)", 'sk.explore.response_rates(sk.example("cohort"))')


@dataclass
class Opened:
    """A notebook in JupyterLab, run from top to bottom."""

    name: str
    page: object
    cells: list[dict]
    seen: drive.Seen


@pytest.fixture(scope="package")
def chromium():
    """Return one Chromium for all browser tests: Playwright runs once in a process."""
    pytest.importorskip("playwright", reason="The browser tests need Playwright: pip install 'shadowkit[test]'.")
    if drive.find_chromium() is None:
        pytest.skip(f"The browser tests need a Chromium on PATH, under one of the names {', '.join(drive.NAMES)}.")
    with drive.chromium() as one:
        yield one


@pytest.fixture(scope="package")
def browser(chromium):
    """Return one window of that Chromium, whose pages share what they have loaded."""
    context = chromium.new_context(viewport=drive.WINDOW)
    context.set_default_timeout(15_000)
    return context


@pytest.fixture(scope="package")
def base(browser, tmp_path_factory):
    """Return the address of a JupyterLab on a copy of the notebooks and the data."""
    root = tmp_path_factory.mktemp("lab")
    for folder in ("notebooks", "data"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    log = (root / STRANGE).parent / "log"
    log.mkdir(parents=True)
    for name, table in tables().items():
        table.to_csv(log / f"{name}.csv", index=False)
    cells = [nbformat.v4.new_markdown_cell("# Strange"), *map(nbformat.v4.new_code_cell, _STRANGE_CELLS),
             nbformat.v4.new_markdown_cell("The end.")]
    drive.write_notebook(root / STRANGE, *cells)
    with drive.lab(root) as address:
        yield address


@pytest.fixture(scope="package", params=[*NOTEBOOKS, STRANGE])
def opened(request, base, browser):
    """Return a notebook that has been opened, run and pictured, at its ordinary size."""
    page = browser.new_page()
    seen = drive.Seen(page)
    drive.open_notebook(page, base, request.param)
    cells = drive.run_all(page)
    _take_pictures(page, SCREENSHOTS / request.param.removeprefix("notebooks/").removesuffix(".ipynb"))
    yield Opened(request.param, page, cells, seen)
    drive.shut_down(page)


@pytest.fixture
def page(opened):
    """Return the notebook's page; afterwards nothing may have left this machine, and nothing complained."""
    yield opened.page
    outside, complaints = opened.seen.take()
    assert not outside, "left this machine"
    assert not complaints


def _take_pictures(page, path: Path) -> None:
    """Picture the notebook as it first shows, and once whole, in a window as tall as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.evaluate("() => { document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0; }")
    page.screenshot(path=path.with_name(f"{path.name}-window.png"))
    # Cells out of view have no true height, so begin with a very tall window.
    for tall in (8000, None):
        tall = tall or page.evaluate(
            "() => Math.ceil([...document.querySelectorAll('.jp-Cell')].at(-1).getBoundingClientRect().bottom)") + 60
        page.set_viewport_size({"width": drive.WINDOW["width"], "height": tall})
        assert page.evaluate(drive.DRAWN, 10_000)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 250)))")
    page.locator(".jp-NotebookPanel").screenshot(path=path.with_name(f"{path.name}.png"))
    page.set_viewport_size(drive.WINDOW)
