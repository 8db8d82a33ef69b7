# Everything a fresh machine needs: Python 3.11+, make, and the package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: run test check lock clean setup unfit

run: setup ## install what is needed and run the founding case
	$(BIN)/equipoise run founding/shield-2019 --out runs/founding-shield-2019

test: setup check ## install what is needed and run the whole test suite
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

check: setup ## lint, types, import contract
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

setup: $(STAMP)

# A moved environment, or one of another Python, is as stale as an old lock; only the targets that use it ask.
ifneq ($(filter-out lock clean,$(or $(MAKECMDGOALS),run)),)
$(STAMP): $(shell $(PYTHON) tools/venv_fits.py $(VENV) || echo unfit)
endif

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "equipoise needs Python 3.11 or newer; try: make PYTHON=python3.12")'
	@$(PYTHON) tools/venv_fits.py $(VENV) || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

lock: ## pin dependencies anew (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements-build.in -o requirements.lock

clean: ## remove the environment and the results
	rm -rf $(VENV) runs .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
