# Kenspeckle. `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run test demo bench setup setup-dev lock check browser lint types contracts clean fuzz screenshots endurance

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## install what running needs (done by `make run` by itself)
	@scripts/setup run

setup-dev:  ## install what testing needs (done by `make test` by itself)
	@scripts/setup dev

run: setup  ## start Kenspeckle with its own database, the example programme and ready sign-ins
	@exec $(BIN)/kenspeckle up --demonstration

lock:  ## compile the lock files anew from the two pyproject.toml
	@scripts/lock

demo: setup  ## play the main job without a browser; leaves its files in demo/ (or OUT=dir)
	@$(BIN)/kenspeckle demo --out "$${OUT:-demo}"
