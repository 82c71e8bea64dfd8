# Each target makes the virtual environment and installs what it needs by itself; all are safe to run again.
# Another Python: make demo PYTHON=python3.13. Options of a command: make crawl ARGS="cnevpost --limit 5".

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.installed

.PHONY: demo serve test lint fuzz licences audit crawl bench bench-peers picture constraints clean

demo: $(READY)  ## the sample newsroom into data/run/demo.db, and the latest counts
	$(BIN)/stationwatch demo $(ARGS)

serve: $(READY)  ## Datasette on what `make crawl` gathered, on 127.0.0.1
	$(BIN)/stationwatch serve $(ARGS)

crawl: $(READY)  ## one polite crawl of the real outlets into data/run/stations.db
	$(BIN)/stationwatch crawl $(ARGS)

test: $(READY)
	$(BIN)/python -m pytest -q -n 4 --dist loadfile $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy

fuzz: $(READY)  ## inputs that look for crashes, some minutes; make fuzz ARGS="-runs=1000000 --only=text,table"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[fuzz]"
	$(BIN)/python tests/fuzz.py $(ARGS)

bench: $(READY)  ## what reading, archives, crawls and the file cost, as ratios in one run; ARGS=1000000 for a large file
	$(BIN)/python tests/bench.py
	$(BIN)/python tests/bench_archive.py
	$(BIN)/python tests/bench_crawl.py
	$(BIN)/python tests/bench_file.py $(ARGS)

bench-peers:  ## reading, numbers and dates against other libraries, in an environment of its own
	@$(VENV)-peers/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)-peers
	$(VENV)-peers/bin/python -m pip install --quiet --upgrade pip
	$(VENV)-peers/bin/python -m pip install --quiet -e . -r tests/peers.txt
	$(VENV)-peers/bin/python -W ignore tests/bench_peers.py $(ARGS)

picture: $(READY)  ## the pictures in README.md, from a fresh demo; needs Chromium and pip install -e .[check]
	rm -rf $(VENV)/picture
	STATIONWATCH_HOME=$(VENV)/picture $(BIN)/stationwatch demo > /dev/null
	$(BIN)/python -m pipelines.picture $(VENV)/picture/data/run/demo.db data/example.svg
	$(BIN)/python tests/pictures.py $(VENV)/picture/data/run/demo.db data/pictures

licences: $(READY)  ## data/licences.md: the licence of every package that an installation or an extra brings along
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[check,fuzz]"
	$(BIN)/python tests/licences.py

audit:  ## known weaknesses of the pinned packages; needs the internet, and says so where it has none
	@$(PYTHON) -m venv $(VENV)-audit && $(VENV)-audit/bin/python -m pip install --quiet \
		--disable-pip-version-check "pip-audit>=2.7,<3" 2>$(VENV)-audit/said || \
		{ echo "audit: pip-audit could not be installed, it is on the internet" >&2; exit 2; }
	@$(VENV)-audit/bin/python tests/audit.py

constraints: $(READY)  ## constraints.txt from the newest versions that pyproject.toml allows
	$(PYTHON) -m venv --clear $(VENV)-newest
	$(VENV)-newest/bin/pip install --quiet --upgrade setuptools ".[dev,check,fuzz]"
	head -n 2 constraints.txt > constraints.new
	$(VENV)-newest/bin/pip freeze --all | grep -Eiv '^(pip|stationwatch)[ =]' >> constraints.new
	mv constraints.new constraints.txt
	rm -rf $(VENV)-newest

clean:  ## the environment and what tools have left; never data/run
	rm -rf $(VENV) $(VENV)-audit $(VENV)-peers .pytest_cache .mypy_cache .ruff_cache .hypothesis .fuzz

# The stamp is written last, so that an install that was cut off is done again. An environment without pip, such as
# Debian leaves one where python3-venv is missing, is made anew.
$(READY): pyproject.toml constraints.txt
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@
