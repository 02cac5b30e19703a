"""What scripts may rely on in every command."""

import pytest
from django.core.management import ManagementUtility

COMMANDS = [
    "import_data", "fit", "report", "export_dataset", "launch_round", "round_status", "loadtest_seed",
    "check_integrity",
]  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_arguments_that_cannot_be_read_end_with_one(name: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as end:
        ManagementUtility(["manage.py", name, "--bogus"]).execute()
    assert end.value.code == 1
    assert "error:" in capsys.readouterr().err


@pytest.mark.parametrize("name", COMMANDS)
def test_help_ends_with_zero(name: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as end:
        ManagementUtility(["manage.py", name, "--help"]).execute()
    assert end.value.code == 0
    assert "usage:" in capsys.readouterr().out
