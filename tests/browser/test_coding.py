"""The codebook's form and the explorers of passages in a real JupyterLab, with the keyboard alone."""

from __future__ import annotations

import shutil

import pytest

from browser import drive
from browser.conftest import ROOT, SCREENSHOTS

pytestmark = pytest.mark.browser

EXPLORERS = ("common_ground", "quotes", "tag_counts", "co_occurrence")
_STEADY = "form => Math.round(form.getBoundingClientRect().height)"
_PICTURE = """explorer => (image => image ? image.src : explorer.querySelector(
  '.shadowkit-result > :first-child').innerHTML)(explorer.querySelector('img'))"""


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """Return a page with the form and the explorers on a copy of the student's log, its folder, and a record."""
    root = tmp_path_factory.mktemp("coding")
    shutil.copytree(ROOT / "data" / "student", root / "log")
    cells = ['import shadowkit as sk\njournal = sk.open_journal("log")', "sk.forms.codebook(journal)",
             *(f"sk.explore.{name}(journal.log)" for name in EXPLORERS)]
    drive.write_notebook(root / "coding.ipynb", *cells)
    with drive.lab(root) as base:
        page = browser.new_page()
        seen = drive.Seen(page)
        page.set_viewport_size({"width": 1280, "height": 5200})
        drive.open_notebook(page, base, "coding.ipynb")
        cells = drive.run_all(page)
        assert not [output for cell in cells for output in cell["outputs"] if output["output_type"] == "error"]
        page.wait_for_selector(".shadowkit-form[role=group]")
        yield page, root / "log", seen
        drive.shut_down(page)


@pytest.fixture(autouse=True)
def quiet(lab):
    """Nothing may have left this machine, and nothing complained."""
    yield
    outside, complaints = lab[2].take()
    assert not outside and not complaints


def field(page, name: str):
    return page.locator(f".shadowkit-form-codebook .shadowkit-field-{name}").locator("input,select")


def test_rename_split_merge_and_undo_with_the_keyboard(lab):
    page, folder, _ = lab
    form, book, tags = page.locator(".shadowkit-form-codebook"), folder / "codebook.csv", folder / "tags.csv"
    height = form.evaluate(_STEADY)
    field(page, "about").focus()
    page.keyboard.type("no ladder")
    page.keyboard.press("Tab")
    page.wait_for_function("() => document.querySelector('.shadowkit-field-tag input').value === 'no ladder'")
    page.keyboard.press("Control+A")
    page.keyboard.type("nothing above")
    page.keyboard.press("Enter")
    assert drive.waits_for(book, "nothing above,") and drive.waits_for(tags, "no ladder", there=False)
    form.locator(".shadowkit-status", has_text="Saved: renamed the tag “no ladder” to “nothing above”").wait_for()
    form.screenshot(path=SCREENSHOTS / "codebook-renamed.png")

    # Enter in a field with a button of its own presses that one.
    field(page, "passages").select_option(index=0)
    field(page, "new-tag").focus()
    page.keyboard.type("nothing between")
    page.keyboard.press("Enter")
    assert drive.waits_for(tags, "nothing between")
    form.locator(".shadowkit-status", has_text="Saved: gave 1 passage of “nothing above”").wait_for()

    field(page, "into").select_option(label="slow ladder")
    field(page, "into").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert drive.waits_for(book, "nothing between", there=False)
    form.locator(".shadowkit-status", has_text="Saved: merged “nothing between” into “slow ladder”").wait_for()

    for says in ("merged", "gave 1 passage", "renamed the tag"):
        undo = form.locator("button", has_text=f"Undo: {says}")
        undo.focus()
        page.keyboard.press("Enter")
        form.locator(".shadowkit-status", has_text=f"Undone: {says}").wait_for()
    assert drive.waits_for(book, "no ladder,") and drive.waits_for(tags, "nothing above", there=False)
    assert form.evaluate(_STEADY) == height


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_choice_shows_something_else_and_nothing_jumps(lab, name):
    page, _, _ = lab
    explorer = page.locator(f".shadowkit-{name.replace('_', '-')}")
    height, shown = explorer.evaluate(_STEADY), explorer.evaluate(_PICTURE)
    for number in range(explorer.locator("select").count()):
        select = explorer.locator("select").nth(number)
        label = explorer.locator(".widget-dropdown label").nth(number)
        assert label.evaluate("one => one.scrollWidth <= one.clientWidth")
        first = select.evaluate("one => one.selectedIndex")
        last = select.locator("option").count() - 1
        for index in (last if first != last else 0, first):
            select.select_option(index=index)
            page.wait_for_function(f"([one, before]) => ({_PICTURE})(one) !== before",
                                   arg=[explorer.element_handle(), shown])
            shown = explorer.evaluate(_PICTURE)
            assert not explorer.locator("[role=alert]").count()
            assert explorer.evaluate(_STEADY) == height
    explorer.screenshot(path=SCREENSHOTS / f"explorer-{name}.png")
