# Short forms. On Windows use the commands themselves; they are named in README.md.
PYTHON = .venv/bin/python

.PHONY: app build test check coverage mutation diff torture bucket soak wheels licences

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

mutation: ## small mistakes in the code that makes figures: which does no test notice? (N mutants, 0: all; of the modules M)
	$(PYTHON) -m pip install --quiet -r requirements-mutation.txt
	$(PYTHON) tests/mutation.py $(or $(N),400) $(or $(SEED),7) $(M)

# Kills of publishing (120), building (40), deciding (100) and of the server (50), readers while snapshots change, wrong bits,
# failing calls to the disk, damage, fuzz, attacks,
# forty files at once, a real nginx, every page in every theme.
TORTURE = torture decisions console deploy publish failing hostile killed forty_e2e e2e_payloads e2e_access looks_e2e

torture: ## what takes long, as one run with one summary; the last figures stand in docs/TRUST.md
	JIEDAO_TORTURE=1 JIEDAO_KILLS=100 $(PYTHON) -m pytest -s -rfEs $(TORTURE:%=tests/test_%.py)

# In a folder of its own: what speaks S3 wants an older python-dateutil than the pinned one.
bucket: ## parts that come by a real server that speaks S3, of whose workers one is killed
	$(PYTHON) -m pip install --quiet --upgrade --target .s3 s3fs==2026.9.0 'moto[server]==5.2.5'
	PYTHONPATH=.s3 $(PYTHON) -m pytest tests/test_batches.py -k bucket

soak:   ## an hour of readers who come and go: memory, open files, threads, errors
	$(PYTHON) -m bench.sessions --minutes 60

PLATFORM = --no-deps --only-binary=:all: --python-version 3.11
X86 = --platform manylinux_2_28_x86_64 --platform manylinux2014_x86_64 --platform manylinux_2_17_x86_64
ARM = --platform manylinux_2_28_aarch64 --platform manylinux2014_aarch64 --platform manylinux_2_17_aarch64

wheels: ## all libraries for both kinds of machine, and their hashes in requirements.lock
	$(PYTHON) -m pip download $(PLATFORM) $(X86) -d wheels -r requirements.txt
	$(PYTHON) -m pip download $(PLATFORM) $(ARM) -d wheels -r requirements.txt
	$(PYTHON) deploy/supply.py lock wheels

licences: ## docs/LICENCES.md and deploy/sbom.json
	$(PYTHON) deploy/supply.py licences
