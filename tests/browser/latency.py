"""How long a reader waits: from choosing in a dropdown until the new picture can be seen, measured inside the page."""

from __future__ import annotations

import statistics

# A picture is an image or, where there is none, a table; a new image counts once it is decoded.
_MEASURE = """async ({selector, select, changes, ms}) => {
  const root = document.querySelector(selector);
  if (!root) throw new Error(`there is no ${selector} on the page`);
  const dropdown = root.querySelectorAll('select')[select], taken = [];
  const image = () => root.querySelector('img:not([hidden])'), table = () => root.querySelector('table');
  const shown = () => image() ? image().src : table() ? table().outerHTML : '';
  const places = [dropdown.selectedIndex ? 0 : 1, dropdown.selectedIndex];
  for (let change = 0; change < changes; change++) {
    const before = shown(), begun = performance.now();
    dropdown.selectedIndex = places[change % 2];
    dropdown.dispatchEvent(new Event('change', {bubbles: true}));
    while (shown() === before || !shown() || (image() && !image().complete)) {
      await new Promise(done => requestAnimationFrame(done));
      if (performance.now() - begun > ms) throw new Error(`no new picture within ${ms} ms of change ${change + 1}`);
    }
    if (image()) await image().decode().catch(() => null);
    taken.push(performance.now() - begun);
    await new Promise(done => setTimeout(done, 100));
  }
  return taken;
}"""


def picture_times(page, selector: str, *, select: int = 0, changes: int = 20, timeout: int = 10_000) -> list[float]:
    """Change a dropdown back and forth; return the milliseconds from each change to its new picture, decoded.

    Parameters
    ----------
    page : playwright.sync_api.Page
        A page with a notebook that has been run.
    selector : str
        The explorer, such as ``.shadowkit-response-rates``; the first on the page counts.
    select : int
        Which of its dropdowns.
    changes : int
        How often.
    timeout : int
        Milliseconds after which a change counts as failed.
    """
    page.locator(selector).first.scroll_into_view_if_needed()
    return page.evaluate(_MEASURE, {"selector": selector, "select": select, "changes": changes, "ms": timeout})


def median_time(page, selector: str, *, select: int = 0, changes: int = 20) -> float:
    """Return the median milliseconds from a change to its new picture."""
    return statistics.median(picture_times(page, selector, select=select, changes=changes))
