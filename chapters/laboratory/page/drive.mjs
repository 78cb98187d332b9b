// Opens the page from its folder in a headless Chromium and runs every lesson to its end, at full speed; reads the
// numbers that the page shows and compares them with the chapters' recorded rows.
//
//     node chapters/laboratory/page/drive.mjs PAGE [FOLDER]     pictures of every lesson go to FOLDER
//
// Bands: published.csv, smallest .. largest over seeds where a row has them, else its band. No seed is chosen for its
// result: trainings have seed 0, the first of the chapters', so where that is the smallest or the largest of a row the
// two have to agree, but for rounding.
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';

const [page, folder] = process.argv.slice(2);

// ---- The chapters' rows ----

function row(chapter, item, quantity) {
    const home = fs.readdirSync('chapters').find((name) => name.startsWith(chapter + '-'));
    for (const line of fs.readFileSync(`chapters/${home}/published.csv`, 'utf8').split('\n')) {
        const cells = [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^",]*))/g)].map((m) => m[1] ?? m[2]);
        if (cells[0] !== item || cells[1] !== quantity) continue;
        const [smallest, largest, low = -Infinity, high = Infinity] =
            cells.slice(5, 9).map((cell) => cell === '' ? undefined : Number(cell));
        return {spread: [smallest * (1 - 1e-9), largest * (1 + 1e-9)], band: [low, high]};
    }
    throw new Error(`chapter ${chapter} has no row ${item}, ${quantity}`);
}
const spread = (...of) => row(...of).spread, band = (...of) => row(...of).band;

const expected = {
    'fig-4a': [['error', ...spread('07', 'Fig. 4a', 'relative L2 error, lambda_b = 1')]],
    'fig-4b': [['error', ...spread('07', 'Fig. 4b', 'relative L2 error, lambda_b = trace ratio')]],
    'the-text': [['error', ...spread('07', 'C10', 'NTK, raw, lambda/(2N), lambda_b = 100')]],
    'edge': [['observed', 0.98, 1.02],
             ['rate-now', ...band('07', 'Eq. (6.3)', 'rate 0.5 x bound, lambda_b = 100: rate x lambda_max(K~) / 2 ' +
                                                     'of the survivors at the end')]],
    'lazy': [['slope-first', ...band('05', 'Theorem 4.4', "slope in N: K'(0) / K(0), z-scored inputs")],
             ['slope-theta', ...band('05', 'Theorem 4.4', 'slope in N: relative change of theta')]],
    'spectral-bias': [['unforeseen', ...spread('06', 'Eq. (5.3)', 'unforeseen part of the remaining error, ' +
                                                                  'step 3000, width 1000, s = 1')]],
    'gauss-newton': [['error', ...band('09', 'Section 8: Gauss-Newton', 'a = 4: largest error of a network')]],
    'gaussian-process': [['variance-uxx', ...band('03', 'Theorem 4.1', 'variance of u_xx at width 8 / Sigma_xx')]]
};

// ---- Chromium, through two pipes: messages of the DevTools protocol end with a zero ----

const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'laboratory-'));
const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe'];
const stdio = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'];
const chromium = spawn('chromium', [...flags, `--user-data-dir=${profile}`], {stdio});
const [to, from] = [chromium.stdio[3], chromium.stdio[4]], waiting = new Map();
let rest = '', calls = 0;
const faults = [];
from.on('data', (data) => {
    const parts = (rest + data).split('\0');
    rest = parts.pop();
    for (const message of parts.map((part) => JSON.parse(part))) {
        if (message.method === 'Runtime.exceptionThrown') {
            const {exception, text} = message.params.exceptionDetails;
            faults.push(exception?.description ?? text);
        }
        waiting.get(message.id)?.(message.result ?? message);
        waiting.delete(message.id);
    }
});
let session;
const call = (method, params = {}) => new Promise((done) => {
    waiting.set(++calls, done);
    to.write(JSON.stringify({id: calls, method, params, sessionId: session}) + '\0');
});
async function evaluate(expression) {
    return (await call('Runtime.evaluate', {expression, returnByValue: true, awaitPromise: true})).result?.value;
}
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
async function until(expression, seconds) {
    for (const end = Date.now() + 1000 * seconds; Date.now() < end; await sleep(200)) {
        if (await evaluate(expression)) return true;
    }
    return false;
}
async function screen(width, height, dark) {
    await call('Emulation.setDeviceMetricsOverride', {width, height, deviceScaleFactor: 1, mobile: width < 600});
    const scheme = {name: 'prefers-color-scheme', value: dark ? 'dark' : 'light'};
    await call('Emulation.setEmulatedMedia', {features: [scheme]});
}
async function picture(name, width, height, dark = false) {
    if (!folder) return;
    fs.mkdirSync(folder, {recursive: true});
    await screen(width, height, dark);
    await sleep(800);
    const {data} = await call('Page.captureScreenshot', {captureBeyondViewport: true});
    fs.writeFileSync(path.join(folder, `${name}-${width}${dark ? '-dark' : ''}.png`), Buffer.from(data, 'base64'));
    await screen(1280, 900);
}

