// Makes the book: node chapters/book/edition/edition.mjs BUILD, from the root of the project; writes BUILD/edition.
//
// The book is every page of Markdown and every source as HTML that opens from a folder: no server, no network. What
// pandoc reads of a page is kept in BUILD/edition.cache by its content; all else is made again, in two seconds.
// A link, an anchor, a formula, a picture, a tag or a step that is broken is named with its file and line; then nothing
// is written, and the exit code is 1.
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {framed} from './frame.mjs';
import {paperIndexHtml} from './index.mjs';
import {katexFolder, parsed, render} from './markdown.mjs';
import {append, basename, chapters, dirname, escape, files, href, indexPage, itemsIn, lineOf, listed, paperIndex, read,
    slug, url} from './project.mjs';
import {build} from './results.mjs';
import {declarations, isSource, renderSource, segments, sources} from './sources.mjs';

// ---- Pages of text ----

const pages = new Map(), pictures = new Map(), broken = new Set();
function newPage(file, title) {
    const page = {file, title, sections: [], blocks: [], ids: new Set(), links: [], body: ''};
    page.wrong = (line, what) => broken.add(`${file}:${line}: ${what}`);
    // The address of a file or of its anchor, from this page; and of the picture `from`, which is copied to `to`.
    page.link = (to, anchor, written = to) => (page.links.push({to, anchor, written}), href(file, to, anchor));
    page.picture = (to, from = to, written = to) => {
        if (fs.existsSync(from)) pictures.set(to, from);
        else page.wrong(lineOf(file, written), `picture ${written}: there is no ${from}`);
        return href(file, to);
    };
    pages.set(file, page);
    return page;
}

// In the order of reading.
const ofChapter = ['README.md', 'exercises/README.md', 'exercises/hints.md'];
const texts = [...new Set(['README.md',
    ...[...chapters.values()].flatMap((home) => ofChapter.map((name) => `${home}/${name}`)),
    ...['ERRATA', 'INDEX', 'RESULTS', 'GLOSSARY', 'REFERENCES', 'COURSE'].map((name) => `chapters/${name}.md`),
    'bench/README.md', ...listed(/\.md$/)])].filter((file) => files.has(file));

const cache = build + '/edition.cache', waiting = texts.map((file) => newPage(file));
fs.mkdirSync(cache, {recursive: true});
await Promise.all(os.cpus().map(async () => {
    for (let page; (page = waiting.shift()); ) {
        const text = read(page.file), kept = `${cache}/${createHash('sha1').update(text).digest('hex')}.json`;
        if (!fs.existsSync(kept)) fs.writeFileSync(kept, JSON.stringify(await parsed(text)));
        page.body = render(page, JSON.parse(fs.readFileSync(kept, 'utf8')));
    }
}));

// ---- Steps of a program, and the paragraphs that go with them ----

// "// 3. ..." in main.cpp belongs to what follows "<!-- step 3 -->" on the page; if one step is marked, all are.
const paragraphs = new Map(), numberOf = ({comment}) => /^(\d+)\. /.exec(comment[0] ?? '')?.[1];
for (const home of chapters.values()) {
    const page = pages.get(home + '/README.md'), program = home + '/main.cpp', marked = new Set();
    const all = files.has(program) ? segments(read(program)) : [];
    const steps = new Map(all.map((segment) => [numberOf(segment), segment]));
    for (const block of page.blocks) {
        for (const step of block.steps) {
            const {line, comment} = steps.get(step) ?? {comment: []};
            if (!line) page.wrong(lineOf(page.file, `<!-- step ${step} -->`), `main.cpp has no step ${step}`);
            marked.add(step);
            append(paragraphs, `${program} ${step}`, block);
            block.cited = itemsIn(comment.join(' '));
            block.html += `<a class="step" href="${page.link(program, line && 'L' + line)}">program, step ${step}</a>`;
        }
    }
    for (const [step, {line}] of marked.size ? steps : []) {
        if (step && !marked.has(step)) broken.add(`${program}:${line}: the page has no <!-- step ${step} -->`);
    }
}
for (const page of pages.values()) {
    const html = new Map(page.blocks.map((block) => [block.id, block.html]));
    page.body = page.body.replace(/<!--block (\w+)-->/g, (_, id) => html.get(id));
}
// Below the comment of a step, folded: its paragraphs, each with those that follow until another thought begins.
function folded(page, segment) {
    const file = dirname(page.file) + '/README.md', blocks = pages.get(file)?.blocks;
    return (paragraphs.get(`${page.file} ${numberOf(segment)}`) ?? []).map((block) => {
        const {id, section, lead} = block, after = blocks.slice(blocks.indexOf(block) + 1);
        const end = after.findIndex((one) => one.begins || one.steps.length || one.section !== section);
        const html = [block, ...after.slice(0, end < 0 ? after.length : end)].map((one) => one.html).join('\n');
        return `<details><summary>${escape(section.title)}: ${lead}</summary>` +
            html.replace(/<a class="step".*?<\/a>| id="[^"]*"/g, '') +
            `<p><a href="${page.link(file, id)}">on the page</a></p></details>`;
    }).join('');
}

