"""`python -m benchmarks.labelling`: what adaptive labelling is worth, that means stay right, and what a look costs."""

import django

import benchmarks.scratch  # noqa: F401 (first)

django.setup()

from django.core.management import call_command  # noqa: E402 (Django must be set up first)

from benchmarks.labelling import figures, speed  # noqa: E402


def main() -> None:
    """Every figure of docs/what-to-label-next.md."""
    figures.orders()
    figures.strengths()
    figures.ratings()
    figures.means()
    call_command("migrate", verbosity=0)
    speed.measure(speed.seeded())


if __name__ == "__main__":
    main()
