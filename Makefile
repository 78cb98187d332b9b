# The only build file. Bare `make` prints what it can do.
#
#   CXX=clang++                    another compiler
#   PORTABLE=1                     without -march=native: runs on any machine of the kind, about 4 times slower
#   SANITIZE=address,undefined     instrumented, stops at the first finding; SANITIZE=thread by clang++
#   PROFILE=paper ARGS="--seed 7"  how run-chapter-NN runs
#
#   -j1                            one job at a time; without -j as many as there are processors
#
# Everything made lies under $(B): build, or build/address-undefined with SANITIZE. Packages are probed by the recipes
# that need them. Goals given together are done in their order, deps and clean first.

comma := ,
B := build$(if $(SANITIZE),/$(subst $(comma),-,$(SANITIZE)))
# ThreadSanitizer knows the barriers of clang's OpenMP runtime (through its tool archer), not those of GCC's.
ifeq ($(origin CXX),default)
CXX := $(if $(findstring thread,$(SANITIZE)),clang++,g++)
endif
PROFILE := quick
ARGS :=

# GCC 12 sees overlapping copies in `"text" + string` where there are none (GCC bug 105651).
# Boost 1.74's property tree prints a deprecation note about Boost's own placeholders.
no_false_alarm := $(if $(findstring clang,$(CXX)),,-Wno-restrict) -DBOOST_BIND_GLOBAL_PLACEHOLDERS
# Loops that are instrumented are not vectorized, of which clang warns; GCC 12 takes instrumented variants and regular
# expressions for uninitialized.
sanitized := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -D_GLIBCXX_ASSERTIONS -g -fno-omit-frame-pointer \
	$(if $(findstring clang,$(CXX)),-Wno-pass-failed,-Wno-maybe-uninitialized)
CXXFLAGS_ALL := -std=c++20 -O3 -fopenmp -fno-math-errno -fno-trapping-math -Wall -Wextra -Wpedantic -Werror $(no_false_alarm) -I. \
	$(if $(PORTABLE),,-march=native) $(if $(SANITIZE),$(sanitized)) $(CXXFLAGS)
# Code that is not instrumented here is that of the OpenMP runtime alone, whose locks ThreadSanitizer cannot see.
export TSAN_OPTIONS := ignore_noninstrumented_modules=1
LIBS := -lboost_program_options -lboost_serialization
PLOT_LIBS := -lboost_iostreams -lboost_filesystem -lboost_system $(LIBS)

