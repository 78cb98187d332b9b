// Plots on a canvas: lines, dots, rings and level marks over linear or logarithmic axes.

// The page's colours, from its style sheet: light or dark, as the page is.
const inks = getComputedStyle(document.documentElement);
const ink = (name) => inks.getPropertyValue('--' + name).trim();

// 0.00123 -> 0.00123, 1e-7 -> 1e-7
function short(value, digits = 3) {
    if (value === undefined || Number.isNaN(value)) return 'none';
    if (!Number.isFinite(value)) return value > 0 ? 'infinite' : '-infinite';
    const [mantissa, power] = value.toExponential(digits - 1).split('e').map(Number);
    return power < -4 || power > 5 ? `${mantissa}e${power}` : String(Number(value.toPrecision(digits)));
}

// Where marks of an axis stand: powers of ten, or steps of 1, 2 or 5 times one.
function ticks(low, high, log, room) {
    if (log) {
        const every = Math.max(1, Math.ceil((high - low) / room)), found = [];
        for (let power = Math.ceil(low - 1e-9); power <= high + 1e-9; power += every) {
            found.push([power, Math.abs(power) > 3 ? '1e' + power : String(10 ** power)]);
        }
        return found;
    }
    const rough = (high - low) / room, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].find((m) => m * power >= rough * 0.999) * power, found = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; ++i) {
        found.push([i * step, short(i * step)]);
    }
    return found;
}

// axes: {x: [low, high], y: [low, high], logX, logY, xLabel, yLabel}; limits of logarithmic axes are powers of ten.
// series: [{x, y, as: 'line' | 'dash' | 'dots' | 'rings', ink, name, wide}], or {level, ink, name}: a horizontal line.
// What is not finite, or not positive on a logarithmic axis, is left out.
function plot(canvas, axes, series) {
    const width = canvas.clientWidth, height = canvas.clientHeight, ratio = devicePixelRatio || 1;
    if (!width || !height) return;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(height * ratio);
    }
    const pen = canvas.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.font = '12px system-ui, sans-serif';
    const left = 50, right = width - 18, top = 24, bottom = height - 36;
    const scale = (log, [low, high], from, to) => (value) =>
        from + ((log ? Math.log10(value) : value) - low) / (high - low) * (to - from);
    const X = scale(axes.logX, axes.x, left, right), Y = scale(axes.logY, axes.y, bottom, top);

    pen.fillStyle = ink('soft');
    pen.strokeStyle = ink('grid');
    pen.lineWidth = 1;
    pen.beginPath();
    pen.textAlign = 'center';
    for (const [at, label] of ticks(...axes.x, axes.logX, Math.max(2, (right - left) / 70))) {
        const x = X(axes.logX ? 10 ** at : at);
        pen.moveTo(x, top), pen.lineTo(x, bottom);
        pen.fillText(label, x, bottom + 15);
    }
    pen.textAlign = 'right';
    for (const [at, label] of ticks(...axes.y, axes.logY, Math.max(2, (bottom - top) / 28))) {
        const y = Y(axes.logY ? 10 ** at : at);
        pen.moveTo(left, y), pen.lineTo(right, y);
        pen.fillText(label, left - 5, y + 4);
    }
    pen.stroke();
    pen.fillText(axes.xLabel, right + 12, height - 5);
    pen.textAlign = 'left';
    pen.fillText(axes.yLabel, 4, height - 5);

    pen.save();
    pen.beginPath();
    pen.rect(left, top - 2, right - left, bottom - top + 4);
    pen.clip();
    for (const one of series) {
        pen.strokeStyle = pen.fillStyle = ink(one.ink);
        pen.lineWidth = one.wide ?? 1.5;
        pen.setLineDash(one.as === 'dash' ? [6, 4] : []);
        pen.beginPath();
        if (one.level !== undefined) {
            if (Number.isFinite(Y(one.level))) pen.moveTo(left, Y(one.level)), pen.lineTo(right, Y(one.level));
        } else {
            let down = false;  // is the pen on the paper?
            for (let i = 0; i < one.y.length; ++i) {
                // A canvas draws no lines to points very far outside.
                const x = X(one.x[i]), y = Math.min(Math.max(Y(one.y[i]), -1e5), 1e5);
                if (!Number.isFinite(x) || !Number.isFinite(y)) {
                    down = false;
                } else if (one.as === 'dots') {
                    pen.rect(x - 1.7, y - 1.7, 3.4, 3.4);
                } else if (one.as === 'rings') {
                    pen.moveTo(x + 3, y), pen.arc(x, y, 3, 0, 7);
                } else {
                    down ? pen.lineTo(x, y) : pen.moveTo(x, y);
                    down = true;
                }
            }
        }
        one.as === 'dots' ? pen.fill() : pen.stroke();
    }
    pen.restore();
    pen.setLineDash([]);
    let at = left;
    for (const one of series.filter((one) => one.name)) {
        pen.strokeStyle = pen.fillStyle = ink(one.ink);
        pen.lineWidth = 2;
        pen.setLineDash(one.as === 'dash' ? [4, 3] : []);
        pen.beginPath();
        if (one.as === 'dots') pen.rect(at + 6, 8, 4, 4), pen.fill();
        else if (one.as === 'rings') pen.arc(at + 8, 10, 3, 0, 7), pen.stroke();
        else pen.moveTo(at, 10), pen.lineTo(at + 16, 10), pen.stroke();
        pen.fillStyle = ink('text');
        pen.fillText(one.name, at + 20, 14);
        at += 32 + pen.measureText(one.name).width;
    }
    pen.setLineDash([]);
}

// The limits of a logarithmic axis around numbers: whole powers of ten, at most `decades` of them, the upper ones.
function decadesAround(values, decades = 20) {
    let low = Infinity, high = -Infinity;
    for (const value of values) {
        if (!(value > 0) || value === Infinity) continue;
        if (value < low) low = value;
        if (value > high) high = value;
    }
    if (!(high > 0)) return [-1, 1];
    const top = Math.ceil(Math.log10(high) + 1e-9);
    return [Math.max(Math.min(Math.floor(Math.log10(low)), top - 1), top - decades), top];
}
