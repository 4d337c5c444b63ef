"""Saved pages in a real browser: axe-core, the keyboard, no network, three and twelve people, light and dark."""

from importlib.util import find_spec
from pathlib import Path

import pytest

import shadowkit as sk
from browser import drive

pytestmark = pytest.mark.browser
WIDE = ".wide"


def pages(folder):
    log = sk.example("student")
    matrix = sk.perspectives(log)
    twelve = matrix.assign(**{f"Invented Person {number}": matrix.iloc[:, 4 + number] for number in range(3)})
    twelve.attrs = matrix.attrs
    three = sk.perspectives(log, people=list(matrix.columns[4:7]), rows="topic")
    for name, table in {"three": three, "twelve": twelve, "quotes": sk.quotes(log),
                        "rates": sk.response_rates(log)}.items():
        yield name, sk.save(table, folder / f"{name}.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_leaves_the_machine(chromium, tmp_path, scheme):
    spec = find_spec("axe_playwright_python")
    if spec is None:
        pytest.skip("axe-core comes with the package axe-playwright-python, which is not installed.")
    axe = (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")
    context = chromium.new_context(viewport=drive.WINDOW, color_scheme=scheme)
    for name, path in pages(tmp_path):
        page = context.new_page()
        seen = []
        page.on("request", lambda request, seen=seen: seen.append(request.url))
        page.goto(path.as_uri())
        page.evaluate(axe)
        found = page.evaluate("async () => (await axe.run()).violations")
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == [], f"{name}, {scheme}"
        assert [url for url in seen if not url.startswith(("file:", "data:"))] == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"
        page.close()
    context.close()


def test_a_wide_matrix_is_read_by_keyboard_and_keeps_its_headers_in_sight(chromium, tmp_path):
    path = dict(pages(tmp_path))["twelve"]
    page = chromium.new_page(viewport=drive.WINDOW)
    page.goto(path.as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.wide')")
    page.evaluate("document.querySelector('.wide').style.scrollBehavior = 'auto'")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("PageDown")
    page.wait_for_function("() => { const one = document.querySelector('.wide'); "
                           "return one.scrollLeft > 50 && one.scrollTop > 500; }")
    place = page.evaluate("""() => { const box = one => one.getBoundingClientRect();
      const wide = box(document.querySelector('.wide'));
      return [box(document.querySelector('thead th:last-child')).top - wide.top,
              box(document.querySelector('tbody th')).left - wide.left]; }""")
    assert all(abs(distance) <= 2 for distance in place)
    page.close()


def test_on_paper_every_answer_of_twelve_people_is_there_with_its_name(chromium, tmp_path):
    page = chromium.new_page()
    page.goto(dict(pages(tmp_path))["twelve"].as_uri())
    page.emulate_media(media="print")
    wide, shown = page.evaluate("""() => [document.querySelector('table').scrollWidth <= window.innerWidth,
      [...document.querySelectorAll('td:not(.nothing)')].every(one => one.getBoundingClientRect().height > 0)]""")
    assert wide and shown
    before = page.evaluate("getComputedStyle(document.querySelectorAll('td:not(.nothing)')[1], '::before').content")
    assert "data-who" in before or "Amara" in before
    page.close()
