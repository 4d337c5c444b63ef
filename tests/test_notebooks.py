"""The craft of the notebooks: prose first, short cells, stored outputs, links that lead somewhere."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = [path for path in sorted(ROOT.rglob("*.ipynb")) if ".ipynb_checkpoints" not in path.parts]
TAG = "nbval-check-output"


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return json.loads(request.param.read_text(encoding="utf-8")) | {"path": request.param}


def source(cell):
    return "".join(cell["source"])


def code(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_all_three_doors_are_there():
    names = {path.relative_to(ROOT).as_posix() for path in NOTEBOOKS}
    assert {"start_here.ipynb", "student/04_outreach.ipynb", "student/05_perspectives.ipynb", "advisor/cohort.ipynb",
            "classroom/three_of_eight.ipynb"} <= names


def test_begins_with_prose_that_says_what_for_and_how_long(notebook):
    first = notebook["cells"][0]
    assert first["cell_type"] == "markdown"
    assert source(first).startswith("# ")
    assert "you will" in source(first).lower()
    assert "minutes" in source(first)


def test_code_cells_are_short(notebook):
    lengths = [len(source(cell).splitlines()) for cell in code(notebook)]
    assert max(lengths) <= 10
    assert sum(lengths) / len(lengths) <= 2.5
    assert all(lengths), "an empty code cell never gets a number"


def test_was_run_from_top_to_bottom_and_stored(notebook):
    assert [cell["execution_count"] for cell in code(notebook)] == list(range(1, len(code(notebook)) + 1))
    assert "widgets" not in notebook["metadata"]
    outputs = [output for cell in code(notebook) for output in cell["outputs"]]
    assert outputs
    assert [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"] == []


def test_outputs_that_the_prose_quotes_are_checked(notebook):
    tagged = [cell for cell in code(notebook) if TAG in cell["metadata"].get("tags", [])]
    assert tagged
    assert all(cell["outputs"] for cell in tagged), "a tagged cell without stored output would pass unseen"


def test_pictures_have_an_alternative_text(notebook):
    pages = ["".join(output["data"]["text/html"]) for cell in code(notebook) for output in cell["outputs"]
             if "text/html" in output.get("data", {})]
    images = [image for page in pages for image in re.findall(r"<img[^>]*>", page)]
    assert all(re.search(r'alt="[^"]{40,}"', image) for image in images)


def test_one_line_makes_it_your_own(notebook):
    lines = [line for cell in code(notebook) for line in source(cell).splitlines() if line.startswith("LOG = ")]
    assert len(lines) == (0 if notebook["path"].stem == "three_of_eight" else 1)
    assert all("# your own" in line for line in lines)


def test_links_lead_to_files(notebook):
    text = "\n".join(source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert links
    assert [link for link in links if not (notebook["path"].parent / link).exists()] == []


def test_ends_with_now_you_in_three_depths_and_ways_on(notebook):
    last = source(notebook["cells"][-1])
    assert "**Next:**" in last or "**Back to:**" in last
    if notebook["path"].stem != "start_here":
        assert re.search(r"## Now you.*1\. \*\*Look.*2\. \*\*Change.*3\. \*\*Your own", last, re.DOTALL)


def test_no_handle_of_rosas_stands_where_ones_own_log_is_read():
    cells = [source(cell) for path in NOTEBOOKS if path.stem in ("01_keep_a_log", "03_meet_well", "06_reflect")
             for cell in code(json.loads(path.read_text(encoding="utf-8")))]
    assert [cell for cell in cells if re.search(r"\((?:log|journal(?:\.log)?), \"", cell)] == []
