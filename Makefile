PY ?= python3
BIN := .venv/bin
DIST := web/static/dist/.stamp
CATALOGUES := web/translations/vi/LC_MESSAGES/messages.mo
PARTS := $(wildcard web/translations/vi/*.po-part)
FONTS := workflows/documents/fonts/.stamp
BUILT := $(DIST) $(CATALOGUES) $(FONTS)
# Playwright's own node asks for a library that a bare system lacks; ours is there anyway.
export PLAYWRIGHT_NODEJS_PATH ?= $(shell command -v node 2>/dev/null)

# Tests and servers start processes by the dozen; each would compile all of our modules anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check format bench soak archival docs sbom assets wheel lock clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.run $(BUILT) ## Start the dated demo (VINHDANH_PORT, VINHDANH_DATABASE_URL are honoured)
	$(BIN)/vinhdanh demo $(ARGS)

test: .venv/.dev $(BUILT) ## Run every test (ARGS="-k word" narrows)
	$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: .venv/.dev ## Lint, format, types and the contract between the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.dev ## Put imports and lines in order
	$(BIN)/ruff check --fix --select I .
	$(BIN)/ruff format .

bench: .venv/.dev $(BUILT) ## Measure speed against its goals (ARGS="--full")
	$(BIN)/python -m tests.with_postgresql $(BIN)/vinhdanh bench --report docs/benchmarks.md $(ARGS)

soak: .venv/.dev $(BUILT) ## Run the random and fault tests at SCALE times their floor (20)
	VINHDANH_SOAK=$(or $(SCALE),20) $(BIN)/pytest -q $(or $(ARGS),tests/faults tests/engine)

archival: .venv/.archival $(BUILT) ## Hold every kind of document against veraPDF (fetches it and Java once)
	$(BIN)/pytest -q tests/documents/test_verapdf.py $(ARGS)

docs: .venv/.dev ## Render the documents into var/docs and check their links
	$(BIN)/python docs/build.py var/docs

sbom: .venv/.dev node_modules/.stamp ## Write what we are made of to var/sbom.json (CycloneDX)
	$(BIN)/python requirements/sbom.py var/sbom.json

assets: $(BUILT) ## Bundle scripts, styles and fonts (of pages and of documents), compile the catalogues

wheel: .venv/.dev $(BUILT) ## Build dist/*.whl with the bundled front-end inside
	$(BIN)/python -m build --no-isolation --wheel --outdir dist .

lock: .venv/bin/uv ## Write the locks after dependencies changed (UPGRADE=--upgrade takes newer ones)
	$(LOCK) requirements/bootstrap.in --output-file requirements/bootstrap.lock
	$(LOCK) pyproject.toml requirements/run.in --extra postgres --extra token --output-file requirements/run.lock
	$(LOCK) pyproject.toml requirements/run.in --extra postgres --extra token --extra test \
		--constraint requirements/run.lock --output-file requirements/dev.lock
	$(LOCK) requirements/archival.in --constraint requirements/dev.lock --output-file requirements/archival.lock
	npm install --package-lock-only

clean: ## Remove what was built (not the environment, not the data)
	rm -rf web/static/dist dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis

LOCK = $(BIN)/uv pip compile --quiet --python-version 3.11 --python-platform x86_64-manylinux_2_28 \
	--generate-hashes --no-emit-index-url --no-annotate --no-header $(UPGRADE)
INSTALL = $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python

.venv/bin/uv: requirements/bootstrap.lock
	test -x $(BIN)/python || $(PY) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/.run: requirements/run.lock pyproject.toml | .venv/bin/uv
	$(INSTALL) --require-hashes -r requirements/run.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.lock .venv/.run
	$(INSTALL) --require-hashes -r requirements/dev.lock
	@touch $@

.venv/.archival: requirements/archival.lock .venv/.dev
	$(INSTALL) --require-hashes -r requirements/archival.lock
	@touch $@

node_modules/.stamp: package-lock.json .npmrc
	npm ci --silent
	@touch $@

$(DIST): node_modules/.stamp web/frontend $(shell find web/frontend -type f)
	node web/frontend/build.mjs
	@touch $@

$(FONTS): node_modules/.stamp workflows/documents/fonts/build.py .venv/.run
	$(BIN)/python workflows/documents/fonts/build.py
	@touch $@

%/LC_MESSAGES/messages.po: $(PARTS) web/translations/build.py .venv/.run
	$(BIN)/python web/translations/build.py

%.mo: %.po
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
