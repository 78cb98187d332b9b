// The page: controls, lessons, frames. The worker computes the next frame while this one is drawn.

const $ = (id) => document.getElementById(id);
const program = new Blob([`${openLaboratory}\n${work}\nwork();`], {type: 'text/javascript'});
const worker = new Worker(URL.createObjectURL(program));
worker.postMessage({module: Uint8Array.from(atob(module64), (c) => c.charCodeAt(0)).buffer});

// ---- What is shown --------------------------------------------------------------------------------------------------

let number = 0;  // of the experiment; answers of older ones are dropped
let lesson = lessons[0], mode = 'run', choices = [paper];
let paused = false, waiting = false, ended = false;
let fixed, frame, course, eigenvector, observed;  // of a run
let lazy, process;
let frames = [], askedAt, restartTimer;
let pending;  // changes of a running training that the worker has not been told

const ask = (job, message = {}) => worker.postMessage({number, job, ...message});

function say(text, alarm = false) {
    if ($('status').textContent !== text) $('status').textContent = text;
    $('status').classList.toggle('alarm', alarm);
}

// ---- Pictures -------------------------------------------------------------------------------------------------------

function layOut() {
    $('pictures').replaceChildren(...pictures[mode].map(([id, title, note]) => {
        const figure = document.createElement('figure');
        figure.innerHTML = `<figcaption>${title}<small>${note}</small></figcaption>
            <canvas id="${id}" role="img" aria-label="${title}: ${note}"></canvas>`;
        if (id === 'eigenvector') {
            figure.querySelector('figcaption').insertAdjacentHTML('beforeend',
                '<label>Number of the eigenvector <input id="pick" type="number" min="1" max="102" value="1"></label>');
            figure.querySelector('input').addEventListener('input', pick);
        }
        return figure;
    }));
    $('numbers').tHead.hidden = mode !== 'run';
    $('controls').hidden = mode === 'lazy';
    $('overlay').hidden = mode !== 'run';
    $('speed').hidden = mode === 'lazy';
    for (const label of $('controls').children) label.hidden = mode === 'process' && !label.querySelector('#width');
}

// ---- Numbers --------------------------------------------------------------------------------------------------------

// Root mean squares over seeds, and the slope of their logarithms from the width on from which chapter 05 fits it.
function lazyFit(kind) {
    const means = lesson.widths.map((width) => {
        const values = lazy.found.filter((one) => one.width === width).map((one) => one.movement[kind]);
        return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
    });
    const points = means.map((m, i) => [Math.log(lesson.widths[i]), Math.log(m)])
        .filter(([, y], i) => Number.isFinite(y) && lesson.widths[i] >= lesson.from[kind]);
    const mean = (k) => points.reduce((sum, p) => sum + p[k], 0) / points.length, [x, y] = [mean(0), mean(1)];
    const sum = (term) => points.reduce((total, p) => total + term(p), 0);
    return {means, slope: sum((p) => (p[0] - x) * (p[1] - y)) / sum((p) => (p[0] - x) ** 2)};
}

// lambda_b / lambda_r of run i. The loss has half sums over two ends, which count 50 copies each.
const weight = (run, i) => run.lambdaB / run.lambdaR / (choices[i].loss === 0 ? 50 : 1);
const distance = (v, w) => Math.hypot(...v.map((value, i) => value - w[i]));

