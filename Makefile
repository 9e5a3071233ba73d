# All that is done with this tree, each in its own virtual environment: make demo, test, lint, docs, bench.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint docs bench clean
.NOTPARALLEL:

# Shows what flowlint says about the flows in fixtures/flows; its exit code 1, for findings, is what we expect.
demo: .venv/.installed
	@echo '$$ flowlint check fixtures/flows'
	@$(BIN)/flowlint check fixtures/flows || test $$? -eq 1

test: .venv/.dev
	$(BIN)/pytest -q -n 2 -m "not slow"

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Writes the pages of the rules, and the examples in README files, from what the code says and does.
docs: .venv/.dev
	$(BIN)/python -m tools.docs --write

bench: .venv/.installed
	$(BIN)/python bench/bench.py

clean:
	rm -rf .venv

$(BIN)/python:
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ .venv/.installed
