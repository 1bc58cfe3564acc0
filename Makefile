# Each target sets up what it needs in .venv, and is quick when nothing changed.
#
#   make book    the handbook: built, then served on an address that it prints
#   make test    the whole test suite
#   make lab     JupyterLab on the notebooks; make lab-demos brings PyTorch for those of the demos
#   make check   format, lint, types, import contract, spelling
#   make site    the handbook as a folder that any static host can serve
#   make audit   what takes too long each time: every page at four widths, light and dark, by all rules
#                of accessibility; many more generated questions (30 minutes)
#   make cover   which lines and branches no test takes, room by room (25 minutes; a part of make audit)
#   make sockets builds book and lab anew and fails if anything listens beyond this machine
#   make sbom    what is installed for all of this, with its licences, as a CycloneDX list
#   make dist    the files of a release, in dist/: package, site as an archive, list of parts, sums
#   make links   the links to other sites, which may break at any time: reports, and never fails
#   make gpu     what needs a GPU, on one card, in at most eight minutes
#   make mutate  changes rules, code and the pages' JavaScript, one place at a time, and expects a
#                red test each time (hours; a part at a time with tools/mutate.py, tools/mutate_code.py)
#
# README.md has the same as plain commands, for whoever has no make.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
JOBS ?= 2

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
DATA := $(shell find data -type f)
# The demos too: pages list them, and the lab brings the whole package.
CODE := $(shell find lfai_nb -type f -not -name '*.pyc')
PAGES := $(shell find book notebooks -type f -not -path '*/.ipynb_checkpoints/*' -not -name '*.pyc')

.PHONY: book site audit cover sockets sbom dist links test lab lab-demos check lint gpu mutate constraints notebooks clean help
.DELETE_ON_ERROR:

help:
	@sed -n 's/^#   //p' Makefile

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Try: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "Python could not make a virtual environment (on Debian: apt install python3-venv)" >&2; exit 1; }

# One stamp for each set of extras, so that nobody who reads installs torch. Each package is the file
# whose hash is in constraints.lock, and so is what builds ours; torch alone has its version only,
# because each machine has another build of it (tools/locked.py).
.venv/.has-%: pyproject.toml constraints.txt constraints.lock tools/locked.py | $(BIN)/python
	@echo "Installing what '$*' needs into .venv (once; minutes on a slow line) …"
	$(BIN)/python tools/locked.py '$*' > '.venv/locked-$*.txt'
	$(PIP) --require-hashes --no-deps --requirement '.venv/locked-$*.txt'
	$(if $(findstring demos,$*),$(PIP) --constraint constraints.txt torch)
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

site: _build/.site
# Only the pages that say something else are built again; after a warning all are, so that it is not
# lost, and after a build that was killed, because a page that was half written looks like a new one.
_build/.site: .venv/.has-book _config.yml _toc.yml CHANGELOG.md $(DATA) $(CODE) $(PAGES)
	@echo "Building the handbook …"
	@if [ -e _build/.begun ]; then rm -rf _build/.doctrees _build/html; fi
	@mkdir -p _build && touch _build/.begun
	$(BIN)/python -m tools.book build . --warningiserror --keep-going --nitpick --quiet || \
	  { rm -rf _build/.doctrees; exit 1; }
	@test -f _build/html/book/index.html
	$(BIN)/python -m tools.search --into _build/html
	$(BIN)/python -m tools.lab --into _build/html/lite
	@rm _build/.begun
	@touch $@

book: site
	$(BIN)/python -m tools.serve _build/html --port $(PORT)

links: .venv/.has-book
	-$(BIN)/python -m tools.book build . --builder linkcheck --path-output build/links --keep-going

lab: .venv/.has-lab
	$(BIN)/jupyter lab notebooks

lab-demos: .venv/.has-demos
	$(BIN)/jupyter lab notebooks

# All is installed before two things are done at once. A file stays with a worker, so that what its
# tests share is made once, and so does a notebook, which has one kernel. With as many workers as
# cores, more threads only wait for each other. No test and no cell of a notebook stops because it
# took long: what is measured there is measured anew, in peace, when its outputs are stored.
SPREAD = OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile \
  --no-loadscope-reorder -p tests.listening
test: .venv/.has-demos,test .venv/.has-book
	@$(MAKE) --no-print-directory --jobs $(JOBS) lint _build/.site
	$(BIN)/python -m tools.npm axe-core .cache
	$(BIN)/python -m tools.npm @octokit/openapi .cache
	$(SPREAD) tests lfai_nb --doctest-modules
	$(SPREAD) notebooks --nbval --nbval-sanitize-with tests/nbval.cfg

audit: .venv/.has-demos,test _build/.site
	$(BIN)/python -m tools.npm axe-core .cache
	LFAI_NB_BROWSER=required $(BIN)/python -m pytest tests -m audit --numprocesses $(JOBS)
	@$(MAKE) --no-print-directory cover

