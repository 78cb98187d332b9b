// A page of Markdown: pandoc reads it, KaTeX sets its formulas, and this writes HTML.
import {spawn} from 'node:child_process';
import {createRequire} from 'node:module';
import {basename, dirname, escape, files, join, lineOf, linkedText, listed} from './project.mjs';
import {find, origin, ownFigure, ownHtml, plotOf, published, rowAnchor} from './results.mjs';
import {declarationOf, highlighted} from './sources.mjs';

// What pandoc reads in a text, as a tree of {t: kind, c: content}.
export const parsed = (text) => new Promise((resolve, reject) => {
    const pandoc = spawn('pandoc', ['-f', 'gfm+tex_math_dollars', '-t', 'json'], {stdio: ['pipe', 'pipe', 'inherit']});
    let json = '';
    pandoc.stdout.setEncoding('utf8').on('data', (chunk) => (json += chunk));
    pandoc.on('error', reject);
    pandoc.on('close', (code) => {
        if (code) reject(Error(`pandoc ended with ${code}`));
        else resolve(JSON.parse(json).blocks);
    });
    pandoc.stdin.end(text);
});

// The words of a tree.
export function textOf(node) {
    if (Array.isArray(node)) return node.map(textOf).join('');
    if (!node?.t || /^Raw/.test(node.t)) return '';
    if (/^(Space|SoftBreak|LineBreak)$/.test(node.t)) return ' ';
    if (/^(Code|CodeBlock|Math)$/.test(node.t)) return node.c[1];
    return node.t === 'Str' ? node.c : textOf(node.c) + (/^(Para|Plain|Header)$/.test(node.t) ? '\n' : '');
}

export const katexFolder = '/usr/share/javascript/katex';
const formulas = new Map();  // the same one stands on many pages
let katex;
function formula(tex, displayMode) {
    katex ??= createRequire(import.meta.url)(katexFolder + '/katex.js');
    const key = displayMode + tex, options = {displayMode, throwOnError: true, strict: 'ignore'};
    if (!formulas.has(key)) formulas.set(key, katex.renderToString(tex, options));
    return formulas.get(key);
}

