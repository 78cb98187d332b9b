// Sources as pages: comments on the left, code on the right, names linked to where they are declared.
import {execFileSync} from 'node:child_process';
import {append, dirname, escape, files, join, linkedText, listed, read} from './project.mjs';

export const sources = listed(/\.[ch]pp$/), isSource = (file) => /\.[ch]pp$/.test(file);

// ---- Declarations ----

// Name -> {file, line, kind, scope, member}; and what is local to a function, "file name" -> [from, to] in lines.
const declared = new Map(), local = new Map();
const order = 'class struct enum typedef macro prototype function enumerator variable member'.split(' ');
if (sources.length) {
    const options = ['--languages=C++', '--langmap=C++:.cpp.hpp', '--output-format=json', '--fields=+neS',
                     '--kinds-C++=+plz', '--pattern-length-limit=1', '-f', '-', '-L', '-'];
    const output = execFileSync('ctags', options, {input: sources.join('\n'), maxBuffer: 2 ** 28, encoding: 'utf8'});
    const tags = output.split('\n').filter(Boolean).map((line) => JSON.parse(line)), functions = new Map();
    for (const tag of tags.filter(({kind}) => kind === 'function'))
        append(functions, `${tag.path} ${tag.scope ? tag.scope + '::' : ''}${tag.name}`, tag);
    for (const {name, path: file, line, kind, scope = '', scopeKind} of tags) {
        if (/^__anon|operator/.test(name)) continue;
        const inside = functions.get(`${file} ${scope}`)?.find((one) => one.line <= line && line <= one.end);
        const member = /class|struct/.test(scopeKind);
        if (inside) append(local, `${file} ${name}`, [line, inside.end]);
        else if (order.includes(kind)) append(declared, name, {name, file, line, kind, scope, member});
    }
}
const first = (all) => all.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.line - b.line)[0];

// What files declare for others, without members.
const visible = [...declared.values()].flat().filter(({member, kind}) => !member && kind !== 'variable');
export const declarations = (pattern) => visible.filter(({file}) => pattern.test(file));

// `name`, `name()` or `Class::member` of a page: in these folders, or in lib/.
export function declarationOf(text, folders) {
    const [, scope, name] = /^(?:(\w+)::)?(\w{3,})(?:\(\))?$/.exec(text) ?? [];
    const all = (declared.get(name) ?? []).filter((one) => (scope ? one.scope.endsWith(scope) : !one.member) &&
        one.kind !== 'variable' && !one.file.includes('/exercises/'));
    const near = [...folders, 'lib'].map((folder) => all.filter(({file}) => file.startsWith(folder + '/')));
    return first(near.find((some) => some.length) ?? []);
}