chapters := $(sort $(foreach folder,$(wildcard chapters/[0-9][0-9]-*),$(word 1,$(subst -, ,$(notdir $(folder))))))
studies := $(patsubst plots/%.cpp,%,$(wildcard plots/study[0-9][0-9].cpp))
figures := $(filter-out $(studies),$(patsubst plots/%.cpp,%,$(filter-out plots/plot.cpp,$(sort $(wildcard plots/*.cpp)))))
benches := $(patsubst bench/%.cpp,%,$(sort $(wildcard bench/*.cpp)))
programs := chapters/book.cpp tests/lint.cpp tests/fuzz/entry.cpp tests/attacks/%

# The chapters whose exercises hold this file.
with_exercise = $(sort $(foreach file,$(wildcard chapters/[0-9][0-9]-*/exercises/$(1)),$(word 1,$(subst -, ,$(word 2,$(subst /, ,$(file)))))))
exercises := $(call with_exercise,grade.cpp)
solved := $(call with_exercise,solution.cpp)

objects = $(patsubst %.cpp,$(B)/obj/%.o,$(1))
lib_objects := $(call objects,$(sort $(wildcard lib/*/*.cpp)))
test_objects := $(call objects,$(filter-out $(programs),$(sort $(wildcard tests/*.cpp tests/*/*.cpp))))
chapter_parts := $(call objects,$(filter-out %/main.cpp,$(sort $(wildcard chapters/*/*.cpp))))
formatted := $(wildcard lib/*/*.?pp chapters/*/exercises/*.?pp tests/*.?pp tests/*/*.?pp chapters/*.?pp chapters/*/*.?pp plots/*.?pp bench/*.?pp bench/*/*.?pp)

# Jobs side by side, and what each prints together when it has ended. Goals that show their progress have the terminal to
# themselves.
ifeq ($(MAKELEVEL),0)
live := run-chapter-% study-chapter-% reproduce bench% crosscheck exercise-% try-% fuzz% test-faults
jobs := $(shell case " $$MAKEFLAGS" in (*' -j'*) ;; (*) echo -j$$(lib/foundation/processors.sh) ;; esac) \
	$(if $(filter $(live),$(MAKECMDGOALS)),,--output-sync=target)
MAKEFLAGS += $(jobs)
export STARTED := $(shell date +%s)
endif
# Programs that run side by side: two threads each, which give their processor away while they wait.
share := OMP_NUM_THREADS=$${OMP_NUM_THREADS:-2} OMP_WAIT_POLICY=passive

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: help deps run reproduce plots publish test test-faults fuzz lint check-exercises bench bench-peers crosscheck check-readme clean FORCE

help:
	@echo 'make deps            install the packages that are missing'
	@echo 'make run             all chapters, quick profile, with figures and one table'
	@echo 'make reproduce       the same as published (paper profile), up to two hours and a half; goes on where it was stopped,'
	@echo '                     and fails if a verdict is not the published one'
	@echo 'make run-chapter-NN  one chapter; PROFILE=paper, ARGS="--seed 7"; ARGS=--help lists its options'
	@echo 'make study-chapter-NN  many seeds and variants, hours of work in pieces: $(studies:study%=%)'
	@echo 'make plots           draw all figures again from build/figures'
	@echo 'make publish         record a paper-profile run: published.csv, gallery, numbers in the READMEs'
	@echo 'make publish-bench   record benchmarks, comparisons and the cross-check: bench/*.csv, numbers in the READMEs'
	@echo 'make test            unit tests, every chapter against its expected results, READMEs, lint rules'
	@echo 'make test-faults     full disk, missing gnuplot, two at once, kill -9 and the like, in a copy; 6 minutes'
	@echo 'make fuzz            any bytes as options, tables and checkpoints; FUZZ_SECONDS=600 for each'
	@echo 'make lint            the rules of the code base, and clang-format'
	@echo 'make try-NN          runs your own program around your answer, where a chapter has one: 02, 07'
	@echo 'make exercise-NN     build and mark your answer to the exercises of a chapter (TASK=2: one of its tasks; SEED=N:'
	@echo '                     inputs drawn as in an earlier run)'
	@echo 'make check-exercises solutions, stubs, wrong answers and constants of all chapters, and answers that cheat'
	@echo 'make check-gradescope  the cheating answers again, by the unpacked bundle for Gradescope'
	@echo 'make student-edition, make gradescope-NN: for instructors (chapters/COURSE.md)'
	@echo 'make bench           benchmarks; make bench-peers: other software beside ours'
	@echo 'make crosscheck      kernels and trainings against PyTorch in float64; part of bench-peers'
	@echo 'make check-readme    do the numbers in the READMEs agree with the recorded results?'
	@echo 'make clean           remove $(B)'
	@echo 'Variables: CXX=clang++, PORTABLE=1 (no -march=native, 4 times slower), SANITIZE=address,undefined or thread'
	@echo
	@grep -h -m 3 -E '^// (Chapter|Paper|Takes)' $(wildcard chapters/*/main.cpp) | sed 's,^// ,,'

# ---- Packages -------------------------------------------------------------------------------------------------------

# header or program:package on Debian and Ubuntu
headers := boost/program_options.hpp:libboost-program-options-dev boost/align/aligned_allocator.hpp:libboost-dev \
	boost/random/mersenne_twister.hpp:libboost-dev boost/multiprecision/cpp_bin_float.hpp:libboost-dev \
	boost/crc.hpp:libboost-dev boost/archive/binary_oarchive.hpp:libboost-serialization-dev \
	doctest/doctest.h:doctest-dev benchmark/benchmark.h:libbenchmark-dev gnuplot-iostream.h:libgnuplot-iostream-dev \
	boost/iostreams/stream.hpp:libboost-iostreams-dev boost/filesystem.hpp:libboost-filesystem-dev
clang_packages := $(if $(findstring clang,$(CXX)),clang libomp-dev)
lint_packages := $(if $(filter lint,$(MAKECMDGOALS)),clang-format)
packages := $(sort $(foreach pair,$(headers),$(word 2,$(subst :, ,$(pair)))) gnuplot-nox libboost-system-dev \
	$(clang_packages) $(lint_packages))

# A make of its own, whose output is seen at once.
deps:
	@$(MAKE) --no-print-directory --output-sync=none install-packages packages='$(packages)'

.PHONY: install-packages
install-packages:
	@if command -v apt-get >/dev/null; then \
	    missing=; for p in $(packages); do \
	        dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	    if [ -z "$$missing" ]; then echo 'deps: every package is installed'; exit 0; fi; \
	    sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    echo "deps: installing$$missing"; \
	    $$sudo apt-get update -q && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $$missing; \
	else \
	    echo 'deps: no apt-get here. Install with your package manager:'; \
	    echo '  dnf:    boost-devel doctest-devel google-benchmark-devel gnuplot-iostream-devel gnuplot clang-tools-extra'; \
	    echo '  pacman: boost doctest benchmark gnuplot clang; gnuplot-iostream from the AUR'; \
	    echo '  brew:   gcc boost doctest google-benchmark gnuplot clang-format; gnuplot-iostream.h from its page (untried)'; \
	fi

after_deps := $(if $(filter deps,$(MAKECMDGOALS)),deps)
earlier := $(after_deps)
$(foreach goal,$(filter-out deps clean,$(MAKECMDGOALS)),$(if $(earlier),$(eval $(goal): | $(earlier)))$(eval earlier := $(goal)))

$(B)/packages: $(B)/flags | $(after_deps) $(if $(filter plots,$(MAKECMDGOALS)),have-gnuplot)
	@command -v $(CXX) >/dev/null || { echo '$(CXX) is not installed: make deps CXX=$(CXX)'; exit 1; }
	@for pair in $(headers); do \
	    printf '#include <%s>\n' "$${pair%:*}" | $(CXX) -std=c++20 -E -x c++ - >/dev/null 2>&1 || \
	    { echo "missing: $${pair%:*} of package $${pair#*:}; install it by: make deps"; exit 1; }; done
	@touch $@

# ---- Objects and programs -------------------------------------------------------------------------------------------

# Rebuilt when the compiler or its flags change, or what the flags mean: -march=native is another processor's in a folder
# that moved, and shows in the macros that the compiler defines.
flags := $(CXX) $(CXXFLAGS_ALL)
$(B)/flags: FORCE | $(filter clean,$(MAKECMDGOALS)) $(after_deps)
	@mkdir -p $(B); { echo '$(flags)'; $(flags) -dM -E -x c++ /dev/null 2>/dev/null | cksum; } >$@.now; \
	if cmp -s $@.now $@; then rm $@.now; else mv $@.now $@; fi

$(B)/obj/%.o: %.cpp $(B)/flags | $(B)/packages
	@mkdir -p $(@D)
	@echo '$(CXX) $<'
	@$(CXX) $(CXXFLAGS_ALL) -MMD -MP -c $< -o $@

$(B)/libpinn.a: $(lib_objects)
	@rm -f $@; ar rcs $@ $^

link = @echo 'link $@'; $(CXX) $(CXXFLAGS_ALL) $^

# Only the parts that tests call: others may need functions of their main.cpp. Members of one name stand beside each other.
$(B)/libchapters.a: $(chapter_parts)
	@rm -f $@; ar qcs $@ $^

$(B)/unit-tests: $(test_objects) $(B)/libchapters.a $(B)/libpinn.a
	$(link) $(LIBS) -o $@

$(B)/book: $(B)/obj/chapters/book.o $(B)/libpinn.a
	$(link) $(LIBS) -o $@

$(B)/lint: $(call objects,tests/lint.cpp tests/lint_rules.cpp) $(B)/libpinn.a
	$(link) $(LIBS) -o $@

$(B)/plot-%: $(B)/obj/plots/%.o $(B)/obj/plots/plot.o $(B)/libpinn.a
	$(link) $(PLOT_LIBS) -o $@

$(B)/bench-%: $(B)/obj/bench/%.o $(B)/libpinn.a
	$(link) $(LIBS) -lbenchmark -lbenchmark_main -lpthread -o $@

# A chapter is its own files; chapter 09 goes on with the runs of chapter 08.
parts_09 := $(call objects,chapters/08-wave-equation/run.cpp)
define chapter_program
$(B)/chapter-$(1): $$(call objects,$$(wildcard chapters/$(1)-*/*.cpp)) $$(parts_$(1)) $(B)/libpinn.a
	$$(link) $$(LIBS) -o $$@
endef
$(foreach chapter,$(chapters),$(eval $(call chapter_program,$(chapter))))

chapter_programs := $(chapters:%=$(B)/chapter-%)
plot_programs := $(figures:%=$(B)/plot-%)

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)

# ---- Chapters and figures -------------------------------------------------------------------------------------------

# The figures of a chapter are the plots that read chNN-...
figures_of = $(filter $(figures),$(patsubst plots/%.cpp,%,$(shell grep -ls '"ch$(1)-' plots/*.cpp)))

define chapter_run
.PHONY: run-chapter-$(1)
run-chapter-$(1): $(B)/chapter-$(1) $$(patsubst %,$(B)/plot-%,$$(call figures_of,$(1)))
	@chapters/run.sh $(B) $(1) $$(PROFILE) '$$(call figures_of,$(1))' $$(ARGS)
endef
$(foreach chapter,$(chapters),$(eval $(call chapter_run,$(chapter))))

# Hours of runs; started again, a study goes on where it was stopped. Its figure is plots/studyNN.cpp.
.PHONY: $(studies:study%=study-chapter-%)
$(studies:study%=study-chapter-%): study-chapter-%: $(B)/chapter-% $(B)/plot-study%
	@chapters/run.sh $(B) $* study study$* $(ARGS)

# The quick profile runs several chapters at a time; others take hours, so each has all processors and shows its progress.
run: $(chapter_programs) $(plot_programs) $(B)/book
ifeq ($(PROFILE),quick)
	@$(share) $(MAKE) --no-print-directory run-chapters
else
	@for chapter in $(chapters); do $(MAKE) --no-print-directory --output-sync=none run-chapter-$$chapter || exit 1; done
endif
	@$(B)/book --build $(B) table >$(B)/table.txt; echo; cat $(B)/table.txt
	@echo "make run: $$(tail -n 1 $(B)/table.txt); table in $(B)/table.txt, figures in $(B)/figures, $$(($$(date +%s) - $(STARTED))) s"

.PHONY: run-chapters
run-chapters: $(chapters:%=run-chapter-%)

# A chapter whose results are those of the published run, and newer than its program, is not run again.
finished = [ $(B)/results/chapter-$(1).csv -nt $(B)/chapter-$(1) ] && grep -q '^. profile: paper' $(B)/results/chapter-$(1).csv && \
	! grep -qE '^. (changed|chosen seeds):' $(B)/results/chapter-$(1).csv
# Minutes by the header of its main.cpp, rounded up.
minutes = $(shell sed -nE 's,^// Takes:.*; ([0-9]+) (s|minutes?) with PROFILE=paper.*,\1 \2,p' chapters/$(1)-*/main.cpp | \
	awk '{ print $$2 == "s" ? int(($$1 + 59) / 60) : $$1 }')

reproduce: $(chapter_programs) $(plot_programs) $(B)/book
	@left=0; $(foreach chapter,$(chapters),{ $(call finished,$(chapter)); } || left=$$((left + $(call minutes,$(chapter))));) \
	$(foreach chapter,$(chapters),if $(call finished,$(chapter)); then echo 'reproduce: chapter $(chapter) is finished'; else \
	    echo "reproduce: chapter $(chapter), about $(call minutes,$(chapter)) min; about $$left min to the end"; \
	    $(MAKE) --no-print-directory --output-sync=none run-chapter-$(chapter) PROFILE=paper ARGS= || exit 1; \
	    left=$$((left - $(call minutes,$(chapter)))); fi;) :
	@echo; $(B)/book --build $(B) confirm

# Before anything is built for it (see $(B)/packages).
.PHONY: have-gnuplot
have-gnuplot: | $(after_deps)
	@command -v gnuplot >/dev/null || { echo 'gnuplot is missing; install it by: make deps'; exit 1; }
	@echo 'set terminal pngcairo' | gnuplot -d 2>/dev/null || \
	    { echo 'this gnuplot has no terminal pngcairo; that of the package gnuplot-nox has'; exit 1; }

plots: have-gnuplot $(plot_programs)
	@plots/draw.sh $(B) $(B) $(figures)

# What ran in the paper profile; what make bench, bench-peers or crosscheck measured.
publish: $(B)/book
	$(B)/book --build $(B) publish

publish-bench: $(B)/book
	$(B)/book --build $(B) publish-bench
	$(B)/book readme

check-readme: $(B)/book
	$(B)/book check-readme

# ---- Tests ----------------------------------------------------------------------------------------------------------

# The parts run side by side, to the end even if one fails; tests/part.sh sums them up.
parts := rules pages unit-tests $(chapters:%=chapter-%) rows $(solved:%=exercises-%) attacks
test: $(B)/unit-tests $(B)/lint $(B)/book $(chapter_programs)
	@rm -rf $(B)/test; mkdir -p $(B)/test
	@$(share) $(MAKE) --no-print-directory --keep-going test-parts || :
	@tests/part.sh sum $(B) $(STARTED) $(parts)

.PHONY: test-parts $(parts:%=test-%)
test-parts: $(parts:%=test-%)
test-rules: $(B)/lint
	@tests/part.sh run $(B) rules $(B)/lint .
test-pages: $(B)/book
	@tests/part.sh run $(B) pages $(B)/book check-readme
test-unit-tests: $(B)/unit-tests
	@tests/part.sh run $(B) unit-tests $(B)/unit-tests
$(chapters:%=test-chapter-%): test-chapter-%: $(B)/chapter-%
	@tests/part.sh run $(B) chapter-$* $(B)/chapter-$* --out $(B)/test
test-rows: $(B)/book $(chapters:%=test-chapter-%)
	@tests/part.sh run $(B) rows $(B)/book --build $(B)/test compare
$(solved:%=test-exercises-%): test-exercises-%: check-exercises-%
	@touch $(B)/test/exercises-$*.passed
test-attacks: check-attacks
	@touch $(B)/test/attacks.passed

lint: $(B)/lint
	$(B)/lint .
	@command -v clang-format >/dev/null || { echo 'clang-format is missing; install it by: make deps lint'; exit 1; }
	clang-format --dry-run -Werror $(formatted)

# Needs root for a small disk; what cannot be tried is named.
test-faults: $(chapter_programs) $(plot_programs) $(B)/book
	@tests/faults.sh $(B)

# Any bytes for what comes from outside, FUZZ_SECONDS for each target; goes on with the inputs of the last time.
FUZZ_SECONDS := 600
fuzz_targets := $(notdir $(wildcard tests/fuzz/corpus/*))
fuzz:
	@command -v clang++ >/dev/null || { echo 'fuzz: clang++ is not installed: make deps CXX=clang++'; exit 1; }
	@for target in $(fuzz_targets); do $(MAKE) --no-print-directory fuzz-$$target CXX=clang++ \
	    SANITIZE=fuzzer-no-link,address,undefined || exit 1; done

.PHONY: $(fuzz_targets:%=fuzz-%)
$(fuzz_targets:%=fuzz-%): fuzz-%: $(B)/fuzz-%
	@mkdir -p $(B)/corpus/$*
	$< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -print_final_stats=1 -artifact_prefix=$(B)/ $(B)/corpus/$* tests/fuzz/corpus/$*

$(B)/fuzz-%: tests/fuzz/entry.cpp $(B)/obj/tests/fuzz/targets.o $(B)/libpinn.a
	$(link) -DTARGET=$* -fsanitize=fuzzer $(LIBS) -o $@

# ---- Exercises ------------------------------------------------------------------------------------------------------

# Answers and tests are libraries that the grader loads: an answer cannot replace a function of lib/ or of the tests.
# `mark` compiles an answer with the same command, under limits, whenever it is marked.
compile_exercise = $(CXX) $(CXXFLAGS_ALL) -fPIC -fno-semantic-interposition
compile_answer = $(compile_exercise) -Wno-error -Wno-unused-parameter

$(B)/obj/%.pic.o: %.cpp $(B)/flags | $(B)/packages
	@mkdir -p $(@D)
	@echo '$(CXX) $<'
	@$(compile_exercise) -MMD -MP -c $< -o $@

$(B)/mark: $(call objects,chapters/mark.cpp $(wildcard chapters/marking/*.cpp)) $(B)/libpinn.a
	$(link) $(LIBS) -o $@

$(B)/grader: $(B)/obj/chapters/grader.o $(B)/libpinn.a
	@echo 'link $@'; $(CXX) $(CXXFLAGS_ALL) -rdynamic $< -Wl,--whole-archive $(B)/libpinn.a -Wl,--no-whole-archive $(LIBS) -o $@

# All that an answer may see of the tests, which bring their own doctest.
$(B)/tests.map: | $(B)/flags
	@echo '{ global: list_tests; run_test; local: *; };' >$@

define exercise_targets
$(B)/grade-$(1).so: $(B)/obj/$(wildcard chapters/$(1)-*)/exercises/grade.pic.o $(B)/obj/chapters/test_runner.pic.o | $(B)/tests.map
	@$(CXX) $(CXXFLAGS_ALL) -shared -Wl,-Bsymbolic -Wl,--version-script=$(B)/tests.map $$^ -o $$@

$(B)/answer-$(1)-%.so: $(B)/obj/$(wildcard chapters/$(1)-*)/exercises/%.pic.o
	@$(CXX) $(CXXFLAGS_ALL) -shared $$^ -o $$@

to_mark_$(1) := $(B)/mark $(B)/grader $(B)/grade-$(1).so $(B)/answer-$(1)-stub.so
answer_$(1) := $(wildcard chapters/$(1)-*)/exercises/answer.cpp

.PHONY: exercise-$(1)
exercise-$(1): $$(to_mark_$(1))
	@[ -e $$(answer_$(1)) ] || { cp $$(answer_$(1):answer.cpp=stub.cpp) $$(answer_$(1)); echo 'your answer: $$(answer_$(1))'; }
	@mkdir -p $(B)/grades
	@$(B)/mark $(1) --build $(B) --json $(B)/grades/exercise-$(1).json $$(if $$(TASK),--task $$(TASK)) $$(if $$(SEED),--seed $$(SEED)) $$(MARK_ARGS) \
	    --answer $$(answer_$(1)) -- $$(compile_answer)

# A program of the student's own around the answer, where a chapter has one.
.PHONY: $$(if $$(wildcard chapters/$(1)-*/exercises/experiment.cpp),try-$(1))
try-$(1): $(B)/obj/$(wildcard chapters/$(1)-*)/exercises/experiment.o $(B)/libpinn.a
	@[ -f $$(answer_$(1)) ] || { echo 'there is no answer yet: make exercise-$(1)'; exit 1; }
	@$$(compile_answer) $$(answer_$(1)) $$^ $$(LIBS) -o $(B)/try-$(1) && $(B)/try-$(1)

.PHONY: check-exercises-$(1)
check-exercises-$(1): $$(to_mark_$(1)) $(B)/answer-$(1)-solution.so $(B)/answer-$(1)-wrong.so $(B)/answer-$(1)-constants.so
	@rm -f $(B)/checked/exercises-$(1)
	@$(B)/mark $(1) --build $(B) --library $(B)/answer-$(1)-solution.so --expect full
	@$(B)/mark $(1) --build $(B) --library $(B)/answer-$(1)-stub.so --expect zero
	@$(B)/mark $(1) --build $(B) --library $(B)/answer-$(1)-wrong.so --expect less
	@$(B)/mark $(1) --build $(B) --library $(B)/answer-$(1)-constants.so --expect zero
	@rm -f $(B)/answer-$(1)-solution.so # which an answer could load, where there are no namespaces
	@mkdir -p $(B)/checked; echo 4 >$(B)/checked/exercises-$(1)
	@echo 'exercises of chapter $(1): solution, stub, wrong answer and constants marked as they should be'
endef
$(foreach chapter,$(exercises),$(eval $(call exercise_targets,$(chapter))))

# Answers that try to get points they did not earn (tests/attacks/). How many were marked stands in $(B)/checked/.
.PHONY: check-attacks check-gradescope
check-attacks: $(to_mark_01)
	@rm -f $(B)/checked/attacks
	@$(if $(SANITIZE),ATTACK_SECONDS=15) tests/attacks/run.sh $(B) $(compile_answer)

check-exercises: $(solved:%=check-exercises-%) check-attacks

# The same by the scripts of the bundle, unpacked and set up as Gradescope does it.
check-gradescope: gradescope-01
	@rm -rf $(B)/gradescope; mkdir -p $(B)/gradescope/source
	@cd $(B)/gradescope/source && { unzip -q ../../gradescope-01.zip || python3 -m zipfile -e ../../gradescope-01.zip .; } && chmod +x setup.sh run_autograder
	@AUTOGRADER_ROOT=$(CURDIR)/$(B)/gradescope $(B)/gradescope/source/setup.sh >$(B)/gradescope/setup.log 2>&1 || { cat $(B)/gradescope/setup.log; exit 1; }
	@MAKEFLAGS= MAKELEVEL= tests/attacks/run.sh --bundle $(B)/gradescope

# A copy of what git tracks, as it is in the tree, without solutions and wrong answers: builds, tests and grades.
.PHONY: student-edition
student-edition:
	@git ls-files --error-unmatch Makefile >/dev/null 2>&1 || { echo 'student-edition: copies what git tracks, and this is no git repository'; exit 1; }
	@rm -rf $(B)/student-edition; mkdir -p $(B)/student-edition
	@git ls-files | grep -vE '^chapters/[^/]+/exercises/(solution|wrong|constants)\.cpp$$' | while read -r file; do \
	    [ ! -e "$$file" ] || echo "$$file"; done | tar -cf - -T - | tar -xf - -C $(B)/student-edition
	@git diff --quiet HEAD -- || echo 'student-edition: with changes that are not committed'
	@echo "$(B)/student-edition: $$(find $(B)/student-edition -type f | wc -l) files, without solutions"

# A zip for Gradescope's autograder: its two scripts on top, and in harness/ the library, this Makefile, and what the
# grader's sources include.
.PHONY: $(exercises:%=gradescope-%)
$(exercises:%=gradescope-%): gradescope-%: | $(B)/packages
	@command -v zip >/dev/null || python3 -c 'import zipfile' 2>/dev/null || \
	    { echo '$@: neither zip nor python3 is here to make the zip; install one by: apt-get install zip'; exit 1; }
	@rm -rf $(B)/$@ $(B)/$@.zip; mkdir -p $(B)/$@/harness
	@cp -p chapters/gradescope/setup.sh chapters/gradescope/run_autograder $(B)/$@
	@$(CXX) $(CXXFLAGS_ALL) -MM chapters/mark.cpp chapters/grader.cpp chapters/test_runner.cpp chapters/marking/*.cpp chapters/$*-*/exercises/grade.cpp \
	    chapters/$*-*/exercises/stub.cpp >$(B)/$@/includes
	@{ ls Makefile lib/*/*.?pp lib/foundation/processors.sh; sed 's/^[^ ]*://; s/\\$$//' $(B)/$@/includes | tr -s ' ' '\n' | grep .; } | sort -u | \
	    tar -cf - -T - | tar -xf - -C $(B)/$@/harness
	@cd $(B)/$@ && if command -v zip >/dev/null; then zip -qrX ../$@.zip setup.sh run_autograder harness; \
	    else python3 -m zipfile -c ../$@.zip setup.sh run_autograder harness; fi
	@rm -rf $(B)/$@
	@echo '$(B)/$@.zip: the autograder of a programming assignment, for chapter $*'

# ---- Benchmarks -----------------------------------------------------------------------------------------------------

# Medians of five repetitions, on the console and in $(B)/timings for `make publish`.
bench: $(benches:%=$(B)/bench-%)
	@mkdir -p $(B)/timings
	@for bench in $(benches); do $(B)/bench-$$bench --benchmark_repetitions=5 --benchmark_report_aggregates_only=true \
	    --benchmark_min_time=0.1 --benchmark_out=$(B)/timings/$$bench.json || exit 1; done

# Other software beside ours: optional, never installed here, each in a process of its own (bench/peers/compare.cpp).
# name:a header that tells whether it is there
peers := openblas:cblas.h eigen:Eigen/Core lapack:cblas.h adolc:adolc/adolc.h sacado:Sacado.hpp
flags_eigen := -isystem /usr/include/eigen3
flags_sacado := -isystem /usr/include/trilinos -DTRILINOS_NO_CONFIG_H
libs_openblas := -lopenblas
libs_lapack := -lopenblas
libs_adolc := -ladolc
libs_sacado := -ltrilinos_sacado
libs_compare := $(LIBS)
libs_crosscheck := $(LIBS)
compared := gemm jacobi spectra training_step wave_step

define peer_program
$(B)/obj/bench/peers/$(1).o: CXXFLAGS_ALL += $$(flags_$(1))
$(B)/peer-$(1): $(B)/obj/bench/peers/$(1).o $(B)/libpinn.a
	$$(link) -lbenchmark -lpthread $$(libs_$(1)) -o $$@
endef
$(foreach peer,compare crosscheck $(foreach pair,$(peers),$(word 1,$(subst :, ,$(pair)))),$(eval $(call peer_program,$(peer))))

# Kernels, traces and trainings of small problems against a program in another language, to 1e-10. PyTorch is asked for
# by its own interpreter: python3 of the path or, where that has none, the system's.
python := python=python3; python3 -c 'import torch, functorch' 2>/dev/null || python=/usr/bin/python3
have_torch = { $(python); $$python -c 'import torch' 2>/dev/null; }
crosscheck: $(B)/peer-crosscheck
	@$(have_torch) || { echo 'crosscheck: needs PyTorch for Python 3 (apt-get install python3-torch)'; exit 1; }
	@rm -rf $(B)/crosscheck; $(B)/peer-crosscheck $(B)/crosscheck
	@$(python); $$python bench/peers/crosscheck.py $(B)/crosscheck $(B)/timings/crosscheck.csv

# Builds the peers that are there; what is not there, `compare` names with its package.
bench-peers: $(B)/flags $(compared:%=$(B)/bench-%) $(B)/peer-compare
	@$(foreach pair,$(peers),$(call build_peer,$(word 1,$(subst :, ,$(pair))),$(word 2,$(subst :, ,$(pair))));) :
	@! $(have_torch) || $(MAKE) --no-print-directory crosscheck
	@$(python); $(B)/peer-compare --build $(B) --python $$python $(ARGS)

build_peer = if printf '\#include <$(2)>\nint main() {}\n' | \
    $(CXX) -std=c++20 $(flags_$(1)) -x c++ - $(libs_$(1)) -o /dev/null >/dev/null 2>&1; \
    then $(MAKE) --no-print-directory $(B)/peer-$(1) || exit 1; else rm -f $(B)/peer-$(1); fi

clean:
	rm -rf $(B)
