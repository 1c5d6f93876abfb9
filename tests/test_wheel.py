"""The wheel alone, in a clean environment, away from the checkout, does what the README says."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


def make_environment(folder: Path) -> Path:
    """A new environment with what requirements.lock pins; returns its Python."""
    uv = shutil.which("uv")
    if uv:
        run(uv, "venv", "--quiet", "--python", sys.executable, folder, cwd=ROOT)
    else:
        run(sys.executable, "-m", "venv", folder, cwd=ROOT)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    pip = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    run(*pip, "--quiet", "--require-hashes", "-r", ROOT / "requirements.lock", cwd=ROOT)
    return python


@pytest.mark.slow
def test_demo_and_lessons_run_from_the_installed_wheel_in_any_folder(tmp_path: Path) -> None:
    python = make_environment(tmp_path / "environment")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist"]
    run(*build, cwd=ROOT)
    wheel = next((tmp_path / "dist").glob("*.whl"))
    uv = shutil.which("uv")
    pip = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    run(*pip, "--quiet", "--no-deps", wheel, cwd=tmp_path)
    kernels = tmp_path / "environment" / "etc" / "ipython" / "ipython_kernel_config.py"
    assert kernels.is_file(), "lessons say errors in sentences"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = run(python.parent / "salestoolkit", "demo", cwd=elsewhere)
    pages = sorted(elsewhere.rglob("*.html"))
    languages = {page.read_text(encoding="utf-8").split('lang="')[1][:2] for page in pages}
    assert languages == {"en", "pl"}
    printed = "".join(done.stdout.split())
    assert all(page.name in printed for page in pages)
    run(python.parent / "salestoolkit", "lessons", "workshop", "--language", "pl", cwd=elsewhere)
    assert (elsewhere / "workshop" / "01_map_your_process.ipynb").is_file()
    assert (elsewhere / "workshop" / "samples" / "kwarcowa_sowa" / "import.json").is_file()
    run(python.parent / "salestoolkit", "workshop", "new", "room", "--teams", "2", cwd=elsewhere)
    assert (elsewhere / "room" / "team-2" / "apps" / "luck.ipynb").is_file()
    installed = next((tmp_path / "environment").rglob("salestoolkit/lessons/room/jupyter"))
    assert (installed / "labconfig" / "page_config.json").is_file()
    assert (installed / "labextensions/salestoolkit-reading/static/reading.js").is_file()
    handouts = elsewhere / "room" / "leader" / "handouts"
    run(python.parent / "salestoolkit", "workshop", "handouts", "room", cwd=elsewhere)
    assert list(handouts.glob("leaders_guide.*"))
