# All that is done with this tree, in its own virtual environment: make demo, test, lint, docs, dist, bench, fuzz.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint docs dist bench fuzz clean
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
	$(BIN)/zizmor --offline --quiet action.yml .github

# Writes the pages of the rules, and the examples in README files, from what the code says and does.
docs: .venv/.dev
	$(BIN)/python -m tools.docs --write

# The files of a release, the same for the same commit, and what they rest on. What writes the latter down stays out of
# our environment: with the formats that it adds to jsonschema, importing that takes a second. It takes the version from
# nowhere but pyproject.toml, where ours is not.
dist: .venv/.dev
	rm -rf dist
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m hatchling build
	$(BIN)/twine check --strict dist/*
	$(BIN)/uv venv --quiet dist/environment
	$(BIN)/uv pip install --quiet --python dist/environment/bin/python dist/*.whl
	sed "s/^dynamic = .*/version = \"$$($(BIN)/python -m hatchling version)\"/" pyproject.toml > dist/environment/pyproject.toml
	$(BIN)/uv tool run --quiet --from 'cyclonedx-bom>=4.4' cyclonedx-py environment --output-reproducible --pyproject dist/environment/pyproject.toml -o dist/sbom.json dist/environment
	rm -rf dist/environment

bench: .venv/.dev .venv/connect-flow/.installed
	$(BIN)/python bench/bench.py
	$(BIN)/python bench/growth.py
	$(BIN)/python -m bench.in_browser

# Another linter of flows, to compare with, in an environment of its own.
.venv/connect-flow/.installed: | $(BIN)/python
	$(PYTHON) -m venv .venv/connect-flow
	.venv/connect-flow/bin/pip install --quiet --disable-pip-version-check connect-flow==0.3.1
	@touch $@

# Mutates fixtures and past finds for so many seconds, and keeps what breaks a promise.
SECONDS ?= 60
fuzz: .venv/.dev
	$(BIN)/python -m tools.fuzz --seconds $(SECONDS) --seed $$(date +%s)

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
