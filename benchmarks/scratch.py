"""A database of its own for every measurement, never the one that people work in. Import it before Django is set up."""

import atexit
import os
import shutil
import tempfile

# Set by `python -m benchmarks`, which has made the folder and chosen the database.
if not os.environ.get("KALIBRE_BENCH"):
    folder = tempfile.mkdtemp(prefix="kalibre-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {"KALIBRE_BENCH": folder, "KALIBRE_VAR": folder, "DATABASE_URL": ""}
os.environ["DJANGO_SETTINGS_MODULE"] = "calibration_site.settings"
