"""The secret key of an installation that was given none."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from calibration_site.secret import secret_key


def test_it_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "key"
    first = secret_key(path)
    assert secret_key(path) == first
    assert len(first) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_key(tmp_path / "key"), range(32)))
    assert len(keys) == 1
