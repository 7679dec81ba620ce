# Kenspeckle. `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run test demo faults bench check lint types contracts unit journeys endurance screenshots load growth slow fuzz mutants worst lock setup setup-dev browser

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup  ## start Kenspeckle: own database, example programme, ready sign-ins (PORT=8000)
	@exec $(BIN)/kenspeckle up --demonstration $(if $(PORT),--port $(PORT))

test: setup-dev browser lint types contracts unit journeys  ## everything that must hold before a change lands

demo: setup  ## play the main job without a browser; its files go to demo/ (OUT=dir)
	@$(BIN)/kenspeckle demo --out "$${OUT:-demo}"

check: setup-dev  ## the quick half of `make test`: lint, types, contracts
	@$(MAKE) --no-print-directory lint types contracts

lint: setup-dev  ## ruff: rules and formatting
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Run: .venv/bin/ruff format ."; exit 1; }

types: setup-dev  ## mypy strict for the service, pyright strict for the library
	@$(BIN)/mypy
	@scripts/pyright

contracts: setup-dev  ## imports point down only
	@$(BIN)/lint-imports

unit: setup-dev  ## unit, property, race and interop tests
	@$(BIN)/pytest --quiet -m "not journey" --numprocesses 2 --dist worksteal

journeys: setup-dev browser  ## whole journeys in a real browser, with accessibility checks
	@$(BIN)/pytest --quiet tests/journeys --numprocesses 2

endurance: setup-dev  ## the long races and the long state machine
	@ROUNDS=10000 STEPS=20000 $(BIN)/pytest --quiet tests/test_races.py tests/test_state_machine.py

screenshots: setup-dev browser  ## pictures of every page at both widths, in screenshots/
	@PICTURES=screenshots $(BIN)/pytest --quiet tests/journeys

bench: setup-dev  ## speed, beside peers measured in the same run (QUICK=1 for a short one)
	@scripts/setup-bench
	@$(BIN)/python -m benchmarks

load: setup-dev  ## play the last evening before a deadline (PEOPLE=200000 SECONDS=600)
	@$(BIN)/python -m benchmarks.load --people $(or $(PEOPLE),200000) --seconds $(or $(SECONDS),600)

growth: setup-dev  ## the same pages at 2,000, 20,000 and 200,000 people, and the plans of queries
	@$(BIN)/python -m benchmarks.growth

slow: setup-dev  ## thousands of slow clients, and whether others are served (CLIENTS=2000)
	@$(BIN)/python -m benchmarks.slow_clients --clients $(or $(CLIENTS),2000)

hints: setup-dev  ## how well hints on personal data point, on a generated set
	@$(BIN)/python -m kenspeckle.text.tests.hint_set

faults: setup-dev  ## rehearse bad days: kill parts of the running product at random (KILLS=60; SEED=n)
	@KILLS=$(or $(KILLS),60) $(BIN)/python -m tests.faults

fuzz: setup-dev  ## fuzz the library with coverage guidance (SECONDS=60 for each target)
	@$(BIN)/python packages/openbadges3/tests/fuzz/run.py --seconds $(or $(SECONDS),60)

mutants: setup-dev  ## change the library on purpose and see that its tests notice (PART=baking for one)
	@$(BIN)/python packages/openbadges3/tests/mutation/run.py $(PART)

worst: setup-dev  ## search for the input that costs the library most (SECONDS=60)
	@$(BIN)/python packages/openbadges3/tests/worst/search.py --seconds $(or $(SECONDS),60)

lock:  ## compile the lock files anew from the two pyproject.toml
	@scripts/lock

setup:
	@scripts/setup run

setup-dev:
	@scripts/setup dev

browser:
	@scripts/browser
