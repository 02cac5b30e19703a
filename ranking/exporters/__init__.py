"""Formats of labelled data. `docs/exporting.md` says what each holds and how to add one."""

from __future__ import annotations

from ranking.exporters import ballots, ratings, trl_dpo, trl_sft
from ranking.exporters.base import Exporter

REGISTRY: dict[str, Exporter] = {
    "ratings-csv": Exporter(ratings.table_rows, columns=ratings.COLUMNS),
    "ratings-jsonl": Exporter(ratings.rows),
    "ballots-jsonl": Exporter(ballots.rows),
    "trl-sft": Exporter(trl_sft.rows),
    "trl-dpo": Exporter(trl_dpo.rows),
}
# Names that scripts may already use; asking for one says so in words.
PLANNED = ("ratings-parquet", "trl-kto", "trl-reward", "openai-sft", "openai-dpo", "argilla")
