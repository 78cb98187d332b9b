# The only build file. Bare `make` says what it can do. All is made in $(B): build, or build/thread with SANITIZE=thread.
comma := ,
B := build$(if $(SANITIZE),/$(subst $(comma),-,$(SANITIZE)))

help: ; @chapters/book/help.sh $(B)

# ---- Goals and jobs -------------------------------------------------------------------------------------------------
# As many jobs as there are processors, unless -j says otherwise.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += $(if $(filter -j%,$(shell echo "$$MAKEFLAGS")),,-j$(shell lib/foundation/processors.sh))
export STARTED := $(shell date +%s)
endif

# Several goals are made one after the other in their order, clean and deps first. All below is about a single goal.
ifneq ($(word 2,$(MAKECMDGOALS)),)
export goals := $(filter clean,$(MAKECMDGOALS)) $(filter deps,$(MAKECMDGOALS)) $(filter-out clean deps,$(MAKECMDGOALS))
.PHONY: $(goals) in-order
$(goals): in-order ; @:
in-order:
	@for goal in $(goals); do $(MAKE) --no-print-directory $$goal || exit; done
else

# What a target prints appears together when it has ended, unless the target shows its progress.
live := deps run-chapter-% study-chapter-% reproduce exercise-% try-% bench% crosscheck fuzz% mutants test-faults \
    %laboratory
MAKEFLAGS += $(if $(filter $(live),$(MAKECMDGOALS)),,--output-sync=target)
# Programs that run side by side: two threads each, which give their processor away while they wait.
share := OMP_NUM_THREADS=$${OMP_NUM_THREADS:-2} OMP_WAIT_POLICY=passive

.DELETE_ON_ERROR .SECONDARY .SECONDEXPANSION: # $$* in a list of prerequisites is what % stands for

# ---- Compiler and flags ---------------------------------------------------------------------------------------------
# ThreadSanitizer knows the barriers of clang's OpenMP runtime (through its tool archer), not those of GCC's.
ifeq ($(origin CXX),default)
CXX := $(if $(findstring thread,$(SANITIZE)),clang++,g++)
endif
clang := $(findstring clang,$(CXX:em++=clang++))
# GCC 12 sees overlapping copies in `"text" + string` where there are none (GCC bug 105651).
# Boost 1.74's property tree prints a deprecation note about Boost's own placeholders.
no_false_alarm := $(if $(clang),,-Wno-restrict) -DBOOST_BIND_GLOBAL_PLACEHOLDERS
# Loops that are instrumented are not vectorized, of which clang warns; GCC 12 takes instrumented variants and regular
# expressions for uninitialized.
sanitized := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -D_GLIBCXX_ASSERTIONS -g -fno-omit-frame-pointer \
    $(if $(clang),-Wno-pass-failed,-Wno-maybe-uninitialized)
# Code that is not instrumented here is that of the OpenMP runtime alone, whose locks ThreadSanitizer cannot see.
export TSAN_OPTIONS := ignore_noninstrumented_modules=1
# Left to themselves the compilers use half of the width of AVX-512 (they fear for the clock of the first such processors).
native := -march=native $(if $(filter x86_64,$(shell uname -m)),-mprefer-vector-width=512)
CXXFLAGS_ALL := -std=c++20 -O3 -fopenmp -fno-math-errno -fno-trapping-math -Wall -Wextra -Wpedantic -Werror \
    $(no_false_alarm) -I. $(if $(PORTABLE),,$(native)) $(if $(SANITIZE),$(sanitized)) $(CXXFLAGS)
LIBS := -lboost_program_options -lboost_serialization
# With MPI=1 the chapters share their trainings under mpirun; one file knows of it.
$(B)/obj/lib/report/ranks.o: private CXXFLAGS_ALL += \
    $(if $(MPI),-DPINN_MPI $(patsubst -I%,-isystem%,$(shell mpicxx --showme:compile 2>/dev/null)))
LIBS += $(if $(MPI),-lboost_mpi $(shell mpicxx --showme:link 2>/dev/null))

