"""The reader and tagger in a real JupyterLab: by mouse and by keys alone, saved at once, text shown as text."""

from __future__ import annotations

import json
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

import shadowkit as sk
from browser import drive
from browser.conftest import ROOT, SCREENSHOTS

pytestmark = pytest.mark.browser

TEXT = "I like 😀 <script>window.pwned = 1</script> mornings, and I dislike the long nights."


class Desk:
    """A notebook with one reader, and the log that it writes to."""

    def __init__(self, base, root, page) -> None:
        self.base, self.root, self.page, self.seen = base, root, page, drive.Seen(page)

    def open(self) -> None:
        drive.open_notebook(self.page, self.base, "tagger.ipynb")
        cells = drive.run_all(self.page)
        assert not [one for cell in cells for one in cell["outputs"] if one["output_type"] == "error"]
        self.page.locator(".shadowkit-tagger").first.wait_for()

    @property
    def tags(self) -> list[tuple]:
        table = sk.load(self.root / "rosa").tags
        return [tuple(row) for row in table[["meeting", "position", "start", "end", "tag"]].itertuples(index=False)]

    def until(self, count: int) -> list[tuple]:
        end = time.monotonic() + 8
        while len(self.tags) != count and time.monotonic() < end:
            time.sleep(0.05)
        return self.tags

    def select(self, words: str) -> None:
        """Drag the mouse over words of the answer, as somebody does who marks them."""
        spots = self.page.evaluate("""words => {
          const box = document.querySelector('.shadowkit-tagger .answer');
          const walk = document.createTreeWalker(box, NodeFilter.SHOW_TEXT), range = document.createRange();
          const from = box.textContent.indexOf(words);
          let passed = 0, open = false;
          while (walk.nextNode()) {
            const { currentNode: node } = walk, length = node.length;
            if (!open && from < passed + length) { range.setStart(node, from - passed); open = true; }
            if (open && from + words.length <= passed + length) {
              range.setEnd(node, from + words.length - passed); break;
            }
            passed += length;
          }
          const boxes = [...range.getClientRects()], [first, last] = [boxes[0], boxes.at(-1)];
          return [first.left, first.top + first.height / 2, last.right, last.top + last.height / 2];
        }""", words)
        left, top, right, bottom = spots
        self.page.mouse.move(left, top)
        self.page.mouse.down()
        self.page.mouse.move((left + right) / 2, bottom)
        self.page.mouse.move(right, bottom)
        self.page.mouse.up()

    def name(self, tag: str) -> None:
        self.page.get_by_label("Tag", exact=True).fill(tag)
        self.page.get_by_role("button", name="Mark", exact=True).click()


@pytest.fixture(scope="module")
def desk(browser, tmp_path_factory):
    """Return a JupyterLab with a reader on a small log, run."""
    root = tmp_path_factory.mktemp("tagger")
    journal = sk.open_journal(root / "rosa")
    for contact, name in (("amara", "Amara Okonkwo"), ("tomas", "Tomáš Dvořák")):
        journal.add("contacts", contact=contact, name=name)
        journal.add("meetings", meeting=contact, contact=contact, status="held", starts_at="2026-09-22")
    journal.add("answers", meeting="amara", question="What is best, and what worst?", answer=TEXT)
    journal.add("answers", meeting="tomas", question="What is best?", answer="My hands, and mornings without a phone.")
    drive.write_notebook(root / "tagger.ipynb", 'import shadowkit as sk\nsk.forms.tagger("rosa")')
    with drive.lab(root) as base:
        page = browser.new_page()
        page.set_viewport_size({"width": 1280, "height": 1000})
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


def _heights(page):
    return page.evaluate("""() => ['.row', '.both', '.answer', '.mark', '.cards', '.foot', '.status'].map(one => {
      const box = document.querySelector(`.shadowkit-tagger ${one}`).getBoundingClientRect();
      return [Math.round(box.top - document.querySelector('.shadowkit-tagger').getBoundingClientRect().top),
              Math.round(box.height)]; })""")


def test_an_answer_is_text_whatever_it_holds(desk):
    answer = desk.page.locator(".shadowkit-tagger .answer")
    assert answer.evaluate("one => one.textContent") == TEXT
    assert desk.page.locator(".shadowkit-tagger script").count() == 0
    assert desk.page.evaluate("() => window.pwned === undefined")
    answer.click()
    desk.page.keyboard.type("nothing may be written here")
    desk.page.keyboard.press("Backspace")
    assert answer.evaluate("one => one.textContent") == TEXT


