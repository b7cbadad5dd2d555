# The one door. On a bare machine with Python 3.11+, `make run` and `make test` each work as the first command typed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2

.PHONY: help run test check lint types arrows format bench learn kept nightly lock clean

help: ## what can be done here
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.run ## start the bot with the embedded defaults and print the address to open
	$(BIN)/python -m bot serve

test: $(VENV)/.dev $(VENV)/.system ## install what the tests need, and run them all
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup -m "not nightly" tests

check: lint types arrows test ## what CI asks

lint: $(VENV)/.dev ## ruff
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev ## mypy --strict
	$(BIN)/mypy

arrows: $(VENV)/.dev ## the one way down, kept by import-linter
	$(BIN)/lint-imports

format: $(VENV)/.dev ## put the code in the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev $(VENV)/.system ## what is fast and how fast, as ratios side by side in one run
	$(BIN)/python -m tests.bench

learn: $(VENV)/.dev ## learn anew, from the marked notices, what the notice reader weighs by
	$(BIN)/pip install --quiet scikit-learn
	$(BIN)/python -m tests.learning

kept: $(VENV)/.dev ## how right the notice reader is on notices that were kept apart
	$(BIN)/python -m tests.learning.kept

nightly: $(VENV)/.dev $(VENV)/.system ## the long runs
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup -m nightly tests

lock: $(VENV)/.dev ## write the lock files anew from pyproject.toml
	$(BIN)/pip install --quiet pip-tools
	for extra in "" "--extra dev"; do \
	  $(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --annotation-style=line \
	    --no-header --no-emit-options --no-emit-index-url --no-emit-trusted-host --no-emit-find-links $$extra \
	    -o requirements$${extra:+-dev}.lock pyproject.toml; done

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info build

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "正在安装所需的软件包，第一次约需一分钟……"
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@ $(VENV)/.run

# A browser with a Chinese font, and PostgreSQL's own programs: from Debian's packages, where they are not there yet.
$(VENV)/.system: .ci/system | $(VENV)/bin/python
	bash .ci/system
	touch $@
