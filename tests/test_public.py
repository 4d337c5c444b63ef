"""Every public name is documented, has an example, and stands where people look for it."""

import inspect
from pathlib import Path

import pytest

import shadowkit as sk

ROOT = Path(__file__).resolve().parents[1]
NAMES = ["Log", "LogError", "caption", "check", "coverage", "example", "load", "perspectives", "protect", "reply_curve",
         "response_rates"]
NOUNS = ["response_rates", "reply_curve", "perspectives", "coverage"]


def test_the_public_names_are_these():
    modules = {name for name in sk.__all__ if inspect.ismodule(getattr(sk, name))}
    assert sorted(set(sk.__all__) - modules) == NAMES


@pytest.mark.parametrize("noun", NOUNS)
def test_who_knows_one_name_knows_four(noun):
    log = sk.example("student")
    table = getattr(sk, noun)(log)
    assert table.attrs["measure"] == noun
    assert getattr(sk.plot, noun)(table).alt == sk.caption(table)
    assert sk.caption(table) and getattr(sk.explore, noun)(log).caption.value


@pytest.mark.parametrize("name", [*[name for name in NAMES if name not in ("Log", "LogError")],
                                  *[f"plot.{noun}" for noun in NOUNS], *[f"explore.{noun}" for noun in NOUNS],
                                  "classroom.check", "report.report", "Log.from_tables"])
def test_is_documented_with_an_example(name):
    thing = sk
    for part in name.split("."):
        thing = getattr(thing, part)
    doc = inspect.getdoc(thing)
    for heading in ("Parameters\n---", "Returns\n---", "Examples\n---"):
        assert heading in doc, f"{name} lacks {heading.split()[0]}"
    assert ">>> " in doc


def test_stands_in_the_readme_or_a_notebook():
    pages = [ROOT / "README.md", *ROOT.glob("notebooks/**/*.ipynb")]
    text = " ".join(page.read_text(encoding="utf-8") for page in pages if ".ipynb_checkpoints" not in page.parts)
    unseen = [name for name in NAMES if name not in ("Log", "LogError") and f"sk.{name}" not in text
              and f"shadowkit {name}" not in text]
    assert unseen == []


def test_an_unknown_name_is_an_error():
    with pytest.raises(AttributeError, match="nonsense"):
        sk.nonsense  # noqa: B018


def test_the_library_stays_small():
    files = list((ROOT / "shadowkit").rglob("*.py"))
    sizes = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert max(sizes.values()) <= 400
    assert sum(sizes.values()) <= 5000
