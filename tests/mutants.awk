# All small changes of the files given that tests/mutants.sh may make: file, line, kind, the changed line.

BEGIN {
    FS = "\n"
    others["+"] = "-"; others["-"] = "+"; others["*"] = "/"; others["/"] = "*"
    others["<"] = "<="; others["<="] = "<"; others[">"] = ">="; others[">="] = ">"
    others["=="] = "!="; others["!="] = "=="; others["&&"] = "||"; others["||"] = "&&"
    others["+="] = "-="; others["-="] = "+="; others["*="] = "/="; others["/="] = "*="
}

function change(kind, text) { print FILENAME "\t" FNR "\t" kind "\t" text }

# Not the numerics: comments, messages, checks of arguments, declarations of templates, shapes of types.
/^ *\/\/|^#|"|template|typename|operator|static_assert|check_|throw |\[\[|^}|^namespace|^using|^ *case / { next }

{
    sub(/ *\/\/.*/, "")
    # Operators between blanks, and whole numbers.
    n = split($0, word, " ")
    indent = $0; sub(/[^ ].*/, "", indent)
    for (i = 2; i < n; ++i) {
        if (!(word[i] in others)) continue
        text = indent
        for (j = 1; j <= n; ++j) text = text (j > 1 ? " " : "") (j == i ? others[word[j]] : word[j])
        change("another operator", text)
    }
    rest = $0; done = ""
    while (match(rest, /[^A-Za-z0-9_.'][0-9]+/)) {
        end = RSTART + RLENGTH
        after = substr(rest, end, 1)
        if (after !~ /[A-Za-z0-9_.'>]/) {
            number = substr(rest, RSTART + 1, RLENGTH - 1)
            change("another constant", done substr(rest, 1, RSTART) (number + 1) substr(rest, end))
        }
        done = done substr(rest, 1, end - 1)
        rest = substr(rest, end)
    }
    # Conditions.
    if (match($0, /if \(/)) {
        before = substr($0, 1, RSTART + 3); after = substr($0, RSTART + 4)
        change("a condition that always holds", before "true || " after)
        change("a condition that never holds", before "false && " after)
    }
    # Two arguments.
    if (match($0, /\([a-zA-Z_.]+, [a-zA-Z_.]+\)/)) {
        pair = substr($0, RSTART + 1, RLENGTH - 2)
        split(pair, argument, ", ")
        if (argument[1] != argument[2])
            change("swapped arguments", substr($0, 1, RSTART) argument[2] ", " argument[1] substr($0, RSTART + RLENGTH - 1))
    }
    # A statement: an assignment to what exists already, or a call.
    left = $0; sub(/^ +/, "", left); sub(/ [-+*\/]?= .*/, "", left)
    while (sub(/\([^()]*\)|\[[^][]*\]/, "", left)) {}
    if ($0 ~ /^ +[a-z_].*;$/ && $0 !~ /^ +(return|break|continue|for|else|if|while|do)/ &&
        (($0 ~ / [-+*\/]?= / && left !~ / /) || left ~ /^[a-z_:.]+;$/))
        change("a statement left out", indent ";")
}
