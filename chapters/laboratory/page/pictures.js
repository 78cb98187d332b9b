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
    const axes = {x: [0, shown], xLabel: 'number of the eigenvector', logY: true, yLabel: 'modulus'};
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

const band = 'band: two standard deviations of the limit';
const pictures = {
    run: [
        ['u', 'u', 'network, exact solution, straight part of the error', drawU],
        ['components', 'Components of the error', 'along the eigenvectors of K̃(0): measured, and foretold by K̃(0)',
         drawComponents],
        ['eigenvalues', 'Eigenvalues of K̃',
         'at the start and now; above 2/η components explode, below 1/(η k) they wait', drawEigenvalues],
        ['errors', 'Relative error along training', 'whole, its straight part (boundary), its curved part (equation)',
         drawErrors],
        ['eigenvector', 'Eigenvector', 'of K̃(0), over the interior points; at the ends the boundary', drawEigenvector]
    ],
    lazy: [['movement', 'How far kernel and parameters move',
            'relative; a dot is a network, a line goes through root mean squares; dashed: 1/N and 1/√N', drawMovement]],
    process: [['paths-u', 'u of random networks', band, (canvas) => drawPaths(canvas, 0)],
              ['paths-uxx', 'u″ of the same networks', band, (canvas) => drawPaths(canvas, 1)]]
};
