"""Every notebook runs in a real JupyterLab, shows what it promises, and can be read without seeing it."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

OURS = [".jp-OutputArea-output", ".jp-RenderedMarkdown"]
#: Rules of axe-core that are not ours to keep, and why.
NOT_OURS = {
    "empty-table-header": "pandas leaves the corner above a DataFrame's row labels empty",
}


def test_runs_from_top_to_bottom(opened, page):
    assert opened.cells
    for cell in opened.cells:
        wrong = [output for output in cell["outputs"]
                 if output["output_type"] == "error" or output.get("name") == "stderr"]
        assert not wrong, cell["source"]
        assert cell["number"], f"not run: {cell['source']}"


def test_pictures_have_words(opened, page):
    pictures = page.eval_on_selector_all(
        ".jp-OutputArea-output img:not([hidden])", "all => all.map(one => [one.alt, one.naturalWidth])")
    figures = [cell for cell in opened.cells if "sk.plot." in cell["source"] or "sk.explore." in cell["source"]]
    # These begin with words or a table, or with nothing to judge yet.
    in_words = ("explore.perspectives", "explore.today", "explore.question_check", "explore.common_ground",
                "explore.disagreements", "explore.prompts", "explore.decision", "explore.distinctive",
                "explore.concordance", "explore.similar")
    assert len(pictures) >= sum(not any(name in cell["source"] for name in in_words) for cell in figures)
    for words, width in pictures:
        assert width > 100
        assert len(words.split()) >= 8, words


def test_every_widget_is_drawn(opened, page):
    shown = sum("application/vnd.jupyter.widget-view+json" in output.get("data", {})
                for cell in opened.cells for output in cell["outputs"])
    drawn = ".jp-OutputArea-output .widget-vbox:has(> .shadowkit-controls), .jp-OutputArea-output .shadowkit-form, "
    drawn += ".jp-OutputArea-output .shadowkit-tagger"
    assert page.locator(drawn).count() == shown


def test_no_markup_of_a_log_runs(page):
    assert page.evaluate("() => window.pwned === undefined")


def test_readable_without_seeing(opened, page):
    """Fails on what axe-core finds serious in our outputs and texts; JupyterLab's own frame is not looked at."""
    spec = find_spec("axe_playwright_python")
    if spec is None:
        pytest.skip("axe-core comes with the package axe-playwright-python, which is not installed.")
    page.evaluate((Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(
        "async ([include, off]) => (await axe.run({include}, {rules: off, resultTypes: ['violations']})).violations",
        [[[selector] for selector in OURS if page.locator(selector).count()],
         {rule: {"enabled": False} for rule in NOT_OURS}])
    serious = [{"rule": one["id"], "help": one["help"], "where": [node["html"][:200] for node in one["nodes"]][:3]}
               for one in found if one["impact"] in ("serious", "critical")]
    assert not serious, json.dumps(serious, indent=1)
