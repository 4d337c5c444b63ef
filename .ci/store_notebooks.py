"""Run every notebook from top to bottom in a fresh kernel and store its outputs.

``python .ci/store_notebooks.py [notebooks/student/04_outreach.ipynb …]``; by default all.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def store(path: Path) -> None:
    """Run one notebook in its own folder and write it back."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"},
        "language_info": {"name": "python"},
    }
    place = {"metadata": {"path": path.parent}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=place).execute()
    # The state of widgets belongs to the run, and times of running make every diff noisy.
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        cell.metadata.pop("trusted", None)
    notebook.metadata["language_info"] = {"name": "python"}
    nbformat.write(notebook, path)
    print("stored", path.relative_to(NOTEBOOKS.parent))


if __name__ == "__main__":
    for chosen in [Path(name).resolve() for name in sys.argv[1:]] or sorted(NOTEBOOKS.rglob("*.ipynb")):
        if ".ipynb_checkpoints" not in chosen.parts:
            store(chosen)
