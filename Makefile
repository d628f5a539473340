# Tanya Imigrasi. `make help` lists the targets.
PYTHON ?= python3
PRODUCT := .venv/bin/python
RASA := .venv-rasa/bin/python
export OMP_NUM_THREADS := 1
export TOKENIZERS_PARALLELISM := false

.DEFAULT_GOAL := help
.PHONY: help run test eval eval-languages bench check kb-check bench-publishing

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: ## set up whatever is missing, start everything, print the address
	@exec $(PYTHON) deploy/setup.py run

test: ## set up whatever is missing, run the whole suite
	@$(PYTHON) deploy/setup.py test
	@$(PRODUCT) -m deploy.suite

eval: ## ask the running product every labelled question and count right, unsure, wrong
	@$(PYTHON) deploy/setup.py test
	@$(PRODUCT) -m benchmarks.evaluate

eval-languages: ## ask the held-out questions (languages, emergencies); reported, not gated
	@$(PYTHON) deploy/setup.py test
	@$(PRODUCT) -m benchmarks.evaluate --held-out

bench: ## measure reply times, start-up and memory; writes benchmarks/RESULTS.md
	@$(PYTHON) deploy/setup.py test
	@$(PRODUCT) -m benchmarks.measure

bench-publishing: ## measure publishing among many documents; writes benchmarks/PUBLISHING.md
	@$(PYTHON) deploy/setup.py test
	@$(PRODUCT) -m benchmarks.publishing measure

check: ## ruff, mypy --strict, import-linter
	@$(PYTHON) deploy/setup.py dev
	@$(PRODUCT) -m ruff check .
	@$(PRODUCT) -m ruff format --check .
	@$(PRODUCT) -m mypy core office knowledge_base retrieval actions channels deploy benchmarks tests conftest.py
	@$(PRODUCT) -m mypy --config-file bot/mypy.ini --python-executable $(RASA) bot tests/bot
	@.venv/bin/lint-imports

kb-check: ## check the content: references, literal amounts, sources, duplicates
	@$(PYTHON) deploy/setup.py dev
	@$(PRODUCT) -m knowledge_base check