function numbers() {
    if (mode === 'lazy') {
        return [
            ['networks', 'networks trained', lazy.found.length],
            ['slope-K', 'movement of the kernel, power of N', lazyFit(0).slope],
            ['slope-theta', 'movement of the parameters, power of N', lazyFit(1).slope],
            ['slope-first', 'speed of the kernel at the start, power of N', lazyFit(2).slope]
        ];
    }
    if (mode === 'process') {
        const [drawn, u, uxx, fourth] = process.summary ?? [];
        return [
            ['networks', 'networks drawn', drawn], ['variance-u', 'variance of u / that of the limit', u],
            ['variance-uxx', 'variance of u″ / that of the limit', uxx],
            ['fourth', 'fourth moment of u″ / that of a Gaussian', fourth]
        ];
    }
    const row = (id, name, of) => [id, name, ...frame.runs.map(of)], a = frame.runs[0];
    const found = [
        row('step', 'step', (run) => run.steps), row('error', 'relative error of u', (run) => run.error),
        row('straight', 'its straight part', (run) => run.straight),
        row('curved', 'its curved part', (run) => run.curved),
        row('loss-b', 'loss of the boundary, L_b', (run) => run.lossB),
        row('loss-r', 'loss of the equation, L_r', (run) => run.lossR),
        row('lambda-b', 'weight of the boundary over that of the equation, λb / λr', weight),
        row('rate', 'learning rate η', (run, i) => choices[i].method === 3 ? undefined : run.rate)
    ];
    if (frame.byRate) {
        found.push(row('rate-start', 'η / its bound by K̃(0)', (run) => run.rate / run.bound));
        const now = fixed.now?.[0] * a.rate / 2 / frame.factor;
        if (now) found.push(['rate-now', 'η / its bound by K̃ now', now]);
        if (observed) found.push(['observed', 'largest stable η at the start, observed / foretold', observed]);
    }
    if (a.predicted.length) {
        const unforeseen = distance(a.measured, a.predicted) / Math.hypot(...a.measured);
        found.push(['unforeseen', 'measured − foretold error, over the error left', unforeseen]);
    }
    return found;
}

function showNumbers() {
    const second = frames.filter((at) => at > performance.now() - 1000).length;
    const rows = [...numbers(), ['frames', 'frames a second', second]];
    // Cells change in place, so that a reader who is on one of them stays there.
    const body = $('numbers').tBodies[0], wanted = rows.map(([id, , ...values]) => id + values.length).join();
    if (body.dataset.rows !== wanted) {
        body.dataset.rows = wanted;
        body.innerHTML = rows.map(([id, name, ...values]) =>
            `<tr id="number-${id}"><th scope="row">${name}</th>${'<td></td>'.repeat(values.length)}</tr>`).join('');
    }
    rows.forEach(([, , ...values], i) => {
        body.rows[i].dataset.value = values[0];
        values.forEach((value, k) => { body.rows[i].cells[k + 1].textContent = short(value, 4); });
    });
    for (const [id, title, , , says] of pictures[mode]) $(id).ariaLabel = `${title}. ${says()}`;
}

// ---- Controls -------------------------------------------------------------------------------------------------------

const restarting = ['weighting', 'method', 'width', 'a', 'parameterization', 'zScored', 'loss', 'seed'];

// Rates of gradient descent and heavy ball are shown in units of the bound by K~(0); those of Adam are what they are.
const byBound = (method) => method < 2;
function showChoices() {
    for (const id of restarting) $(id).value = choices[0][id];
    $('overlay').textContent = choices.length > 1 ? 'Remove B' : 'Copy A to B';
}
function showSliders() {
    if (pending || frame.old) return;
    const A = choices[0], run = frame.runs[0], rate = run.rate;
    const lambda = weight(run, 0), multiple = rate / run.bound;
    const [label, shown, position] = A.method === 3 ? ['Gauss-Newton has no learning rate', '', 0]
        : byBound(A.method) ? ['Learning rate η, over its bound 2/λmax of K̃(0)', short(multiple), Math.log10(multiple)]
        : ['Learning rate of Adam', short(rate), Math.log10(rate) + 2];
    $('rate').disabled = A.method === 3;
    $('rate-label').textContent = label;
    for (const [id, value, text] of [['lambda', Math.log10(lambda), short(lambda)], ['rate', position, shown]]) {
        if (document.activeElement !== $(id)) $(id).value = value;
        showValue(id, text);
    }
}
// What a slider stands at, for the eye and for a screen reader, which reads it at once when a key moves the slider.
function showValue(id, text) {
    $(id + '-shown').textContent = text;
    $(id).ariaValueText = text;
}

function changed(id) {
    const A = choices[0] = {...choices[0], [id]: Number($(id).value)};
    if (id === 'a') A.a = Math.min(Math.max(A.a || 1, 0.5), 16);
    if (id === 'seed') A.seed = Math.min(Math.max(Math.round(A.seed) || 0, 0), 999999);
    // A rate that suits the rule: a tenth of the bound, or Adam's own.
    if (id === 'method') [A.rate, A.multiple] = A.method === 2 ? [1e-3, 0] : A.method === 3 ? [1e-5, 0] : [A.rate, 0.1];
    const again = ended;
    start();
    if (again) setPaused(false);
}

