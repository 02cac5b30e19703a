"""`python -m benchmarks.world`: what the loop promotes, misses and finds, where the truth is known."""

import argparse

import django

import benchmarks.scratch  # noqa: F401 (first)

django.setup()

from django.core.management import call_command  # noqa: E402 (Django must be set up first)

from benchmarks.world import figures  # noqa: E402


def main() -> None:
    """Every figure, or those that are named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("figures", nargs="*", choices=[*figures.FIGURES, []])
    parser.add_argument("--seeds", type=int, default=20)
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    for name in asked.figures or figures.FIGURES:
        figures.FIGURES[name](range(asked.seeds))


if __name__ == "__main__":
    main()