// Writes the body of a page, and notes on it: title; sections {level, id, part, title, text}, `part` the section of
// level 2 they are in; blocks {id, section, text, html, lead, steps, begins: a new thought}, whose places in the body
// are held by <!--block ID-->.
export function render(page, tree) {
    const {file} = page, at = (written) => join(dirname(file), written);
    let section = {}, part = '', steps = [], inLink = 0;
    const unlinked = (html) => (++inLink, (html = html()), --inLink, html);

    // ---- Within a line ----

    // "../GLOSSARY.md#pinn" as it is called in the book.
    function resolved(written) {
        if (/^[a-z]+:/.test(written)) return escape(written);
        const [to, anchor] = decodeURI(written).split('#'), target = to ? at(to).replace(/\/$/, '') : file;
        if (/\.(png|svg)$/.test(target)) return page.picture(target, target, written);
        if (files.has(target + '/README.md')) return page.link(target + '/README.md', anchor, written);
        if (listed(RegExp(`^${target}/`)).length) return page.link('files.html', target, written);
        return page.link(target, anchor, written);
    }
    function words(text) {
        const dollar = /\$\S*/.exec(text)?.[0];
        if (dollar) page.wrong(lineOf(file, dollar), `a dollar that is no formula: ${dollar}`);
        return inLink ? escape(text) : linkedText(text, file);
    }
    // The name of a file or of a declaration leads there.
    function code(text) {
        const to = [text, at(text)].find((one) => files.has(one)), html = `<code>${escape(text)}</code>`;
        const found = inLink ? undefined : to ? {file: to} : declarationOf(text, [dirname(file)]);
        return found ? `<a href="${page.link(found.file, found.line && 'L' + found.line, text)}">${html}</a>` : html;
    }
    // A recorded number, with its origin to point at.
    function recorded(number, tag, from) {
        if (!from) return page.wrong(lineOf(file, `<!--${tag}-->`), `the tag ${tag} names no result`), escape(number);
        const [element, attribute] = from.to && !inLink ? ['a', `href="${page.link(from.to, from.anchor, tag)}"`]
                                                        : ['span', 'tabindex="0"'];
        return `<${element} class="n" data-tip="${escape(from.tip)}" ${attribute}>${escape(number)}</${element}>` +
            (from.own ?? '');
    }
    function math([{t: kind}, tex]) {
        try {
            return formula(tex, kind === 'DisplayMath');
        } catch (error) {
            page.wrong(lineOf(file, tex.trim()), `formula ${tex.trim()}: ${error.message}`);
            return escape(tex);
        }
    }
    // A picture, as SVG if there is one, with that of the reader's own run beside it.
    function figure([, alt, [written]]) {
        const drawing = (source, text, caption, own = '') =>
            `<figure${own}><a href="${source}"><img src="${source}" alt="${escape(text)}" loading="lazy"></a>` +
            `<figcaption>${caption}</figcaption></figure>`;
        const svg = at(written).replace(/\.png$/, '.svg'), picture = files.has(svg) ? svg : at(written);
        const program = plotOf(picture), caption = program ? `drawn by <a href="${page.link(program)}">${program}</a>` : '';
        const figure = drawing(page.picture(picture, picture, written), textOf(alt), caption);
        const mine = ownFigure(picture);
        if (!mine) return figure;
        return `<div class="pair">${figure}` + drawing(page.picture(`own/${basename(mine.drawn)}`, mine.drawn),
            `Your own run of: ${textOf(alt)}`, mine.caption, ' class="own"') + '</div>';
    }
    const inline = {
        LineBreak: () => '<br>',
        Emph: (c) => `<em>${inlines(c)}</em>`,
        Strong: (c) => `<strong>${inlines(c)}</strong>`,
        Strikeout: (c) => `<del>${inlines(c)}</del>`,
        Quoted: (c) => `“${inlines(c[1])}”`,
        Code: (c) => code(c[1]),
        RawInline: (c) => c[1].replace(/<!--[^]*?-->/g, ''),
        Link: (c) => (inLink ? inlines(c[1]) : `<a href="${resolved(c[2][0])}">${unlinked(() => inlines(c[1]))}</a>`),
        Image: figure,
        Math: math,
    };
    function inlines(list) {
        let html = '', run = '', tail = '';  // run: words not yet written; tail: punctuation that stays with a formula
        const flush = () => ((html += words(run)), (run = ''));
        list.forEach(({t, c}, k) => {
            if (t === 'Str') return (run += c.slice(tail.length)), void (tail = '');
            tail = t === 'Math' && c[1].length < 40 ? /^[,.;:)?!]*/.exec(textOf(list[k + 1]))[0] : '';
            if (t === 'Space' || t === 'SoftBreak') return void (run += ' ');
            const tag = t === 'RawInline' && /^<!--(\S+)-->$/.exec(c[1])?.[1], from = tag && origin(file, tag);
            const number = tag ? (from?.source === 'takes' ? /\S+ \S+$/ : /[^\s(]+$/).exec(run)?.[0] ?? '' : '';
            run = run.slice(0, run.length - number.length);
            flush();
            if (!tag && !inline[t]) throw Error(`${file}: pandoc's ${t} is not known here`);
            const written = tag ? recorded(number, tag, from) : inline[t](c);
            html += tail ? `<span class="nb">${written}${tail}</span>` : written;
        });
        return flush(), html;
    }

    // ---- Blocks ----

    // The row of results that a line of a table shows; of two sources that both have it first one, then the other.
    function resultOf(item, quantity) {
        for (const [source, all] of published) {
            const row = find(all, item, quantity);
            if (row && !page.ids.has(rowAnchor(source, row))) return {source, row, id: rowAnchor(source, row)};
        }
        return {};
    }
    // Rows of results get anchors, and what the reader's own run found. Tables of sentences become cards on a phone.
    function table([, , , [, [head]], bodies]) {
        const cells = (row) => row[1].map((cell) => cell[4]);
        const words = (row) => cells(row).map((cell) => textOf(cell).trim());
        const names = words(head), rows = bodies.flatMap((body) => body[3]);
        const results = names[0] === 'item' && names[1] === 'quantity';
        if (names[0] === 'paper item(s)') return '<!--index-->';
        const body = rows.map((row) => {
            const {source, row: found, id} = results ? resultOf(...words(row)) : {};
            const anchored = id && names.includes('band');
            if (anchored) page.ids.add(id);
            const own = (name) => (found && name === 'ours' ? ownHtml(source, found) : '');
            const written = cells(row).map((cell, j) =>
                `<td data-name="${escape(names[j])}">${blocks(cell)}${own(names[j])}</td>`);
            return `<tr${anchored ? ` id="${id}"` : ''}>${written.join('')}</tr>`;
        });
        const sentences = rows.reduce((sum, row) => sum + words(row).join('').length, 0) > 80 * rows.length;
        const header = cells(head).map((cell) => `<th scope="col">${blocks(cell)}</th>`);
        return '<div class="table" tabindex="0" role="region" aria-label="table">' +
            `<table${sentences ? ' class="cards"' : ''}><thead><tr>${header.join('')}</tr></thead>` +
            `<tbody>${body.join('\n')}</tbody></table></div>`;
    }
    function heading([level, [id], content]) {
        const title = textOf(content).trim();
        page.title ??= title;
        if (level === 2) part = id;
        page.sections.push((section = {level, id, part, title, text: ''}));
        return `<h${level} id="${id}">${inlines(content)}</h${level}>`;
    }
    const items = (list) => list.map((item) => `<li>${blocks(item)}</li>`).join('\n');
    const block = {
        Plain: (c) => inlines(c),
        Para: (c) => (c.length === 1 && c[0].t === 'Image' ? figure(c[0].c) : `<p>${inlines(c)}</p>`),
        Header: heading,
        CodeBlock: ([[, classes], text]) =>
            `<pre class="listing" tabindex="0">${(classes.includes('cpp') ? highlighted : escape)(text)}</pre>`,
        BulletList: (c) => `<ul>${items(c)}</ul>`,
        OrderedList: (c) => `<ol start="${c[0][0]}">${items(c[1])}</ol>`,
        BlockQuote: (c) => `<blockquote>${blocks(c)}</blockquote>`,
        HorizontalRule: () => '<hr>',
        RawBlock: (c) => c[1].replace(/<!--[^]*?-->/g, ''),
        Table: table,
    };
    function blocks(list) {
        return list.map(({t, c}) => {
            if (!block[t]) throw Error(`${file}: pandoc's ${t} is not known here`);
            return block[t](c);
        }).join('\n');
    }
    // How a paragraph is called elsewhere: its first words.
    function lead({t, c}) {
        if (t !== 'Para') return escape(section.title ?? '');
        const bold = c[0].t === 'Strong', most = bold ? 40 : 16;
        const list = bold ? c[0].c : c[0].t === 'Image' ? c[0].c[1] : c;
        return unlinked(() => inlines(list.slice(0, most))).replace(/\.$/, '') + (list.length > most ? ' …' : '');
    }
    return tree.map((node, k) => {
        const html = blocks([node]), id = `b${k}`, text = textOf(node);
        if (node.t === 'RawBlock') steps.push(...[...node.c[1].matchAll(/<!-- step (\d+) -->/g)].map((m) => m[1]));
        if (node.t === 'Header' || node.t === 'RawBlock') return html;
        if (section.id) section.text += text + ' ';
        const begins = node.t === 'Para' ? /Strong|Image/.test(node.c[0].t) : html.includes('<tr id="row-');
        page.blocks.push({id, section, text, html, lead: lead(node), begins, steps});
        steps = [];
        return `<div id="${id}"><!--block ${id}--></div>`;
    }).join('\n');
}
