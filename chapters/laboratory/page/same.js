// Does the module give the numbers of the native program?   node same.js MODULE NUMBERS
//
// NUMBERS is what chapters/laboratory/main.cpp printed. Initial parameters, K and eigenvalues have to be the same to
// the last bit; after training, numbers to 1e-12 of the largest of their list, those of the summary, small differences
// among them, to 1e-11 each: sines and powers come from two C libraries.
const fs = require('fs'), path = require('path');
const source = fs.readFileSync(path.join(__dirname, 'module.js'), 'utf8');
const openLaboratory = new Function(source + 'return openLaboratory;')();

(async () => {
    const [module, expected] = process.argv.slice(2).map((file) => fs.readFileSync(file));
    const laboratory = await openLaboratory(await WebAssembly.compile(module));
    let wrong = 0, largest = 0, compared = 0;
    const check = (what, fine) => { ++compared; if (!fine) ++wrong, console.log(what); };
    for (const block of String(expected).split('settings ').slice(1)) {
        const [first, ...lines] = block.trim().split('\n'), settings = first.split(' ').map(Number);
        const native = {};
        const choices = Object.fromEntries(laboratory.order.map((name, i) => [name, settings[i]]));
        for (const [name, value] of lines.map((line) => line.split(' '))) (native[name] ??= []).push(Number(value));
        check(`${first}: does not start`, laboratory.start(0, choices) === (native.started[0] === 1));
        for (const of of [0, 1, 2]) {
            const found = laboratory.checksum(0, of), name = ['parameters', 'K', 'eigenvalues'][of];
            const [there] = native['checksum' + of];
            check(`${first}: ${name} differ: ${found}, native ${there}`, found === there);
        }
        laboratory.advance(0, native.read7[1]);
        for (const what of [2, 3, 7]) {
            const found = laboratory.read(0, what), there = native['read' + what];
            check(`${first}: ${found.length} numbers, native ${there.length}`, found.length === there.length);
            const all = Math.max(...there.map(Math.abs)), unit = (value) => what === 7 ? Math.abs(value) : all;
            const off = Math.max(...there.map((value, i) => Math.abs(found[i] - value) / (unit(value) || 1)));
            largest = Math.max(largest, off);
            check(`${first}: list ${what} differs by ${off}`, off <= (what === 7 ? 1e-11 : 1e-12));
        }
    }
    console.log(`laboratory: ${compared} comparisons with the native program, ${wrong} wrong; off by ${largest}`);
    process.exit(wrong || compared < 30 ? 1 : 0);
})();
