# Two commands for a fresh machine with Python 3.11, make and git: make demo, make test.
# Other environments beside .venv, for `lowest` and `constraints`: make VENV=… CONSTRAINTS=…
PYTHON ?= $(shell for name in python3.11 python3; do $$name -c '' 2>/dev/null && echo $$name && break; done)
CONSTRAINTS := constraints.txt
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help demo test lint types contracts unit fuzz bench attacks docs lowest constraints clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## */make \1\t/' | expand -t 20

demo: $(STAMP)  ## write a small programme of six municipal workbooks, check it and consolidate it
	$(BIN)/sheets-sync demo build/demo

test: lint types contracts unit  ## everything CI runs

lint: $(STAMP)  ## ruff: rules and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)  ## mypy, strict
	$(BIN)/mypy

contracts: $(STAMP)  ## import-linter: the core does no I/O, the engine knows no programme
	$(BIN)/lint-imports

unit: $(STAMP)  ## pytest, and how much of the code it reached
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto --dist worksteal
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --fail-under=90

# How long each target of atheris runs, in seconds, and how many inputs of each kind hypothesis makes.
FUZZ_SECONDS := 300
FUZZ_EXAMPLES := 2000
# 0 is another one each time.
FUZZ_SEED := 0
CORPUS := build/fuzz

fuzz: $(STAMP)  ## look for inputs that no test has: FUZZ_SECONDS=20 FUZZ_EXAMPLES=200 for a short look
	if $(BIN)/python -m pip install --quiet --disable-pip-version-check $(if $(CONSTRAINTS),-c $(CONSTRAINTS)) -e '.[fuzz]'; then \
		for target in reader editor; do \
			mkdir -p $(CORPUS)/$$target && $(BIN)/python tests/fuzz $$target -seed=$(FUZZ_SEED) -max_total_time=$(FUZZ_SECONDS) -max_len=200 \
				-timeout=30 -rss_limit_mb=2000 -artifact_prefix=$(CORPUS)/$$target-found- $(CORPUS)/$$target || exit 1; \
		done; \
	else echo "atheris is not to be had for this machine: hypothesis looks alone" >&2; fi
	FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) $(BIN)/python -m pytest tests/fuzz

attacks: $(STAMP)  ## measure what each hostile workbook costs, for docs/security.md
	$(BIN)/python -m benchmarks.attacks --write

bench: $(STAMP)  ## ratios in one run, never timed tests
	$(BIN)/python -m benchmarks

docs: $(STAMP)  ## what can be generated is generated
	$(BIN)/python tools/generate_docs.py

lowest: $(STAMP)  ## the tests with the lowest versions that pyproject.toml allows
	mkdir -p build
	$(BIN)/python tools/lowest.py > build/lowest.txt
	$(MAKE) VENV=.venv-lowest CONSTRAINTS=build/lowest.txt .venv-lowest/.installed
	.venv-lowest/bin/python -m pytest

constraints:  ## the tests with the newest versions; those that pass are pinned in constraints.txt
	rm -rf .venv-newest
	$(MAKE) VENV=.venv-newest CONSTRAINTS= test
	mkdir -p build
	{ sed '/^[^#]/,$$d' constraints.txt; .venv-newest/bin/python -m pip freeze --exclude-editable | LC_ALL=C sort -f; } > build/constraints.txt
	mv build/constraints.txt constraints.txt

$(STAMP): pyproject.toml $(CONSTRAINTS)
	@test -n "$(PYTHON)" || { echo "No python3.11 and no python3 here: install Python 3.11, or name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sheets-sync needs Python 3.11 or later and $(PYTHON) is %s: install it, or name one: make PYTHON=/path/to/python3.11" % sys.version.split()[0])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(if $(CONSTRAINTS),-c $(CONSTRAINTS)) -e '.[dev]'
	touch $@

clean:  ## everything that make made
	rm -rf .venv .venv-lowest .venv-newest build dist .coverage .coverage.* .*_cache .hypothesis
