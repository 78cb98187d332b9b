// The module for JavaScript: chapters/laboratory/interface.hpp, name by name. Numbers come back as arrays of their own.
// Stands in the worker and in same.js, so it uses nothing of a page.
async function openLaboratory(compiled) {
    // What a program of Emscripten wants of a system: memory that may grow, and a standard output that nobody reads.
    const refused = 52;  // WASI: "function not supported"
    const imports = {};
    for (const {module, name} of WebAssembly.Module.imports(compiled)) {
        (imports[module] ??= {})[name] = () => refused;
    }
    const {exports} = await WebAssembly.instantiate(compiled, imports);
    exports._initialize();

    // Looked up anew every time: the array moves when the memory grows.
    const numbers = (count) => new Float64Array(exports.memory.buffer, exports.laboratory_numbers(), count);
    const taken = (count) => Float64Array.from(numbers(count));
    const text = (at) => {
        const bytes = new Uint8Array(exports.memory.buffer, at);
        return String.fromCharCode(...bytes.subarray(0, bytes.indexOf(0)));
    };
    // Of pinn::laboratory::Choices.
    const order = ['a', 'width', 'parameterization', 'zScored', 'loss', 'weighting', 'lambda', 'method', 'rate',
                   'multiple', 'seed'];
    return {
        order,
        message: () => text(exports.laboratory_message()),
        start(run, choices) {
            order.forEach((name, i) => { numbers(order.length)[i] = choices[name]; });
            return exports.laboratory_start(run) === 1;
        },
        advance: exports.laboratory_advance,
        setLambda: exports.laboratory_set_lambda_b,
        setRate: exports.laboratory_set_rate,
        points: (run) => taken(exports.laboratory_read(run, 0)),
        exact: (run) => taken(exports.laboratory_read(run, 1)),
        u: (run) => taken(exports.laboratory_read(run, 2)),
        measured: (run) => taken(exports.laboratory_read(run, 3)),
        predicted: (run) => taken(exports.laboratory_read(run, 4)),
        eigenvaluesAtStart: (run) => taken(exports.laboratory_read(run, 5)),
        eigenvalues: (run) => taken(exports.laboratory_read(run, 6)),
        summary(run) {
            const [state, steps, error, straight, curved, lossB, lossR, lambdaB, lambdaR, rate, bound] =
                taken(exports.laboratory_read(run, 7));
            return {state: ['running', 'finished', 'diverged'][state], steps, error, straight, curved, lossB, lossR,
                    lambdaB, lambdaR, rate, bound};
        },
        read: (run, what) => taken(exports.laboratory_read(run, what)),
        eigenvector: (run, i) => taken(exports.laboratory_eigenvector(run, i)),
        observedBound: exports.laboratory_observed_bound,
        checksum: (run, of) => exports.laboratory_checksum(run, of) >>> 0,
        movement: (width, seed, steps, rate) => taken(exports.laboratory_movement(width, seed, steps, rate)),
        process: (width) => taken(exports.laboratory_process(width)),
        processLimit: () => taken(exports.laboratory_process_limit()),
        processDraw: () => taken(exports.laboratory_process_draw()),
        processSummary: () => taken(exports.laboratory_process_summary())
    };
}
