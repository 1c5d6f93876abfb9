"""One list of dependencies, said three times: pyproject.toml, environment.yml and the locks."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from rattler import MatchSpec

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]


def wanted() -> dict[str, str]:
    """Every requirement of the project and its extras: name -> version range."""
    extras = [line for group in PROJECT["optional-dependencies"].values() for line in group]
    build = (ROOT / "build-requirements.in").read_text().split()
    requirements = [Requirement(line) for line in [*PROJECT["dependencies"], *extras, *build]]
    return {canonicalize_name(r.name): normal(str(r.specifier)) for r in requirements}


def normal(specifier: str) -> str:
    return ",".join(sorted(specifier.split(",")))


def test_conda_environment_lists_what_pyproject_lists() -> None:
    pip_lines = next(entry["pip"] for entry in CONDA if isinstance(entry, dict))
    lines = [entry for entry in CONDA if isinstance(entry, str)]
    lines += [line for line in pip_lines if not line.startswith("-")]
    found = {}
    for line in lines:
        requirement = Requirement(line)
        found[canonicalize_name(requirement.name)] = normal(str(requirement.specifier))
    assert found.pop("python") == PROJECT["requires-python"]
    assert found.pop("pip") == ""
    assert found == wanted()


def test_every_conda_line_is_a_valid_match_spec() -> None:
    for line in CONDA:
        if isinstance(line, str):
            assert MatchSpec(line, strict=True).name is not None


def test_locks_pin_every_requirement_with_hashes_and_no_address() -> None:
    runs = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    for lock, names in (("requirements.lock", runs), ("requirements-test.lock", set(wanted()))):
        text = (ROOT / lock).read_text()
        assert not re.search(r"://|--index|--find-links|--extra-index", text)
        pinned = re.findall(r"^([A-Za-z0-9._-]+)==\S+.*\\\n\s+--hash=sha256:", text, re.MULTILINE)
        assert names <= {canonicalize_name(name) for name in pinned}


def test_locks_cover_linux_macos_and_windows() -> None:
    text = (ROOT / "requirements.lock").read_text()
    assert "colorama==" in text
    assert "appnope==" in text
    assert "pexpect==" in text
