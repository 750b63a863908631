# `make album` makes an album video from nothing but Python; see README.md.
#
#   make album NICHE="rainy jazz cafe" MOOD="calm, warm" MINUTES=70 TRACKS=20 OUTPUT=folder ARGS="--own-tracks DIR"
#   make up ARGS="..."
#   make bench ARGS="--quick"
#   make faults ARGS="--list"

PYTHON ?= python3
NICHE ?= lo-fi beats for studying
MOOD ?= calm, warm, late evening
MINUTES ?=
TRACKS ?=
OUTPUT ?=
ARGS ?=

# Variables of the command line would become part of the environment, where the studio reads its settings from.
unexport NICHE MOOD MINUTES TRACKS OUTPUT ARGS

VENV := .venv
STAMP := $(VENV)/.installed
BIN := $(VENV)/bin
BENCH_VENV := benchmarks/.venv
BENCH_STAMP := $(BENCH_VENV)/.installed
PAGE := frontend
PAGE_STAMP := $(PAGE)/node_modules/.installed
PAGE_SOURCES := $(filter-out $(PAGE)/e2e/%,$(shell git ls-files $(PAGE) 2>/dev/null))
PAGE_BUILD := $(PAGE)/.next/BUILD_ID

# A word for the shell, whatever characters are in it.
quoted = '$(subst ','\'',$(1))'
option = $(if $(strip $(2)),$(1) $(call quoted,$(2)))

.PHONY: album up setup check audit test faults bench load clean

album: $(STAMP)
	@$(BIN)/studio album --niche $(call quoted,$(NICHE)) --mood $(call quoted,$(MOOD)) \
		$(call option,--minutes,$(MINUTES)) $(call option,--tracks,$(TRACKS)) $(call option,--output,$(OUTPUT)) $(ARGS)

up: $(STAMP) $(PAGE_BUILD)
	@$(BIN)/studio up $(ARGS)

setup: $(STAMP) $(PAGE_STAMP)

check: $(STAMP) $(PAGE_STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m studio.api.document | diff - $(PAGE)/openapi.json
	cd $(PAGE) && npm run --silent generate -- --check
	cd $(PAGE) && npm run --silent lint && npm run --silent typecheck

audit: $(STAMP) $(PAGE_STAMP)
	@$(BIN)/python .ci/audit.py

test: $(STAMP) $(PAGE_BUILD)
	@$(PAGE)/e2e/chromium.sh --install >/dev/null
	$(BIN)/python -m pytest -n 2 $(ARGS)
	$(BIN)/python -m tests.faults --quick --seed 1
	cd $(PAGE) && npm run --silent test && npm run --silent e2e

load: $(STAMP)
	$(BIN)/python -m benchmarks.load $(ARGS)

faults: $(STAMP)
	@$(BIN)/python -m tests.faults $(ARGS)

bench: $(STAMP) $(BENCH_STAMP)
	$(BIN)/python -m benchmarks $(ARGS)

# Keeps output/, which holds finished albums, and .studio/, which holds the database.
clean:
	rm -rf $(VENV) $(BENCH_VENV) $(PAGE)/node_modules $(PAGE)/.next build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find studio tests migrations benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): setup.cfg pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "The studio needs Python 3.11 or newer, and '$(PYTHON)' is not; install one, or name it: make PYTHON=python3.12 ..." >&2; \
		exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "'$(PYTHON)' lacks its modules venv and ensurepip; install them (Debian, Ubuntu: apt install python3-venv), or name another Python: make PYTHON=... ..." >&2; \
		exit 1; }
	@test -x $(BIN)/python && $(BIN)/python -c 'import pip' 2>/dev/null || { rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); }
	@echo "Installing the studio into $(VENV); the first time this takes a minute or two."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]' -c constraints.txt
	@touch $@

# MoviePy, which is measured beside the studio, wants an older Pillow: it gets an environment of its own.
$(BENCH_STAMP): benchmarks/requirements.txt
	@$(PYTHON) -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	@touch $@

$(PAGE_STAMP): $(PAGE)/package-lock.json
	@command -v npm >/dev/null || { echo "The page needs Node 20 or newer; install Node.js." >&2; exit 1; }
	@echo "Installing the page's packages; the first time this takes a minute."
	@cd $(PAGE) && npm ci --silent --no-audit --no-fund
	@touch $@

$(PAGE_BUILD): $(PAGE_STAMP) $(PAGE_SOURCES)
	@echo "Building the page."
	@cd $(PAGE) && NEXT_TELEMETRY_DISABLED=1 npm run --silent build
