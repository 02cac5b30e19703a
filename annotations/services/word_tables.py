"""Tables of words of a project's own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from annotations.models import Project, User, WordTable
from annotations.variants.tables import table_document
from annotations.variants.uploads import table_upload


@transaction.atomic
def word_table_save(*, project: Project, data: bytes, file_name: str, by: User | None, now: datetime) -> WordTable:
    """This function will take a table from a file; one of the same name is written anew.

    Sets that were made of the old one stay as they are. Raises TableError.
    """
    table = table_upload(data, file_name)
    row, _made = WordTable.objects.update_or_create(
        project=project,
        name=table.name,
        defaults={"document": table_document(table), "created_by": by, "created_at": now},
    )
    return row


@transaction.atomic
def word_table_remove(*, table: WordTable) -> None:
    """This function will remove a table of the project's own; what was made of it stays."""
    table.delete()
