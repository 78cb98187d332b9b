// What a page of the book does in a browser: dark or light, the origin of a number, the reader's own run, search.
const root = document.documentElement;
const kept = (name, value) => {  // some browsers keep nothing for files
    try {
        return value === undefined ? localStorage.getItem(name) : localStorage.setItem(name, value);
    } catch {
        return null;
    }
};
const dark = (on) => (root.dataset.theme = on ? 'dark' : 'light');
dark((kept('theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark');
root.classList.toggle('no-own', kept('own') === 'no');

addEventListener('DOMContentLoaded', () => {
    const theme = document.getElementById('theme'), own = document.getElementById('own');
    const query = document.querySelector('input[name=q]');
    const name = () => (theme.textContent = root.dataset.theme === 'dark' ? 'Light' : 'Dark');
    theme.onclick = () => (dark(root.dataset.theme !== 'dark'), kept('theme', root.dataset.theme), name());
    name();
    if (own) {
        const pressed = () => own.setAttribute('aria-pressed', String(!root.classList.contains('no-own')));
        own.onclick = () => (kept('own', root.classList.toggle('no-own') ? 'no' : 'yes'), pressed());
        pressed();
    }
    addEventListener('keydown', (event) => {
        if (event.key === '/' && document.activeElement !== query) event.preventDefault(), query.focus();
        if (event.key === 'Escape') tip.hidden = true;
    });

    // One box that says where the number under the pointer or the focus comes from.
    let touched;
    const tip = document.body.appendChild(Object.assign(document.createElement('div'), {id: 'tip', hidden: true}));
    tip.setAttribute('role', 'tooltip');
    const show = ({target}) => {
        const number = target.closest?.('[data-tip]');
        tip.hidden = !number;
        if (!number) return;
        tip.textContent = number.dataset.tip;
        number.setAttribute('aria-describedby', 'tip');
        tip.style.left = '0';
        const box = number.getBoundingClientRect();
        tip.style.left = `${Math.max(4, Math.min(box.left, root.clientWidth - tip.offsetWidth - 4)) + scrollX}px`;
        tip.style.top = `${box.bottom + scrollY + 6}px`;
    };
    addEventListener('click', (event) => {  // the first touch of a number shows its origin, the second follows it
        const number = event.target.closest?.('[data-tip]');
        if (event.pointerType === 'touch' && number && touched !== number) event.preventDefault();
        touched = number;
    });
    addEventListener('mouseover', show);
    addEventListener('focusin', show);
});

// Paper has no folds.
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((one) => (one.open = true)));

// Called by search.js, which holds the entries [title, address, text]: all words must occur, titles count most.
function search() {
    const query = document.querySelector('input[name=q]');
    const list = document.getElementById('results'), found = document.getElementById('found');
    const add = (to, tag, text) => Object.assign(to.appendChild(document.createElement(tag)), {textContent: text});
    query.value = new URLSearchParams(location.search).get('q') ?? '';
    const run = () => {
        const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
        const hits = [];
        for (const [title, address, text] of words.length ? entries : []) {
            const high = title.toLowerCase(), low = text.toLowerCase();
            if (!words.every((word) => high.includes(word) || low.includes(word))) continue;
            const inTitle = words.filter((word) => high.includes(word)).length, exact = high === words.join(' ');
            hits.push({title, address, text, at: low.indexOf(words[0]), score: 4 * exact + inTitle});
        }
        hits.sort((a, b) => b.score - a.score);
        found.textContent = words.length ? `${hits.length} found`
                                         : 'Type words: pages, items of the paper and names of functions are found.';
        list.replaceChildren();
        for (const {title, address, text, at} of hits.slice(0, 60)) {
            const item = add(list, 'li', ''), context = (add(item, 'a', title).href = address, add(item, 'p', ''));
            const begin = Math.max(at, 0), end = at < 0 ? 0 : at + words[0].length;
            context.append((begin > 80 ? '… ' : '') + text.slice(Math.max(0, begin - 80), begin));
            add(context, 'mark', text.slice(begin, end));
            context.append(text.slice(end, begin + 160));
        }
    };
    query.oninput = run;
    run();
}
