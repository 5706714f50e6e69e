# Short forms. On Windows use the commands themselves; they are named in README.md.
PYTHON = .venv/bin/python

.PHONY: app build test check diff torture wheels licences

app:    ## show the board
	python start.py

test:   ## every check and test
	python start.py test

check:  ## the rules of the house alone: format, lint, types, imports, README
	$(PYTHON) -m pytest tests/test_house.py

build:  ## read data/reports and publish a new snapshot
	$(PYTHON) -m pipeline build

diff:   ## build, and show what that changed against the snapshot served before
	before=$$(cat data/snapshots/CURRENT) && $(PYTHON) -m pipeline build && $(PYTHON) -m pipeline diff $$before CURRENT

coverage: ## which lines and branches of pipeline/ and queries/ the tests take; fails below 95 %
	$(PYTHON) -m coverage erase
	$(PYTHON) -m coverage run -m pytest -q -n 2 -m "not e2e"
	$(PYTHON) -m coverage combine -q
	$(PYTHON) -m coverage report

mutation: ## small mistakes in the code that makes figures: which does no test notice? (N mutants, 0: all)
	$(PYTHON) -m pip install --quiet -r requirements-mutation.txt
	$(PYTHON) tests/mutation.py $(N)

torture: ## what takes long; the last figures stand in docs/TRUST.md
	JIEDAO_TORTURE=1 JIEDAO_KILLS=100 $(PYTHON) -m pytest -s tests/test_torture.py tests/test_console.py
	JIEDAO_TORTURE=1 JIEDAO_KILLS=100 $(PYTHON) -m pytest -s tests/test_decisions.py -k killed
	JIEDAO_TORTURE=1 $(PYTHON) -m pytest -s tests/test_killed.py tests/test_forty_e2e.py

PLATFORM = --no-deps --only-binary=:all: --python-version 3.11
X86 = --platform manylinux_2_28_x86_64 --platform manylinux2014_x86_64 --platform manylinux_2_17_x86_64
ARM = --platform manylinux_2_28_aarch64 --platform manylinux2014_aarch64 --platform manylinux_2_17_aarch64

wheels: ## all libraries for both kinds of machine, and their hashes in requirements.lock
	$(PYTHON) -m pip download $(PLATFORM) $(X86) -d wheels -r requirements.txt
	$(PYTHON) -m pip download $(PLATFORM) $(ARM) -d wheels -r requirements.txt
	$(PYTHON) deploy/supply.py lock wheels

licences: ## docs/LICENCES.md and deploy/sbom.json
	$(PYTHON) deploy/supply.py licences
