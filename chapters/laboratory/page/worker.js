// What runs beside the page, in a worker: the module, and one frame of work for every message that asks for one.
// Every message carries the number of its experiment, and so does every answer: the page drops answers of old ones.
function work() {
    let laboratory, spectrumAt = 0, spectrumTakes = 0;
    const jobs = {};

    // Runs 0 and 1 of the list of choices.
    jobs.start = ({runs}) => {
        for (const [run, choices] of runs.entries()) {
            if (!laboratory.start(run, choices)) return {refused: laboratory.message()};
        }
        spectrumAt = 0;
        return {
            x: laboratory.points(0), exact: laboratory.exact(0), atStart: laboratory.eigenvaluesAtStart(0),
            runs: runs.map((_, run) => look(run, true))
        };
    };
    const look = (run, spectrum) => ({
        ...laboratory.summary(run), u: laboratory.u(run), measured: laboratory.measured(run),
        predicted: run === 0 ? laboratory.predicted(run) : [], now: spectrum ? laboratory.eigenvalues(run) : undefined
    });
    // Eigenvalues as they are now cost as much as many steps: they get a tenth of the time.
    // So many steps of every run, or as many of them as 25 ms allow: the picture of a wide network moves too.
    jobs.frame = ({count, steps}) => {
        const runs = [], due = performance.now() > spectrumAt, enough = performance.now() + 25;
        const some = Math.ceil(steps / 8);
        for (let done = 0; done < steps && performance.now() < enough; done += some) {
            for (let run = 0; run < count; ++run) laboratory.advance(run, Math.min(some, steps - done));
        }
        for (let run = 0; run < count; ++run) {
            const begin = performance.now(), found = look(run, due);
            spectrumTakes = performance.now() - begin;
            // Where all neurons are saturated nothing grows any more: the loss is finite, and u is nothing.
            if (found.error > 1e4) found.state = 'diverged';
            runs.push(found);
        }
        if (due) spectrumAt = performance.now() + 9 * spectrumTakes * count;
        return {runs};
    };
    jobs.change = ({lambda, rate}) => {
        if (lambda !== undefined) laboratory.setLambda(0, lambda);
        if (rate !== undefined) laboratory.setRate(0, rate);
        return {atStart: laboratory.eigenvaluesAtStart(0)};
    };
    jobs.eigenvector = ({i}) => ({eigenvector: laboratory.eigenvector(0, i)});
    jobs.observe = () => ({observed: laboratory.observedBound(0)});
    jobs.movement = ({width, seed, steps, rate}) =>
        ({width, seed, movement: laboratory.movement(width, seed, steps, rate)});
    jobs.process = ({width}) => ({points: laboratory.process(width), limit: laboratory.processLimit()});
    jobs.draw = ({networks}) => {
        const paths = [];
        for (let i = 0; i < networks; ++i) paths.push(laboratory.processDraw());
        return {paths: paths.slice(0, 40), summary: laboratory.processSummary()};
    };

    // The first message is the module; others may arrive before it is there, and wait.
    let ready;
    onmessage = async ({data}) => {
        if (data.module) {
            ready = WebAssembly.compile(data.module).then(openLaboratory).then((opened) => { laboratory = opened; });
            return;
        }
        let found;
        try {
            await ready;
            found = jobs[data.job](data);
        } catch (error) {
            found = {failed: String(error)};
        }
        postMessage({number: data.number, job: data.job, ...found});
    };
}
