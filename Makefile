# One task file: people and CI call the same recipes. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup run test lint lint-style lint-types lint-imports lint-docs bench quality docs

BIN := .venv/bin
ROOMS := icp streams sources sinks fitsignal
EXAMPLE := examples/northwind
WORKSPACE ?= $(EXAMPLE)
JOBS ?= auto
ARGS ?=
export PYTHON
# Without it every build of the docs prints an advertisement.
export NO_MKDOCS_2_WARNING := 1

# Stamps: a second call finds them newer than the locks and starts nothing.
RUNTIME := .venv/.runtime
DEV := .venv/.dev
ifneq ($(shell cat .venv/.made-for 2>/dev/null),$(CURDIR))
.PHONY: $(RUNTIME) $(DEV)
endif

$(RUNTIME): requirements.lock pyproject.toml scripts/setup.sh
	@scripts/setup.sh runtime

$(DEV): $(RUNTIME) requirements-dev.lock
	@scripts/setup.sh dev

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

setup: $(RUNTIME) ## make .venv with fitsignal in it (PYTHON=python3.12 names an interpreter)

run: $(RUNTIME) ## run the example, or WORKSPACE=DIR; ONCE=1 ends by itself
	@exec $(BIN)/fitsignal run --workspace "$(WORKSPACE)" $(FRESH) $(if $(filter-out 0 no false,$(ONCE)),--once)

# The example begins with an empty store each time; any other workspace keeps its own.
ifeq ($(abspath $(WORKSPACE)),$(abspath $(EXAMPLE)))
FRESH := --fresh
endif

test: $(DEV) ## run the tests (ARGS="-k name" for some of them, JOBS=0 for one process)
	@$(BIN)/python -m pytest -p scripts.pytest_counts -n $(JOBS) $(ARGS)

lint: lint-style lint-types lint-imports lint-docs ## style, format, strict types, import contracts, docs that are current

lint-style: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint-types: $(DEV)
	$(BIN)/mypy --strict $(ROOMS) scripts

lint-imports: $(DEV)
	$(BIN)/lint-imports

lint-docs: $(DEV)
	$(BIN)/python scripts/schemas.py --check
	$(BIN)/python scripts/sources_page.py --check
	$(BIN)/python -m pytest tests/docs tests/test_house.py
	$(BIN)/mkdocs build --strict

bench: $(DEV) ## run every script in benchmarks/; each prints a ratio and the absolute beside it
	@set -e; for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(BIN)/python "$$script"; done

quality: $(RUNTIME) ## measure what is read in headlines against labels, into docs/quality.md (needs ../shared/data)
	@$(BIN)/python scripts/quality.py $(ARGS)

docs: $(DEV) ## build the documentation into site/
	$(BIN)/mkdocs build --strict
	@echo "docs: open site/index.html"
