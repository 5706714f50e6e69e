# Short forms. On Windows use the commands themselves; they are named in README.md.
PYTHON = .venv/bin/python

.PHONY: app build test check diff torture

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

torture: ## what takes long: every attack on the console, each up to its limit
	JIEDAO_TORTURE=1 $(PYTHON) -m pytest tests/test_console.py