function changeLambda() {
    const lambda = 10 ** Number($('lambda').value);
    choices[0] = {...choices[0], lambda, weighting: 0};
    showChoices();
    showValue('lambda', short(lambda));
    touched({lambda});
}

function changeRate() {
    const A = choices[0], value = 10 ** Number($('rate').value), bound = frame?.runs?.[0]?.bound;
    if (byBound(A.method) && !bound) return;
    choices[0] = byBound(A.method) ? {...A, multiple: value} : {...A, rate: value / 100, multiple: 0};
    showValue('rate', short(byBound(A.method) ? value : value / 100));
    touched({rate: byBound(A.method) ? value * bound : value / 100});
}

// A reader's hand on a slider: the training goes on, beyond the end of the lesson and after a divergence. A hand is
// faster than the worker, so changes wait for the next frame.
function touched(change) {
    const diverged = frame?.runs?.[0]?.state === 'diverged';
    pending = {...pending, ...change};
    ended = false;
    if (diverged) start();
    if (paused || diverged) setPaused(false);
    else next();
}

// ---- Frames ---------------------------------------------------------------------------------------------------------

function start() {
    ++number;
    clearTimeout(restartTimer);
    ended = waiting = false;
    frame = pending = undefined;
    frames = [];
    delete document.body.dataset.done;
    delete document.body.dataset.diverged;
    if (mode === 'run') {
        observed = eigenvector = undefined;
        course = {steps: [], error: [], straight: [], curved: [], stepsB: [], errorB: []};
        ask('start', {runs: choices});
        pick();
        if (byBound(choices[0].method) && choices[0].multiple > 0) ask('observe');
    } else if (mode === 'lazy') {
        const seeds = Array.from({length: lesson.seeds}, (_, i) => lesson.firstSeed + i);
        const jobs = seeds.flatMap((seed) => lesson.widths.map((width) => ({width, seed, ...lesson.flow})));
        lazy = {found: [], jobs};
        next();
    } else {
        process = {paths: []};
        ask('process', {width: choices[0].width});
    }
}

function pick() {
    const i = Math.min(Math.max(Math.round($('pick')?.valueAsNumber) || 1, 1), 102);
    ask('eigenvector', {i: i - 1});
}

// Asks for the next frame of work.
function next() {
    if (paused || waiting || ended) return;
    const steps = Math.min(Math.max(Math.round($('steps').valueAsNumber) || 1, 1), 2000);
    if (mode === 'run') {
        if (!frame || frame.runs[0].state === 'diverged') return;
        if (pending) {
            ask('change', pending);
            pending = undefined;
            frame.old = true;  // the next one has the change
        }
        const left = Math.max(1, lesson.end - frame.runs[0].steps);
        ask('frame', {count: choices.length, steps: frame.runs[0].steps < lesson.end ? Math.min(steps, left) : steps});
    } else if (mode === 'lazy') {
        const job = lazy.jobs.shift();
        if (!job) return end();
        ask('movement', job);
    } else {
        ask('draw', {networks: Math.max(1, Math.min(steps, lesson.networks - (process.summary?.[0] ?? 0)))});
    }
    waiting = true;
    askedAt = performance.now();
}

function end() {
    ended = true;
    setPaused(true, mode === 'run' ? 'Go on' : 'Again');
    document.body.dataset.done = lesson.id;
    say('The lesson is at its end.' + (mode === 'lazy' ? '' : ' Change what you like; “Restart” begins again.'));
}

const absorb = {
    start(answer) {
        if (answer.refused) return say(answer.refused, true);
        fixed = {x: answer.x, exact: answer.exact, atStart: answer.atStart, now: answer.runs[0].now};
        take(answer.runs);
    },
    frame: ({runs}) => take(runs),
    change({atStart}) { fixed.atStart = atStart; pick(); },
    eigenvector(answer) { eigenvector = answer.eigenvector; },
    observe(answer) { observed = answer.observed; },
    movement(answer) { lazy.found.push(answer); frame = {}; },
    process({points, limit}) { Object.assign(process, {points, limit}); frame = {}; },
    draw({paths, summary}) {
        process.paths = [...process.paths, ...paths].slice(-40);
        process.summary = summary;
        frame = {};
        if (summary[0] >= lesson.networks) end();
    }
};

