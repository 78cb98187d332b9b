#!/bin/sh
# Prints the table of all results, and a line that sums up: the end of make run.
#
#     chapters/book/table.sh BUILD SECONDS      begun at SECONDS (of `date +%s`); writes BUILD/table.txt
set -eu
table=$1/table.txt
"$1/book" --build "$1" table >"$table"
echo
cat "$table"
echo "make run: $(tail -n 1 "$table"); table in $table, figures in $1/figures, $(($(date +%s) - $2)) s"
