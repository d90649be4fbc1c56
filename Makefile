# Copydesk's workbench. `make demo` and `make test` need Python 3.11 or newer and nothing else: each sets up .venv by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# One more than there are cores: many tests wait for a server. In the order of the folders, for the longest files have few tests.
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
PYTEST_ARGS ?= -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help demo test bench lint format types contracts docs ci evaluate reader wheel screenshot clients matrix clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.runs ## ask three questions of the sample articles
	@$(BIN)/copydesk demo

test: $(VENV)/.tested ## run every test
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(VENV)/.tested ## check style and formatting
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(VENV)/.tested ## put style and formatting right
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: $(VENV)/.tested ## check types, strictly
	@$(BIN)/mypy

contracts: $(VENV)/.tested ## check that imports run one way: bot, handlers, store
	@$(BIN)/lint-imports

docs: $(VENV)/.tested ## check that the docs tell the truth
	@$(BIN)/python -m pytest -q tests/test_docs.py

ci: lint types contracts docs test ## everything the build server runs

evaluate: $(VENV)/.tested ## measure the quality of the answers: make evaluate [DATA=folder]
	@$(BIN)/python -m tests.evaluation $(if $(DATA),--data "$(DATA)")

bench: $(VENV)/.tested ## measure speed and memory side by side: make bench [DATA=folder] [SIZES=10000,100000,1000000]
	@$(BIN)/python -m tests.benchmarks $(if $(DATA),--data "$(DATA)") $(if $(SIZES),--sizes "$(SIZES)")

wheel: $(VENV)/.tested ## build the wheel into dist/
	@$(PIP) wheel --no-deps --wheel-dir dist .

screenshot: $(VENV)/.tested ## draw docs/images/answer.svg with the real program
	@$(BIN)/python docs/images/screenshot.py

clients: ## fetch other people's Matrix clients (npm), which look at the bot in tests and pictures
	cd tests/bot/matrix/client && npm install --no-audit --no-fund

matrix: $(VENV)/.tested ## see the bot's answers in a Matrix web client: docs/images/matrix-*.png
	@$(BIN)/python -m tests.bot.matrix.picture

reader: .venv-training/.ready ## train the reader's weights: make reader DATA=folder [MINUTES=100]
	@test -n "$(DATA)" || { echo "Say where the training data is: make reader DATA=folder" >&2; exit 2; }
	.venv-training/bin/python -m training --data "$(DATA)" --minutes "$(or $(MINUTES),100)"

clean: ## remove what make made
	rm -rf $(VENV) .venv-training build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The stamps: what is installed is renewed when pyproject.toml changes.
$(VENV)/.runs: pyproject.toml | $(BIN)/python
	@echo "Installing Copydesk into $(VENV) ..."
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.tested: pyproject.toml | $(BIN)/python
	@echo "Installing Copydesk and its test tools into $(VENV) ..."
	@$(PIP) install --editable '.[test]'
	@touch $@ $(VENV)/.runs

.venv-training/.ready: pyproject.toml | .venv-training/bin/python
	@.venv-training/bin/python -m pip --disable-pip-version-check --quiet install --editable '.[training]'
	@touch $@

%/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Copydesk needs Python 3.11 or newer, and '$(PYTHON)' is not here. Name yours: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Copydesk needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) -c 'import platform; print(platform.python_version())'). Name a newer one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "'$(PYTHON)' cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $*