// ---- Sources, and pages that are made here ----

for (const file of sources) newPage(file);
for (const page of pages.values()) {  // what they link to joins them
    if (!page.file.endsWith('.md')) page.body = renderSource(page, (segment) => folded(page, segment));
    for (const {to} of page.links) if (!pages.has(to) && files.has(to)) newPage(to);
}
const index = pages.get(indexPage);
if (index) index.body = index.body.replace('<!--index-->', () => paperIndexHtml(index, pages));

const list = newPage('files.html', 'Files');
list.body = '<h1>Files</h1><p>The sources by folder, each with the first sentence it says of itself.</p>';
for (const folder of new Set([...files].map(dirname).sort())) {
    const inside = listed(/./).filter((file) => dirname(file) === folder && pages.has(file)).map((file) => {
        const said = /^(?:#!.*\n)?(?:\/\/|#) (.*?)(?:\.\s|\n|$)/.exec(read(file))?.[1] ?? '';
        const about = file.endsWith('.md') ? pages.get(file).title : said;
        return `<li><a href="${list.link(file)}">${basename(file)}</a> ${escape(about)}</li>`;
    });
    const heading = `<h2 id="${folder}">${folder === '.' ? 'Top' : folder}</h2>`;
    if (inside.length) list.body += `${heading}<ul class="files">${inside.join('\n')}</ul>`;
}

const search = newPage('search.html', 'Search');
search.body = '<h1>Search</h1><p id="found" role="status"></p><ol id="results"></ol><script src="search.js"></script>';
const entries = [...paperIndex.keys()].map((item) =>
    [item, href(search.file, indexPage, slug(item)), 'item of the paper']);
const plain = (text) =>
    text.replace(/\\(?:text|math\w+|tilde|dot|hat|q?quad|[,;!])|[\\{}]/g, '').replace(/\s+/g, ' ').trim();
for (const {file, title: of, sections} of texts.map((one) => pages.get(one))) {
    for (const {id, title, text} of sections)
        entries.push([title === of ? of : `${title} · ${of}`, href(search.file, file, id), plain(text)]);
}
for (const {name, file, line, kind} of declarations(/^(lib|chapters\/\d\d-[^/]+)\/([^/]*\/)?[^/]*\.hpp$|\/main\.cpp$/))
    entries.push([name, href(search.file, file, 'L' + line), `${kind} in ${file}`]);

// ---- Checks ----

for (const page of pages.values()) page.ids = new Set([...page.body.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]));
for (const page of pages.values()) {
    for (const {to, anchor, written} of page.links) {
        if (pages.has(to) && (!anchor || pages.get(to).ids.has(anchor))) continue;
        const wrong = pages.has(to) ? `${to} has no #${anchor}` : `there is no ${to}`;
        page.wrong(files.has(page.file) ? lineOf(page.file, written) : 1, `link ${written}: ${wrong}`);
    }
}
if (broken.size) {
    console.error([...broken].sort().join('\n') + `\nbook: ${broken.size} broken; nothing is written`);
    process.exit(1);
}

// ---- Writing ----

const target = build + '/edition', written = new Set();
let bytes = 0;
function write(name, content) {
    const file = path.join(target, name), data = Buffer.from(content);
    written.add(file);
    bytes += data.length;
    if (fs.existsSync(file) && fs.readFileSync(file).equals(data)) return;
    fs.mkdirSync(path.dirname(file), {recursive: true});
    fs.writeFileSync(file, data);
}
for (const page of pages.values()) write(url(page.file), framed(page, pages, texts));
for (const [to, from] of pictures) write(to, fs.readFileSync(from));
for (const name of ['style.css', 'page.js']) write(name, fs.readFileSync(new URL(name, import.meta.url)));
write('search.js', `const entries = ${JSON.stringify(entries)};\nsearch();\n`);
const katexStyle = fs.readFileSync(katexFolder + '/katex.min.css', 'utf8');  // of three formats of fonts one is enough
write('katex/katex.css', katexStyle.replace(/,url\([^)]*\.(?:woff|ttf)\) format\("[^"]*"\)/g, ''));
for (const font of fs.readdirSync(katexFolder + '/fonts').filter((name) => name.endsWith('.woff2')))
    write(`katex/fonts/${font}`, fs.readFileSync(`${katexFolder}/fonts/${font}`));
for (const name of fs.readdirSync(target, {recursive: true})) {
    const file = path.join(target, name);
    if (!written.has(file) && fs.statSync(file).isFile()) fs.unlinkSync(file);
}
console.log(`${target}/index.html: ${pages.size} pages, ${(bytes / 1e6).toFixed(1)} MB`);
