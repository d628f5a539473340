"""Set-up with commands that only write down what they were asked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import setup
from deploy.setup import SetupError, call, digest, environment, find_python, is_done, mark_done

FAKE = """#!/bin/sh
[ "$1" = -c ] && echo {version} && exit
echo "$@" >> "$CALLS"
[ "$1 $2" = "$FAILING" ] && echo "no space left on device" && exit 3
[ "$1 $2" = "-m venv" ] && mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && cp "$0" "$3/bin/pip"
exit 0
"""


def fake_python(path: Path, version: str = "3.11") -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(FAKE.format(version=version))
    path.chmod(0o755)
    return str(path)


class Machine:
    """A machine whose only Python is `python`, which logs its calls."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._log = folder, folder / "calls"
        self.python = fake_python(folder / "bin" / "python3.11")
        self.lock = folder / "requirements.lock"
        self.lock.write_text("torch==2.9.0\nfaiss-cpu==1.15.1\n")

    def set_up(self, name: str = "rasa", options: tuple[str, ...] = ("--no-deps",)) -> None:
        environment(name, self.folder / "venv", self.python, self.lock, list(options))

    @property
    def calls(self) -> list[str]:
        """What was run since the last time this was read."""
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        self._log.unlink(missing_ok=True)
        return lines


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr(setup, "VAR", tmp_path / "var")
    monkeypatch.setattr(setup, "PRODUCT", tmp_path / ".venv")
    monkeypatch.setattr(setup, "RASA", tmp_path / ".venv-rasa")
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    monkeypatch.setenv("FAILING", "")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.delenv("TORCH_INDEX_URL", raising=False)
    return Machine(tmp_path)


