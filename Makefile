# Every target does its own set-up. PYTHON picks the interpreter (3.11 or newer).
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help

$(READY): requirements/dev.lock pyproject.toml
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit("Hushtape needs Python 3.11 or newer: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --require-hashes -r requirements/dev.lock
	@$(BIN)/pip install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

# A real Whisper, small enough to wait for. Without it pocketsphinx serves, and tests that need
# it say loudly that they were skipped.
MODEL := models/tiny.en/model.bin

$(MODEL): | $(READY)
	@$(BIN)/hushtape models --models models fetch tiny.en || true

.PHONY: setup demo test test-slow test-browser test-radosgw test-postgres bench bench-audio bench-data bench-desk bench-detection fuzz model listener screenshots samples lint audit lock clean help

setup: $(READY)  ## the virtual environment, from the lock file

demo: $(READY) $(MODEL)  ## the whole job on the sample calls, in ./demo
	@$(BIN)/hushtape demo

test: $(READY) $(MODEL)  ## the tests (minutes)
	@$(BIN)/pytest -n 2 -m "not slow and not radosgw and not browser and not postgres"

test-slow: $(READY) $(MODEL)  ## the ones that take longer: 200 calls with random kills, a 4-hour call
	@$(BIN)/pytest -m slow

test-radosgw: $(READY)  ## the S3 vault, and the demo, against Ceph's object gateway (needs root)
	@$(BIN)/python -m tests.servers.radosgw --install
	@$(BIN)/pytest -m radosgw

test-browser: $(READY) $(MODEL)  ## the review desk in Chromium, over the sample calls (installs it, as root)
	@$(BIN)/python -m tests.servers.chromium --install
	@$(BIN)/pytest -m browser

test-postgres: $(READY)  ## the catalogue, the desk and the sweep on PostgreSQL (root may install it)
	@$(BIN)/python -c 'import sys; from tests.servers import postgres; sys.exit(not postgres.installed())' || $(BIN)/python -m tests.servers.postgres --install
	@$(BIN)/pytest --postgres tests/pipeline/adapters/catalogue tests/review tests/pipeline/test_disposal.py

bench-data: $(READY)  ## 1,000,000 calls in SQLite and in PostgreSQL, below /tmp/hushtape-bench
	@$(BIN)/python -m benchmarks.desk.data

bench-desk: $(READY)  ## how fast the desk is with them, into docs/benchmarks/desk.md
	@$(BIN)/python -m benchmarks.desk

bench: $(READY) $(MODEL)  ## every figure in the docs
	@$(BIN)/python -m benchmarks

bench-audio: $(READY) $(MODEL)  ## what is left to be heard, and what it costs, into docs/benchmarks/
	@$(BIN)/hushtape models --models models/judge fetch base || true
	@$(BIN)/python -m benchmarks.audio --write

bench-detection: $(READY)  ## what detection finds and masks too much, into docs/benchmarks/
	@$(BIN)/python -m benchmarks.spoken_data --write docs/benchmarks/detection.md

fuzz: $(READY)  ## an hour of fuzzing detection (SECONDS=3600)
	@$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),3600)

model: $(READY) $(MODEL)  ## train the reader of names and addresses again (some minutes)
	@$(BIN)/python -m ner.common_words models/tiny.en/vocabulary.txt
	@$(BIN)/python -m ner.train pipeline/adapters/personal/names.model --seed 1
	@$(BIN)/python -m ner.evaluate pipeline/adapters/personal/names.model

screenshots: $(READY) $(MODEL)  ## the pictures of the manual, by the browser tests
	@$(BIN)/python -m tests.servers.chromium --install
	@HUSHTAPE_SCREENSHOTS=docs/pictures/desk $(BIN)/pytest -m browser tests/browser/test_pages.py

listener: $(MODEL)  ## train the digit listener again (as root, for Debian's voices; an hour)
	@apt-get install -y -q flite espeak-ng festival festvox-us-slt-hts festvox-kallpc16k festvox-kdlpc16k
	@$(PYTHON) -m venv build/listener && build/listener/bin/pip install -q -r listener/requirements.txt
	@build/listener/bin/python -m listener.make_speech build/listener/train --hours 20 --seed 51
	@build/listener/bin/python -m listener.make_speech build/listener/held --hours 0.5 --seed 2 --held-out
	@build/listener/bin/python -m listener.train build/listener/train build/listener/held pipeline/adapters/digit_ear.onnx --whisper $(MODEL)
	@build/listener/bin/python -m listener.evaluate pipeline/adapters/digit_ear.onnx --held-out build/listener/held

samples: $(READY)  ## make sample_audio/ again (needs Debian's speech synthesizers)
	@$(BIN)/python sample_audio/make_samples.py

lint: $(READY)  ## style, types and import layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

audit: $(READY)  ## bandit over our code, pip-audit over what we install (needs the network)
	@$(BIN)/bandit -q -r pipeline workers review -c pyproject.toml
	@$(BIN)/python -m venv build/audit && build/audit/bin/pip install -q pip-audit
	@build/audit/bin/pip-audit -r requirements/base.lock --require-hashes --disable-pip

lock: $(READY)  ## resolve the dependencies anew (needs uv)
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --all-extras pyproject.toml -o requirements/dev.lock
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -c requirements/dev.lock -o requirements/base.lock

clean:  ## the environment and everything made
	@rm -rf $(VENV) demo build .mypy_cache .ruff_cache .pytest_cache

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16
