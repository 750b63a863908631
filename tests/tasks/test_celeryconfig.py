"""Celery's configuration stands alone."""

import subprocess
import sys


def test_it_reads_the_settings_and_nothing_else() -> None:
    program = "import sys, celeryconfig; print(*sorted(name for name in sys.modules if name.startswith('studio')))"
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert finished.stdout.split() == ["studio", "studio.settings"]
