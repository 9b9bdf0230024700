# Everything a reader of the source needs: make help. Nothing here needs more than Python, git and make,
# but the tests, which need a Chromium and fetch one.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PAPER ?= A4
DAYS ?= 365
export NO_MKDOCS_2_WARNING := 1
export PYTHONUTF8 := 1
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: help serve build pdf bench-pdf epub check test test-system lint types lock clean release rollback bench-search bench-page sbom review

help: ## Show what can be done
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(VENV)/created:
	@$(PYTHON) tools/preflight.py
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/site: $(VENV)/created requirements/site.txt pyproject.toml
	@echo "Installing what the site needs into $(VENV)"
	@$(INSTALL) -r requirements/site.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/press: $(VENV)/site requirements/press.txt
	@echo "Installing what printing needs into $(VENV)"
	@$(INSTALL) -r requirements/press.txt
	@touch $@

$(VENV)/test: $(VENV)/press requirements/test.txt
	@echo "Installing what the tests need into $(VENV)"
	@$(INSTALL) -r requirements/test.txt
	@touch $@

serve: $(VENV)/site ## Serve the guide with live reload (PORT=8000)
	@echo "The guide will be at http://127.0.0.1:$(PORT)/"
	@$(BIN)/python -m mkdocs serve --dev-addr 127.0.0.1:$(PORT)

build: $(VENV)/site ## Build the guide into site/, aside and swapped in when whole; any mistake fails
	@$(BIN)/python -m macros.building

pdf: $(VENV)/press build ## Print a PDF per chapter, of the cases and of the book into build/press/ (PAPER=Letter)
	@$(BIN)/python tools/browser.py --install
	@$(BIN)/python -m macros.printing --paper $(PAPER)

bench-pdf: $(VENV)/press ## Time the book against a cold build of the site
	@$(BIN)/python tools/bench_pdf.py

epub: $(VENV)/site build ## Bind the book as an EPUB into build/press/
	@$(BIN)/python -m macros.binding

release: pdf epub ## What goes to readers: the guide with its documents, security policy and headers, in release/
	@$(BIN)/python -m macros.release site build/press build/release release

rollback: ## Take back the release before the last one; twice is nothing done
	@$(BIN)/python -m macros.release.swap back release

lint: $(VENV)/test ## Check style
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/test ## Check types
	@$(BIN)/mypy

check: $(VENV)/test lint ## The fast part of the tests: under a minute
	@$(BIN)/pytest -q -n 2 -m "not site and not browser and not system and not properdocs"

test: $(VENV)/test ## All tests: what CI runs
	@$(BIN)/python tools/browser.py --install
	@$(MAKE) --no-print-directory lint types build pdf
	@REQUIRE_BROWSER=1 $(BIN)/pytest -n 2 --dist loadgroup -m "not system and not properdocs"
	@echo "Did not run, since they need more than Python and Chromium (make test-system runs them):"
	@$(BIN)/pytest --collect-only -q -m "system or properdocs" | grep :: | sed 's/^/  /'

test-system: $(VENV)/test ## Tests that need more than Python and Chromium, or more than a minute
	@$(INSTALL) -r requirements/properdocs.txt
	@$(INSTALL) -r requirements/system.txt
	@$(BIN)/python tools/java.py --install
	@$(BIN)/python tools/servers.py --install
	@$(MAKE) --no-print-directory build
	@REQUIRE_BROWSER=1 $(BIN)/pytest -m "system or properdocs"

bench-search: $(VENV)/test build ## Compare the search with the theme's own: bytes and times, as ratios
	@$(BIN)/python -m tools.bench_search

bench-page: $(VENV)/test release ## Lighthouse on a page: this guide, stock Material, a bare page (needs Node)
	@$(BIN)/python -m tools.bench_page

sbom: $(VENV)/created ## List what the guide is built with, for scanners: build/sbom.cdx.json
	@$(BIN)/python tools/sbom.py

review: $(VENV)/site ## Report pages and facts that are due for review (DAYS=365)
	@$(BIN)/python -m tools.review --days $(DAYS)

lock: $(VENV)/created ## Compile the locked requirement files from pyproject.toml
	@$(BIN)/python tools/lock.py

clean: ## Remove what was built; the environment stays
	@rm -rf site build release release.old .pytest_cache .mypy_cache .ruff_cache
