# Two commands do all their own set-up: `make demo` and `make test`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
HOST ?= 127.0.0.1
PORT ?= 8000
PEOPLE ?= 12000
BENCH ?= .bench
WALK ?= .tmp/walk

export MLFLOW_DISABLE_TELEMETRY = true
export GIT_PYTHON_REFRESH = quiet

.PHONY: demo walk openapi test check check-code format bench-scan bench-import bench-serve lock peers clean

demo: $(READY)  ## demo county -> import, train, scan, then the queue in the browser
	$(BIN)/mingcha demo --people $(PEOPLE) --host $(HOST) --port $(PORT)

test: $(READY) peers  ## every test, in a real browser too; two processes, a module each
	$(BIN)/python -m pytest -n 2 --dist loadscope

check: check-code  ## lint, types, direction of imports, quick tests
	$(BIN)/python -m pytest -m "not slow and not browser"

check-code: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench-scan: $(READY)  ## whole scans of cities of 1.19 and 11.9 million payouts, and pandas beside; BENCH: where they are kept (2 GB)
	$(BIN)/python -m serving.bench $(BENCH)

# Byte-compiled at install: without it the first start takes four times as long.
$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --compile -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
	$(BIN)/python -m compileall -q records rules features training serving experiments
	touch $@

# Where a cluster is made at install, Debian starts a server nobody asked for.
peers:  ## Debian's Chromium with a Chinese font, PostgreSQL's server, and curl for the API's examples: what tests meet
	@command -v curl >/dev/null && command -v chromium >/dev/null && fc-list :lang=zh | grep -q . \
	  && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
	  || { apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql-common >/dev/null \
	  && sed -i "s/^#*create_main_cluster.*/create_main_cluster = false/" /etc/postgresql-common/createcluster.conf \
	  && apt-get install -y -qq curl chromium fonts-noto-cjk postgresql >/dev/null; }

walk: $(READY) peers  ## docs/walk.md and its pictures, from a demo in WALK that is driven in a real browser
	$(BIN)/python -m tests.browser.walk $(WALK)

openapi: $(READY)  ## after a change of the API: docs/openapi.json and docs/api.md
	$(BIN)/python -m serving.openapi

lock:  ## after a change of pyproject.toml; needs uv
	uv pip compile pyproject.toml --extra dev --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements.lock

clean:
	rm -rf $(VENV) .mingcha

bench-backtest: $(READY)  ## how long five forward folds of 22,000 cases with 60 columns take, all models and yardsticks
	$(BIN)/python -m experiments.bench_backtest

bench-import: $(READY)  ## how long a million rows of CSV and half a million of Excel take, and how much memory
	$(BIN)/python -m experiments.bench_import

bench-serve: $(READY)  ## requests per second and payment lists beside `mlflow models serve` of the same model; needs wrk
	$(BIN)/python -m serving.bench.load $(BENCH)
