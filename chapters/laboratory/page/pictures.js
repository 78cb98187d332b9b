// What is drawn in which kind of lesson. `fixed`, `frame`, `course`, `lazy` and `process` are those of page.js.

const line = (x, y, ink, name, wide) => ({x, y, ink, name, wide, as: 'line'});
const dash = (x, y, ink, name) => ({x, y, ink, name, as: 'dash'});
const dots = (x, y, ink, name) => ({x, y, ink, name, as: 'dots'});
const rings = (x, y, ink, name) => ({x, y, ink, name, as: 'rings'});

const shown = 60;  // of the 102 eigenvalues; the others are rounding
const indices = Array.from({length: shown}, (_, i) => i + 1);
const size = (values) => values.slice(0, shown).map(Math.abs);

function drawU(canvas) {
    const {x, exact} = fixed, [{u}, B] = frame.runs, last = x.length - 1;
    const straight = [u[0] - exact[0], u[last] - exact[last]];
    const inside = [0.1, 0.3, 0.5, 0.7, 0.9].map((at) => 1.2 * u[Math.round(at * last)]);
    const reach = Math.min(Math.max(1.6, ...size([...inside, ...straight])), 1e6) || 1.6;
    plot(canvas, {x: [0, 1], y: [-reach, reach], xLabel: 'x', yLabel: 'u'}, [
        line(x, exact, 'exact', 'exact', 4), ...(B ? [dash(x, B.u, 'third', 'B')] : []), line(x, u, 'first', 'A', 2),
        dash([0, 1], straight, 'second', 'straight part')
    ]);
}

function drawComponents(canvas) {
    const measured = size(frame.runs[0].measured), predicted = size(frame.runs[0].predicted);
    const axes = {x: [0, shown], xLabel: 'number of the eigenvector', logY: true, yLabel: 'size'};
    plot(canvas, {...axes, y: decadesAround([...measured, ...predicted], 14)}, [
        ...(predicted.length ? [rings(indices, predicted, 'second', 'foretold')] : []),
        dots(indices, measured, 'first', 'measured')
    ]);
}

function drawEigenvalues(canvas) {
    const {rate, steps} = frame.runs[0], start = size(fixed.atStart), now = size(fixed.now ?? []);
    const explode = frame.factor * 2 / rate, wait = 1 / (rate * Math.max(1, steps));
    const levels = frame.byRate ? [{level: explode, ink: 'text', name: '2/η'},
                                   {level: wait, ink: 'third', as: 'dash', name: '1/(η k)'}] : [];
    const y = decadesAround([...start, ...now, ...levels.map(({level}) => level)], 16);
    plot(canvas, {x: [0, shown], y, logY: true, xLabel: 'number', yLabel: 'eigenvalue'},
         [rings(indices, start, 'second', 'start'), dots(indices, now, 'first', 'now'), ...levels]);
}

function drawErrors(canvas) {
    const {steps, error, straight, curved, stepsB, errorB} = course;
    const axes = {logX: true, logY: true, xLabel: 'step', yLabel: 'relative error'};
    const y = decadesAround([...error, ...straight, ...curved, ...errorB], 14);
    plot(canvas, {...axes, x: decadesAround([10, ...steps]), y}, [
        dash(steps, straight, 'second', 'straight'), dash(steps, curved, 'exact', 'curved'),
        line(steps, error, 'first', 'A', 2), ...(errorB.length ? [line(stepsB, errorB, 'third', 'B')] : [])
    ]);
}

function drawEigenvector(canvas) {
    if (!eigenvector?.length) return;
    const boundary = eigenvector.slice(0, 2), inside = eigenvector.slice(2), last = inside.length - 1;
    const reach = 1.1 * eigenvector.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-300);
    plot(canvas, {x: [0, 1], y: [-reach, reach], xLabel: 'x', yLabel: ''}, [
        line(Array.from(inside, (_, i) => i / last), inside, 'first', 'equation', 2),
        rings([0, 1], boundary, 'second', 'boundary')
    ]);
}

function drawMovement(canvas) {
    const N = lesson.widths, widths = lazy.found.map(({width}) => width), series = [], all = [];
    for (const [kind, ink, name, power] of [[0, 'first', 'kernel', -1], [1, 'second', 'parameters', -0.5]]) {
        const {means, slope} = lazyFit(kind), each = lazy.found.map(({movement}) => movement[kind]);
        all.push(...each);
        series.push(dots(widths, each, ink, slope ? `${name}: N^${short(slope, 2)}` : name), line(N, means, ink, undefined, 2),
                    dash(N, N.map((n) => means[1] * (n / N[1]) ** power), 'exact'));
    }
    const axes = {logX: true, logY: true, xLabel: 'width N', yLabel: 'relative movement'};
    plot(canvas, {...axes, x: [1.5, 4], y: decadesAround(all)}, series);
}

