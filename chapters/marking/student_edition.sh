#!/bin/sh
# Copies what git tracks, as it is in the tree, without solutions, wrong answers and the folded answers of exercises on
# paper and of the course's board (those of "Try this" stay): make student-edition.
#
#     chapters/marking/student_edition.sh BUILD      writes BUILD/student-edition, which builds, tests and grades
set -eu
edition=$1/student-edition

git ls-files --error-unmatch Makefile >/dev/null 2>&1 || {
    echo 'student-edition: copies what git tracks, and this is no git repository'
    exit 1
}
rm -rf "$edition"
mkdir -p "$edition"
git ls-files | grep -vE '^chapters/[^/]+/exercises/(solution|wrong|constants)\.cpp$' | while read -r file; do
    [ ! -e "$file" ] || echo "$file"
done | tar -cf - -T - | tar -xf - -C "$edition"
for page in "$edition"/chapters/*/README.md "$edition"/chapters/COURSE.md; do
    awk '/^## / { exercises = /^## (Exercises|The board)/ }
         exercises && /<details><summary>Answer/ { answer = 1 }
         !answer
         /<\/details>/ { answer = 0 }' "$page" >"$page.without"
    mv "$page.without" "$page"
done
git diff --quiet HEAD -- || echo 'student-edition: with changes that are not committed'
echo "$edition: $(find "$edition" -type f | wc -l) files, without solutions"
