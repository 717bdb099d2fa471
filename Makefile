# The doors of the house; `make` alone lists them. Each door makes .venv from the lock first and is quick when nothing changed.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
# The same in every locale; Debian always has this one.
export LC_ALL := C.UTF-8

BIN := .venv/bin
DEMO := build/demo
# A demo must never meet an installation's own database.
DEMO_ENV := env -u DATABASE_URL SNITFLADE_HOME=$(DEMO)/var
SERVE := build/serve
SERVE_ENV := env -u DATABASE_URL SNITFLADE_HOME=$(SERVE)/var
FUZZ_ENV := PYTHONPATH=.:src DJANGO_SETTINGS_MODULE=snitflade.settings
show_and_run = printf '\n$$ snitflade %s\n' '$(1)' && $(DEMO_ENV) $(BIN)/snitflade $(1)
DEMO_RUN := run tekn.renovation-prisme --kommune 0956 --kvartal 2018K1 --posteringsdato 2017-01-13 --forfaldsdato 2017-02-01 \
  --regnskabsaar 2017 --tekst "1. KVARTAL 2018" --konteret-af tobl --tidsstempel 2017-01-13T12:00 \
  --out $(DEMO)/filer
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --only-binary :all: --no-emit-index-url --custom-compile-command "make lock"

.PHONY: help setup demo serve texts test lint types imports postgres browser pytest format bench fuzz docs pictures wheel sbom audit soak lock clean

help: ## list the doors
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/make \1\t\2/p' Makefile | expand -t 16

setup: ## make .venv with everything in the lock
	@requirements/setup.sh

