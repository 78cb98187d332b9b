// The book in a real browser, as a reader opens it: from a folder, with the network off, as wide as a desk and as
// narrow as a phone. No page may scroll sideways, have a picture without words, fail to load something or ask for what
// is not in the folder; and the search finds.
//
//     node tests/edition_in_browser.mjs build/edition [PATTERN [FOLDER]]
//
// PATTERN, a regular expression, chooses pages; FOLDER gets a screenshot of each of these pages at both widths.
//
// Speaks Chromium's own protocol through a pipe; needs chromium and nothing else.
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';

const [edition, pattern = '', shots] = process.argv.slice(2);
const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'pinn-edition-'));
const options = ['--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--disable-renderer-backgrounding',
                 '--remote-debugging-pipe', `--user-data-dir=${profile}`];
const chromium = spawn('chromium', options, {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});
chromium.on('error', (error) => (console.error(`chromium does not start: ${error.message}`), process.exit(1)));

// ---- Messages ----

const waiting = new Map(), events = new Map();
let sent = 0, pending = '', session;
chromium.stdio[4].setEncoding('utf8').on('data', (chunk) => {
    const messages = (pending + chunk).split('\0');
    pending = messages.pop();
    for (const {id, method, params, result, error} of messages.map((text) => JSON.parse(text))) {
        if (method) events.get(method)?.(params);
        else waiting.get(id)?.[error ? 1 : 0](error ? Error(error.message) : result);
    }
});
const call = (method, params = {}) => new Promise((resolve, reject) => {
    waiting.set(++sent, [resolve, reject]);
    chromium.stdio[3].write(JSON.stringify({id: sent, method, params, sessionId: session}) + '\0');
});
async function evaluate(expression) {
    return (await call('Runtime.evaluate', {expression, returnByValue: true, awaitPromise: true})).result.value;
}

const {targetId} = await call('Target.createTarget', {url: 'about:blank'});
session = (await call('Target.attachToTarget', {targetId, flatten: true})).sessionId;
const wrong = new Set();
const fault = (text) => wrong.has(text) || (wrong.add(text), console.error(text));
let page;
for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await call(domain + '.enable');
await call('Network.emulateNetworkConditions', {offline: true, latency: 0, downloadThroughput: 0, uploadThroughput: 0});
events.set('Network.requestWillBeSent', ({request: {url}}) => {
    if (!/^(file|data):/.test(url)) fault(`${page}: asks for ${url}`);
});
events.set('Network.loadingFailed', ({errorText, canceled}) => {
    if (!canceled) fault(`${page}: something is not loaded: ${errorText}`);
});
events.set('Runtime.exceptionThrown', ({exceptionDetails: {text, exception}}) => {
    fault(`${page}: ${text} ${exception?.description ?? ''}`);
});
const open = async (name) => {
    page = name;
    const loaded = new Promise((resolve) => events.set('Page.loadEventFired', resolve));
    const [file, query = ''] = name.split(/(?=[?#])/);
    await call('Page.navigate', {url: pathToFileURL(path.resolve(edition, file)).href + query});
    await loaded;
};

// ---- What is looked at ----

const pages = fs.readdirSync(edition, {recursive: true}).sort()
    .filter((name) => name.endsWith('.html') && RegExp(pattern).test(name));
// What sticks out of a page, and is in no box that scrolls by itself.
const sticksOut = `(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return '';
    const inBox = (e) => e !== document.body && (getComputedStyle(e).overflowX !== 'visible' || inBox(e.parentElement));
    const out = [...document.querySelectorAll('body *')].filter((e) =>
        e.getBoundingClientRect().right > innerWidth + 1 && !inBox(e.parentElement));
    return document.documentElement.scrollWidth + ' px: ' + (out.pop()?.textContent.slice(0, 60) ?? '?');
})()`;
if (shots) fs.mkdirSync(shots, {recursive: true});
for (const pixels of [1280, 390]) {
    const screen = {width: pixels, height: 900, deviceScaleFactor: 1, mobile: pixels === 390};
    await call('Emulation.setDeviceMetricsOverride', screen);
    for (const name of pages) {
        await open(name);
        const widest = await evaluate(sticksOut);
        const bare = await evaluate('[...document.images].filter((image) => !image.alt).length');
        if (widest) fault(`${name}: scrolls sideways at ${pixels} px: ${widest}`);
        if (bare) fault(`${name}: ${bare} pictures without alt`);
        if (!shots) continue;
        await evaluate(`Promise.all([...document.images].map((image) => {
            image.loading = 'eager';
            return image.decode().catch(() => 0);
        }))`);
        const height = await evaluate('document.documentElement.scrollHeight');
        const stem = path.join(shots, `${name.replace(/[^\w.-]+/g, '_')}-${pixels}`);
        for (let y = 0; y < Math.min(height, 16000); y += 1600) {
            const clip = {x: 0, y, width: pixels, height: Math.min(1600, height - y), scale: 1};
            const {data} = await call('Page.captureScreenshot', {captureBeyondViewport: true, clip});
            fs.writeFileSync(`${stem}-${y / 1600}.png`, Buffer.from(data, 'base64'));
        }
    }
}
await open('search.html?q=Algorithm%201');
const first = await evaluate(`document.querySelector('#results a')?.textContent`);
if (first !== 'Algorithm 1') fault(`search.html: "Algorithm 1" finds first ${first}`);

const closed = new Promise((resolve) => chromium.on('exit', resolve));
chromium.stdio[3].write(JSON.stringify({id: ++sent, method: 'Browser.close'}) + '\0');
await closed;
fs.rmSync(profile, {recursive: true, force: true, maxRetries: 5});
console.log(`${pages.length} pages at 1280 and 390 px: ${wrong.size} faults`);
process.exit(wrong.size ? 1 : 0);
