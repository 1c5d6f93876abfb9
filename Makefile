# Two commands matter: `make demo` and `make test`. Both build .venv first, from the locks.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(shell command -v uv 2>/dev/null)
REALDATA ?= $(wildcard ../shared/realdata)
export REALDATA

.DEFAULT_GOAL := help
.PHONY: help setup setup-test setup-browser setup-services stop-services setup-schedulers setup-spelling demo test test-slow test-all test-release lint lock clean

help:            ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

ifdef UV
install = uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1)
editable = uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
$(BIN)/python:
	uv venv --quiet --seed --python $(PYTHON) $(VENV)
else
install = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
editable = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
endif

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	$(call install,requirements.lock)
	$(editable)
	@touch $@

$(VENV)/.test: requirements-test.lock pyproject.toml | $(BIN)/python
	$(call install,requirements-test.lock)
	$(editable)
	@touch $@ $(VENV)/.run

setup: $(VENV)/.run           ## build .venv with what runs

setup-test: $(VENV)/.test     ## build .venv with the tests' tools as well

setup-browser:   ## Chromium and fonts from Debian's packages, where missing
	@sh scripts/setup-browser.sh

setup-services:  ## PostgreSQL and Java for the tests of the remote engine, from Debian's packages
	@sh scripts/setup-services.sh

setup-spelling:  ## hunspell with the dictionaries of both languages, from Debian's packages
	@sh scripts/setup-spelling.sh

setup-schedulers: ## cron and systemd's checker for the tests of the schedulers, from Debian's packages
	@sh scripts/setup-schedulers.sh

stop-services:   ## end that PostgreSQL
	@sh scripts/setup-services.sh stop

demo: setup      ## import the sample exports and write the funnel report, English and Polish
	@$(BIN)/salestoolkit demo

lint: setup-test ## formatting, lint and strict types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: setup-test ## the quick tests (under three minutes)
	$(BIN)/pytest -m "not slow" -n auto --dist loadscope

test-slow: setup-test setup-browser setup-services setup-schedulers setup-spelling ## the slow ones: browser, clean install, remote engines
	$(BIN)/pytest -m slow -n 2 --dist loadscope

test-all: lint test test-slow ## everything

test-release: setup-test setup-browser setup-services setup-schedulers setup-spelling ## what takes too long for CI: full benchmarks and simulations
	SALESTOOLKIT_ALL_APPS=1 SALESTOOLKIT_ALL_LESSONS=1 SALESTOOLKIT_SPARK_DEALS=100000 SALESTOOLKIT_KILLS=50 SALESTOOLKIT_SCHEDULER_TEST=1 $(BIN)/pytest -n 2 --dist loadscope
	$(BIN)/python benchmarks/import_speed.py
	$(BIN)/python benchmarks/report_speed.py
	$(BIN)/python benchmarks/batch_speed.py
	$(BIN)/python benchmarks/batch_speed.py --thousand
	$(BIN)/python benchmarks/count_speed.py
	$(BIN)/python benchmarks/audit_speed.py --large
	$(BIN)/python benchmarks/remote_speed.py
	$(BIN)/python benchmarks/mining_speed.py
	$(BIN)/python benchmarks/band_coverage.py
	$(BIN)/python benchmarks/leak_calibration.py
	$(BIN)/python benchmarks/audit_calibration.py
	$(BIN)/python benchmarks/change_calibration.py
	$(BIN)/python benchmarks/breakdown_calibration.py
	$(BIN)/python benchmarks/flow_calibration.py
	$(BIN)/python benchmarks/works_calibration.py
	$(BIN)/python benchmarks/before_after_calibration.py
	$(BIN)/python benchmarks/goal_calibration.py
	$(BIN)/python benchmarks/channel_false_winners.py
	$(BIN)/python benchmarks/channel_test_speed.py
	$(BIN)/python benchmarks/workshop_room.py

lock:            ## write the locks again (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 pyproject.toml build-requirements.in -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 --all-extras pyproject.toml build-requirements.in \
	  -c requirements.lock -o requirements-test.lock

clean:           ## remove .venv and what the demo wrote
	rm -rf $(VENV) demo-output build dist