# ---- What there is --------------------------------------------------------------------------------------------------
# 02 of chapters/02-pinn-kernel/..., and back to the folder of its exercises
number = $(sort $(foreach path,$(wildcard $(1)),$(word 2,$(subst -, ,$(subst /, ,$(path))))))
exercise = $(wildcard chapters/$(1)-*/exercises)
chapters := $(call number,chapters/[0-9][0-9]-*)
exercises := $(call number,chapters/*/exercises/grade.cpp)
solved := $(call number,chapters/*/exercises/solution.cpp)
tries := $(call number,chapters/*/exercises/experiment.cpp)

name = $(notdir $(basename $(wildcard $(1))))
studies := $(call name,plots/study[0-9][0-9].cpp)
figures := $(filter-out plot $(studies),$(call name,plots/*.cpp))
benches := $(call name,bench/*.cpp)
fuzzed := $(notdir $(wildcard tests/fuzz/corpus/*))
objects = $(patsubst %.cpp,$(B)/obj/%.o,$(wildcard $(1)))
chapter_programs := $(chapters:%=$(B)/chapter-%)
plot_programs := $(figures:%=$(B)/plot-%)

# ---- Packages, objects and programs ---------------------------------------------------------------------------------
deps: ; @lib/foundation/packages.sh install '$(CXX)' $(filter lint laboratory book,$(goals))
$(B)/packages: $(B)/flags
	@lib/foundation/packages.sh check '$(CXX)' $(MPI:%=mpi) && touch $@

# New if the compiler, its flags or the processor are others than last time.
$(B)/flags: FORCE ; @lib/foundation/flags.sh $@ $(CXX) $(CXXFLAGS_ALL) $(MPI:%=-DPINN_MPI)

compile = @mkdir -p $(@D) && echo '$(CXX) $<' && $(CXX) $(CXXFLAGS_ALL) -MMD -MP -c $<
$(B)/obj/%.o: %.cpp $(B)/flags | $(B)/packages
	$(compile) -o $@
# Answers and tests are libraries that the grader loads: an answer cannot replace a function of lib/ or of the tests.
in_library := -fPIC -fno-semantic-interposition
$(B)/obj/%.pic.o: %.cpp $(B)/flags | $(B)/packages
	$(compile) $(in_library) -o $@
-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)

# Members of one name stand beside each other. Tests are linked with only the parts of chapters that they call: others
# may need functions of their main.cpp.
$(B)/libpinn.a: $(call objects,lib/*/*.cpp)
$(B)/libchapters.a: $(filter-out %/main.o,$(call objects,chapters/*/*.cpp))
$(B)/libpinn.a $(B)/libchapters.a:
	@rm -f $@; ar qcs $@ $^

link = @echo 'link $@'; $(CXX) $(CXXFLAGS_ALL) $(filter-out %.a,$^) $(filter %.a,$^)
$(B)/book: $(call objects,chapters/book/*.cpp)
$(B)/lint: $(call objects,tests/lint.cpp tests/lint_rules.cpp)
$(B)/mark: $(call objects,chapters/mark.cpp chapters/marking/*.cpp)
$(chapter_programs): $(B)/chapter-%: $$(call objects,chapters/$$*-*/*.cpp)
# The instruments of chapter 10 on an equation by its name.
$(B)/diagnose: $(call objects,chapters/diagnose.cpp chapters/10-elsewhere/by_name.cpp)
# Chapter 09 goes on with the runs of chapter 08.
$(B)/chapter-09: $(call objects,chapters/08-wave-equation/run.cpp)
$(B)/book $(B)/lint $(B)/mark $(B)/diagnose $(chapter_programs): $(B)/libpinn.a
	$(link) $(LIBS) -o $@

$(B)/plot-%: $(B)/obj/plots/%.o $(B)/obj/plots/plot.o $(B)/libpinn.a
	$(link) -lboost_iostreams -lboost_filesystem -lboost_system $(LIBS) -o $@

# ---- Chapters and figures -------------------------------------------------------------------------------------------
# The figures of a chapter are the plots that read chNN-...
figures_of = $(filter $(figures),$(call name,$(shell grep -ls '"ch$(1)-' plots/*.cpp)))
PROFILE := quick
$(chapters:%=run-chapter-%): run-chapter-%: $(B)/chapter-% $$(addprefix $(B)/plot-,$$(call figures_of,$$*))
	@chapters/run.sh $(B) $* $(PROFILE) '$(call figures_of,$*)' $(ARGS)
# Started again, a study goes on where it was stopped.
$(studies:study%=study-chapter-%): study-chapter-%: $(B)/chapter-% $(B)/plot-study%
	@chapters/run.sh $(B) $* study study$* $(ARGS)

# The quick profile runs several chapters at a time. Another takes hours: each chapter has all processors to itself, and
# shows its progress.
run: $(chapter_programs) $(plot_programs) $(B)/book
ifeq ($(PROFILE),quick)
	@$(share) $(MAKE) --no-print-directory run-chapters
else
	@for chapter in $(chapters); do $(MAKE) --no-print-directory --output-sync=none run-chapter-$$chapter || exit; done
endif
	@chapters/book/table.sh $(B) $(STARTED)
run-chapters: $(chapters:%=run-chapter-%)

reproduce: $(chapter_programs) $(plot_programs) $(B)/book
	@chapters/book/reproduce.sh $(B) '$(MAKE) --no-print-directory --output-sync=none' $(chapters)

plots:
	@plots/draw.sh check
	@$(MAKE) --no-print-directory draw
draw: $(plot_programs) ; @plots/draw.sh $(B) $(B) $(figures)

publish publish-bench check-readme: $(B)/book ; $(B)/book --build $(B) $@
book: ; @lib/foundation/packages.sh check book && node chapters/book/edition/edition.mjs $(B)

# The library as WebAssembly in a page that opens from a folder; needs Emscripten: make deps laboratory.
laboratory check-laboratory: ; @chapters/laboratory/build.sh $(B) $@ $(MAKE)
module := $(call objects,chapters/laboratory/[il]*.cpp lib/report/text.cpp) \
    $(filter-out $(B)/obj/lib/report/% %/checkpoint.o,$(call objects,lib/*/*.cpp))
$(B)/laboratory.wasm: $(module) ; $(link) -Oz -sSTANDALONE_WASM --no-entry -sALLOW_MEMORY_GROWTH -o $@
$(B)/laboratory-numbers: $(module) $(B)/obj/chapters/laboratory/main.o ; $(link) -o $@

# ---- Tests ----------------------------------------------------------------------------------------------------------
# The parts run side by side, to the end even if one fails; tests/part.sh sums them up.
parts := rules pages edition unit-tests $(chapters:%=chapter-%) rows
test: $(B)/unit-tests $(B)/lint $(B)/book $(B)/diagnose $(chapter_programs)
	@rm -rf $(B)/test $(B)/checked; mkdir -p $(B)/test
	@$(share) $(MAKE) --no-print-directory --keep-going test-parts || :
	@tests/part.sh sum $(B) $(STARTED) $(parts) $(solved:%=exercises-%) attacks
test-parts: $(parts:%=test-%) check-exercises

part = @tests/part.sh run $(B) $(@:test-%=%)
test-rules: $(B)/lint ; $(part) $(B)/lint .
test-pages: $(B)/book ; $(part) $(B)/book check-readme
test-edition: ; $(part) tests/edition.sh $(B)
test-unit-tests: $(B)/unit-tests ; $(part) $(B)/unit-tests
$(chapters:%=test-chapter-%): test-chapter-%: $(B)/chapter-% ; $(part) $(B)/chapter-$* --out $(B)/test
test-rows: $(B)/book $(chapters:%=test-chapter-%) ; $(part) $(B)/book --build $(B)/test compare

no_tests := $(call objects,tests/lint.cpp tests/fuzz/entry.cpp tests/attacks/*.cpp)
# The tests of a folder are compiled together: half of that work is in the headers they share.
together := $(filter-out %/attacks/ %/chapters/ %/fuzz/,$(wildcard tests/*/))
$(together:tests/%/=$(B)/obj/tests/%/all.o): $(B)/obj/%/all.o: $$(wildcard $$*/*.cpp) $(B)/flags | $(B)/packages
	@mkdir -p $(@D) && echo '$(CXX) $*/*.cpp' && printf '#include "%s"\n' $(filter %.cpp,$^) | \
	    $(CXX) $(CXXFLAGS_ALL) -MMD -MP -c -x c++ - -o $@
# Quick to compile; code in headers that lib/ uses too is taken from the objects that come first.
$(B)/obj/tests/%.o $(B)/obj/chapters/book/%.o $(B)/obj/chapters/marking/%.o $(B)/obj/chapters/%.pic.o: \
    private CXXFLAGS_ALL += -O1
$(B)/unit-tests: $(call objects,lib/*/*.cpp) $(together:tests/%/=$(B)/obj/tests/%/all.o) $(B)/libchapters.a \
    $(filter-out $(no_tests),$(call objects,tests/*.cpp tests/chapters/*.cpp tests/fuzz/*.cpp))
	$(link) $(LIBS) -o $@

lint: $(B)/lint ; @tests/lint.sh $(B)

test-faults: $(chapter_programs) $(plot_programs) $(B)/book ; @tests/faults.sh $(B)
test-ranks: $(chapter_programs) ; @tests/ranks.sh $(B) $(or $(N),20)
mutants: $(B)/unit-tests $(B)/book $(chapter_programs) ; @tests/mutants.sh $(B) $(or $(N),100) $(or $(SEED),1)

fuzz: ; @$(MAKE) --no-print-directory fuzz-all CXX=clang++ SANITIZE=fuzzer-no-link,address,undefined
fuzz-all: $(fuzzed:%=$(B)/fuzz-%) ; @tests/fuzz/run.sh $(B) $(or $(FUZZ_SECONDS),600) $(fuzzed)
$(B)/fuzz-%: tests/fuzz/entry.cpp $(B)/obj/tests/fuzz/targets.o $(B)/libpinn.a
	$(link) -DTARGET=$* -fsanitize=fuzzer $(LIBS) -o $@

# ---- Exercises ------------------------------------------------------------------------------------------------------
$(B)/grader: $(B)/obj/chapters/grader.o $(B)/libpinn.a
	@echo 'link $@'; $(CXX) $(CXXFLAGS_ALL) -rdynamic $< -Wl,--whole-archive $(B)/libpinn.a -Wl,--no-whole-archive \
	    $(LIBS) -o $@

$(B)/grade-%.so: $(B)/obj/$$(call exercise,$$*)/grade.pic.o $(B)/obj/chapters/test_runner.pic.o \
    $(B)/obj/chapters/marking/failure.pic.o
	$(link) -shared -Wl,-Bsymbolic -Wl,--version-script=chapters/marking/tests.map -o $@

# answer-01-stub.so is made of chapters/01-.../exercises/stub.cpp.
answer_of = $(call exercise,$(firstword $(subst -, ,$(1))))/$(lastword $(subst -, ,$(1)))
$(B)/answer-%.so: $(B)/obj/$$(call answer_of,$$*).pic.o ; $(link) -shared -o $@

# `mark` compiles the answer whenever it is marked, under limits.
compile_answer := $(CXX) $(CXXFLAGS_ALL) $(in_library) -Wno-error -Wno-unused-parameter
to_mark := $(B)/mark $(B)/grader $(B)/grade-%.so $(B)/answer-%-stub.so
$(exercises:%=exercise-%): exercise-%: $(to_mark)
	@chapters/marking/exercise.sh $(B) $* $(TASK:%=--task %) $(SEED:%=--seed %) $(MARK_ARGS) -- $(compile_answer)

# A program of the student's own around the answer.
answer = $(call exercise,$*)/answer.cpp
$(tries:%=try-%): try-%: $(B)/obj/$$(call exercise,$$*)/experiment.o $(B)/libpinn.a
	@[ -f $(answer) ] || { echo 'there is no answer yet: make exercise-$*'; exit 1; }
	@$(compile_answer) $(answer) $^ $(LIBS) -o $(B)/$@ && $(B)/$@

# Answers whose points are known, and answers that try to get points they did not earn (tests/attacks/).
check-exercises: $(solved:%=check-exercises-%) check-attacks
known := $(B)/answer-%-solution.so $(B)/answer-%-wrong.so $(B)/answer-%-constants.so
$(solved:%=check-exercises-%): check-exercises-%: $(to_mark) $(known)
	@chapters/marking/check.sh $(B) $*
check-attacks: $(subst %,01,$(to_mark))
	@$(if $(SANITIZE),ATTACK_SECONDS=15) tests/attacks/run.sh $(B) $(compile_answer)

student-edition: ; @chapters/marking/student_edition.sh $(B)
$(exercises:%=gradescope-%): gradescope-%: | $(B)/packages ; @chapters/gradescope/pack.sh $(B) $* $(CXX) $(CXXFLAGS_ALL)
check-gradescope: gradescope-01 ; @chapters/gradescope/check.sh $(B)

# ---- Benchmarks -----------------------------------------------------------------------------------------------------
$(B)/bench-%: $(B)/obj/bench/%.o $(B)/libpinn.a
	$(link) $(LIBS) -lbenchmark -lbenchmark_main -lpthread -o $@
bench: $(benches:%=$(B)/bench-%) ; @bench/run.sh $(B) $(benches)

# Other software beside ours: optional, never installed here, each in a process of its own.
$(B)/peer-compare $(B)/peer-crosscheck: $(B)/peer-%: $(B)/obj/bench/peers/%.o $(B)/libpinn.a
	$(link) $(LIBS) -o $@
compared := gemm jacobi spectra training_step wave_step
bench-peers: $(compared:%=$(B)/bench-%) $(B)/peer-compare $(B)/peer-crosscheck
	@bench/peers/build.sh $(B) $(CXX) $(CXXFLAGS_ALL)
	@bench/peers/run.sh $(B) $(ARGS)
# Kernels, traces and trainings of small problems against a program in another language, to 1e-10.
crosscheck: $(B)/peer-crosscheck ; @bench/peers/crosscheck.sh $(B)

clean: ; rm -rf $(B)
.PHONY: FORCE help deps run run-chapters reproduce plots draw book publish publish-bench check-readme laboratory \
    check-laboratory test test-parts lint test-faults mutants fuzz fuzz-all check-exercises check-attacks \
    check-gradescope student-edition bench bench-peers crosscheck clean
endif
