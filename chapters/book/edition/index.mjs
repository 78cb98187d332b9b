// The index of the paper: from an item to where it is derived and seen, to code, test, figure, exercise and results.
import {append, basename, chapterOf, escape, itemsIn, judged, listed, paperIndex, read, slug} from './project.mjs';
import {plotOf, published, rowAnchor} from './results.mjs';
import {declarationOf, sources} from './sources.mjs';

const groups = [['Equations', /^Eq/], ['Theorems, lemmas, remarks, definitions, algorithms', /^(Th|Le|Re|De|Al)/],
                ['Figures', /^Fig/], ['Sections and appendices', /^(Se|Ap)/], ['Found by running the paper', /^C\d/],
                ['Beyond the paper', /^(?!Eq|Th|Le|Re|De|Al|Fig|Se|Ap|C\d)/]];
const columns = ['item', 'derived and seen', 'code', 'test', 'figure', 'exercise', 'results'];

// The lines of the code that cite an item: "paper: Theorem 4.3".
const cited = new Map();
for (const file of sources.filter((one) => /^(lib|chapters\/\d\d-[^/]+\/[^/]+$)/.test(one))) {
    read(file).split('\n').forEach((line, i) => {
        const at = line.indexOf('paper: ');
        for (const item of at < 0 ? [] : itemsIn(line.slice(at))) append(cited, item, [file, i + 1]);
    });
}

export function paperIndexHtml(page, pages) {
    const link = (to, anchor, html) => `<a href="${page.link(to, anchor)}">${html}</a>`;

    // Paragraphs of a page that name one of the items, or that belong to a step of the program that does.
    const naming = (file, items) => (pages.get(file)?.blocks ?? []).filter((block) => {
        block.items ??= [...itemsIn(block.text), ...(block.cited ?? [])];
        return !block.text.startsWith('item') && block.items.some((one) => items.includes(one));
    });
    function derived(home, items) {
        const file = home + '/README.md', far = (block) => !block.cited?.some((one) => items.includes(one));
        const found = ['the-mathematics', 'what-you-should-see'].flatMap((part) => naming(file, items)
            .filter((block) => block.section.part === part).sort((a, b) => far(a) - far(b)).slice(0, 2));
        return found.length ? found.map((block) => link(file, block.id, `${chapterOf(file)} ${block.lead}`))
                            : [link(file, 'the-mathematics', `${chapterOf(file)} The mathematics`)];
    }
    function exercises(home, items) {
        const file = home + '/exercises/README.md', found = new Set(naming(file, items).map((block) => block.section));
        const tasks = [...found].filter(({id}) => id).map(({id, title}) =>
            link(file, id, `${chapterOf(file)}.${escape(title)}`));
        return tasks.length || !pages.has(file) ? tasks : [link(file, undefined, `exercises of ${chapterOf(file)}`)];
    }
    function figure(plot, homes) {
        const drawn = listed(/^plots\/gallery\/.*\.png$/).find((one) => plotOf(one) === plot);
        for (const file of homes.map((home) => home + '/README.md')) {
            const block = drawn && pages.get(file).blocks.find(({html}) => html.includes(basename(drawn, 'png')));
            if (block) return link(file, block.id, basename(plot, '.cpp'));
        }
        return link(plot, undefined, basename(plot));
    }
    function results(item) {
        const rows = [...published].flatMap(([source, table]) => table.rows.filter((row) => row.item === item)
            .map((row) => ({verdict: row.verdict, anchor: rowAnchor(source, row)})));
        const count = [...new Set(rows.map(({verdict}) => verdict))].map((verdict) =>
            `${rows.filter((row) => row.verdict === verdict).length} ${verdict}`);
        return rows.length ? [link('chapters/RESULTS.md', rows[0].anchor, count.join(', '))] : [];
    }

    function row(item) {
        const {chapters, code, tests, figures} = paperIndex.get(item);
        const items = [item, item.replace(/^(Fig\. \d)[a-z]$/, '$1')];
        const near = (file) => !chapters.some((home) => file.startsWith(home));
        const names = code.map((name) => [name, declarationOf(name, chapters)]).filter(([, found]) => found)
            .map(([name, {file, line}]) => link(file, 'L' + line, name));
        const lines = (cited.get(item) ?? []).sort(([a], [b]) => near(a) - near(b)).slice(0, 4).map(([file, line]) =>
            link(file, 'L' + line, `${file.replace(/^chapters\/(\d\d)-[^/]*/, '$1')}:${line}`));
        const cells = [
            chapters.flatMap((home) => derived(home, items)),
            [names.join(', '), ...lines].filter(Boolean),
            tests.map((file) => link(file, undefined, basename(file, '.cpp'))),
            figures.map((plot) => figure(plot, chapters)),
            chapters.flatMap((home) => exercises(home, items)),
            results(item),
        ];
        return `<tr id="${slug(item)}"><th scope="row">${item}</th>` +
            cells.map((cell, j) => `<td data-name="${columns[j + 1]}">${cell.join('<br>')}</td>`).join('') + '</tr>';
    }

    for (const item of judged) if (!paperIndex.has(item)) page.wrong(1, `${item} is judged and in no row of the index`);
    return groups.map(([title, pattern]) => {
        const items = [...paperIndex.keys()].filter((item) => pattern.test(item));
        items.sort((a, b) => a.localeCompare(b, 'en', {numeric: true}));
        const head = columns.map((name) => `<th scope="col">${name}</th>`).join('');
        return `<h2 id="${slug(title)}">${title}</h2><div class="table"><table class="cards index">` +
            `<thead><tr>${head}</tr></thead><tbody>${items.map(row).join('\n')}</tbody></table></div>`;
    }).join('\n');
}
