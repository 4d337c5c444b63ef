# Everything here runs inside .venv, which is made on first use. Only relative paths, so any folder will do.
.POSIX:
.SUFFIXES:

PYTHON = python3
PY = .venv/bin/python
# Two groups of tests at a time (tests/conftest.py): a file, or a notebook that is opened once.
TOGETHER = -n 2

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1 \2/p' Makefile | while read -r name says; do printf '  make %-12s %s\n' "$$name" "$$says"; done

lab: .venv/.installed ## install what is needed, then open JupyterLab
	@$(PY) -m shadowkit lab

test: .venv/.installed-test browser ## run every check: style, floors, tests, notebooks (not the slow tests)
	@failed=; \
	$(PY) -m ruff check . || failed="$$failed ruff"; \
	.venv/bin/lint-imports || failed="$$failed lint-imports"; \
	$(PY) -m pytest $(TOGETHER) --durations=8 || failed="$$failed pytest"; \
	$(PY) -m pytest $(TOGETHER) --dist loadfile -o addopts= --nbval-lax --nbval-current-env --nbval-cell-timeout=60 notebooks \
		|| failed="$$failed notebooks"; \
	if [ -n "$$failed" ]; then echo "make test failed in:$$failed"; exit 1; fi

test-slow: .venv/.installed-test browser ## run the slow tests
	@$(PY) -m pytest -m slow || { code=$$?; [ $$code -eq 5 ] && echo "There are no slow tests yet."; }

bench: .venv/.installed-test .venv-peers/.installed ## measure how fast it is
	@$(PY) benchmarks/run.py

notebooks: .venv/.installed-test ## run every notebook and store its outputs
	@$(PY) .ci/store_notebooks.py

constraints: .venv/.uv ## remake constraints.txt from pyproject.toml, with today's versions
	@$(PY) -m uv pip compile -q --upgrade --universal --python-version 3.11 --no-annotate --no-header \
		--all-extras --group install pyproject.toml -o constraints.txt

clean: ## remove .venv and everything made by running
	@rm -rf .venv .venv-peers build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache screenshots
	@find . -name .git -prune -o -type d \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

# Debian's Chromium for the tests that drive JupyterLab, where there is none and it may be installed.
browser:
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
		if command -v "$$name" >/dev/null 2>&1; then exit 0; fi; \
	done; \
	if [ -x /usr/bin/chromium ]; then exit 0; fi; \
	if command -v apt-get >/dev/null 2>&1; then \
		if [ "$$(id -u)" = 0 ]; then as_root=env; \
		elif sudo -n true 2>/dev/null; then as_root="sudo -n env"; \
		else as_root=; fi; \
		if [ -n "$$as_root" ]; then \
			echo "Installing Chromium for the browser tests ..."; \
			$$as_root DEBIAN_FRONTEND=noninteractive apt-get -qq update </dev/null >/dev/null || :; \
			if $$as_root DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
				chromium fonts-dejavu-core </dev/null >/dev/null; then exit 0; fi; \
		fi; \
	fi; \
	echo "There is no Chromium here and it could not be installed, so the browser tests will be skipped."

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "shadowkit needs Python 3.11 or later and '$(PYTHON)' is not: name a newer one with 'make PYTHON=python3.12 ...'."; \
		exit 1; }
	@$(PYTHON) -m venv .venv

.venv/.uv: .venv/bin/python
	@$(PY) -c 'import uv' 2>/dev/null || $(PY) -m pip install -q --disable-pip-version-check -c constraints.txt uv
	@touch .venv/.uv

.venv/.installed: pyproject.toml constraints.txt .venv/.uv
	@echo "Installing shadowkit and JupyterLab into .venv ..."
	@$(PY) -m uv pip install -q --python $(PY) -c constraints.txt -b constraints.txt -e '.[lab]'
	@touch .venv/.installed

.venv/.installed-test: pyproject.toml constraints.txt .venv/.uv
	@echo "Installing shadowkit and what its tests need into .venv ..."
	@$(PY) -m uv pip install -q --python $(PY) -c constraints.txt -b constraints.txt -e '.[lab,cohort,test]'
	@touch .venv/.installed .venv/.installed-test

# Peers of the benchmarks that need an older pandas than shadowkit does.
.venv-peers/.installed: benchmarks/peers.txt .venv/.uv
	@echo "Installing what the benchmarks measure beside into .venv-peers ..."
	@$(PY) -m uv venv -q --clear --python $(PY) .venv-peers
	@$(PY) -m uv pip install -q --python .venv-peers/bin/python -r benchmarks/peers.txt
	@touch .venv-peers/.installed

.PHONY: help lab test test-slow bench notebooks constraints clean browser
