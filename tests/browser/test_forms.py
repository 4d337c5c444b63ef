"""Each form in a real JupyterLab, with the keyboard alone: what is saved is on disk, and nothing typed is lost."""

from __future__ import annotations

import json
import time
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest

import shadowkit as sk
from browser import drive
from browser.conftest import SCREENSHOTS

pytestmark = pytest.mark.browser

FORMS = ("contact", "outreach", "reply", "meeting", "answers", "observations", "thank_you", "reflection")
#: What is typed into which field, the key that saves, and what is then in which file.
TYPED = {
    "contact": ([("name", "Łucja Novák"), ("role", "baker"), ("tie", "new")], "role", "Enter",
                "contacts.csv", "lucja,Łucja Novák,baker,,,,new"),
    "outreach": ([("contact", "Amara Okonkwo"), ("sent_at", "16 Sep 2026"), ("channel", "letter")], "sent-at", "Enter",
                 "outreach.csv", "amara,2026-09-16,letter,ask"),
    "reply": ([("replied_at", "17.9.2026 8:05"), ("answer", "redirect"), ("note", "ask Nadia")], "note",
              "Control+Enter", "outreach.csv", "amara,2026-09-16,letter,ask,2026-09-17T08:05,redirect,,ask Nadia"),
    "meeting": ([("contact", "amara"), ("kind", "interview"), ("minutes", "42"), ("listen", "yes")], "minutes", "Enter",
                "meetings.csv", "m03,amara,interview,,,42,,planned,,,,,,yes"),
    "answers": ([("question", "What do you like most about this work?"), ("answer", "The bread.\nThe quiet.")],
                "answer", "Control+Enter", "answers.csv", 'm02,1,best_worst,What do you like most about this work?,'
                '"The bread.\nThe quiet."'),
    "observations": ([("starts_at", "2026-09-24 10:30"), ("activity", "coffee"), ("energy", "2")], "activity", "Enter",
                     "observations.csv", "m02,2026-09-24T10:30,,coffee,,2"),
    "thank_you": ([("thanked_at", "2026-09-25")], "thanked-at", "Enter", "meetings.csv", ",2026-09-25\n"),
    "reflection": ([("interest_before", "2"), ("surprised", "How early it begins.")], "surprised", "Control+Enter",
                   "reflections.csv", "2,,,,,How early it begins."),
}
_STEADY = """form => [...form.querySelectorAll('.shadowkit-field, .shadowkit-status, .shadowkit-save')]
  .map(one => Math.round(one.getBoundingClientRect().top - form.getBoundingClientRect().top))
  .concat(Math.round(form.getBoundingClientRect().height))"""


class Desk:
    """A notebook with every form, and the log that it writes to."""

    def __init__(self, base, root, page) -> None:
        self.base, self.root, self.page, self.seen = base, root, page, drive.Seen(page)

    def open(self) -> None:
        drive.open_notebook(self.page, self.base, "forms.ipynb")
        self.run()

    def run(self) -> None:
        cells = drive.run_all(self.page)
        wrong = [output for cell in cells for output in cell["outputs"] if output["output_type"] == "error"]
        assert not wrong
        # Cells out of view are not drawn, so the window is taller than all forms.
        self.page.wait_for_function(f"() => document.querySelectorAll('.shadowkit-form[role=group]').length >= "
                                    f"{len(FORMS)}")

    def form(self, name):
        return self.page.locator(f".shadowkit-form-{name.replace('_', '-')}")

    def field(self, name, column):
        return self.form(name).locator(f".shadowkit-field-{column.replace('_', '-')}").locator("input,select,textarea")

    def tab_to(self, place, *, back=False) -> None:
        for _ in range(40):
            if place.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"Tab never comes to {place}")

    def type(self, name, column, text) -> None:
        field = self.field(name, column)
        self.tab_to(field)
        if field.evaluate("one => one.tagName") != "SELECT":
            self.page.keyboard.press("Control+A")
        for number, line in enumerate(text.split("\n")):
            if number:
                self.page.keyboard.press("Enter")
            self.page.keyboard.type(line)

    def start(self, name) -> None:
        """Put the focus right before a form, where somebody is who has just left the cell's code."""
        self.form(name).evaluate("""form => {
          document.getElementById('start-here')?.remove();
          const start = document.createElement('span');
          start.tabIndex = -1; start.id = 'start-here'; form.before(start); start.focus();
        }""")

    def on_disk(self, file, text, *, there=True) -> bool:
        path, end = self.root / "log" / file, time.monotonic() + 8
        while time.monotonic() < end:
            if path.exists() and (text in path.read_text(encoding="utf-8")) == there:
                return True
            time.sleep(0.05)
        return False

    def shows(self, name, column, value) -> bool:
        end = time.monotonic() + 5
        while time.monotonic() < end:
            if self.field(name, column).input_value() == value:
                return True
            time.sleep(0.05)
        return False


