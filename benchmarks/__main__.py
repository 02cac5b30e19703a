"""`make bench`: every measurement, on SQLite and on PostgreSQL."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.servers import start_postgresql

MODULES = ["benchmarks.handout", "benchmarks.load"]


def main() -> None:
    """Run each measurement in a process of its own, since settings are read once."""
    with tempfile.TemporaryDirectory(prefix="kalibre-bench-") as folder:
        databases = {"SQLite": "", "PostgreSQL": start_postgresql(Path(folder) / "postgresql")}
        for name, url in databases.items():
            environment = os.environ | {"DATABASE_URL": url, "KALIBRE_VAR": str(Path(folder) / name)}
            for module in MODULES:
                print(f"\n{module.removeprefix('benchmarks.')} on {name}", flush=True)
                subprocess.run([sys.executable, "-m", module], env=environment, check=True)


if __name__ == "__main__":
    main()
