# Everything a person needs is here: `make help`.
# The tools come from hash-pinned locks into .venv; uv is used where it is installed, else pip.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(shell command -v uv 2>/dev/null)

ifneq ($(UV),)
  INSTALL = VIRTUAL_ENV=$(CURDIR)/$(VENV) uv pip install --quiet
else
  INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

.PHONY: help demo test nightly bench fmt lint types contracts unit lock clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.lock pyproject.toml | $(BIN)/python
	$(INSTALL) --require-hashes -r requirements/runtime.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.lock pyproject.toml | $(BIN)/python
	$(INSTALL) --require-hashes -r requirements/dev.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.runtime

demo: $(VENV)/.runtime ## set up everything, publish the example course into a simulated LMS, show the proof
	$(BIN)/courseport demo

test: lint types contracts unit ## set up everything and run every check

lint: $(VENV)/.dev ## format check, lint, unused and missing dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/deptry .

types: $(VENV)/.dev ## mypy, strict
	$(BIN)/mypy

contracts: $(VENV)/.dev ## who may import whom
	$(BIN)/lint-imports

# A file's tests stay together; three at once where most of the time is spent waiting for other processes.
PYTEST = $(BIN)/pytest --dist loadfile --no-loadscope-reorder
unit: $(VENV)/.dev ## pytest on two cores, with branch coverage
	$(PYTEST) -n 2 -m "not unmeasured" --cov --cov-report=term
	$(PYTEST) -n 3 -m unmeasured

nightly: $(VENV)/.dev ## the same with random and ten times as many examples, about half an hour
	HYPOTHESIS_PROFILE=nightly $(PYTEST) -n 2

bench: $(VENV)/.dev ## the figures of the README's table
	$(BIN)/python -m benchmarks

fmt: $(VENV)/.dev ## format and sort
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

LOCK = uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11
lock: ## renew the locks (needs uv)
	$(LOCK) pyproject.toml --group install -o requirements/runtime.lock
	$(LOCK) pyproject.toml --group install --group dev -c requirements/runtime.lock -o requirements/dev.lock

clean: ## remove what make made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .coverage .import_linter_cache .hypothesis build dist *.egg-info
