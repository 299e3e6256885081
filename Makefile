# `make` alone lists what there is. Two commands matter: `make demo` and `make test`.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.NOTPARALLEL:

PYTHON ?= python3
BIN := .venv/bin
export PYTHON
# Tests start hundreds of processes: without compiled files each would compile the same sources anew. `make clean` removes them.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test setup lint check-types check-rooms unit calibrate faults bench bench-kernel bench-measure bench-population bench-web fuzz-web sbom audit wheel lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

demo: ## set up everything and run the main job on the packaged example (report in build/demo)
	@scripts/setup.sh run
	@$(BIN)/unspiral demo --out build/demo

test: setup lint unit ## set up everything, also from the system's packages, and run every check

setup: ## set up everything that the checks need
	@scripts/system.sh
	@scripts/setup.sh test
	@scripts/fhir_validators.sh

lint: setup ## style, types and the rules of the rooms
	@echo "ruff: style and layout"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Fix: .venv/bin/ruff format ."; exit 1; }
	@echo "basedpyright: types"
	@$(BIN)/basedpyright --level error
	@echo "import-linter: which room may see which"
	@said="$$($(BIN)/lint-imports --no-logo 2>&1)" || { echo "$$said"; exit 1; }

unit: setup ## the tests, without the long ones, as many files at once as there are processors (at most 4)
	@$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile

calibrate: setup ## coverage and false arrows by simulation, for hours; goes on where it stopped (ARGS="--budget 3600 --only null")
	@$(BIN)/python scripts/calibrate.py $(ARGS)
	@$(BIN)/python -m tests.calibration.looks
	@$(BIN)/pytest -m calibration

faults: setup ## 100,000 generated tables, spoiled files and senseless bytes through every reader, and 1,000 kills of the journal (an hour)
	@UNSPIRAL_GENERATED=$${UNSPIRAL_GENERATED:-100000} UNSPIRAL_TEST_SHAPES=0 $(BIN)/pytest tests/measure/test_generated_input.py tests/measure/fhir/test_bad_fhir.py
	@UNSPIRAL_EDITS=$${UNSPIRAL_EDITS:-100000} $(BIN)/pytest tests/measure/prompts/test_edits.py
	@$(BIN)/python -m tests.faults.journal --kills 1000 --out build/faults
	@$(BIN)/python -m tests.faults.server --kills 20 --out build/faults-server

bench: ## how long it takes to start, and to learn from real input
	@scripts/setup.sh run
	@$(BIN)/python bench/startup.py
	@$(BIN)/python bench/learn.py

bench-kernel: ## the compiled kernel against dynamax, JAX and lavaan, which it installs apart (ARGS="--only panel")
	@scripts/setup.sh run
	@scripts/bench_peers.sh
	@$(BIN)/python bench/kernel.py $(ARGS)

bench-measure: setup ## scoring a million forms, reading a million rows beside polars, a phone's export of 1 GB
	@$(BIN)/python bench/measure_scoring.py
	@$(BIN)/python bench/measure_reading.py
	@$(BIN)/python bench/measure_apple.py --mb 1000
	@$(BIN)/python bench/measure_apple.py --mb 1000 --steps-only

bench-population: ## persons of a population against Starsim and Mesa, which it installs apart (ARGS="--only full": 10^8 persons)
	@scripts/setup.sh run
	@$(BIN)/python bench/population.py $(ARGS)

bench-web: ## the web app: evenings kept a second, 90 days looked at, memory, weight (ARGS="--only days")
	@scripts/setup.sh run
	@$(BIN)/python bench/web.py $(ARGS)

fuzz-web: setup ## a million generated requests to every page of the web app (ARGS="--requests 10000"); figures into build/fuzz-web
	@$(BIN)/python -m tests.fuzz.campaign --out build/fuzz-web $(ARGS)

sbom: setup ## what a user gets, as a CycloneDX list in build/sbom.json, from the run lock
	@mkdir -p build
	@$(BIN)/cyclonedx-py requirements requirements/run.txt --output-reproducible -o build/sbom.json
	@echo "build/sbom.json"

audit: setup ## ask the advisory service about every version in the run lock; skips with a reason when it cannot be reached
	@$(BIN)/python scripts/audit.py || [ $$? -eq 77 ]

wheel: ## build this machine's wheel into dist/, and prove it in an environment without a compiler
	@scripts/setup.sh run
	@scripts/wheel.sh

lock: ## write the locks anew, with hashes
	@scripts/setup.sh lock
	@scripts/lock.sh

clean: ## remove what was built; .venv goes too
	@rm -rf .venv build dist src/unspiral/_core*.so .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
