"""The ways to install shadowkit say the same: pyproject.toml, constraints.txt, environment.yml."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from rattler import MatchSpec

ROOT = Path(__file__).parent.parent

#: Where conda-forge calls a package otherwise than PyPI does (there, `playwright` is the one for Node).
CONDA_NAMES = {"playwright": "playwright-python"}
#: What the conda environment takes from PyPI.
FROM_PYPI = ["axe-playwright-python"]

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIREMENTS = [
    Requirement(line)
    for group in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    for line in group
]
PINS = [
    Requirement(line)
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA_SPECS = [spec for spec in CONDA["dependencies"] if isinstance(spec, str)]


def from_conda(spec):
    """Return the name and the bound of one line of environment.yml, read as strictly as conda can."""
    match = MatchSpec(spec, strict=True)
    return match.name.normalized, "" if match.version is None else str(match.version)


def test_environment_has_the_dependencies_of_pyproject():
    wanted = {}
    for requirement in REQUIREMENTS:
        if requirement.name in FROM_PYPI:
            continue
        name = CONDA_NAMES.get(requirement.name, requirement.name)
        wanted[name] = wanted.get(name) or str(requirement.specifier)
    found = dict(from_conda(spec) for spec in CONDA_SPECS)
    assert found.pop("python") == PROJECT["requires-python"]
    found.pop("pip")
    assert found == wanted


def test_environment_names_each_package_once_and_installs_the_clone():
    names = [spec.split()[0] for spec in CONDA_SPECS]
    assert len(names) == len(set(names))
    assert CONDA["name"] == PROJECT["name"]
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]
    assert CONDA["dependencies"][-1] == {"pip": [*FROM_PYPI, "-e ."]}


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
def test_constraints_pin_a_version_that_pyproject_allows(requirement):
    pins = [pin for pin in PINS if canonicalize_name(pin.name) == canonicalize_name(requirement.name)]
    assert pins, f"{requirement.name} is not in constraints.txt: run `make constraints`."
    for pin in pins:
        (version,) = [clause.version for clause in pin.specifier if clause.operator == "=="]
        assert version in requirement.specifier


@pytest.mark.parametrize("name", ["constraints.txt", "environment.yml"])
def test_no_address_of_a_registry(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?://|file://|--(extra-)?index|--find-links", text)
