# Two commands for a fresh machine with Python 3.11, make and git: make demo, make test.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint types contracts unit bench docs fuzz clean

demo: $(STAMP)  ## write a small programme of six municipal workbooks, check it and consolidate it
	$(BIN)/sheets-sync demo build/demo

test: lint types contracts unit  ## everything CI runs

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

contracts: $(STAMP)
	$(BIN)/lint-imports

unit: $(STAMP)
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --fail-under=90

bench: $(STAMP)  ## ratios in one run, never timed tests
	$(BIN)/python -m benchmarks

docs: $(STAMP)  ## what can be generated is generated
	$(BIN)/python tools/generate_docs.py

$(STAMP): pyproject.toml constraints.txt
	test -d $(VENV) || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) build dist .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis
