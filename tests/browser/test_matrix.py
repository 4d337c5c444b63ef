"""The matrix in the browser: an answer opens and closes by keys alone, the page stays where it is, a line is saved."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from browser import drive

pytestmark = pytest.mark.browser

MATRIX = ".shadowkit-perspectives"
ROSA = Path(__file__).resolve().parents[2] / "data" / "student"


@pytest.fixture(scope="module")
def desk(browser, tmp_path_factory):
    """Return the page of a notebook with the matrix of Rosa's journal, and the journal's folder."""
    root = tmp_path_factory.mktemp("matrix")
    shutil.copytree(ROSA, root / "rosa")
    drive.write_notebook(root / "matrix.ipynb",
                         'import shadowkit as sk\nsk.explore.perspectives(sk.open_journal("rosa"))')
    with drive.lab(root) as base:
        page = browser.new_page()
        seen = drive.Seen(page)
        drive.open_notebook(page, base, "matrix.ipynb")
        drive.run_all(page)
        page.locator(MATRIX).scroll_into_view_if_needed()
        yield page, root / "rosa"
        assert seen.take() == ([], [])
        drive.shut_down(page)


def focused(page, what: str) -> str:
    return page.evaluate(f"() => document.activeElement.{what} || ''")


def top(page) -> float:
    return page.evaluate("one => document.querySelector(one).getBoundingClientRect().top", MATRIX)


def test_an_answer_opens_and_closes_by_keys_alone(desk):
    page, _ = desk
    at = top(page)
    page.locator("[data-cell]").first.focus()
    assert focused(page, "getAttribute('aria-label')") == "Open: Amara Okonkwo on their way into the profession"
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    assert focused(page, "getAttribute('aria-label')") == "Open: Lucía Fernández on a typical day"
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.hasAttribute('data-here')")
    assert "So what did you do yesterday, hour by hour?" in focused(page, "textContent")
    # The question before and the one after stand in the same page.
    whole = page.locator(f"{MATRIX} .shadowkit-result").inner_text()
    assert whole.index("What led you to public health?") < whole.index("The answer you opened") < whole.index(
        "What is the hardest part")
    assert top(page) == at
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.hasAttribute('data-cell')")
    assert focused(page, "getAttribute('aria-label')") == "Open: Lucía Fernández on a typical day"
    assert top(page) == at
    # JupyterLab has taken none of the keys for itself.
    assert page.evaluate("() => window.jupyterapp.shell.currentWidget.content.mode") == "command"


def test_the_mouse_opens_a_cell_and_the_button_goes_back(desk):
    page, _ = desk
    page.locator("td[data-open]").first.click(position={"x": 20, "y": 20})
    page.locator("[data-here]").wait_for()
    page.locator("[data-back]").click()
    page.locator("[data-cell]").first.wait_for()


def test_a_line_is_typed_in_the_matrix_and_on_disk(desk):
    page, folder = desk
    page.locator("[data-cell]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.hasAttribute('data-here')")
    page.get_by_placeholder("Amara Okonkwo on their way into the profession").wait_for()
    page.keyboard.press("Tab")
    assert focused(page, "placeholder").startswith("Amara Okonkwo on their way into the profession")
    page.keyboard.type("A <night> nurse drew a brain.")
    page.keyboard.press("Enter")
    page.get_by_text("Saved: added amara, path to summaries.").wait_for()
    assert "amara,path,A <night> nurse drew a brain.," in (folder / "summaries.csv").read_text(encoding="utf-8")
    page.locator("[data-back]").click()
    page.get_by_text("In short: A <night> nurse drew a brain.").wait_for()
    page.locator(f"{MATRIX} button", has_text="Undo: added amara, path").click()
    page.get_by_text("Undone: added amara, path to summaries.").wait_for()
    assert "night> nurse" not in (folder / "summaries.csv").read_text(encoding="utf-8")
