"""`python -m tests.prepare`: is all there that the tests need? Installs Chromium where it can, else says what lacks.

Nothing is skipped silently: what lacks is named, and the exit code is 1.
"""

import os
import shutil
import subprocess
import sys

from annotations.llm.local import LocalModelError, model_path
from tests.servers import chromium_binary, redis_binary

PACKAGES = ["chromium", "fonts-dejavu-core"]


def install_chromium() -> None:
    """As root on a Debian-like system, install Chromium; elsewhere leave it to the person."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    print("Installing Chromium for the browser tests ...", file=sys.stderr)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        subprocess.run(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL, check=True)


def main() -> None:
    """Check each of the real parts in turn."""
    try:
        chromium_binary()
    except SystemExit:
        install_chromium()
        chromium_binary()
    redis_binary()
    try:
        model_path()
    except LocalModelError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
