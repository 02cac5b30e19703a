"""`make bench`: every measurement. `python -m benchmarks handout`: one of them, on all its databases."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.servers import start_postgresql

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
# The last one leaves millions of rows in the PostgreSQL database that they share.
MEASUREMENTS = {
    "coverage": (SQLITE,),
    "coverage.levels": (SQLITE,),
    "fitting.points": (SQLITE,),
    "fitting.project": (SQLITE,),
    "gate": (SQLITE,),
    "decisions": (SQLITE,),
    "temperature": (SQLITE,),
    "labelling": (SQLITE,),
    "world": (SQLITE,),
    "throughput": (SQLITE,),
    "drift": (SQLITE,),
    "leaks": (SQLITE,),
    "feedback": (SQLITE, POSTGRESQL),
    "load": (SQLITE, POSTGRESQL),
    "handout": (SQLITE, POSTGRESQL),
}


def main() -> None:
    """Run each measurement in a process of its own, since settings are read once."""
    asked = sys.argv[1:] or list(MEASUREMENTS)
    with tempfile.TemporaryDirectory(prefix="kalibre-bench-") as folder:
        urls = {SQLITE: ""}
        if any(POSTGRESQL in MEASUREMENTS[name] for name in asked):
            urls[POSTGRESQL] = start_postgresql(Path(folder) / "postgresql")
        for name in asked:
            for database in MEASUREMENTS[name]:
                run(name, database, urls[database], Path(folder) / f"{name}-{database}")


def run(name: str, database: str, url: str, folder: Path) -> None:
    """One measurement on one database."""
    folder.mkdir()
    environment = os.environ | {"DATABASE_URL": url, "KALIBRE_VAR": str(folder), "KALIBRE_BENCH": str(folder)}
    print(f"\n{name} on {database}", flush=True)
    subprocess.run([sys.executable, "-W", "ignore", "-m", f"benchmarks.{name}"], env=environment, check=True)


if __name__ == "__main__":
    main()
