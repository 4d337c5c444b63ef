"""Mending what was not understood in a real JupyterLab, with the keyboard alone."""

from __future__ import annotations

import shutil
import time

import pytest

from browser import drive
from browser.conftest import ROOT, SCREENSHOTS

pytestmark = pytest.mark.browser

_STEADY = "form => Math.round(form.getBoundingClientRect().height)"


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """Return a page with the form on a copy of the student's log that has a row twice, its folder, and a record."""
    root = tmp_path_factory.mktemp("problems")
    shutil.copytree(ROOT / "data" / "student", root / "log")
    contacts = root / "log" / "contacts.csv"
    contacts.write_text(contacts.read_text(encoding="utf-8") + "amara,Amara\n", encoding="utf-8")
    (root / "log" / "plan.txt").write_text("x", encoding="utf-8")
    cells = ['import shadowkit as sk\njournal = sk.open_journal("log")', "sk.forms.problems(journal)"]
    drive.write_notebook(root / "problems.ipynb", *cells)
    with drive.lab(root) as base:
        page = browser.new_page()
        seen = drive.Seen(page)
        page.set_viewport_size({"width": 1280, "height": 1400})
        drive.open_notebook(page, base, "problems.ipynb")
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
    return page.locator(f".shadowkit-form-problems .shadowkit-field-{name}").locator("input,select")


def has_focus(page, name: str) -> bool:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if field(page, name).evaluate("one => one === document.activeElement"):
            return True
        time.sleep(0.05)
    return False


def test_three_cells_are_mended_with_enter_and_taken_back(lab):
    page, folder, _ = lab
    form = page.locator(".shadowkit-form-problems")
    outreach, contacts = folder / "outreach.csv", folder / "contacts.csv"
    height = form.evaluate(_STEADY)
    form.screenshot(path=SCREENSHOTS / "problems.png")
    # What is wrong stands beside each field, and is read out with it.
    for one in form.locator("input,select").all():
        described = one.get_attribute("aria-describedby")
        assert page.locator(f"#{described}").inner_text().strip()

    field(page, "added-on-contacts-17").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("1.10.2026")
    form.locator(".shadowkit-field-added-on-contacts-17", has_text="read as 1 October 2026").wait_for()
    page.keyboard.press("Enter")
    assert drive.waits_for(contacts, "2026-10-01")
    form.locator(".shadowkit-status", has_text="Saved: changed bruno in contacts: added_on").wait_for()
    assert has_focus(page, "channel-outreach-11"), "the next field is ready"
    assert not field(page, "added-on-contacts-17").is_visible()

    # Enter takes what a list shows.
    page.keyboard.press("Enter")
    assert drive.waits_for(outreach, "e-mail", there=False)
    assert has_focus(page, "contact-outreach-13")
    form.locator("p", has_text="2 things to mend: 1 of them here").wait_for()
    form.screenshot(path=SCREENSHOTS / "problems-mended.png")

    # What is wrong with what is typed is said, and the field keeps it.
    page.keyboard.press("Control+A")
    page.keyboard.type("kwune")
    page.keyboard.press("Enter")
    form.locator(".shadowkit-status", has_text="Not saved. Look at “Contact” in row 13 of outreach.csv.").wait_for()
    assert has_focus(page, "contact-outreach-13")
    form.screenshot(path=SCREENSHOTS / "problems-wrong.png")
    page.keyboard.press("Control+A")
    page.keyboard.type("kwame")
    # On a slow machine the field may be given the focus back after one has gone on.
    form.locator("button:visible", has_text="Mend").first.press("Enter")
    assert drive.waits_for(outreach, "kwane", there=False)
    form.locator("p", has_text="1 thing to mend; what to do about it stands below.").wait_for()

    for says in ("changed kwane", "changed delphine", "changed bruno"):
        undo = form.locator("button", has_text=f"Undo: {says}")
        undo.focus()
        page.keyboard.press("Enter")
        form.locator(".shadowkit-status", has_text=f"Undone: {says}").wait_for()
    assert drive.waits_for(outreach, "e-mail") and drive.waits_for(contacts, "2026-09-31")
    assert field(page, "channel-outreach-11").is_visible() and form.evaluate(_STEADY) == height
    described = field(page, "channel-outreach-11").get_attribute("aria-describedby")
    assert "must be one of" in page.locator(f"#{described}").inner_text()


def test_what_is_good_to_know_opens_on_request_and_in_a_narrow_window_nothing_is_cut(lab):
    page, _, _ = lab
    form = page.locator(".shadowkit-form-problems")
    known = form.locator("details", has_text="Good to know: 1")
    assert not known.get_by_text("plan.txt is not part of this log and was left alone.").is_visible()
    known.locator("summary").focus()
    page.keyboard.press("Enter")
    known.get_by_text("plan.txt is not part of this log and was left alone.").wait_for()
    rows = form.locator(".widget-vbox:has(> .widget-vbox .shadowkit-field)").first
    for width in (1280, 800):
        page.set_viewport_size({"width": width, "height": 1400})
        end = time.monotonic() + 5
        while rows.evaluate("one => one.scrollHeight > one.clientHeight") and time.monotonic() < end:
            time.sleep(0.05)
        assert not rows.evaluate("one => one.scrollHeight > one.clientHeight"), width
        form.screenshot(path=SCREENSHOTS / f"problems-{width}.png")