@pytest.fixture(scope="module")
def desk(browser, tmp_path_factory):
    """Return a JupyterLab with every form on one log, run."""
    root = tmp_path_factory.mktemp("forms")
    journal = sk.open_journal(root / "log")
    journal.add("contacts", contact="amara", name="Amara Okonkwo")
    journal.add("contacts", contact="tomas", name="Tomáš Dvořák")
    journal.add("outreach", contact="tomas", sent_at="2026-09-15", channel="letter")
    journal.add("meetings", meeting="m01", contact="amara", kind="interview", starts_at="2026-09-22T15:30",
                status="held")
    journal.add("meetings", meeting="m02", contact="tomas", kind="shadow", starts_at="2026-09-24", status="held")
    cells = [nbformat.v4.new_code_cell('import shadowkit as sk\njournal = sk.open_journal("log")'),
             *(nbformat.v4.new_code_cell(f"sk.forms.{name}(journal)") for name in FORMS)]
    drive.write_notebook(root / "forms.ipynb", *cells)
    with drive.lab(root) as base:
        page = browser.new_page()
        page.set_viewport_size({"width": 1280, "height": 6000})
        desk = Desk(base, root, page)
        desk.open()
        yield desk
        drive.shut_down(page)


@pytest.fixture(autouse=True)
def quiet(desk):
    """Nothing may have left this machine, and nothing complained."""
    yield
    outside, complaints = desk.seen.take()
    assert not outside, "left this machine"
    assert not complaints


@pytest.mark.parametrize("name", FORMS)
def test_keys_suffice_and_what_is_saved_is_on_disk(desk, name):
    typed, last, key, file, row = TYPED[name]
    form, first = desk.form(name), desk.form(name).locator("input,select,textarea").first
    before = form.evaluate(_STEADY)
    desk.start(name)
    desk.page.keyboard.press("Tab")
    assert first.evaluate("one => one === document.activeElement")
    for column, text in typed:
        desk.type(name, column, text)
    desk.tab_to(desk.field(name, last), back=True)
    form.screenshot(path=SCREENSHOTS / f"forms-{name}-typed.png")
    desk.page.keyboard.press(key)
    assert desk.on_disk(file, row), (desk.root / "log" / file).read_text(encoding="utf-8")
    desk.page.wait_for_function("name => document.querySelector(`.shadowkit-form-${name} .shadowkit-status`)"
                                ".textContent.startsWith('Saved: ')", arg=name.replace("_", "-"))
    # What was thought of a meeting is shown again, and thanks begin with now.
    if name not in ("reflection", "thank_you"):
        assert desk.shows(name, "note" if name == "reply" else typed[0][0], "")
    stays = desk.form(name).locator("input,select,textarea").nth(1) if name in ("answers", "observations") else first
    assert stays.evaluate("one => one === document.activeElement")
    assert form.evaluate(_STEADY) == before
    form.screenshot(path=SCREENSHOTS / f"forms-{name}.png")


