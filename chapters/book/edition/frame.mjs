// The frame around every page: head, contents, search, previous and next.
import {chapterOf, chapters, dirname, escape, href, indexPage, listed, relative, url} from './project.mjs';
import {own} from './results.mjs';

const isSource = ({file}) => !/\.(md|html)$/.test(file);
const isHere = (page, file) => (file === page.file ? ' aria-current="page"' : '');
const address = (page, file) => `href="${href(page.file, file) || '#'}"${isHere(page, file)}`;

// All pages; below the one that is read its sections, below its chapter's the other files of the chapter. Sources that
// are of no chapter do without.
function contents(page, pages, texts) {
    const home = chapters.get(chapterOf(page.file));
    if (isSource(page) && !home) return '';
    const sections = page.sections.filter(({level}) => level === 2 || level === 3).map(({id, title, level}) =>
        `<li class="h${level}"><a href="#${id}">${escape(title)}</a></li>`);
    const line = (file, title, ...lists) => `<li><a ${address(page, file)}>${escape(title)}</a>` +
        [file === page.file && sections.length < 40 ? sections : [], ...lists].filter((list) => list.length)
            .map((list) => `<ol>${list.join('')}</ol>`).join('') + '</li>';
    const others = home ? listed(RegExp(`^${home}/(exercises/)?[^/]*\\.([ch]pp|md)$`)) : [];
    const files = others.filter((file) => file !== home + '/README.md')
        .map((file) => line(file, file.slice(home.length + 1)));
    const titles = (file) => (file === 'README.md' ? 'Front page' : pages.get(file).title);
    const lines = texts.filter((file) => !file.includes('/exercises/')).map((file) =>
        line(file, titles(file), file === home + '/README.md' ? files : []));
    return `<nav id="contents" aria-label="Contents"><ol>${lines.join('')}${line('files.html', 'Files')}</ol></nav>`;
}

// From a page of a chapter to the others that are read beside it.
const besides = {
    'README.md': 'page', 'main.cpp': 'main.cpp', 'claims.hpp': 'claims.hpp', 'exercises/README.md': 'exercises',
};
function beside(page, pages) {
    const home = chapters.get(chapterOf(page.file));
    const links = Object.keys(besides).filter((name) => pages.has(`${home}/${name}`)).map((name) =>
        `<a ${address(page, `${home}/${name}`)}>${besides[name]}</a>`);
    return links.length ? `<nav class="beside" aria-label="Chapter">${links.join(' ')}</nav>` : '';
}

export function framed(page, pages, texts) {
    const {file, title, body} = page, source = isSource(page), k = texts.indexOf(file);
    const list = contents(page, pages, texts);
    const asset = (name) => relative(dirname(url(file)), name);
    const style = (name) => `<link rel="stylesheet" href="${asset(name)}">`;
    const turn = (other, rel) => (k < 0 || !other ? '<span></span>' :
        `<a rel="${rel}" href="${href(file, other)}">${rel === 'prev' ? '← ' : ''}${escape(pages.get(other).title)}` +
        `${rel === 'next' ? ' →' : ''}</a>`);
    return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>${body.includes('class="katex') ? style('katex/katex.css') : ''}
${style('style.css')}<script src="${asset('page.js')}"></script></head>
<body${source ? ' class="source"' : ''}><a class="skip" href="#main">To the text</a>
<header><a href="${list ? '' : href(file, 'README.md')}#contents" class="menu">Contents</a>
<a class="home" ${address(page, 'README.md')}>${escape(pages.get('README.md').title)}</a>
<a ${address(page, indexPage)}>Index of the paper</a>
<form action="${asset('search.html')}" role="search">
<input name="q" type="search" placeholder="Search ( / )" aria-label="Search"></form>
${own.size ? '<button id="own" aria-pressed="true">Your run</button>' : ''}<button id="theme">Dark</button></header>
<div class="frame"><main id="main">${beside(page, pages)}
${source ? `<h1>${escape(file)}</h1>` : ''}
${body}
<nav class="turn" aria-label="Turn the page">${turn(texts[k - 1], 'prev')}${turn(texts[k + 1], 'next')}</nav></main>
${list}</div></body></html>
`;
}