def main(goal: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.chdir(setup.ROOT)
    monkeypatch.setattr(sys, "argv", ["setup.py", goal])
    return setup.main()


def test_python_is_found_on_the_path(machine: Machine) -> None:
    assert find_python() == machine.python


def test_python_is_found_in_pyenv_the_newest_first(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(machine.folder))
    monkeypatch.setattr(sys, "executable", fake_python(machine.folder / "system" / "python3", "3.13"))
    fake_python(machine.folder / "pyenv" / "versions" / "3.11.2" / "bin" / "python")
    newest = fake_python(machine.folder / "pyenv" / "versions" / "3.11.9" / "bin" / "python")
    fake_python(machine.folder / "pyenv" / "versions" / "3.12.1" / "bin" / "python", "3.12")
    assert find_python() == newest


def test_a_python_of_another_version_or_that_does_not_run_is_passed_over(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_python(machine.folder / "bin" / "python3.11", "3.10")
    broken = machine.folder / "broken"
    broken.write_text("not a program")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    right = fake_python(machine.folder / "bin" / "python3")
    assert find_python() == right


def test_without_a_python_set_up_says_what_to_install(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(machine.folder / "empty"))
    monkeypatch.setattr(sys, "executable", fake_python(machine.folder / "system" / "python3", "3.13"))
    assert main("run", monkeypatch) == 1
    told = capsys.readouterr().err
    assert told.startswith("Set-up stopped: Python 3.11 with venv was not found")
    assert "apt-get install python3.11 python3.11-venv" in told
    assert machine.calls == []


def test_the_digest_changes_with_any_part_and_with_a_file_s_content(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    file.write_text("a")
    digests = [
        digest(file, "x"),
        digest(file, "y"),
        digest("x", file),
        digest(file, "x", ""),
        digest("ab"),
        digest("a", "b"),
    ]
    file.write_text("b")
    digests.append(digest(file, "x"))
    assert len(set(digests)) == len(digests)
    assert digest(file, "x") == digests[-1]


def test_a_step_is_done_only_for_the_inputs_it_was_done_with(machine: Machine) -> None:
    assert not is_done("step", "one")
    mark_done("step", "one")
    assert is_done("step", "one") and not is_done("step", "two") and not is_done("other", "one")


def test_an_environment_is_made_once(machine: Machine) -> None:
    machine.set_up()
    venv = machine.folder / "venv"
    install = f"-m pip install --disable-pip-version-check -q --no-deps -r {machine.lock}"
    assert machine.calls == [f"-m venv {venv}", install]
    machine.set_up()
    assert machine.calls == []


def test_a_changed_lock_or_option_is_installed_into_the_same_environment(machine: Machine) -> None:
    machine.set_up()
    assert len(machine.calls) == 2
    machine.lock.write_text("faiss-cpu==1.16.0\n")
    machine.set_up()
    (install,) = machine.calls
    assert "pip install" in install
    machine.set_up(options=("--no-deps", "--ignore-requires-python"))
    (install,) = machine.calls
    assert "--ignore-requires-python" in install


def test_an_environment_without_its_python_is_made_anew(machine: Machine) -> None:
    machine.set_up()
    (machine.folder / "venv" / "bin" / "python").unlink()
    (machine.folder / "venv" / "bin" / "pip").unlink()
    (machine.folder / "venv" / "left-over").write_text("x")
    assert len(machine.calls) == 2
    machine.set_up()
    assert len(machine.calls) == 2
    assert not (machine.folder / "venv" / "left-over").exists()


def test_a_broken_off_installation_goes_on_where_it_was(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAILING", "-m pip")
    with pytest.raises(SetupError, match=r"(?s)rasa packages failed \(exit 3\).*no space left on device"):
        machine.set_up()
    assert len(machine.calls) == 2
    monkeypatch.setenv("FAILING", "")
    machine.set_up()
    (again,) = machine.calls
    assert "pip install" in again


@pytest.mark.parametrize("index", [None, "https://download.pytorch.org/whl/cpu"])
def test_torch_comes_first_and_from_the_index_that_is_named(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, index: str | None
) -> None:
    if index:
        monkeypatch.setenv("TORCH_INDEX_URL", index)
    machine.set_up("product")
    _, torch, packages = machine.calls
    assert torch.endswith(f"-q --index-url {index} torch==2.9.0" if index else "-q torch==2.9.0")
    assert packages.endswith(f"-r {machine.lock}")


def test_a_failed_step_shows_the_end_of_its_log(machine: Machine) -> None:
    code = "for n in range(40): print(f'line {n}', flush=True)\nraise SystemExit(5)"
    with pytest.raises(SetupError, match=r"long step failed \(exit 5\); the end of .*long-step\.log") as caught:
        call("long step", [sys.executable, "-c", code])
    assert "line 39" in str(caught.value) and "line 25" in str(caught.value) and "line 24" not in str(caught.value)


def test_a_command_that_is_not_there_is_a_failed_step(machine: Machine) -> None:
    with pytest.raises(SetupError, match=r"step failed: .*no-such-command"):
        call("step", [str(machine.folder / "no-such-command")])


def test_a_step_is_quiet_and_tells_when_it_is_done(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    call("step", [sys.executable, "-c", "import os; print('noise', os.environ['MORE'])"], {"MORE": "less"})
    told = capsys.readouterr().out
    assert told.splitlines()[0] == "  step ..." and "step: done in" in told
    assert "noise" not in told
    assert "noise less" in (machine.folder / "var" / "log" / "step.log").read_text()


def test_set_up_for_developers_makes_both_environments_once(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main("dev", monkeypatch) == 0
    calls = machine.calls
    assert {f"-m venv {machine.folder / name}" for name in (".venv", ".venv-rasa")} <= set(calls)
    assert calls[-1].endswith("requirements-dev.lock")
    assert main("dev", monkeypatch) == 0
    assert machine.calls == []


def test_a_failed_step_ends_set_up_with_its_log_and_exit_code_one(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FAILING", "-m venv")
    assert main("dev", monkeypatch) == 1
    told = capsys.readouterr().err
    assert told.startswith("Set-up stopped: ")
    assert "environment failed (exit 3); the end of" in told and "no space left on device" in told


def test_settings_of_the_file_count_where_the_environment_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ("# DATA_DIR=/commented", "DATA_DIR='/of the file'", "HOST = 0.0.0.0", "PORT=1", "nonsense", "")
    (tmp_path / ".env").write_text("\n".join(lines))
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setenv("PORT", "2")
    for name in ("DATA_DIR", "HOST"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    setup.read_settings_file()
    found = [os.environ[name] for name in ("DATA_DIR", "HOST", "PORT")]
    assert found == ["/of the file", "0.0.0.0", "2"]


def test_set_up_uses_the_standard_library_only() -> None:
    code = "import sys; sys.path = [p for p in sys.path if 'site-packages' not in p]; import deploy.setup"
    run = subprocess.run([sys.executable, "-S", "-c", code], cwd=setup.ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
