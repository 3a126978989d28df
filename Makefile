# Every target makes .venv by itself.

PYTHON ?= python3
BIN := .venv/bin
# Compiled once, not at each start of each process, even where the environment says otherwise.
export PYTHONDONTWRITEBYTECODE =

.PHONY: run test lint bench soak lock

run: .venv/ready
	@exec $(BIN)/python manage.py serve

test: .venv/ready
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy casework workflows notifications config
	$(BIN)/python manage.py makemigrations --check --dry-run

# SCALE says how many open cases (10000), ONLY which measurements (all): make bench SCALE=1000000 ONLY=my_work
bench: .venv/ready
	$(BIN)/python -m bench $(ONLY)

soak: .venv/ready
	$(BIN)/python -m pytest -m soak -n 2 --dist worksteal -rP

# uv.lock is the truth; requirements.lock is the same for machines where uv does not run.
lock: .venv/ready
	$(BIN)/uv lock
	$(BIN)/uv export --frozen --quiet --no-header --no-emit-project --output-file requirements.lock

.venv/ready: uv.lock requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Kawal needs Python 3.11 or newer; this is $$($(PYTHON) --version). Set PYTHON=python3.x"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "This Python cannot make virtual environments. Install the package python3-venv"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@awk '/^[^ ]/ {keep = /^uv==/} keep' requirements.lock > .venv/uv.lock
	@$(BIN)/pip install --quiet --require-hashes -r .venv/uv.lock \
	  && $(BIN)/uv sync --quiet --frozen --inexact --compile-bytecode \
	  || $(BIN)/pip install --quiet --require-hashes -r requirements.lock
	@touch $@
