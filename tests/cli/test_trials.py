"""What ends Python when it is imported is told by the doctor, who goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from ebviz.cli.trials import deadly


def test_statements_that_end_python_are_told_from_those_that_fail() -> None:
    found = deadly(
        {
            "fine": "import json",
            "loud": "print('import json')",
            "missing": "import no_such_module",
            "crash": "import ctypes; ctypes.string_at(0)",
            "exit": "import os; os._exit(3)",
            "also fine": "import math",
            "system exit": "raise SystemExit(4)",
        }
    )
    assert found == {
        "crash": "crashes Python (SIGSEGV)",
        "exit": "ends Python (exit code 3)",
        "system exit": "ends Python (exit code 4)",
    }
    assert deadly({}) == {}


def test_the_doctor_outlives_a_torch_that_crashes(toy: Path) -> None:
    (toy / "elsewhere/torch").mkdir(parents=True)
    (toy / "elsewhere/torch/__init__.py").write_text("import ctypes\nctypes.string_at(0)\n")
    ran = subprocess.run(
        [sys.executable, "-m", "ebviz", "--project", str(toy), "doctor", "--json"],
        env={**os.environ, "PYTHONPATH": str(toy / "elsewhere")},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert ran.returncode == 1, ran.stderr
    checks = {check["name"]: check for check in json.loads(ran.stdout)}
    assert checks["torch"]["detail"] == "crashes Python (SIGSEGV)"
    assert checks["cairo"]["ok"]
    assert len(checks) == 12
