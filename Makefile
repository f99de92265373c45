# One word does each thing. `make` alone lists the words.
#
# Written for any POSIX shell and GNU make; nothing but Python 3.11 or later is needed to begin with.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup develop static data run test cover check bench bench-web lock clean chromium

PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
DEMO := var/.demo

# A sum over the text of files, to see whether they changed.
sum_of = find $(1) -type f ! -path '*/__pycache__/*' | LC_ALL=C sort | xargs cksum | cksum

help: ## List these words
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/bin/python ## Make .venv and install what the portal needs, each file checked by its hash
	@$(call install,requirements.txt,.venv/.stamp,what the portal needs)

develop: .venv/bin/python
	@$(call install,requirements-dev.txt,.venv/.stamp-dev,what tests and checks need)

.venv/bin/python:
	@python=$$($(find_python)); \
	if [ -z "$$python" ]; then \
	  echo "Python 3.11 or later is needed and was not found."; \
	  echo "On Debian or Ubuntu: apt-get install python3 python3-venv. Elsewhere: your system's"; \
	  echo "package manager. To name one yourself: make run PYTHON=/path/to/python3.11"; \
	  exit 1; \
	fi; \
	if ! $$python -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "$$python cannot make environments: its venv module is missing."; \
	  echo "On Debian or Ubuntu: apt-get install python3-venv"; \
	  exit 1; \
	fi; \
	echo "Making the environment .venv with $$($$python --version)."; \
	$$python -m venv --clear .venv

define find_python
for p in $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3; do \
  if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
    echo $$p; break; fi; done
endef

# Install the requirements $(1) unless the stamp $(2) says that they are there; $(3) says what for.
define install
sum=$$(cksum < $(1)); \
if [ "$$(cat $(2) 2>/dev/null)" != "$$sum" ]; then \
  echo "Installing $(3) ($$(grep -c '^[a-z].*==' $(1)) packages, each checked by its hash;" \
    "some minutes the first time)."; \
  if ! $(PIP) install --require-hashes -r $(1); then \
    echo "The packages of $(1) could not be installed. The lines above say which one and why;"; \
    echo "if the network failed, run the same again: what is there is kept."; \
    exit 1; \
  fi; \
  echo "$$sum" > $(2); \
fi
endef

static: setup
	@echo "Preparing the static files."
	@$(PY) -m portal.static_files

# A stamp that says "unfinished" makes the next run begin afresh.
data: setup
	@$(make_demo)

define make_demo
if [ -n "$$PORTAL_FORCE$$PORTAL_DATABASE$$PORTAL_LANDING" ]; then \
  echo "PORTAL_… is set: showing what is published there, making no illustrative data."; exit 0; \
fi; \
sum="$$($(call sum_of,catalogue etl forces/anyshire release))"; \
if [ -f var/public/portal.sqlite ] && [ "$$(cat $(DEMO) 2>/dev/null)" = "$$sum" ]; then \
  echo "The illustrative data is up to date."; \
elif [ -f var/public/portal.sqlite ] && [ ! -f $(DEMO) ]; then \
  echo "var/public holds releases of your own: showing them, making no illustrative data."; \
else \
  if [ -f $(DEMO) ]; then $(remove_demo); fi; \
  echo "Making three years of illustrative data and publishing them (four to ten minutes)."; \
  mkdir -p var && echo unfinished > $(DEMO) && $(PY) -m etl demo && echo "$$sum" > $(DEMO); \
fi
endef

remove_demo = rm -rf var/demo var/landing var/public $(DEMO)

# app.py prepares the static files itself.
run: setup data ## Show the portal on http://127.0.0.1:8050 (another port: PORT=8060 make run)
	@echo "Starting the portal."
	@exec $(PY) app.py

test: develop static chromium ## Run every test; says which were skipped and why (ARGS="-k word" for some)
	@CHROMIUM="$$($(find_chromium))" $(PY) -m pytest -rs -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

cover: develop static chromium ## Run every test again and say which lines none of them reaches (twice as long)
	@CHROMIUM="$$($(find_chromium))" $(PY) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term-missing:skip-covered $(ARGS)

define find_chromium
for c in "$$CHROMIUM" chromium chromium-browser google-chrome google-chrome-stable; do \
  if [ -n "$$c" ] && command -v "$$c"; then break; fi; done
endef

chromium:
	@if [ -n "$$($(find_chromium))" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "No Chromium found: installing Debian's (ten minutes at most)."; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  timeout 200 apt-get -qq update </dev/null >/dev/null 2>&1; \
	  timeout 400 apt-get -qq install -y --no-install-recommends chromium </dev/null >/dev/null 2>&1; \
	fi; \
	if [ -z "$$($(find_chromium))" ]; then \
	  echo "There is no Chromium here, so the browser tests are skipped. Install one, or name it:"; \
	  echo "CHROMIUM=/path/to/chromium make test"; \
	fi

check: develop ## Check form, types, and the definitions of every force
	@echo "Checking form."
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@echo "Checking types."
	@$(PY) -m mypy
	@echo "Checking the catalogue and every force."
	@for force in forces/*/; do PORTAL_FORCE=$${force%/} $(PY) -m etl check || exit; done

bench: develop static ## Measure the job and the pages
	@$(PY) -m bench --page docs/performance.md

bench-web: develop static data chromium ## Measure the site on a slow phone, beside other tools
	@CHROMIUM="$$($(find_chromium))" $(PY) -m bench --only browser --page docs/performance.md

# The public index alone, so that no machine's own address or file gets into the lock.
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" PIP_CONFIG_FILE=/dev/null \
  env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL $(PY) -m piptools compile --quiet \
  --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
  --no-emit-options --no-strip-extras --allow-unsafe

lock: develop ## Pin the newest versions of requirements*.in with their hashes (some minutes)
	@echo "Pinning requirements.txt."
	@$(COMPILE) --upgrade --output-file requirements.txt requirements.in
	@echo "Pinning requirements-dev.txt."
	@cp requirements.txt requirements-dev.txt # so that the hashes known by now are not fetched twice
	@$(COMPILE) --output-file requirements-dev.txt requirements-dev.in

CACHES := .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov test-results

clean: ## Remove what make made: .venv, static files, caches and the illustrative data
	@echo "Removing .venv, var/static, var/npm and the caches."
	@rm -rf .venv var/static var/npm $(CACHES)
	@find app.py bench etl portal release tests -name __pycache__ -type d -prune -exec rm -rf {} + \
	  2>/dev/null || true
	@if [ -f $(DEMO) ]; then \
	  echo "Removing the illustrative data: var/demo, var/landing, var/public."; $(remove_demo); \
	elif [ -d var/landing ] || [ -d var/public ]; then \
	  echo "Keeping var/landing and var/public: make did not make them."; \
	fi