let wrong = 0, compared = 0;
const check = (what, fine) => { ++compared; if (!fine) ++wrong; console.log(`${fine ? 'ok   ' : 'WRONG'} ${what}`); };
const number = async (id) => Number(await evaluate(`document.getElementById('number-${id}')?.dataset.value`));

try {
    const {targetId} = await call('Target.createTarget', {url: 'about:blank'});
    session = (await call('Target.attachToTarget', {targetId, flatten: true})).sessionId;
    await call('Runtime.enable');
    await call('Page.enable');
    await call('Network.enable');
    const offline = {offline: true, latency: 0, downloadThroughput: 0, uploadThroughput: 0};
    await call('Network.emulateNetworkConditions', offline);
    await screen(1280, 900);
    const address = pathToFileURL(path.resolve(page)).href;
    async function open(id) {
        await call('Page.navigate', {url: 'about:blank'});
        await call('Page.navigate', {url: `${address}#${id}`});
        await until("document.getElementById('pause')?.textContent === 'Start'", 120);
        await until("mode !== 'run' || frame", 120);
    }
    const press = () => evaluate("document.getElementById('pause').click()");
    const set = (control, value) => evaluate(`{
        const control = document.getElementById('${control}');
        control.value = ${value};
        control.dispatchEvent(new Event(control.type === 'range' ? 'input' : 'change'));
    }`);
    const only = process.env.LESSONS?.split(',');
    for (const id of Object.keys(expected).filter((one) => !only || only.includes(one))) {
        const begin = Date.now();
        await open(id);
        console.log(`     ${id}: first picture after ${((Date.now() - begin) / 1000).toFixed(1)} s`);
        await press();
        await evaluate("document.getElementById('steps').value = 400");
        check(`${id}: comes to its end`, await until(`document.body.dataset.done === '${id}'`, 1200));
        for (const [quantity, low, high] of expected[id]) {
            const value = await number(quantity);
            check(`${id}: ${quantity} = ${value} in ${low} .. ${high}`, value >= low && value <= high);
        }
        for (const width of [1280, 390]) {
            await screen(width, 900);
            const fits = await evaluate(`document.documentElement.scrollWidth <= ${width}`);
            check(`${id}: no scrolling sideways at ${width}`, fits);
        }
        await screen(1280, 900);
        await picture(id, 1280, 1500);
        await picture(id, 390, 2900);
        if (id === 'fig-4b') await picture(id, 1280, 1500, true);
    }

    // Frames a second, as fast as this machine is now: no check, since others may be at work.
    for (const width of [100, 500]) {
        await open('fig-4a');
        await set('width', width);
        await evaluate("document.getElementById('steps').value = 32");
        await press();
        await until('frame?.runs[0].steps > 6400', 120);
        const [steps, time] = [await evaluate('frame.runs[0].steps'), Date.now()];
        await sleep(5000);
        const done = await evaluate('frame.runs[0].steps') - steps, seconds = (Date.now() - time) / 1000;
        const frames = await evaluate('frames.filter((at) => at > performance.now() - 1000).length');
        console.log(`     width ${width}: ${frames} frames and ${(done / seconds).toFixed(0)} steps a second`);
    }

    // Bad states: the page says so, begins again, and stays awake.
    const bad = {
        'rate beyond everything': {rate: 1}, 'width 1': {width: 1}, 'a = 16': {a: 16},
        'width 1, a = 16, Gauss-Newton': {width: 1, a: 16, method: 3}
    };
    for (const [what, settings] of Object.entries(bad)) {
        await open('fig-4a');
        for (const [control, value] of Object.entries(settings)) await set(control, value);
        if (!what.startsWith('rate')) await press();
        await sleep(2500);
        if (what.startsWith('rate')) {
            const says = (text) => until(`document.getElementById('status').textContent.startsWith('${text}')`, 60);
            check(`${what}: says that it diverged`, await says('Diverged'));
            await picture('diverged', 1280, 1500);
            check(`${what}: begins again`, await says('Running'));
        }
        const awake = await evaluate('new Promise((done) => requestAnimationFrame(() => done(true)))');
        check(`${what}: the page answers`, awake);
        check(`${what}: it has numbers`, await evaluate("document.getElementById('number-step') !== null"));
    }

    // What a screen reader gets, the accessibility tree, in each kind of lesson; and where the keyboard comes to.
    await call('Emulation.setFocusEmulationEnabled', {enabled: true});
    const key = async (name, windowsVirtualKeyCode) => {
        for (const type of ['rawKeyDown', 'keyUp']) {
            await call('Input.dispatchKeyEvent', {type, key: name, windowsVirtualKeyCode});
        }
    };
    for (const id of ['fig-4a', 'lazy', 'gaussian-process']) {
        await open(id);
        const before = await evaluate("[...document.querySelectorAll('canvas')].map((one) => one.ariaLabel)");
        await press();
        await until("frame && !(mode === 'run' && frame.runs[0].steps < 100)", 60);
        await press();
        await sleep(500);
        const property = (node, name) => node.properties?.find((one) => one.name === name)?.value.value;
        const nodes = (await call('Accessibility.getFullAXTree')).nodes.filter((node) => !node.ignored);
        const named = (node) => node.role.value === 'RootWebArea' || node.name?.value.trim();
        const nameless = nodes.filter((node) => property(node, 'focusable') && !named(node));
        const roles = nameless.map((node) => node.role.value);
        check(`${id}: what can have the focus has a name (${roles})`, nameless.length === 0);
        const speaking = nodes.filter((node) => ['polite', 'assertive'].includes(property(node, 'live')));
        const spoken = speaking.map((node) => node.role.value).join();
        check(`${id}: the status is live, and nothing else is (${spoken})`, spoken === 'status');
        // The eigenvector is one of the start.
        const texts = nodes.filter((node) => node.role.value === 'image').map((node) => node.name.value);
        const follows = texts.filter((text) => !before.includes(text) || text.startsWith('Eigenvector.'));
        const moving = texts.length === before.length && follows.length === texts.length;
        check(`${id}: the text of each picture says what it shows now`, moving);

        await evaluate("document.activeElement.blur()");
        const reached = new Set();
        for (let presses = 0; presses < 100; ++presses) {
            await key('Tab', 9);
            const at = await evaluate(`[...document.querySelectorAll('*')].indexOf(document.activeElement)`);
            if (reached.has(at)) break;
            reached.add(at);
        }
        const left = await evaluate(`[...document.querySelectorAll('*')].filter((one, i) =>
            one.matches('a, button, input, select, summary') && one.offsetParent && !one.disabled &&
            !${JSON.stringify([...reached])}.includes(i)).map((one) => one.id || one.textContent)`);
        check(`${id}: the Tab key comes to every control (${left})`, reached.size > 10 && left.length === 0);
    }
    // The protocol's tree has no aria-valuetext: it is read from the page.
    for (const slider of ['lambda', 'rate']) {
        await open('fig-4a');
        await evaluate(`{
            const slider = document.getElementById('${slider}');
            slider.focus();
            window.texts = [slider.ariaValueText];
            new MutationObserver(() => texts.push(slider.ariaValueText)).observe(slider, {attributes: true});
        }`);
        await key('ArrowRight', 39);
        await sleep(1500);
        const texts = (await evaluate('texts')).filter((text, i, all) => text !== all[i - 1]);
        check(`${slider}: an arrow key changes its text, once (${texts.join(' to ')})`, texts.length === 2);
    }
    check(`no exception (${faults.join('; ')})`, faults.length === 0);
    await call('Browser.close');
} finally {
    const gone = new Promise((done) => chromium.on('exit', done));
    if (chromium.exitCode === null && chromium.kill()) await Promise.race([gone, sleep(10000)]);
    fs.rmSync(profile, {recursive: true, force: true, maxRetries: 20, retryDelay: 200});
}
console.log(`laboratory: ${compared} checks in Chromium, ${wrong} wrong`);
process.exit(wrong ? 1 : 0);