# The branches of floors 0 to 3, all of them, by the tests of these rooms alone. Of the rooms above, of
# the demos, and of what builds the book nine in ten, by the tests of these and by one build.
FLOORS := policy catalog membership lifecycle council openness hosting
COVERAGE := $(BIN)/python -m coverage
BUILDING := $(COVERAGE) run --source lfai_nb,tools,book/_ext -m
cover: .venv/.has-demos,test _build/.site
	$(COVERAGE) erase
	$(COVERAGE) run -m pytest --doctest-modules lfai_nb/chart.py lfai_nb/domain.py lfai_nb/evidence \
	  $(FLOORS:%=lfai_nb/%) $(FLOORS:%=tests/%) tests/faces tests/cli tests/evidence tests/test_checked.py \
	  tests/test_errors.py tests/test_faults.py tests/test_frozen.py tests/test_fuzz.py tests/test_kept.py \
	  tests/test_places.py tests/test_quantities.py --ignore tests/cli/test_extras.py
	$(COVERAGE) combine --quiet
	$(COVERAGE) report
	$(COVERAGE) report --fail-under 90 --omit 'lfai_nb/demos/*' \
	  --include 'lfai_nb/evidence/*,lfai_nb/faces/*,lfai_nb/cli/*'
	$(BUILDING) pytest --doctest-modules lfai_nb/demos tests/demos
	$(BUILDING) pytest tests/book $(wildcard tests/test_*.py)
	$(BUILDING) pytest tests/site -m "not audit and not browser"
	rm -rf _build/covered
	$(BUILDING) tools.book build . --path-output _build/covered --quiet
	$(BUILDING) tools.search --into _build/covered/_build/html
	$(BUILDING) tools.lab --work _build/covered/lab
	$(COVERAGE) combine --quiet --append
	$(COVERAGE) report --fail-under 90 --omit 'tests/*' --include 'lfai_nb/demos/*'
	$(COVERAGE) report --fail-under 90 --omit 'tests/*' --include 'tools/*,book/_ext/*'

# What builds the site is watched as the tests are: `-p tests.listening` watches only pytest.
sockets: .venv/.has-demos,test
	rm -rf _build/watched
	$(BIN)/python -m tests.listening $(BIN)/python -m tools.book build . --path-output _build/watched --quiet
	$(BIN)/python -m tests.listening $(BIN)/python -m tools.lab --work _build/watched/lab

# Of the environment; what comes from npm is in tools/npm.py, the lab's wheels are in tools/lab.lock.
sbom: .venv/.has-demos,test
	@mkdir -p dist
	$(BIN)/uv tool run --from cyclonedx-bom==7.5.0 cyclonedx-py environment --pyproject pyproject.toml \
	  --output-reproducible --of JSON --output-file dist/sbom.cdx.json $(BIN)/python

# Of the commit's day and from nothing, so that whoever builds the same commit has the same bytes.
dist: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || date +%s)
dist: .venv/.has-demos,test .venv/.has-book
	rm -rf dist _build/html _build/.doctrees _build/lab _build/.site
	$(MAKE) --no-print-directory site
	env -u SOURCE_DATE_EPOCH $(BIN)/python -m build --no-isolation --outdir dist
	$(BIN)/uv tool run --from twine==7.0.0 twine check --strict dist/*
	$(MAKE) --no-print-directory sbom
	version=$$($(BIN)/python -c 'import lfai_nb; print(lfai_nb.__version__)') && \
	  $(BIN)/python -m tools.archive site _build/html "dist/lfai-data-handbook-$$version.tar.gz"
	$(BIN)/python -m tools.archive sums dist

check: lint
	$(BIN)/python -m pytest tests/book

lint: .venv/.has-demos,test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/lfai-nb check-data

# On a machine with a GPU, in the Python that has a PyTorch for it: make gpu PYTHON=python3
gpu:
	$(PYTHON) benchmarks/gpu.py

mutate: .venv/.has-demos,test _build/.site
	$(BIN)/python -m tools.mutate
	$(BIN)/python -m tools.mutate_code python
	$(BIN)/python -m tools.mutate_code page

notebooks: .venv/.has-demos
	$(BIN)/python -m tests.run_notebooks

COMPILE := uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
  --no-emit-index-url --quiet --custom-compile-command "make constraints"

constraints: .venv/.has-book
	$(BIN)/$(COMPILE) --constraint constraints.in --upgrade --no-annotate --output-file constraints.txt
	$(BIN)/$(COMPILE) --constraint constraints.txt --annotation-style line --generate-hashes \
	  --output-file constraints.lock

clean:
	rm -rf _build build dist book/hosting/projects .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
