# Every command of the project; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo "$(PYTHON) -m uv")
RUN := $(UV) run --quiet

.PHONY: help setup run train test pictures lint format types texts conversations bench bench-understanding

help: ## List the commands
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F ':.*?## ' '{printf "  make %-20s %s\n", $$1, $$2}'

setup: ## Install everything into .venv (fetches uv if it is missing)
	@command -v uv >/dev/null 2>&1 || $(PYTHON) -m uv --version >/dev/null 2>&1 || { echo "Fetching uv ..."; $(PYTHON) -m pip install --quiet uv; }
	@echo "Checking the environment (the first time takes a minute) ..."
	@$(UV) sync --locked --compile-bytecode

run: setup ## Start everything and serve http://127.0.0.1:8080
	@exec $(RUN) candour run

train: setup ## Train the assistant if anything has changed
	@$(RUN) candour train

test: setup lint types train ## Run every check and test
	@$(RUN) pytest --numprocesses auto

pictures: setup ## Take the pictures of docs/images anew (needs Chromium)
	@$(RUN) python -m tests.browser.pictures docs/images
	@$(RUN) python -m tests.browser.staff docs/images

lint: setup ## Check style
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .

texts: setup ## Measure what is said to the public, and say which explanations are due for review
	@$(RUN) pytest -q tests/contract/test_wording.py
	@$(RUN) candour lint

format: setup ## Put style right
	@$(RUN) ruff check --fix .
	@$(RUN) ruff format .

types: setup ## Check types
	@$(RUN) mypy

conversations: setup ## Have the conversations of docs/conversations.md again, and write what is said now
	@$(RUN) python -m tests.dialogue.conversations

bench: setup ## Measure; figures go to benchmarks/
	@$(RUN) python benchmarks/turns.py

bench-understanding: setup ## Measure understanding beside Rasa's default pipeline (trains it first, for hours)
	@$(RUN) python benchmarks/understanding.py
