"""The wheel brings the examples and the notebooks along."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TRY = """
import pathlib, shadowkit as sk
print(pathlib.Path(sk.__file__).parent.parent)
print(repr(sk.example("student")))
print(sk.log.shipped("notebooks").joinpath("start_here.ipynb").exists())
"""


def test_examples_work_from_a_wheel(tmp_path):
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], check=True, cwd=ROOT,
                   capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if "checkpoint" in name or name.endswith(".pyc") or "tests/" in name] == []
    done = subprocess.run([sys.executable, "-c", TRY], cwd=tmp_path, capture_output=True, text=True, check=True,
                          env=os.environ | {"PYTHONPATH": str(tmp_path / "installed")})
    where, log, notebook = done.stdout.splitlines()
    assert Path(where) == tmp_path / "installed"
    assert log == "Log 'student': 23 people asked, 13 replies, 10 meetings, 43 answers, 3 problems"
    assert notebook == "True"
