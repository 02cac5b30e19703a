"""Users' feedback as it is read on by its key: up to where nothing can be missed."""

from time import sleep

from django.db import connection
from django.db.models import Max

from annotations.models import Feedback

# Whoever writes takes this lock before a row gets its key, and holds it until the row is there for all to see. A
# transaction that has been open for ten minutes was left behind: what it holds up is not waited for any longer.
_WRITERS = """
SELECT l.virtualtransaction FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'relation' AND l.mode = 'RowExclusiveLock' AND l.granted AND l.pid <> pg_backend_pid()
AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND l.relation = %s::regclass
AND (a.xact_start IS NULL OR a.xact_start > clock_timestamp() - interval '10 minutes')
"""
_LOOKS, _PAUSE = 20, 0.05


def feedback_complete() -> int | None:
    """The key up to which every row is there; read what stands up to it by a query of its own, after this.

    Keys are given out when rows are written, and rows are seen when they are committed: on PostgreSQL a row may come
    with a lower key than one that was read. So those who were writing when the key was looked up are waited for, a
    second at most; None where one of them still writes. On SQLite one writes at a time, and keys come in order.
    """
    newest: int = Feedback.objects.aggregate(last=Max("pk"))["last"] or 0
    if connection.vendor != "postgresql" or not (writing := _writers()):
        return newest
    for _look in range(_LOOKS):
        sleep(_PAUSE)
        writing &= _writers()
        if not writing:
            return newest
    return None


def _writers() -> set[str]:
    """Other transactions that have written feedback, or are about to, and are not over."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITERS, [Feedback._meta.db_table])
        return {row[0] for row in cursor.fetchall()}
