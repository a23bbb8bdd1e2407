# Everything below needs only python3 (3.10 or newer) with pip; it installs into .venv and nowhere else.
#   PYTHON=python3.12 make demo          another interpreter
#   PIP_ARGS="--extra-index-url URL"     extra options for pip, for instance another build of torch

PYTHON   ?= python3
PIP_ARGS ?=
JOBS     ?= 2
ENGINES  ?= gendecode llguidance glrmask xgrammar
DATA     ?= corpus
TOKENIZER ?= small
RESULTS  ?= build/bench
ROUNDS   ?= 1

BIN     := .venv/bin
PIP     := $(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt $(PIP_ARGS)
SOURCES := gendecode jsonschemabench tests examples benchmarks

# Test workers share the cores: one BLAS thread each.
export OMP_NUM_THREADS ?= 1
export TOKENIZERS_PARALLELISM ?= false

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow lint types check format smoke bench bench-inputs bench-all clean

help: ## This list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/.demo ## A real language model writes JSON that is valid against examples/person.json
	TQDM_DISABLE=1 OMP_NUM_THREADS=$(JOBS) $(BIN)/python examples/demo.py

test: .venv/.dev ## The everyday tests
	$(BIN)/python -m pytest -n $(JOBS)

test-slow: .venv/.dev ## The slow tests too
	$(BIN)/python -m pytest -n $(JOBS) -m "not gpu and not peers"

lint: .venv/.dev ## Formatting and lint rules
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)

types: .venv/.dev ## mypy --strict on the package
	$(BIN)/mypy

smoke: .venv/.dev ## Wheel and editable installs into fresh environments
	$(BIN)/python -m pytest -m slow tests/rules/test_packaging.py

check: lint types test smoke ## All that continuous integration checks, and more

format: .venv/.dev ## Reformat the sources and apply the safe fixes
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

bench: .venv/.bench ## Engines side by side on the bundled corpus, or: make bench DATA=cases.jsonl.gz TOKENIZER=tokenizer.json
	$(BIN)/jsonschemabench run --data $(DATA) --tokenizer $(TOKENIZER) --engine $(ENGINES) --rounds $(ROUNDS) \
		--output $(RESULTS)/records.jsonl --html $(RESULTS)/report.html

bench-inputs:
	@test "$(DATA)" != corpus -a -f "$(TOKENIZER)" \
		|| { echo "make bench-all needs DATA=FILE and TOKENIZER=FILE; see benchmarks/README.md" >&2; exit 2; }

bench-all: bench-inputs bench ## The same, hard cases, growth, batches and the profile too; all targets in one table
	$(BIN)/python benchmarks/hard_cases.py --tokenizer $(TOKENIZER) --output $(RESULTS)/hard_cases.json
	$(BIN)/python benchmarks/growth.py --tokenizer $(TOKENIZER) --output $(RESULTS)/growth.json
	$(BIN)/python benchmarks/batch.py --tokenizer $(TOKENIZER) --output $(RESULTS)/batch.json
	$(BIN)/python benchmarks/profile_engine.py --data $(DATA) --tokenizer $(TOKENIZER)
	$(BIN)/python benchmarks/summary.py $(RESULTS)/records.jsonl $(RESULTS)/*.json

clean: ## Remove the environment and what the tools left behind
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The stamp files: an install runs again only when its inputs change.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
		|| { echo "gendecode needs Python 3.10 or newer; choose one: make PYTHON=python3.12 ..." >&2; exit 2; }
	@$(PYTHON) -m venv .venv \
		|| { echo "Cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }

.venv/.demo: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) -e '.[demo]'
	$(BIN)/gendecode warmup
	@touch $@

.venv/.dev: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) -e '.[dev]'
	$(BIN)/gendecode warmup
	@touch $@ .venv/.demo

.venv/.bench: .venv/.dev
	$(PIP) -e '.[dev,bench]'
	@touch $@