// The files that a source sees: itself and all it includes.
const seen = new Map();
function seenBy(file) {
    if (seen.has(file)) return seen.get(file);
    const all = new Set([file]);
    for (const one of all) {
        for (const [, name] of read(one).matchAll(/^#include "([^"]+)"/gm))
            [name, join(dirname(one), name)].filter((path) => files.has(path)).forEach((path) => all.add(path));
    }
    seen.set(file, all);
    return all;
}

// The declaration that a name in a line of a source means; at the declaration itself, its definition. Members are
// linked only where the name has one meaning among all that is seen.
function meant(name, file, line, isMember) {
    if (!isMember && local.get(`${file} ${name}`)?.some(([from, to]) => from <= line && line <= to)) return undefined;
    const all = (declared.get(name) ?? []).filter((one) => seenBy(file).has(one.file) && one.member === isMember);
    if (isMember && all.some((one) => one.file !== all[0].file)) return undefined;
    const here = all.filter((one) => one.file === file), found = first(here.length ? here : all);
    if (found?.file !== file || found.line !== line) return found;
    const body = file.replace(/\.hpp$/, '.cpp');
    return declared.get(name).find((one) => one.kind === 'function' && one.file === body && body !== file);
}

// ---- Code as HTML ----

const keywords = new Set(('alignas auto bool break case catch char class concept const constexpr continue decltype ' +
    'default delete do double else enum explicit export extern false float for friend if inline int long namespace ' +
    'new noexcept nullptr operator private protected public requires return short signed sizeof static struct switch ' +
    'template this throw true try typedef typename union unsigned using virtual void while').split(' '));
const tokens = [/(\bstd::[\w:]+|\b\d[\w.']*)/, /(\/\/.*)/, /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)+')/, /(#\w+)/,
                /(\.|->)?\b([A-Za-z_]\w*)/];
const token = RegExp(tokens.map((one) => one.source).join('|'), 'g');

// Code in its colours; names are links if it is the line of a page.
export function highlighted(code, page, line) {
    let html = '', end = 0;
    for (const match of code.matchAll(token)) {
        const [all, plain, comment, string, directive, access = '', name] = match;
        const included = code.startsWith('#include') && page && string?.slice(1, -1);
        html += escape(code.slice(end, match.index));
        end = match.index + all.length;
        const found = page && name && !keywords.has(all) && meant(name, page.file, line, access !== '');
        if (found) html += `${escape(access)}<a href="${page.link(found.file, 'L' + found.line)}">${name}</a>`;
        else if (files.has(included)) html += `"<a href="${page.link(included)}">${included}</a>"`;
        else if (comment) html += `<i>${escape(comment)}</i>`;
        else if (string) html += `<q>${escape(string)}</q>`;
        else html += directive || keywords.has(all) ? `<b>${all}</b>` : escape(plain ?? all);
    }
    return html + escape(code.slice(end));
}

// A comment as paragraphs; what is indented stays as it is. Items of the paper, files and name() are links.
function commentHtml(lines, page) {
    const parts = [];
    let inItem = false;
    for (const line of lines) {
        const item = /^(?:[-*]|\(\w\)|\d+\.) /.test(line), kept = /^ {2,}|^[A-Z]\w+:  |\S {3,}\S/.test(line);
        inItem = item || (inItem && line.startsWith(' '));
        const kind = line === '' ? 'gap' : kept && !(inItem && /^ {1,4}\S/.test(line)) ? 'pre' : 'p';
        const text = kind === 'p' ? line.trim() : line, last = parts.at(-1);
        if (kind === last?.kind && !item) last.text += (kind === 'p' ? ' ' : '\n') + text;
        else parts.push({kind, text});
    }
    const names = /\b(?:lib|chapters|tests|plots|bench)\/[\w/.-]*\w|\b[a-z]\w+(?:\/\w+)*\.[ch]pp\b|\b\w{3,}(?=\(\))/g;
    const spots = (text) => [...text.matchAll(names)].map(({0: name, index}) => {
        const file = [name, join(dirname(page.file), name), 'lib/' + name].find((one) => files.has(one));
        const found = file ? {file} : /[./]/.test(name) ? undefined : meant(name, page.file, 0, false);
        return {at: index, text: name, to: found && page.link(found.file, found.line && 'L' + found.line)};
    });
    return parts.filter(({kind}) => kind !== 'gap').map(({kind, text}) => {
        const html = linkedText(text, page.file, spots(text)).replace(/`([^`]+)`/g, '<code>$1</code>');
        return `<${kind}>${html}</${kind}>`;
    }).join('\n');
}

// Comments of whole lines with the code below, as far as the next: {line, comment: [...], code: [...]}.
export function segments(text) {
    const all = [{line: 1, comment: [], code: []}];
    text.replace(/\n$/, '').split('\n').forEach((written, i) => {
        const comment = /^\s*\/\/(?: |$)(.*)$/.exec(written)?.[1], last = all.at(-1);
        if (comment === undefined) last.code.push(written);
        else if (last.comment.length && !last.code.length) last.comment.push(comment);
        else all.push({line: i + 1, comment: [comment], code: []});
    });
    return all.filter(({comment, code}) => comment.length || code.some((line) => line));
}

function codeHtml(code, start, html) {
    const written = code.map((line) => line !== ''), from = written.indexOf(true), to = written.lastIndexOf(true) + 1;
    const lines = code.slice(Math.max(from, 0), to).map((text, i) =>
        `<span id="L${start + from + i}">${html(text, start + from + i)}</span>`);
    return `<pre class="code">${lines.join('\n')}</pre>`;
}

// The body of the page of a source; `beside(segment)` is what stands below a comment.
export function renderSource(page, beside) {
    page.title = page.file;
    if (!isSource(page.file)) return codeHtml(read(page.file).split('\n'), 1, escape);
    return segments(read(page.file)).map((segment, k) => {
        const {line, comment, code} = segment, anchors = comment.map((_, i) => `<a id="L${line + i}"></a>`).join('');
        return `<div class="segment${k === 0 && comment.length > 4 ? ' opening' : ''}"><div class="note">${anchors}` +
            `${commentHtml(comment, page)}${beside(segment)}</div>` +
            `${codeHtml(code, line + comment.length, (text, number) => highlighted(text, page, number))}</div>`;
    }).join('\n');
}
