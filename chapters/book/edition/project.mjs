// What the book is made of: the files of the project and the items of the paper.
import fs from 'node:fs';
import path from 'node:path';

export const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
export const slug = (text) => text.toLowerCase().replace(/[^a-z0-9.]+/g, '-').replace(/^-|-$/g, '');
export function append(map, key, value) {  // to the list that a map has under a key
    map.has(key) ? map.get(key).push(value) : map.set(key, [value]);
}

// ---- Files ----

// Paths start at the root: "lib/kernel/limit.hpp".
export const {dirname, join, relative, basename, extname} = path.posix;

export const files = new Set();
(function walk(folder) {
    for (const entry of fs.readdirSync(folder || '.', {withFileTypes: true})) {
        const file = join(folder, entry.name), folders = entry.isDirectory();
        if (/^\./.test(entry.name) || (folders ? /^build/ : /^answer\.cpp$/).test(entry.name)) continue;
        folders ? walk(file) : files.add(file);
    }
})('');
export const listed = (pattern) => [...files].filter((file) => pattern.test(file)).sort();

const contents = new Map();
export function read(file) {
    if (!contents.has(file)) contents.set(file, fs.readFileSync(file, 'utf8'));
    return contents.get(file);
}
export function lineOf(file, text) {  // 1 if the text does not stand there
    const at = read(file).indexOf(text);
    return read(file).slice(0, Math.max(at, 0)).split('\n').length;
}

// "07" -> "chapters/07-adaptive-weights", and back from a file.
export const chapterOf = (file) => /^chapters\/(\d\d)-/.exec(file)?.[1];
const chapterPages = listed(/^chapters\/\d\d-[^/]+\/README\.md$/);
export const chapters = new Map(chapterPages.map((file) => [chapterOf(file), dirname(file)]));

// Where a file stands in the book, and the address of its anchor from the page of another file.
export const url = (file) =>
    file === 'README.md' ? 'index.html' : /\.(png|svg|html)$/.test(file) ? file : file.replace(/\.md$/, '') + '.html';
export function href(from, to, anchor) {
    const path = from === to ? '' : encodeURI(relative(dirname(url(from)), url(to)));
    return path + (anchor ? '#' + escape(anchor) : '');
}

// ---- Items of the paper ----

// Where a text names items: "Eqs (6.1)-(6.3)" names three, "Lemmas D.1 and D.4" two.
const value = '(?:[A-Z]\\.)?\\d+(?:\\.\\d+)?[a-z]?', more = '-|, and |, | and ';
const named = new RegExp(
    `\\bEqs?\\.? \\(\\d\\.\\d+\\)(?:(?:${more})\\(\\d\\.\\d+\\))*` +
        `|\\b(?:Figs|Theorems|Lemmas|Remarks|Sections) ${value}(?:(?:${more})${value})*` +
        `|\\b(?:Fig\\.|Theorem|Lemma|Remark|Definition|Algorithm|Section) ${value}` +
        '|\\bAppendix [A-D]\\b|\\bC\\d+\\b', 'g');
export function spotsIn(text) {
    return [...text.matchAll(named)].map((match) => {
        const [, kind, list] = /^(?:([A-Z][a-z]+?)s?\.? )?(.*)$/.exec(match[0]), items = [];
        const parts = list.replace(/[()]/g, '').split(new RegExp(`(${more})`));  // value, separator, value, ...
        const item = (v) => (!kind ? v : kind === 'Eq' ? `Eq. (${v})` : kind === 'Fig' ? `Fig. ${v}` : `${kind} ${v}`);
        for (let i = 0; i < parts.length; i += 2) {
            const [, stem, last] = /^(.*?)(\d*)[a-z]?$/.exec(parts[i]);
            if (parts[i - 1] === '-') {
                for (let k = 1 + Number(/\d+$/.exec(parts[i - 2])); k < last; ++k) items.push(item(stem + k));
            }
            items.push(item(parts[i]));
        }
        return {items, at: match.index, text: match[0]};
    });
}
export const itemsIn = (text) => spotsIn(text).flatMap((spot) => spot.items);

// The rows of chapters/INDEX.md by item, which may stand in several; and the closed list of what is judged.
export const indexPage = 'chapters/INDEX.md', paperIndex = new Map();
const table = files.has(indexPage) ? /<!-- index -->([^]*?)<!-- end index -->/.exec(read(indexPage))[1] : '';
for (const line of table.split('\n').filter((one) => one.startsWith('|')).slice(2)) {
    const [items, where, code, tests, figures] = line.slice(1).split('|');
    const linked = (cell) => [...cell.matchAll(/\]\(([^)]*)\)/g)].map((m) => join('chapters', m[1]).replace(/\/$/, ''));
    const row = {chapters: linked(where), tests: linked(tests), figures: linked(figures),
                 code: [...code.matchAll(/`([^`]+)`/g)].map((m) => m[1])};
    for (const item of items.includes(': ') ? [items.trim()] : itemsIn(items)) {
        const all = paperIndex.get(item) ?? {chapters: [], tests: [], figures: [], code: []};
        for (const key in all) all[key] = [...new Set([...all[key], ...row[key]])];
        paperIndex.set(item, all);
    }
}
const closedList = 'lib/report/paper.cpp';
export const judged = files.has(closedList)
    ? [...read(closedList).matchAll(/"([^"/\n]+)"/g)].map((m) => m[1]) : [];

// The text with its items linked to the index, and other spots {at, text, to} to where they lead.
export function linkedText(text, from, others = []) {
    const spots = spotsIn(text).filter(({items: [item]}) => paperIndex.has(item))
        .map(({items: [item], ...spot}) => ({...spot, to: href(from, indexPage, slug(item))}));
    let html = '', end = 0;
    for (const {at, text: name, to} of [...spots, ...others].sort((a, b) => a.at - b.at)) {
        if (!to || at < end) continue;
        html += `${escape(text.slice(end, at))}<a class="item" href="${to}">${escape(name)}</a>`;
        end = at + name.length;
    }
    return html + escape(text.slice(end));
}
