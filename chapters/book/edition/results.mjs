// Recorded results, the numbers of the pages that come from them, and a reader's own run.
import fs from 'node:fs';
import {basename, chapters, dirname, escape, extname, files, join, listed, read, slug} from './project.mjs';

export const build = process.argv[2] ?? 'build';

const tables = new Map();
function readCsv(file) {
    if (!tables.has(file)) tables.set(file, parseCsv(fs.readFileSync(file, 'utf8')));
    return tables.get(file);
}
function parseCsv(text) {
    const comments = {}, rows = [];
    let header;
    for (const line of text.split('\n').filter(Boolean)) {
        const comment = /^# ([^:]+): (.*)$/.exec(line);
        if (comment) comments[comment[1]] = comment[2];
        if (line.startsWith('#')) continue;
        const fields = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)]
            .map((m) => m[1]?.replaceAll('""', '"') ?? m[2]);
        header ? rows.push(Object.fromEntries(header.map((name, i) => [name, fields[i]]))) : header = fields;
    }
    return {comments, rows};
}

// The formats of numbers.csv: %.3g and its like.
export function printf(format, text) {
    return format.replace(/%\.(\d+)([feg])/, (_, digits, kind) => {
        const number = Number(text), two = (exponential) => exponential.replace(/e([+-])(\d)$/, 'e$10$2');
        if (!Number.isFinite(number)) return text;
        if (kind === 'f') return number.toFixed(digits);
        if (kind === 'e') return two(number.toExponential(digits));
        const scientific = number.toExponential(Math.max(digits - 1, 0)), power = Number(scientific.split('e')[1]);
        if (power >= -4 && power < digits) return String(Number(number.toPrecision(digits)));
        return two(scientific.replace(/\.?0*e/, 'e'));
    });
}
const short = (text) => printf('%.4g', text);

// Rows by source, "07" or "08-study", as published and as the reader's own run found them.
export const published = new Map(), own = new Map();
for (const [chapter, home] of chapters) {
    for (const [source, name] of [[chapter, 'published'], [chapter + '-study', 'study']]) {
        const run = `${build}/results/chapter-${source}.csv`;
        if (files.has(`${home}/${name}.csv`)) published.set(source, readCsv(`${home}/${name}.csv`));
        if (fs.existsSync(run)) own.set(source, readCsv(run));
    }
}
export const rowAnchor = (source, {item, quantity}) => `row-${source}-${slug(`${item} ${quantity}`)}`;
export const find = (table, item, quantity) =>
    table?.rows.find((row) => row.item === item && row.quantity === quantity);

// What a run of the reader's says of itself, and what it has for a row; a star if its options were changed.
const runHtml = ({profile, seeds, changed}) =>
    escape(`your run, ${profile} profile, seeds ${seeds}` + (changed ? `, changed: ${changed}` : ''));
export function ownHtml(source, row, column = 'ours', format = '%.4g') {
    const run = own.get(source), value = find(run, row.item, row.quantity)?.[column];
    if (!value) return '';
    const {profile, changed} = run.comments, name = profile + (changed ? '*' : '');
    return `<span class="own" title="${runHtml(run.comments)}">${name}: ${printf(format, value)}</span>`;
}

// What numbers.csv beside a page says of a tag: {source, tip: the origin in words, to and anchor: its row, own}.
export function origin(page, tag) {
    const list = join(dirname(page), 'numbers.csv');
    const entry = files.has(list) && readCsv(list).rows.find((row) => row.tag === tag);
    if (!entry) return undefined;
    const {source, item, quantity, format} = entry, to = 'bench/README.md';
    if (source === 'takes') return {source, tip: `Time of chapter ${item}, profile ${quantity}, as its main.cpp says`};
    if (source === 'bench') return {source, tip: `Benchmark: ${item}`, to};
    if (source === 'peers') return {source, tip: `Other software over ours: ${item} ${quantity}`, to};

    const [, stem, end] = /^(.*?)(?:: (smallest|largest))?$/.exec(quantity), table = published.get(source);
    const whole = find(table, item, quantity), row = whole ?? find(table, item, stem);
    const column = whole || !end ? 'ours' : end;
    if (!row) return undefined;
    const {seeds, profile, date} = table.comments, {smallest, largest, low, high} = row;
    const band = low && high ? `${short(low)} to ${short(high)}`
        : low ? `>= ${short(low)}` : high && `<= ${short(high)}`;
    const tip = [
        `Chapter ${source}, ${item}: ${row.quantity}${column === 'ours' ? '' : `, the ${column}`}`,
        (smallest ? `${short(smallest)} to ${short(largest)} over ` : '') + `seeds ${seeds}`,
        row.expected && `expected ${short(row.expected)} (${row.source})`,
        (band ? `band ${band}: ` : '') + row.verdict,
        `${profile} profile, ${date}`,
    ];
    return {source, tip: tip.filter(Boolean).join('\n'), to: 'chapters/RESULTS.md', anchor: rowAnchor(source, row),
            own: ownHtml(source, row, column, format)};
}

const nameOf = (picture) => basename(picture, extname(picture));

// The reader's own drawing of a picture of the gallery (the smaller file), and the program that draws it.
export function ownFigure(picture) {
    const stem = `${build}/figures/${nameOf(picture)}`, size = (file) => fs.statSync(file).size;
    const drawn = [stem + '.png', stem + '.svg'].filter((file) => fs.existsSync(file));
    if (!drawn.length || !fs.existsSync(stem + '.csv')) return undefined;
    return {drawn: drawn.sort((a, b) => size(a) - size(b))[0], caption: runHtml(readCsv(stem + '.csv').comments)};
}
export const plotOf = (picture) =>
    listed(/^plots\/[^/]*\.cpp$/).find((file) => read(file).includes(`"${nameOf(picture)}"`));