demo: setup ## bill a quarter of renovation from the specification's test case; show files and totals
	@rm -rf $(DEMO) && mkdir -p $(DEMO)/filer
	@$(call show_and_run,import tekn.renovation src/snitflade/tekn/demo)
	@{ $(call show_and_run,$(DEMO_RUN)); } | tee $(DEMO)/totaler.txt
	@$(call show_and_run,check g69 $(DEMO)/filer/861_G69.txt)
	@$(call show_and_run,check 10q $(DEMO)/filer/861_10Q.txt)
	@echo && printf 'Filer / files:     %s\n' $(DEMO)/filer/*
	@printf 'Totaler / totals:  %s\n' $(DEMO)/totaler.txt

serve: setup ## open the site on this machine with demo data and demo users; PORT=8861
	@if [ ! -e $(SERVE)/klar ]; then rm -rf $(SERVE) && mkdir -p $(SERVE)/var && \
	  $(SERVE_ENV) $(BIN)/snitflade import tekn.renovation src/snitflade/tekn/demo >/dev/null && \
	  $(SERVE_ENV) SNITFLADE_USER=operatoer $(BIN)/snitflade $(subst --out $(DEMO)/filer,,$(DEMO_RUN)) >/dev/null && touch $(SERVE)/klar; fi
	@$(SERVE_ENV) $(BIN)/snitflade user demo
	@exec $(SERVE_ENV) $(BIN)/snitflade serve --port $(or $(PORT),8861)

texts: setup ## collect the pages' texts into the translations; new ones stand without translation
	@$(BIN)/python requirements/texts.py collect && $(BIN)/python requirements/texts.py compile

test: lint types imports docs postgres browser pytest ## everything that must pass, in this order; stops at the first that does not

lint: setup ## ruff: rules and format
	@echo "== ruff check" && $(BIN)/ruff check
	@echo "== ruff format --check" && $(BIN)/ruff format --check

types: setup ## mypy, strict
	@echo "== mypy" && $(BIN)/mypy

imports: setup ## imports run one way
	@echo "== lint-imports" && $(BIN)/lint-imports --no-logo

# The profile ci takes the same examples every time, so that only a change can turn a run red; call pytest itself to explore. What
# holds a figure of time belongs to `make bench`: a busy machine must not turn a run red. Three at a time on two cores, since many
# tests wait for processes they have killed.
pytest: setup ## all tests, three at a time; ARGS="tests/formats -x" for some of them
	@echo "== pytest" && $(BIN)/python -m pytest -n 3 --dist worksteal --hypothesis-profile=ci $(or $(ARGS),-m "not measured" --ignore tests/browser)

# By themselves: what drives the browser leaves an event loop running, in which Django refuses the tests after it.
browser: setup ## the pages in a browser; screenshots in build/screens
	@echo "== pytest in a browser" && $(BIN)/python -m pytest -n 2 -q --hypothesis-profile=ci tests/browser

# What talks to the database once more, on PostgreSQL; the tests that start servers or processes choose their own databases. For the
# time it takes, `make test` runs every other test of a folder here, and properties over many examples on SQLite alone;
# ARGS="tests/inka" runs everything of a folder.
postgres: setup ## the tests of tables and rules again, on a PostgreSQL that comes and goes with them
	@echo "== pytest on PostgreSQL" && $(BIN)/python -m tests.on_postgres -q -n 2 --dist worksteal --hypothesis-profile=ci \
	  $(or $(ARGS),-p tests.half -m "not hypothesis and not measured" tests/folk tests/bogh tests/inka tests/krdi tests/skat tests/erhv tests/led tests/lon tests/soc tests/tekn tests/api tests/exchange \
	  --ignore tests/exchange/transports --ignore tests/lon/test_databaselink.py --ignore tests/exchange/test_engine.py \
	  --ignore tests/exchange/test_engine_away.py --ignore tests/exchange/test_moving.py --ignore tests/folk/gar/test_draebt.py)

format: setup ## put the code in the house's form
	@$(BIN)/ruff check --fix && $(BIN)/ruff format

bench: setup ## figures against the goals; BENCH=name for one of them
	@$(BIN)/python -m bench $(BENCH)
	@$(if $(BENCH),,$(BIN)/python -m pytest -q -m measured tests)

docs: setup ## the documentation as a site, in build/docs; a link that leads nowhere stops it
	@echo "== docs" && $(BIN)/python -m requirements.docs

pictures: setup ## take the documentation's four pictures anew of the running site; look at them before they are committed
	@$(BIN)/python -m requirements.docs.billeder

# Goes on where it was stopped. GUIDED=TARGET searches one reader led by its code instead (tests/fuzz/guided.py).
fuzz: setup ## 200,000 changed files of each format, two at a time; FORMAT=name, FUZZ_ROUNDS=n, MINUTES=n, GUIDED=target
ifdef GUIDED
	@test -d build/atheris || $(BIN)/uv pip install --quiet --python $(BIN)/python --target build/atheris --no-deps --only-binary :all: --require-hashes -r tests/fuzz/atheris.txt
	@$(FUZZ_ENV) $(BIN)/python -m tests.fuzz.guided $(GUIDED) $(if $(MINUTES),--seconds $$(( $(MINUTES) * 60 )))
else
	@$(FUZZ_ENV) $(BIN)/python -m tests.fuzz $(FORMAT) --rounds $(or $(FUZZ_ROUNDS),200000) --minutes $(or $(MINUTES),0)
endif

soak: setup ## a municipality's year with faults and killed processes, on both databases; MONTHS, SEED, MINUTES
	@for kind in sqlite postgres; do \
	  $(BIN)/python -m tests.soak --months $(or $(MONTHS),12) --seed $(or $(SEED),1) --minutes $(or $(MINUTES),120) --database $$kind || exit 1; done

wheel: setup ## the package as it is installed, in dist
	@rm -rf dist && $(BIN)/python -m hatchling build -t wheel

sbom: setup ## what the product is made of, with licences, in build/sbom.cdx.json
	@$(BIN)/python requirements/sbom.py sbom build/sbom.cdx.json

audit: setup ## look up known vulnerabilities; says so, and fails, when the advisories cannot be had
	@$(BIN)/python requirements/sbom.py audit

lock: setup ## write the lock anew after pyproject.toml changed; LOCKFLAGS=--upgrade takes newer versions
	@$(COMPILE) $(LOCKFLAGS) pyproject.toml -o requirements/base.txt
	@$(COMPILE) $(LOCKFLAGS) pyproject.toml --extra partners --group dev -c requirements/base.txt -o requirements/dev.txt

clean: ## remove .venv and everything that was made
	@rm -rf .venv build dist src/snitflade/web/static/dkfds src/snitflade/web/locale/*/LC_MESSAGES/*.mo .hypothesis .import_linter_cache .mypy_cache .ruff_cache
