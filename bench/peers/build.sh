#!/bin/sh
# Builds the programs of other software that is installed: make bench-peers. What is not, compare.cpp names.
#
#     bench/peers/build.sh BUILD COMPILER [FLAG ...]      writes BUILD/peer-NAME
set -u
build=$1
shift

while read -r name header flags; do
    rm -f "$build/peer-$name"
    echo 'int main() {}' | "$1" -std=c++20 -include "$header" -x c++ - $flags -o "$build/peer-there" 2>/dev/null || continue
    rm "$build/peer-there"
    echo "$1 bench/peers/$name.cpp"
    "$@" "bench/peers/$name.cpp" "$build/libpinn.a" -lbenchmark -lpthread $flags -o "$build/peer-$name" || exit
done <<END_OF_PEERS
openblas cblas.h -lopenblas
lapack cblas.h -lopenblas
eigen Eigen/Core -isystem /usr/include/eigen3
adolc adolc/adolc.h -ladolc
sacado Sacado.hpp -isystem /usr/include/trilinos -DTRILINOS_NO_CONFIG_H -ltrilinos_sacado
END_OF_PEERS