function take(runs) {
    const [a, b] = runs, method = choices[0].method;
    if (a.now) fixed.now = a.now;
    frame = {runs, byRate: byBound(method), factor: method === 1 ? 1.9 : 1};
    if (a.steps > 0) for (const name of ['steps', 'error', 'straight', 'curved']) course[name].push(a[name]);
    if (b && b.steps > 0) course.stepsB.push(b.steps), course.errorB.push(b.error);
    if (course.steps.length > 4000) {
        for (const name of Object.keys(course)) course[name] = course[name].filter((_, i) => i % 2);
    }
    if (a.state === 'diverged') {
        const times = frame.byRate ? `: the rate is ${short(a.rate / a.bound)} times its bound at the start` : '';
        say(`Diverged by step ${a.steps}${times}. It begins again in three seconds, or as soon as you change a rate.`,
            true);
        document.body.dataset.diverged = a.steps;
        restartTimer = setTimeout(() => { start(); say('Running.'); }, 3000);
    } else if (a.state === 'finished' || a.steps === lesson.end) {
        end();
    }
}

worker.onmessage = ({data}) => {
    if (data.number !== number) return;
    if (data.failed) return say(`The module failed: ${data.failed}`, true);
    if (['frame', 'movement', 'draw'].includes(data.job)) waiting = false, frames.push(performance.now());
    if (frames.length > 200) frames = frames.slice(-100);
    absorb[data.job](data);
    // Work that outlasts a refresh of the screen goes on at once; shorter work waits for its picture, in draw().
    if (performance.now() > askedAt + 16) next();
    redraw();
};

let drawing = false, numbersAt = 0;
function redraw() {
    if (!drawing) requestAnimationFrame(draw);
    drawing = true;
}
function draw() {
    drawing = false;
    if (!frame) return;
    next();  // the worker computes while the page draws
    for (const [id, , , picture] of pictures[mode]) picture($(id));
    if (performance.now() < numbersAt && !paused) return;
    numbersAt = performance.now() + 200;
    showNumbers();
    if (mode === 'run') showSliders();
}

// ---- Lessons --------------------------------------------------------------------------------------------------------

function visit() {
    lesson = lessons.find(({id}) => '#' + id === location.hash) ?? lessons[0];
    mode = lesson.mode;
    choices = lesson.runs ? [...lesson.runs] : [{...paper, width: lesson.width ?? paper.width}];
    for (const id of ['title', 'question', 'look', 'answer']) $(id).textContent = lesson[id];
    $('chapter').textContent = `Chapter ${lesson.chapter.slice(0, 2)}, ${lesson.item}`;
    $('chapter').href = chapterAddress(lesson.chapter);
    $('lesson').querySelector('details').open = false;
    for (const link of $('lessons').querySelectorAll('a')) {
        link.ariaCurrent = link.hash === '#' + lesson.id ? 'true' : null;
    }
    $('steps').value = lesson.steps ?? 8;
    layOut();
    showChoices();
    setPaused(true, 'Start');
    start();
}

// A lesson waits for a guess.
function setPaused(to, label = to ? 'Go on' : 'Pause') {
    paused = to;
    $('pause').textContent = label;
    say(!to ? 'Running.' : label === 'Start' ? `${lesson.title}: guess, then press Start.` : 'Paused.');
    if (!paused) next();
}

$('lessons').innerHTML = lessons.map(({id, title}) => `<li><a href="#${id}">${title}</a></li>`).join('');
$('book').href = chapterAddress('07-adaptive-weights');
for (const id of restarting) $(id).addEventListener('change', () => changed(id));
$('lambda').addEventListener('input', changeLambda);
$('rate').addEventListener('input', changeRate);
$('pause').addEventListener('click', () => {
    if (ended && mode !== 'run') start();
    ended = false;
    setPaused(!paused);
});
$('restart').addEventListener('click', () => { start(); setPaused(false); });
$('overlay').addEventListener('click', () => {
    choices = choices.length > 1 ? [choices[0]] : [choices[0], choices[0]];
    showChoices();
    start();
    setPaused(false);
    if (choices.length > 1) say('Running, both from the start. Change a setting: it changes A, and B stays.');
});
$('controls').addEventListener('submit', (event) => event.preventDefault());
addEventListener('hashchange', visit);
addEventListener('resize', redraw);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
visit();