def test_the_mouse_marks_and_an_emoji_moves_nothing(desk):
    before = _heights(desk.page)
    desk.select("mornings, and")
    desk.name("early hours")
    start = TEXT.index("mornings")
    assert desk.until(1) == [("amara", 1, start, start + 13, "early hours")]
    shown = desk.page.locator(".shadowkit-tagger .answer .passage")
    shown.first.wait_for()
    assert "".join(shown.all_text_contents()) == "mornings, and"
    assert desk.page.locator(".shadowkit-tagger [data-names]").first.get_attribute("data-names") == "early hours"
    assert _heights(desk.page) == before


def test_keys_alone_mark_an_overlapping_passage(desk):
    desk.page.locator(".shadowkit-tagger .answer").focus()
    for key in ("Control+Home", *["ArrowRight"] * 2, *["Shift+Control+ArrowRight"] * 3, "Enter"):
        desk.page.keyboard.press(key)
    desk.page.keyboard.press("Escape")
    assert desk.page.evaluate("() => document.activeElement.id.endsWith('-tag')")
    desk.page.keyboard.type("likes")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type("What they like.")
    desk.page.keyboard.press("Enter")
    found = desk.until(2)[1]
    assert found[:3] == ("amara", 1, 2) and TEXT[2:found[3]].startswith("like 😀") and found[4] == "likes"
    assert sk.load(desk.root / "rosa").codebook["definition"].tolist()[1] == "What they like."
    # The caret is where the passage ends, so that one reads on.
    desk.page.wait_for_function("() => document.activeElement.classList.contains('answer')")


def test_the_word_at_the_cursor_and_a_passage_over_another(desk):
    desk.page.locator(".shadowkit-tagger .answer").focus()
    desk.page.keyboard.press("Control+Home")
    desk.select("mornings")
    desk.name("likes")
    start = TEXT.index("mornings")
    assert ("amara", 1, start, start + 8, "likes") in desk.until(3)
    desk.page.wait_for_function("() => document.querySelectorAll('.shadowkit-tagger .here li').length === 3")
    desk.page.locator(".shadowkit-tagger").screenshot(path=SCREENSHOTS / "tagger.png")


def test_passages_of_a_tag_stand_side_by_side_and_lead_to_their_answer(desk):
    page = desk.page
    page.get_by_role("button", name="Next ▶").click()
    page.locator(".shadowkit-tagger .question", has_text="Tomáš Dvořák").wait_for()
    desk.select("mornings")
    desk.name("early hours")
    desk.until(4)
    # The log knows of the passage before the page does, which showed two of another tag until then.
    page.locator(".shadowkit-tagger article .who", has_text="Tomáš Dvořák").wait_for()
    assert page.locator(".shadowkit-tagger article .who").all_text_contents() == ["Amara Okonkwo", "Tomáš Dvořák"]
    page.get_by_role("button", name="Go to the words of Amara Okonkwo").click()
    page.locator(".shadowkit-tagger .question", has_text="Amara Okonkwo").wait_for()
    page.wait_for_function("() => document.getSelection().toString() === 'mornings, and'")


def test_undo_says_what_it_takes_back(desk):
    undo = desk.page.get_by_role("button", name="Undo")
    undo.click()
    assert len(desk.until(3)) == 3
    desk.page.locator(".shadowkit-tagger .status", has_text="Undone: added").wait_for()
    desk.page.get_by_role("button", name="Remove likes from “mornings”").click()
    assert len(desk.until(2)) == 2


def test_all_of_it_is_there_after_a_reload(desk):
    before = desk.tags
    desk.page.reload()
    desk.open()
    desk.page.wait_for_function("() => document.querySelectorAll('.shadowkit-tagger .here li').length === 2")
    assert desk.tags == before


def test_half_a_tag_is_no_new_one_until_one_says_so(desk):
    page, before = desk.page, len(desk.tags)
    desk.select("long nights")
    page.get_by_label("Tag", exact=True).fill("earl")
    page.keyboard.press("Enter")
    page.locator(".shadowkit-tagger .status", has_text="“earl” would be a new tag; there is “early hours”.").wait_for()
    assert page.evaluate("() => document.activeElement.id.endsWith('-definition')")
    assert len(desk.tags) == before
    page.keyboard.press("Enter")
    assert desk.until(before + 1)[-1][4] == "earl"
    page.get_by_role("button", name="Remove earl from “long nights”").click()
    assert len(desk.until(before)) == before


