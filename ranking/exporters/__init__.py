"""Formats of labelled data. `docs/exporting.md` says what each holds and how to add one."""

from __future__ import annotations

from ranking.exporters import (
    accepted,
    argilla,
    ballots,
    openai_dpo,
    openai_sft,
    preferences,
    ratings,
    trl_dpo,
    trl_kto,
    trl_reward,
    trl_sft,
    wanted,
)
from ranking.exporters.base import Exporter, Training

REGISTRY: dict[str, Exporter | Training] = {
    "ratings-csv": Exporter(ratings.table_rows, columns=ratings.COLUMNS, ending="csv"),
    "ratings-jsonl": Exporter(ratings.rows),
    "ratings-parquet": Exporter(ratings.table_rows, columns=ratings.COLUMNS, ending="parquet", types=ratings.TYPES),
    "ballots-jsonl": Exporter(ballots.rows),
    "trl-sft": Training(accepted.examples, trl_sft.shape, tags=("trl", "sft")),
    "trl-dpo": Training(preferences.examples, trl_dpo.shape, tags=("trl", "dpo", "preference")),
    "trl-kto": Training(wanted.examples, trl_kto.shape, tags=("trl", "kto", "unpaired-preference")),
    "trl-reward": Training(
        preferences.examples,
        trl_reward.shape,
        task="reinforcement-learning",
        tags=("trl", "reward-model", "preference"),
    ),
    "openai-sft": Training(accepted.examples, openai_sft.shape, tags=("openai", "sft"), marks=False),
    "openai-dpo": Training(preferences.examples, openai_dpo.shape, tags=("openai", "dpo", "preference"), marks=False),
    "argilla": Exporter(argilla.rows),
}
