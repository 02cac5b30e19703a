"""The tables of one import's scratch database: all that its files say, checked, before anything is written.

They live in a temporary file that SQLite removes by itself, also when the process is killed, so that an import of
millions of rows needs no more memory than one of a thousand. `pk` columns hold the key in the real database.
"""

from __future__ import annotations

import sqlite3

SCHEMA = """
CREATE TABLE sets (id INTEGER PRIMARY KEY, pk INTEGER, dataset TEXT, external_id TEXT, attribute TEXT,
    UNIQUE (dataset, external_id));
CREATE TABLE items (id INTEGER PRIMARY KEY, pk INTEGER, changed INTEGER DEFAULT 0, dataset TEXT, external_id TEXT,
    prompt TEXT, language TEXT, category TEXT, split TEXT, own_group TEXT, reference TEXT, messages TEXT,
    variables TEXT, metadata TEXT, set_id INTEGER, attribute_value TEXT, UNIQUE (dataset, external_id));
CREATE TABLE responses (id INTEGER PRIMARY KEY, pk INTEGER, changed INTEGER DEFAULT 0, item INTEGER,
    external_id TEXT, text TEXT, model TEXT, metadata TEXT, confidence REAL, UNIQUE (item, external_id));
CREATE TABLE raters (id INTEGER PRIMARY KEY, pk INTEGER, dataset TEXT, name TEXT, is_judge INTEGER,
    UNIQUE (dataset, name, is_judge));
CREATE TABLE dimensions (id INTEGER PRIMARY KEY, pk INTEGER, changed INTEGER DEFAULT 0, name TEXT UNIQUE,
    minimum REAL, maximum REAL, whole INTEGER DEFAULT 1);
CREATE TABLE tasks (id INTEGER PRIMARY KEY, pk INTEGER, item INTEGER, kind TEXT, responses TEXT,
    UNIQUE (item, kind, responses));
CREATE TABLE answers (id INTEGER PRIMARY KEY, file INTEGER, row INTEGER, task INTEGER, rater INTEGER,
    is_judge INTEGER, variant TEXT, name TEXT, value REAL, ranking TEXT, shown TEXT, unreadable INTEGER,
    raw TEXT, metadata TEXT);
CREATE TABLE repeats (answer INTEGER PRIMARY KEY, task INTEGER, rater INTEGER, is_judge INTEGER, variant TEXT,
    repeat INTEGER);
CREATE TABLE places (task INTEGER PRIMARY KEY, places INTEGER);
CREATE TABLE earlier (task INTEGER, rater INTEGER, variant TEXT, name TEXT, answers INTEGER,
    PRIMARY KEY (task, rater, variant, name));
CREATE TABLE seen (file INTEGER, content BLOB, occurrences INTEGER, PRIMARY KEY (file, content));
CREATE TABLE digests (digest TEXT PRIMARY KEY);
CREATE TABLE deferred (id INTEGER PRIMARY KEY, file INTEGER, row INTEGER, kind TEXT, fields TEXT,
    hopeless INTEGER DEFAULT 0);
CREATE TABLE promises (deferred INTEGER, dataset TEXT, item TEXT, response TEXT);
CREATE TABLE needs (deferred INTEGER, dataset TEXT, item TEXT, response TEXT);
CREATE INDEX responses_by_pk ON responses (pk);
CREATE INDEX items_by_pk ON items (pk);
CREATE INDEX promises_by_response ON promises (dataset, item, response);
"""


def scratch_open() -> sqlite3.Connection:
    """This function will make an empty scratch database; an empty name means a temporary file that nobody else sees."""
    connection = sqlite3.connect("", isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;" + SCHEMA)
    connection.execute("BEGIN")
    return connection


def insert(connection: sqlite3.Connection, table: str, **values: object) -> int:
    """This function will add a row of trusted column names, and return its id."""
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    done = connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))  # noqa: S608
    return done.lastrowid or 0


def update(connection: sqlite3.Connection, table: str, key: int, **values: object) -> None:
    """This function will change columns (trusted names) of the row with that id."""
    names = ", ".join(f"{name} = ?" for name in values)
    connection.execute(f"UPDATE {table} SET {names} WHERE id = ?", (*values.values(), key))  # noqa: S608