def test_wrong_input_says_so_beside_its_field_and_nothing_jumps(desk):
    form, field = desk.form("outreach"), desk.field("outreach", "sent_at")
    before = form.evaluate(_STEADY)
    desk.start("outreach")
    desk.type("outreach", "sent_at", "3/4/2026")
    wrong = form.locator(".shadowkit-field-sent-at .shadowkit-wrong", has_text="may be 2026-04-03 or 2026-03-04")
    wrong.wait_for()
    assert field.evaluate("one => document.getElementById(one.getAttribute('aria-describedby')).textContent").strip(
        ) == wrong.inner_text().strip()
    desk.page.keyboard.press("Enter")
    form.locator(".shadowkit-status", has_text="Not saved.").wait_for()
    form.screenshot(path=SCREENSHOTS / "forms-wrong.png")
    assert field.input_value() == "3/4/2026"
    assert form.evaluate(_STEADY) == before
    desk.type("outreach", "sent_at", "4 March 2026")
    form.locator(".shadowkit-field-sent-at", has_text="read as 4 March 2026, no time of day").wait_for()


def test_undo_with_the_keyboard(desk):
    desk.start("contact")
    desk.type("contact", "name", "Grace Mwenzi")
    desk.page.keyboard.press("Enter")
    assert desk.on_disk("contacts.csv", "grace,Grace Mwenzi")
    desk.tab_to(desk.form("contact").locator("button", has_text="Undo: added grace to contacts"))
    desk.page.keyboard.press("Enter")
    assert desk.on_disk("contacts.csv", "grace", there=False)
    assert desk.shows("contact", "name", "Grace Mwenzi")
    assert desk.shows("contact", "contact", "grace")


def test_keys_typed_while_the_kernel_is_busy_are_all_saved(desk):
    desk.page.evaluate("""() => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
      .requestExecute({code: 'import time; time.sleep(1.5)'}); }""")
    desk.start("answers")
    desk.type("answers", "answer", "every word of a quick hand")
    desk.page.keyboard.press("Control+Enter")
    assert desk.on_disk("answers.csv", "every word of a quick hand")
    assert desk.shows("answers", "answer", "")
    text = (desk.root / "log" / "answers.csv").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if "every" in line] == ["m02,2,,,every word of a quick hand,,,"]


def test_nothing_is_cut_and_all_can_be_read_without_seeing(desk):
    for label in desk.page.locator(".shadowkit-form label").all():
        wide, room = label.evaluate("one => [one.scrollWidth, one.clientWidth]")
        assert wide <= room, label.inner_text()
    spec = find_spec("axe_playwright_python")
    if spec is None:
        pytest.skip("axe-core comes with the package axe-playwright-python, which is not installed.")
    desk.page.evaluate((Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = desk.page.evaluate("async () => (await axe.run({include: [['.shadowkit-form']]})).violations")
    assert not found, json.dumps([(one["id"], one["nodes"][0]["html"][:200]) for one in found], indent=1)


@pytest.mark.parametrize("how", ["the page is loaded anew", "the kernel is restarted"])
def test_what_is_half_typed_outlives(desk, how):
    for name, column in (("answers", "answer"), ("reflection", "still_unknown"), ("contact", "role")):
        desk.start(name)
        desk.type(name, column, f"half when {how}")
    drafts = desk.root / "log" / ".drafts.json"
    end = time.monotonic() + 8
    while drafts.read_text(encoding="utf-8").count(f"half when {how}") < 3 and time.monotonic() < end:
        time.sleep(0.05)
    if how.startswith("the page"):
        desk.open()
    else:
        desk.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
        assert not desk.page.evaluate(drive.KERNEL_READY, 30_000)
        desk.page.evaluate("() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
        desk.run()
    for name, column in (("answers", "answer"), ("reflection", "still_unknown"), ("contact", "role")):
        assert desk.shows(name, column, f"half when {how}"), name
    assert "added m02, 1 to answers" in desk.form("answers").inner_text()
