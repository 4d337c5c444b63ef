"""Each explorer in each notebook: every control changes the picture, nothing jumps, nothing is cut, keys suffice."""

from __future__ import annotations

import pytest

from browser import latency

pytestmark = pytest.mark.browser

#: Controls that need not change the caption: they show or sort the same answers otherwise.
PICTURE_ONLY = ("Show", "People", "Order", "Compare")
#: Looking further ahead need not bring anything new, but the caption says how far one looks.
CAPTION_ONLY = ("Due within",)
#: The explorer in which one types instead of choosing.
TYPED = "shadowkit-question-check"
EXPLORERS = ".widget-vbox:has(> .shadowkit-controls)"

# What is to be seen of an explorer: picture, caption and error; its height, and where the next cell begins.
_LOOK = """root => {
  const cell = root.closest('.jp-Cell'), next = cell.nextElementSibling, top = cell.getBoundingClientRect().top;
  const image = root.querySelector('img:not([hidden])'), alert = root.querySelector('[role=alert]');
  return {picture: image ? image.src : root.querySelector('.shadowkit-result > :first-child').innerHTML,
          caption: root.querySelector('[aria-live=polite]').textContent, error: alert ? alert.textContent : '',
          height: root.getBoundingClientRect().height,
          next: next ? next.getBoundingClientRect().top - top : cell.getBoundingClientRect().height};
}"""

_CHANGED = """async ([root, before, captionToo, ms]) => {
  const begun = performance.now();
  while (performance.now() - begun < ms) {
    const image = root.querySelector('img:not([hidden])'), alert = root.querySelector('[role=alert]');
    const picture = image ? image.src : root.querySelector('.shadowkit-result > :first-child').innerHTML;
    const caption = root.querySelector('[aria-live=polite]').textContent;
    if (alert || ((captionToo === null || picture !== before.picture) &&
                  (captionToo === false || caption !== before.caption) &&
                  (!image || image.complete))) return true;
    await new Promise(done => setTimeout(done, 20));
  }
  return false;
}"""


@pytest.fixture
def explorers(page):
    """Return the explorers of the notebook, in the middle of the window one after the other."""
    found = page.locator(EXPLORERS)
    if not found.count():
        pytest.skip("This notebook has no explorer.")
    return [found.nth(number) for number in range(found.count())]


def look(explorer) -> dict:
    return explorer.evaluate(_LOOK)


def changed(page, explorer, before: dict, *, caption: bool | None) -> bool:
    """Wait for another picture, with ``caption`` for another caption too; None asks for another caption alone."""
    return page.evaluate(_CHANGED, [explorer.element_handle(), before, caption, 10_000])


def name_of(explorer) -> str:
    return next(name for name in explorer.get_attribute("class").split()
                if name.startswith("shadowkit-") and name != "shadowkit-explorer")


def test_each_dropdown_changes_what_is_shown_and_nothing_jumps(page, explorers):
    for explorer in explorers:
        explorer.scroll_into_view_if_needed()
        first = look(explorer)
        dropdowns = explorer.locator(".widget-dropdown")
        assert dropdowns.count() or name_of(explorer) == TYPED
        for number in range(dropdowns.count()):
            label = dropdowns.nth(number).locator("label").inner_text()
            select = dropdowns.nth(number).locator("select")
            at = select.evaluate("one => one.selectedIndex")
            assert at >= 0, f"{name_of(explorer)}: {label} shows no choice"
            others = [place for place in range(select.locator("option").count()) if place != at]
            for place in [others[0], others[-1], at]:
                before = look(explorer)
                if place == select.evaluate("one => one.selectedIndex"):
                    continue
                select.select_option(index=place)
                where = f"{name_of(explorer)}: {label}, choice {place}"
                expected = None if label in CAPTION_ONLY else label not in PICTURE_ONLY
                assert changed(page, explorer, before, caption=expected), where
                after = look(explorer)
                assert not after["error"], where
                assert select.evaluate("one => one.selectedIndex") == place, where
                assert abs(after["height"] - first["height"]) <= 2, where
                assert abs(after["next"] - first["next"]) <= 2, where
        back = look(explorer)
        assert (back["picture"], back["caption"]) == (first["picture"], first["caption"])


def test_nothing_is_cut(explorers):
    for explorer in explorers:
        for label in explorer.locator("label").all():
            wide, room = label.evaluate("one => [one.scrollWidth, one.clientWidth]")
            assert wide <= room, f"{name_of(explorer)}: {label.inner_text()}"
        inside, across = explorer.evaluate("one => [one.scrollWidth, one.clientWidth]")
        assert inside <= across + 1, name_of(explorer)
        tall, room = explorer.evaluate("one => [one.scrollHeight, one.clientHeight]")
        assert tall <= room + 1, name_of(explorer)


def test_the_caption_stays_in_sight_and_what_is_too_tall_scrolls_alone(explorers):
    for explorer in explorers:
        below, scrolling = explorer.evaluate("""root => {
          const result = root.querySelector('.shadowkit-result'), words = root.querySelector('.shadowkit-words');
          const scrolls = one => one.scrollHeight > one.clientHeight + 1 &&
                                 /auto|scroll/.test(getComputedStyle(one).overflowY);
          return [words.getBoundingClientRect().bottom - result.getBoundingClientRect().bottom,
                  [result, ...result.querySelectorAll('*')].filter(scrolls).length];
        }""")
        assert below <= 1, name_of(explorer)
        assert scrolling <= 1, name_of(explorer)


def test_keys_suffice(page, explorers):
    for explorer in explorers:
        explorer.scroll_into_view_if_needed()
        before = look(explorer)
        # Begin where somebody is who has just left the cell's code: right before the explorer.
        explorer.evaluate("""root => {
          const start = document.createElement('span');
          start.tabIndex = -1; start.id = 'start-here'; root.before(start); start.focus();
        }""")
        page.keyboard.press("Tab")
        first = explorer.locator("select, input").first
        assert first.evaluate("one => one === document.activeElement"), name_of(explorer)
        if first.evaluate("one => one.tagName") == "INPUT":
            page.keyboard.type("Do you like your work?")
            page.keyboard.press("Enter")
            assert changed(page, explorer, before | {"picture": "none yet"}, caption=True), name_of(explorer)
            assert "What do you like about your work?" in look(explorer)["caption"]
            page.evaluate("() => document.getElementById('start-here').remove()")
            continue
        expected = explorer.locator("label").first.inner_text() not in PICTURE_ONLY
        at, last = first.evaluate("one => [one.selectedIndex, one.options.length - 1]")
        there, back = ("ArrowUp", "ArrowDown") if at == last else ("ArrowDown", "ArrowUp")
        page.keyboard.press(there)
        assert changed(page, explorer, before, caption=expected), name_of(explorer)
        middle = look(explorer)
        page.keyboard.press(back)
        assert changed(page, explorer, middle, caption=expected), name_of(explorer)
        page.evaluate("() => document.getElementById('start-here').remove()")


def test_a_change_is_seen_soon(page, explorers):
    """A loose bound that a loaded machine keeps too; benchmarks measure more closely."""
    explorer = "." + next(name_of(one) for one in explorers if name_of(one) != TYPED)
    assert latency.median_time(page, explorer, changes=6) < 1000
