# make lecture   set up what is missing, then render the lecture set at preview quality into renders/
# make test      set up what is missing, then lint, type-check and test
# make bench     each speed figure beside its peer, as a ratio
# make lock      resolve the dependencies of pyproject.toml into requirements.lock

SHELL   := /bin/bash
PYTHON  ?=
VENV    := .venv
BIN     := $(VENV)/bin
READY   := $(VENV)/.ready

.PHONY: lecture test lint bench lock setup clean
.DELETE_ON_ERROR:

lecture: $(READY)
	$(BIN)/ebviz render -q l
	$(BIN)/ebviz figures
	$(BIN)/ebviz page --all
	$(BIN)/ebviz index

test: $(READY) lint
	.ci/system-packages --browser
	$(BIN)/python -m tests.kept
	$(BIN)/python -m pytest -n 3 --dist worksteal

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/biome ci --error-on-warnings --colors=off

bench: $(READY)
	$(BIN)/python -m benchmarks

setup: $(READY)

$(READY): requirements.lock pyproject.toml .ci/system-packages
	.ci/system-packages $(PYTHON)
	test -x $(BIN)/python || $$(.ci/system-packages --python $(PYTHON)) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet $$(grep -E '^(pip|setuptools|wheel)==' requirements.lock)
	$(BIN)/python -m pip install --quiet --requirement requirements.lock
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# Run it with the oldest Python supported (Debian's 3.11.2), or a newer Python's wheels get in.
# The lock pins torch (.ci/constraints), and without its local label, so that pip takes whichever build it is offered.
lock:
	$(BIN)/python -m piptools compile --quiet --all-extras --allow-unsafe --strip-extras --no-header --no-annotate \
	  --no-emit-find-links --no-emit-index-url --no-emit-trusted-host --upgrade --constraint .ci/constraints \
	  --output-file requirements.lock pyproject.toml
	sed -i -E '/^--/d; s/^(torch==[0-9.]+)\+.*/\1/' requirements.lock

clean:
	rm -rf $(VENV) renders/.store
