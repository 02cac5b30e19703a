"""Reading the environment, loudly: a value that cannot be understood stops the start and says what to do."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def env_text(name: str, default: str = "") -> str:
    """The variable, or what stands in the file that `NAME_FILE` names (for secrets), or the default."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read: {error}") from error
    return os.environ.get(name, default)


def env_bool(name: str, *, default: bool) -> bool:
    """A yes or no."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; set it to 1 or 0.")


def env_int(name: str, default: int) -> int:
    """A whole number."""
    value = os.environ.get(name, "")
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}; set it to a whole number.") from error


def env_list(name: str, default: str = "") -> list[str]:
    """Values separated by commas."""
    return [part.strip() for part in env_text(name, default).split(",") if part.strip()]


def database_from_url(url: str, *, var: Path) -> dict[str, object]:
    """Django's settings of the database that a URL names; empty means SQLite under `var`."""
    if not url:
        return sqlite_settings(var / "kalibre.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite_settings(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL starts with {parts.scheme!r}; Kalibre runs on postgresql:// and sqlite://."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or "") or env_text("DATABASE_PASSWORD"),
        # A socket's folder comes as ?host=/folder, as libpq writes it.
        "HOST": parts.hostname or parse_qs(parts.query).get("host", [""])[0],
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite_settings(path: Path) -> dict[str, object]:
    """SQLite for several writers: without IMMEDIATE, threads that read first and write later lock each other out."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
                "PRAGMA mmap_size=134217728; PRAGMA cache_size=-32000;"
            ),
        },
        "CONN_MAX_AGE": None,
        # A file, so that threads and processes of a test share it: an in-memory one cannot show a race.
        "TEST": {"NAME": str(path.with_name(f"test-{os.getpid()}.sqlite3"))},
    }
