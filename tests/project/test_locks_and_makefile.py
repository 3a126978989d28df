"""What is installed is what was locked, with uv or without."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from config.database import BASE_DIR

TARGETS = ("run", "test", "lint", "bench", "soak")


def test_both_lock_files_name_the_same_versions_and_hashes():
    uv = Path(sys.executable).with_name("uv")
    command = [uv, "export", "--frozen", "--offline", "--quiet", "--no-header", "--no-emit-project"]
    exported = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout

    assert exported == (BASE_DIR / "requirements.lock").read_text(), "run: make lock"


def test_every_dependency_is_pinned_to_the_locked_version():
    project = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())
    locked = {package["name"]: package.get("version") for package in tomllib.loads(_text("uv.lock"))["package"]}
    for wanted in [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]:
        name, _, version = wanted.partition("==")
        assert locked[name.split("[")[0]] == version, wanted


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_makes_the_environment_by_itself(target):
    plan = subprocess.run(
        ["make", "--dry-run", "--always-make", target], cwd=BASE_DIR, capture_output=True, text=True, check=True
    ).stdout

    assert plan.index("-m venv .venv") < plan.index(".venv/bin/", plan.index("touch .venv/ready"))


def test_a_python_without_venv_is_told_in_one_line_what_to_install(tmp_path):
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; esac\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)

    result = _make_environment(tmp_path, python)

    assert result.returncode != 0
    assert "Install the package python3-venv" in result.stdout.splitlines()[0]


def test_an_old_python_is_told_in_one_line_what_is_needed(tmp_path):
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2\nexit 1\n')
    python.chmod(0o755)

    result = _make_environment(tmp_path, python)

    assert result.returncode != 0
    assert "Kawal needs Python 3.11 or newer; this is Python 3.9.2" in result.stdout.splitlines()[0]


def _make_environment(folder: Path, python: Path) -> subprocess.CompletedProcess[str]:
    for name in ("Makefile", "uv.lock", "requirements.lock"):
        (folder / name).write_text(_text(name))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", f"PYTHON={python}", ".venv/ready"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def _text(name: str) -> str:
    return (BASE_DIR / name).read_text()
