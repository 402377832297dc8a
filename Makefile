# make run    set-up, demonstration catalogue, map and API at http://127.0.0.1:8000
# make test   set-up and every test
# make lint   style, types, import layers
# make screenshots  every page in both languages, at a desk and on a phone, into build/screenshots
# make bench  every speed this project names, side by side with its peers, as ratios
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test test-web screenshots lint lint-python lint-web format bench lock clean

# packages are compiled when they are first imported; where that is kept nowhere, each process does it
# again, which makes a command of one second one of ten
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STORE ?= store
HOST ?= 127.0.0.1
PORT ?= 8000
ASSETS := sitesel/webmap/assets
BUILT := sitesel/api/built
FONTS := /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
TYPES := web/src/api/openapi.ts
WEB_SOURCES := web/index.html web/vite.config.ts $(shell find web/src web/public -type f -not -name '*.test.ts' -not -name openapi.ts -not -name components.d.ts)
# node and npm come with the Python packages, so that their version is ours
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm

help:
	@sed -n 's/^# //p' Makefile

$(VENV)/.ready: requirements.lock pyproject.toml
	@echo "== set-up: Python packages into $(VENV) (the first time a few minutes)"
	@if command -v apt-get >/dev/null && ! $(PYTHON) -c 'import ensurepip' 2>/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; fi
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements.lock 2>&1 | { grep -v '^WARNING: Location' || true; }
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . 2>&1 | { grep -v '^WARNING: Location' || true; }
	@touch $@

web/node_modules/.ready: web/package.json web/package-lock.json | $(VENV)/.ready
	@echo "== set-up: packages of the web pages"
	@cd web && $(NPM) ci --no-audit --no-fund --silent
	@touch $@

$(ASSETS)/.ready: web/node_modules/.ready
	@echo "== set-up: scripts and styles of the stand-alone map and the manual into $(ASSETS)"
	@mkdir -p $(ASSETS)
	@cp web/node_modules/leaflet/dist/leaflet.js web/node_modules/leaflet/dist/leaflet.css $(ASSETS)/
	@cp web/node_modules/leaflet/LICENSE $(ASSETS)/leaflet-LICENSE
	@cp web/node_modules/swagger-ui-dist/swagger-ui-bundle.js web/node_modules/swagger-ui-dist/swagger-ui.css $(ASSETS)/
	@cp web/node_modules/swagger-ui-dist/LICENSE $(ASSETS)/swagger-ui-LICENSE
	@touch $@

# the pages' types are those of the service
$(TYPES): $(shell find sitesel/api sitesel/exports sitesel/requirement -name '*.py') | $(VENV)/.ready web/node_modules/.ready
	@echo "== set-up: types of the service for the map application"
	@$(BIN)/python -m sitesel.api.openapi > web/openapi.json
	@cd web && $(NPM) run --silent api >/dev/null

$(BUILT)/.ready: web/node_modules/.ready $(WEB_SOURCES) $(TYPES)
	@echo "== set-up: the map application into $(BUILT)"
	@cd web && $(NPM) run --silent build -- --logLevel warn
	@touch $@

$(VENV)/.compiled: $(VENV)/.ready $(shell find sitesel -name '*.py' -newer $(VENV)/.ready 2>/dev/null)
	@echo "== set-up: compiling the kernels (once, about a minute)"
	@$(BIN)/python -m sitesel.warm
	@touch $@

# the characters of PDFs and pictures; without apt-get they are the machine's own affair
$(FONTS):
	@if command -v apt-get >/dev/null; then echo "== set-up: fonts with Chinese characters"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq fonts-noto-cjk >/dev/null; fi

setup: | $(FONTS)
setup: $(VENV)/.ready $(ASSETS)/.ready $(BUILT)/.ready $(VENV)/.compiled

run: setup
	@echo "== demonstration catalogue into $(STORE)"
	@$(BIN)/sitesel build parcels/zhoushan/build.yaml --store $(STORE)
	@echo "== map and API at http://$(HOST):$(PORT) (Ctrl-C ends it)"
	@SITESEL_CONFIG=$${SITESEL_CONFIG-parcels/zhoushan/build.yaml} $(BIN)/sitesel serve --host $(HOST) --port $(PORT) --store $(STORE)

# what the tests drive: Debian's Chromium for the pages, its PostgreSQL for the state, its
# LibreOffice and poppler for the documents; on a machine without apt-get those tests skip
DRIVEN := /usr/bin/chromium /usr/bin/pg_ctlcluster /usr/bin/soffice /usr/bin/pdftoppm
/usr/bin/chromium: PACKAGES := chromium
/usr/bin/pg_ctlcluster: PACKAGES := postgresql
/usr/bin/soffice: PACKAGES := --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui
/usr/bin/pdftoppm: PACKAGES := poppler-utils
$(DRIVEN):
	@if command -v apt-get >/dev/null; then echo "== set-up: $(PACKAGES) for the tests"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(PACKAGES) >/dev/null; fi

# the kernels are compiled while styles, types and web pages are checked
test: | $(DRIVEN)
	@$(MAKE) --no-print-directory -j 2 --output-sync=line setup lint test-web
	@echo "== tests"
	@$(BIN)/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder

test-web: $(BUILT)/.ready
	@echo "== tests of the web pages"
	@cd web && $(NPM) run --silent test

screenshots: setup | /usr/bin/chromium
	@echo "== pictures of every page into build/screenshots"
	@$(BIN)/python -m tests.browser.screenshots build/screenshots

lint: lint-python lint-web

lint-python: $(VENV)/.ready
	@echo "== style, types and layers of the Python code"
	@$(BIN)/ruff check sitesel tests parcels
	@$(BIN)/ruff format --check --quiet sitesel tests parcels
	@$(BIN)/mypy
	@$(BIN)/lint-imports

lint-web: $(BUILT)/.ready
	@echo "== style and types of the web pages"
	@cd web && $(NPM) run --silent lint && $(NPM) run --silent types

format: $(VENV)/.ready
	@$(BIN)/ruff format sitesel tests parcels
	@$(BIN)/ruff check --fix sitesel tests parcels

bench: setup
	@$(BIN)/python -m tests.benchmarks

# needs uv; names no index and no host
lock:
	@uv pip compile pyproject.toml --all-extras --group dev --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --python-version 3.11 --quiet -o requirements.lock

clean:
	@rm -rf $(VENV) $(ASSETS) $(BUILT) web/node_modules $(STORE)