function drawPaths(canvas, which) {
    const x = process.points, n = x.length, part = (values) => values.slice(which * n, (which + 1) * n);
    const deviation = Array.from(part(process.limit), (variance) => 2 * Math.sqrt(variance));
    const reach = 2.2 * Math.max(...deviation);
    plot(canvas, {x: [0, 1], y: [-reach, reach], xLabel: 'x', yLabel: ['u', 'u″'][which]}, [
        ...process.paths.map((path, i) => line(x, part(path), 'first', i ? undefined : 'networks', 0.6)),
        line(x, deviation, 'second', 'limit', 3), line(x, deviation.map((value) => -value), 'second', undefined, 3)
    ]);
}

// What each picture shows now, in a sentence: its text for a reader who does not see it.

function sayU() {
    const {steps, error, straight, curved} = frame.runs[0], B = frame.runs[1];
    return `After ${steps} steps the relative error of A is ${short(error)}: straight part ${short(straight)}, ` +
        `curved part ${short(curved)}.` + (B ? ` The error of B is ${short(B.error)}.` : '');
}

function sayComponents() {
    const {measured, predicted} = frame.runs[0];
    return 'Still there: ' + [1, 5, 10, 20, 40].map((i) => `number ${i}, ${short(Math.abs(measured[i - 1]), 2)}` +
        (predicted.length ? ` (foretold ${short(Math.abs(predicted[i - 1]), 2)})` : '')).join('; ') + '.';
}

function sayEigenvalues() {
    const {rate, steps} = frame.runs[0], {atStart, now} = fixed;
    return `The largest is ${short(atStart[0])} at the start, ${short(now?.[0])} now; number 20 is ` +
        `${short(atStart[19])} and ${short(now?.[19])}.` + (!frame.byRate ? '' :
        ` 2/η is ${short(frame.factor * 2 / rate)}, 1/(η k) is ${short(1 / (rate * Math.max(1, steps)))}.`);
}

function sayErrors() {
    const {steps, error, straight, curved, stepsB, errorB} = course, last = steps.length - 1;
    if (last < 0) return 'No step yet.';
    const along = [10, 100, 1000, 10000].map((step) => steps.findIndex((s) => s >= step)).filter((i) => i >= 0);
    return 'Error of A: ' + [...along, last].map((i) => `${short(error[i])} at step ${steps[i]}`).join(', ') +
        `; its straight part is now ${short(straight[last])}, its curved part ${short(curved[last])}.` +
        (errorB.length ? ` Error of B: ${short(errorB.at(-1))} at step ${stepsB.at(-1)}.` : '');
}

function sayEigenvector() {
    if (!eigenvector?.length) return '';
    const inside = eigenvector.slice(2), ends = Math.hypot(eigenvector[0], eigenvector[1]);
    const changes = inside.filter((value, i) => i && value * inside[i - 1] < 0).length;
    return `Changes of sign inside: ${changes}. The ends have ${short(100 * ends ** 2)} percent of its square.`;
}

function sayMovement() {
    const [kernel, parameters] = [0, 1].map((kind) => lazyFit(kind).means);
    return 'Movement: ' + lesson.widths.map((N, i) => Number.isFinite(kernel[i]) ? `width ${N}, kernel ` +
        `${short(kernel[i])}, parameters ${short(parameters[i])}` : `width ${N}, not yet`).join('; ') + '.';
}

function sayPaths(which) {
    if (!process.paths.length) return 'No network yet.';
    const n = process.points.length, outside = process.paths.reduce((sum, path) => sum + path.filter((value, i) =>
        Math.floor(i / n) === which && value ** 2 > 4 * process.limit[i]).length, 0);
    return `Of the points of ${process.paths.length} paths, ` +
        `${short(100 * outside / (process.paths.length * n), 2)} percent lie outside of the band.`;
}

const band = 'band: two standard deviations of the limit';
const pictures = {
    run: [
        ['u', 'u', 'network A and exact solution; dashed: the straight part of the error, a line from end to end',
         drawU, sayU],
        ['components', 'Components of the error',
         'along the eigenvectors of K̃(0); rings: what a kernel that never moves would leave',
         drawComponents, sayComponents],
        ['eigenvalues', 'Eigenvalues of K̃',
         'the speeds of the components; above 2/η they explode, below 1/(η k), k the steps done, they wait',
         drawEigenvalues, sayEigenvalues],
        ['errors', 'Relative error along training', 'whole; its straight part: the ends; its curved part: the equation',
         drawErrors, sayErrors],
        ['eigenvector', 'Eigenvector', 'of K̃(0): the shape of one component of the error, inside and at the two ends',
         drawEigenvector, sayEigenvector]
    ],
    lazy: [['movement', 'How far kernel and parameters move',
            'relative to their size; a dot is a network, a line goes through root mean squares; dashed: 1/N and 1/√N',
            drawMovement, sayMovement]],
    process: [['paths-u', 'u of random networks', band, (canvas) => drawPaths(canvas, 0), () => sayPaths(0)],
              ['paths-uxx', 'u″ of the same networks', band, (canvas) => drawPaths(canvas, 1), () => sayPaths(1)]]
};
