#!/bin/sh
# Says what can be made, and what the chapters are: bare make.
#
#     chapters/book/help.sh BUILD
set -u
# numbers FILE ...: 02 of chapters/02-pinn-kernel/...
numbers() { ls "$@" 2>/dev/null | grep -o '[0-9][0-9]' | sort -u | tr '\n' ' '; }

cat <<END_OF_TEXT
For readers and students
  make deps             install the packages that are missing
  make run              all chapters, quick profile, with figures and one table
  make run-chapter-NN   one chapter; PROFILE=paper as published, ARGS="--seed 7"; ARGS=--help lists its options
  make reproduce        all chapters as published, up to two hours and a half; goes on where it was stopped,
                        and fails if a verdict is not the published one
  make plots            draw all figures again from $1/figures
  make book             a book of all pages, sources and figures for your browser: $1/edition/index.html;
                        its tools are installed by make deps book
  make exercise-NN      build and mark your answer to the exercises of a chapter
                        (TASK=2: one of its tasks; SEED=N: inputs drawn as in an earlier run)
  make try-NN           run your own program around your answer; for chapters $(numbers chapters/*/exercises/experiment.cpp)
  make build/diagnose   then build/diagnose --help: what the kernel says of an equation before a training
  make test             unit tests, every chapter against its expected results, pages, exercises, lint rules
  make bench            benchmarks
  make laboratory       the library in a page of your browser, to play with; first: make deps laboratory
  make clean            remove $1

For maintainers
  make lint             the rules of the code base, and clang-format
  make check-readme     do the numbers in the pages agree with the recorded results?
  make check-exercises  solutions, stubs, wrong answers and constants of all chapters, and answers that cheat;
                        in parts: check-exercises-NN, check-attacks
  make check-gradescope the cheating answers again, by the unpacked bundle for Gradescope
  make check-laboratory its numbers against a native program, and every lesson to its end in Chromium
  make test-faults      full disk, missing gnuplot, two at once, kill -9 and the like, in a copy; 6 minutes
  make test-ranks MPI=1 1 to 5 ranks, killed at random moments (N=20 times each): the same bytes
  make mutants          small wrong changes, one at a time: does a test turn red? N=100, SEED=1; an hour
  make fuzz             any bytes as options, tables and checkpoints; FUZZ_SECONDS=600 for each
  make study-chapter-NN many seeds and variants, hours of work in pieces; for chapters $(numbers plots/study*.cpp)
  make bench-peers      other software beside ours, as far as it is installed; ARGS="--only eigen"
  make crosscheck       kernels and trainings against PyTorch in float64; part of bench-peers
  make publish          record a paper-profile run: published.csv, gallery, numbers in the pages
  make publish-bench    record benchmarks, comparisons and the cross-check: bench/*.csv, numbers in the pages
  make student-edition  a copy without solutions
  make gradescope-NN    an autograder for Gradescope (chapters/COURSE.md)

Variables of all: CXX=clang++, PORTABLE=1 (without -march=native: runs on any machine of the kind, about 4 times
slower), SANITIZE=address,undefined or thread (stops at the first finding), MPI=1 (chapters share their trainings
under mpirun: chapters/CLUSTER.md). Targets given together are made in their
order. Jobs run side by side, as many as there are processors; -j1 for one at a time.

Chapters
END_OF_TEXT
for program in chapters/[0-9]*/main.cpp; do
    grep -m 3 -E '^// (Chapter|Paper|Takes)' "$program" | {
        read -r _ _ name
        read -r _ _ paper
        read -r _ _ seconds
        echo "  ${name%%:*} ${name#*: }: $paper"
        echo "     $seconds"
    }
done