def test_two_coders_and_changed_words_are_told_apart_by_words(desk):
    page, start = desk.page, TEXT.index("mornings")
    journal = sk.open_journal(desk.root / "rosa")
    key = journal.add("tags", meeting="amara", position=1, start=start, end=start + 8, tag="likes", coder="noor")
    page.locator(".shadowkit-tagger select").first.focus()
    page.locator(".shadowkit-tagger [data-names*='(noor)']").first.wait_for()
    journal.amend("answers", ("amara", "1"), answer=TEXT.replace("I like", "I do like"))
    page.get_by_role("button", name="Undo").focus()
    page.evaluate("() => document.activeElement.blur()")
    page.locator(".shadowkit-tagger select").first.focus()
    page.locator(".shadowkit-tagger .here", has_text="when it was marked, this was “mornings”").wait_for()
    journal.undo()
    journal.remove("tags", key)
    page.evaluate("() => document.activeElement.blur()")
    page.locator(".shadowkit-tagger select").first.focus()
    page.wait_for_function("() => !document.querySelector('.shadowkit-tagger .here').textContent.includes('was “')")


def test_readable_without_seeing_and_in_a_narrow_window(desk):
    spec = find_spec("axe_playwright_python")
    if spec is None:
        pytest.skip("axe-core comes with the package axe-playwright-python, which is not installed.")
    desk.page.evaluate((Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = desk.page.evaluate("async () => (await axe.run({include: [['.shadowkit-tagger']]})).violations")
    assert not found, json.dumps([[one["id"], one["nodes"][0]["html"][:200]] for one in found], indent=1)
    desk.page.set_viewport_size({"width": 800, "height": 1300})
    root = desk.page.locator(".shadowkit-tagger")
    assert root.evaluate("one => one.scrollWidth <= one.clientWidth + 1")
    root.screenshot(path=SCREENSHOTS / "tagger-narrow.png")
    desk.page.set_viewport_size({"width": 1280, "height": 1000})


@pytest.fixture(scope="module")
def script(desk):
    """Return the page once it has the script's functions by name."""
    source = (ROOT / "shadowkit" / "forms" / "tagger.js").read_text(encoding="utf-8")
    desk.page.evaluate("""async source => {
      window.tagger = await import(URL.createObjectURL(new Blob([source], {type: 'text/javascript'})));
    }""", source)
    return desk.page


@pytest.mark.parametrize(("call", "expected"), [
    ("pointsBefore('a😀b', 3)", 2), ("unitsBefore('a😀b', 2)", 3), ("unitsBefore('a😀b', 9)", 4),
    ("pointsBefore('', 0)", 0),
    ("trimmed('a  bc  d', 1, 7)", [3, 5]), ("trimmed('a   b', 1, 4)", None), ("trimmed('abc', 0, 3)", [0, 3]),
    ("wordAt('the don’t-care word', 6)", [4, 14]), ("wordAt('a - b', 2)", None), ("wordAt('हिन्दी', 2)", [0, 6]),
    ("lanes([{start: 0, end: 5}, {start: 3, end: 8}, {start: 5, end: 9}])", [0, 1, 0]),
    ("lanes([{start: 4, end: 5}, {start: 0, end: 9}, {start: 4, end: 5}])", [1, 0, 2]),
    ("lanes([])", []), ("likes([{tag: 'early hours'}, {tag: 'nights'}], ' Earl ')", ["early hours"]),
    ("pieces('a😀bc', [{start: 1, end: 3}, {start: 2, end: 4}])", [
        {"text": "a", "over": [], "ends": []}, {"text": "😀", "over": [0], "ends": []},
        {"text": "b", "over": [0, 1], "ends": [0]}, {"text": "c", "over": [1], "ends": [1]}]),
    ("pieces('', [])", []),
    ("pieces('ab', [])", [{"text": "ab", "over": [], "ends": []}]),
])
def test_the_scripts_own_functions(script, call, expected):
    assert script.evaluate(f"() => tagger.{call}") == expected
