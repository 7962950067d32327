"""The preparation of processes: whole where rasa is imported, absent elsewhere, harmless without the package."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bot.engine import hook

WITHOUT_RASA = "import sys; print(sorted(m for m in sys.modules if m.split('.')[0] in {'bot', 'rasa', 'structlog'}))"


def run(*arguments: str, **options: object) -> str:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True, **options)
    return done.stdout.strip()


def test_a_process_that_does_not_import_rasa_loads_nothing_of_ours():
    assert run("-c", WITHOUT_RASA) == "[]"


def test_importing_rasa_anywhere_prepares_the_process(tmp_path: Path):
    code = (
        "import os, rasa, rasa.shared.core.trackers as t, tensorflow;"
        "print(os.environ['RASA_TELEMETRY_ENABLED'], t.DialogueStateTracker.copy.__module__, type(tensorflow).__name__)"
    )

    assert run("-c", code, cwd=tmp_path) == "false bot.engine.trackers _AbsentModule"


def test_without_the_package_other_programs_run_as_ever(tmp_path: Path):
    shutil.copy(hook.__file__, tmp_path / "candour_engine_hook.py")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import candour_engine_hook; candour_engine_hook.install();"
        "import json\ntry:\n    import rasa\nexcept ModuleNotFoundError as error:\n    print(error.name)"
    )

    assert run("-I", "-S", "-c", code, str(tmp_path)) == "rasa"


def test_the_installed_hook_is_the_one_of_the_checkout():
    found = run("-c", "import candour_engine_hook; print(candour_engine_hook.__file__)")

    assert Path(found).read_text() == Path(hook.__file__).read_text(), "run: uv sync --reinstall-package candour"


def test_the_hook_is_registered_once():
    before = list(sys.meta_path)

    hook.install()

    assert sys.meta_path == before
