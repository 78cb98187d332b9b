#!/bin/sh
# The reading edition: what is broken is named with its file and line, and the book of this checkout has nothing broken.
#
#     tests/edition.sh BUILD      needs the tools of `make deps book`; without them nothing is tried
set -u
build=$1 root=$PWD
lib/foundation/packages.sh check book || { echo 'edition: not tried'; exit 0; }
project=$(mktemp -d "${TMPDIR:-/tmp}/pinn-edition.XXXXXX")
trap 'rm -rf "$project"' EXIT
failed=0

# page TEXT: the book of a small project whose front page has this text; its messages in $said, its exit code in $code.
page() {
    mkdir -p "$project/chapters/01-one" "$project/build/results"
    printf '# Front\n\n%s\n' "$1" >"$project/README.md"
    printf '# One\n\n## The mathematics\n<!-- step %s -->\nA paragraph.\n' "${step:-1}" \
        >"$project/chapters/01-one/README.md"
    printf 'tag,source,item,quantity,format\n1,01,C1,error,%%.2f\n' >"$project/numbers.csv"
    printf '# seeds: 0..2\nitem,quantity,ours,smallest,largest,low,high,verdict\nC1,error,0.5,0.4,0.6,,1,corrected\n' \
        >"$project/chapters/01-one/published.csv"
    printf '# Results\n\n| item | quantity | ours | band |\n|---|---|---|---|\n| C1 | error | 0.5 | <= 1 |\n' \
        >"$project/chapters/RESULTS.md"
    printf '# profile: quick\n# seeds: 3\n# changed: --seed 3\nitem,quantity,ours\nC1,error,0.75\n' \
        >"$project/build/results/chapter-01.csv"
    printf '// Chapter\n\n// 1. A step.\nint main() {}\n' >"$project/chapters/01-one/main.cpp"
    said=$(cd "$project" && node "$root/chapters/book/edition/edition.mjs" build 2>&1)
    code=$?
}
# has FILE TEXT: the page holds it.
has() { grep -qF "$2" "$project/build/edition/$1" || { echo "$1 should have: $2 (exit $code: $said)"; failed=1; }; }

page 'A [link](chapters/01-one/README.md#the-mathematics), a [folder](chapters/01-one/), a
[program](chapters/01-one/main.cpp) and $\lambda_1$; the error is 0.50<!--1-->.'
has index.html 'href="chapters/01-one/README.html#the-mathematics"'
has index.html 'href="chapters/01-one/README.html"'
has index.html 'href="chapters/01-one/main.cpp.html"'
has index.html 'class="katex"'
has index.html 'Chapter 01, C1: error'      # the origin of the number,
has index.html '0.4 to 0.6 over seeds 0..2'
has index.html 'band &#60;= 1: corrected'
has index.html 'title="your run, quick profile, seeds 3, changed: --seed 3">quick*: 0.75'  # and the reader's own run
has chapters/01-one/main.cpp.html 'The mathematics: A paragraph'
has chapters/01-one/README.html 'href="main.cpp.html#L3"'

# One of each that is broken: all are named, and no page is written.
rm -rf "$project/build/edition"
step=2 page 'See [this](chapters/missing.md).

[That](chapters/RESULTS.md#nowhere).
So $\frac{1}$ is,
and $\frac{1}{$ too.

![a picture](plots/missing.png)

It is 3<!--x-->.'
[ "$code" = 1 ] && [ ! -e "$project/build/edition/index.html" ] || { echo "broken, and exit $code: $said"; failed=1; }
while read -r message; do
    case $said in *"$message"*) ;; *) echo "should be said: $message"; failed=1 ;; esac
done <<'END_OF_TEXT'
README.md:3: link chapters/missing.md: there is no chapters/missing.md
README.md:5: link chapters/RESULTS.md#nowhere: chapters/RESULTS.md has no #nowhere
README.md:6: formula \frac{1}: KaTeX parse error
README.md:7: a dollar that is no formula:
README.md:9: picture plots/missing.png: there is no plots/missing.png
README.md:11: the tag x names no result
chapters/01-one/README.md:4: main.cpp has no step 2
chapters/01-one/main.cpp:3: the page has no <!-- step 1 -->
book: 8 broken; nothing is written
END_OF_TEXT

node chapters/book/edition/edition.mjs "$build" || failed=1
exit $failed
