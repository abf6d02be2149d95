# Every command a person needs. The work is done in tools/; `make help` says what each costs in time.
PY := .venv/bin/python

# values reach the tools through the environment, so that any character in them is safe
export LESSON CHAPTER SLUG TITLE NUMBER URL EDITION ONLY CHANGED SEEDS PORT DEVICE
export CHAPTERS OUT ROSTER FORMAT SUBMISSIONS JOBS SANDBOX RESUME GRADES LMS

.PHONY: help serve book test check run lesson lab figures seeds claims versions gpu bench preview address setup clean \
	exercises check-exercises release grade lms
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ' ## ' '/^[a-z-]+:.* ## /{sub(/:.*/, "", $$1); printf "  make %-16s %s\n", $$1, $$2}' Makefile
	@echo
	@echo "  LESSON is a folder below notebooks/, such as 06-feedforward/01-xor. Times: 2 cores, packages already downloaded once."

serve: book ## read the book: builds what has changed, serves it, prints the address · 10 s (first time: 2 min)
	@$(PY) -m tools.site serve $${PORT:+--port "$$PORT"}

book: ## build the site into build/html from the stored outputs · 10 s
	@sh tools/setup.sh site
	@$(PY) -m tools.site build

test: ## everything: units, contract, every notebook re-executed, the site in a browser; ONLY=unit|contract|notebooks|site|grading|gates, CHANGED=1 for what a change can affect · 15 min
	@sh tools/setup.sh all
	@$(PY) -m tools.browser
	@$(PY) -m tools.offline $(PY) -m tools.test $$ONLY $${CHANGED:+--changed}

check: ## while writing: execute LESSON, compare, check its contract, render its two pages · 30 s
	@sh tools/setup.sh all
	@$(PY) -m tools.check "$$LESSON"

run: ## execute texts into notebooks: LESSON=…, or every text that has changed · 20 s a lesson
	@sh tools/setup.sh all
	@$(PY) -m tools.notebooks run $$LESSON

seeds: ## try LESSON on other seeds, SEEDS="1000 2000 3000"; writes nothing · 20 s a seed
	@sh tools/setup.sh all
	@$(PY) -m tools.notebooks seeds "$$LESSON" $${SEEDS:-1000 2000 3000}

claims: ## run every notebook on SEEDS=5 other seeds and on 2 threads: CHAPTERS="06 07", or all; RESUME=1 leaves out what has held; writes book/claims.json · 1 min a lesson
	@sh tools/setup.sh all
	@$(PY) -m tools.claims $$CHAPTERS --seeds $${SEEDS:-5} $${RESUME:+--resume}

versions: ## every notebook under the oldest supported and the newest releases: CHAPTERS="06 07", or all; writes book/versions.json; 6 GB an environment · 30 s a lesson
	@sh tools/setup.sh all
	@$(PY) -m tools.versions $$CHAPTERS

gpu: ## every PyTorch notebook on a GPU at its larger scale: CHAPTERS="06 07", or all, [DEVICE=cuda|mps]; resumable; needs torch, not Jupyter; writes book/gpu.json · 1 min a lesson
	@$$([ -x $(PY) ] && echo $(PY) || echo python3) -m tools.gpu $$CHAPTERS --device $${DEVICE:-cuda}

lesson: ## begin a new lesson: CHAPTER=07-regularization SLUG=10-parameter-sharing TITLE="…" [NUMBER=7.9] · 15 s
	@sh tools/setup.sh all
	@$(PY) -m tools.new_lesson "$$CHAPTER" "$$SLUG" "$$TITLE" --number "$$NUMBER"

lab: ## open the notebooks in JupyterLab · 5 s
	@sh tools/setup.sh all
	@$(PY) -m jupyter lab --notebook-dir notebooks

figures: ## write the stored figures of LESSON, or of all lessons, into build/figures · 2 s
	@sh tools/setup.sh all
	@$(PY) -m tools.figures $$LESSON

bench: ## measure building, notebooks, downloads and sliders; writes book/bench.json · 3 min
	@sh tools/setup.sh all
	@$(PY) -m tools.browser
	@$(PY) -m tools.bench

preview: ## photograph a lesson page for the README · 5 s
	@sh tools/setup.sh all
	@$(PY) -m tools.browser
	@$(PY) -m tools.preview

address: ## tell the book where it lives: URL=https://… [EDITION=v1.0]; turns the Colab buttons on · 5 s
	@sh tools/setup.sh all
	@$(PY) -m tools.address "$$URL" "$${EDITION:-main}"

exercises: ## make the notebooks that learners open from exercises/*.py: CHAPTERS="06", or all · 10 s a chapter
	@sh tools/setup.sh all
	@$(PY) -m grading.notebook $$CHAPTERS

check-exercises: ## prove that the exercises' checks catch wrong answers: CHAPTERS="06", or all · 30 s a chapter
	@sh tools/setup.sh all
	@$(PY) -m grading.check $$CHAPTERS

release: ## instructors: what to hand out: CHAPTERS="06 07" [OUT=release] [ROSTER=roster.csv] [FORMAT=notebook|nbgrader|gradescope] · 5 s
	@sh tools/setup.sh all
	@$(PY) -m grading.release --chapters "$$CHAPTERS" --out "$${OUT:-release}" --format "$${FORMAT:-notebook}" $${ROSTER:+--roster "$$ROSTER"}

grade: ## instructors: grade a folder: SUBMISSIONS=dir CHAPTERS="06" [OUT=graded] [ROSTER=roster.csv] [JOBS=2] [SANDBOX=auto|bwrap|none] [RESUME=1] · 1 s a notebook
	@sh tools/setup.sh all
	@$(PY) -m grading.grade "$$SUBMISSIONS" --chapters "$$CHAPTERS" --out "$${OUT:-graded}" --jobs "$${JOBS:-2}" --sandbox "$${SANDBOX:-auto}" $${ROSTER:+--roster "$$ROSTER"} $${RESUME:+--resume}

lms: ## instructors: the file that an LMS imports: GRADES=graded LMS=canvas|moodle ROSTER=export.csv · 1 s
	@sh tools/setup.sh all
	@$(PY) -m grading.lms "$$GRADES" --lms "$$LMS" --roster "$$ROSTER"

setup: ## make or repair .venv; the other commands do it when they need to · 2 min
	@sh tools/setup.sh all

clean: ## remove what was built and cached, and keep .venv · 1 s
	@rm -rf build .pytest_cache *.egg-info
	@find . -path ./.venv -prune -o -path ./.git -prune -o -type d \( -name __pycache__ -o -name .ipynb_checkpoints \) -exec rm -rf {} +
