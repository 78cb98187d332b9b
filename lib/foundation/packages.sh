#!/bin/sh
# The packages of the project.
#
#     lib/foundation/packages.sh install COMPILER [WHAT ...]   installs what is missing: make deps
#     lib/foundation/packages.sh check COMPILER                names the first that is missing, before anything is built
#     lib/foundation/packages.sh check book                    of the tools of the reading edition
#
# A compiler called clang needs its OpenMP besides, WHAT = lint clang-format, WHAT = laboratory Emscripten, WHAT = book
# what makes the reading edition.
set -u
order=$1 compiler=$2
shift 2

# A header that is compiled, and its package on Debian and Ubuntu.
headers='boost/program_options.hpp:libboost-program-options-dev
    boost/random/mersenne_twister.hpp:libboost-dev
    boost/multiprecision/cpp_bin_float.hpp:libboost-dev
    boost/crc.hpp:libboost-dev
    boost/archive/binary_oarchive.hpp:libboost-serialization-dev
    boost/iostreams/stream.hpp:libboost-iostreams-dev
    boost/filesystem.hpp:libboost-filesystem-dev
    doctest/doctest.h:doctest-dev
    benchmark/benchmark.h:libbenchmark-dev
    gnuplot-iostream.h:libgnuplot-iostream-dev'

# A program of the reading edition, and its package.
book_tools='pandoc:pandoc node:nodejs ctags:universal-ctags'
katex=/usr/share/javascript/katex/katex.js

case $order in
    check)
        if [ "$compiler" = book ]; then
            for pair in $book_tools; do
                command -v "${pair%:*}" >/dev/null || { echo "missing: ${pair#*:}; install it by: make deps book"; exit 1; }
            done
            [ -e "$katex" ] || { echo 'missing: libjs-katex; install it by: make deps book'; exit 1; }
            ctags --version | grep -q Universal || { echo 'ctags is not universal-ctags: make deps book'; exit 1; }
            exit 0
        fi
        case $compiler in *em++) exit 0 ;; esac  # chapters/laboratory/build.sh looks for it
        command -v $compiler >/dev/null || { echo "$compiler is not installed: make deps CXX=$compiler"; exit 1; }
        for pair in $headers; do
            echo "#include <${pair%:*}>" | $compiler -std=c++20 -E -x c++ - >/dev/null 2>&1 || {
                echo "missing: ${pair%:*} of package ${pair#*:}; install it by: make deps"
                exit 1
            }
        done
        [ $# = 0 ] || command -v mpicxx >/dev/null || { echo 'mpicxx is not installed: make deps MPI=1'; exit 1; }
        ;;
    install)
        if ! command -v apt-get >/dev/null; then
            echo 'deps: no apt-get here. Install with your package manager:'
            echo '  dnf:    boost-devel doctest-devel google-benchmark-devel gnuplot-iostream-devel gnuplot clang-tools-extra'
            echo '  pacman: boost doctest benchmark gnuplot clang; gnuplot-iostream from the AUR'
            echo '  brew:   gcc boost doctest google-benchmark gnuplot clang-format; gnuplot-iostream.h from its page (untried)'
            exit 0
        fi
        wanted='gnuplot-nox libboost-system-dev'
        for pair in $headers; do wanted="$wanted ${pair#*:}"; done
        case $compiler in *clang*) wanted="$wanted clang libomp-dev" ;; esac
        for what; do
            case $what in
                lint) wanted="$wanted clang-format" ;;
                laboratory) wanted="$wanted emscripten nodejs" ;;
                book) wanted="$wanted pandoc nodejs universal-ctags libjs-katex" ;;
            esac
        done
        missing=''
        for package in $(printf '%s\n' $wanted | sort -u); do
            dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
        done
        [ "$missing" ] || { echo 'deps: every package is installed'; exit 0; }
        sudo=sudo
        [ "$(id -u)" != 0 ] || sudo=
        echo "deps: installing$missing"
        $sudo apt-get update -q &&
            $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $missing
        ;;
esac
