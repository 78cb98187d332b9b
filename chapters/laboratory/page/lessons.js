// The eight lessons: settings, a question to guess first, what to look at, and the chapter that has the measured rows.
// A lesson runs to `end`; drive.mjs compares the numbers there with the chapter's.

// The authors' program with equal weights; enumerations by their numbers in pinn::laboratory.
const paper = {
    a: 4, width: 100, parameterization: 1, zScored: 1, loss: 2, weighting: 0, lambda: 1, method: 0, rate: 1e-5,
    multiple: 0, seed: 0
};
const lessons = [
    {
        id: 'fig-4a', title: 'Equal weights', item: 'Fig. 4a',
        chapter: '07-adaptive-weights', mode: 'run',
        question: `The loss has two terms: the equation, and the two boundary values. Both weigh the same. Which of the
            two does the network learn, and what does u look like then?`,
        look: `Look at the straight line in the first picture: it is the part of the error that the equation cannot see.`,
        answer: `It learns the equation. u has the right bends but hangs on a tilted line: the boundary is not met, and
            the error is almost all straight. The kernel says why: the sum of the rates of its boundary block, the
            trace, is a small share of that of the equation’s block. Now drag λb to the right.`,
        runs: [paper], steps: 48, end: 40000
    }, {
        id: 'fig-4b', title: 'The weight that the kernel names', item: 'Fig. 4b',
        chapter: '07-adaptive-weights', mode: 'run',
        question: `The trace of each block of the kernel is the sum of its rates. Their ratio (λb / λr in the numbers
            below) becomes the weight of the boundary. By how much does the error fall: 2, 10, 50 times?`,
        look: 'Look at the fourth picture: where does the error part from the one of equal weights (B)?',
        answer: `Compare the errors of A and B in the numbers; the chapter has twenty such networks. The straight part
            of the error falls like 1/λb until only the curved part is left.`,
        runs: [{...paper, weighting: 1}, paper], steps: 32, end: 40000
    }, {
        id: 'the-text', title: 'The text, word by word', item: 'C10',
        chapter: '07-adaptive-weights', mode: 'run',
        question: `The text of the paper and its program differ: parameterization, scaling of x, factors of the loss.
            Both runs have λb = 100. Does it matter which of the two one follows (A the text, B the program)?`,
        look: 'Look at the rate over its bound in the numbers of A: how far from the limit does it train?',
        answer: `The run by the text has learned next to nothing after 40,000 steps. Its eigenvalues are so small that
            its learning rate, the same as that of the program, is far from what would be stable.`,
        runs: [{...paper, parameterization: 0, zScored: 0, loss: 1, lambda: 100}, {...paper, lambda: 100}],
        steps: 32, end: 40000
    }, {
        id: 'edge', title: 'The edge of stability', item: 'Eq. (6.3)',
        chapter: '07-adaptive-weights', mode: 'run',
        question: `The learning rate is half the largest that is stable at the start, 2/λmax. Is that a safe choice for
            the whole training?`,
        look: 'Look at the third picture: the largest eigenvalue of the kernel climbs. Where does it stop?',
        answer: `It climbs until the rate is at the bound, and stays there: training ends at the edge of stability. Drag
            the rate to 3 times the bound and it explodes; at 1.2 it may explode, recover or settle.`,
        runs: [{...paper, lambda: 100, multiple: 0.5}], steps: 48, end: 40000
    }, {
        id: 'lazy', title: 'Wide networks are lazy', item: 'Theorem 4.4',
        chapter: '05-lazy-training', mode: 'lazy',
        question: `Networks of four widths train for one and the same short time. The wider the network, the less its
            kernel moves. Four times as wide: how much less?`,
        look: 'Look at the slopes: which cloud follows 1/N, and which 1/√N?',
        answer: `The parameters move like 1/√N: half as much. The kernel moves like 1/N once the network is wide: a
            quarter. So the training of a wide network can be foretold from the kernel at its start.`,
        widths: [64, 256, 1024, 4096], from: [256, 64, 256], seeds: 16, firstSeed: 100, flow: {steps: 10, rate: 1e-6}
    }, {
        id: 'spectral-bias', title: 'Slow components', item: 'Eq. (5.3)',
        chapter: '06-spectral-bias', mode: 'run',
        question: `The kernel of the start foretells the rate at which each component of the error dies. Which
            components die first, smooth ones or oscillating ones?`,
        look: `Look at the second picture: dots (measured) sink from the left, and the rings (foretold) with them. Pick
            an eigenvector and see how it oscillates.`,
        answer: `Smooth ones first. Each eigenvector changes its sign about once more than the one before it, and the
            eigenvalues fall by powers of ten. What is left has eigenvalues below 1/(η k). Now set the width to 20 and
            press Start: the kernel moves, and dots leave their rings.`,
        runs: [{...paper, a: 1, width: 1000, parameterization: 0, loss: 0}], steps: 4, end: 3000
    }, {
        id: 'gauss-newton', title: 'All components at once', item: 'Section 8',
        chapter: '09-beyond-the-paper', mode: 'run',
        question: `Gradient descent waits for small eigenvalues. Gauss-Newton divides by them. How small does the error
            get in 700 steps, with all weights 1: 1e-3, 1e-6, 1e-10?`,
        look: 'Look at the second picture: in which order do components die here?',
        answer: `To where rounding ends it, while gradient descent (B) is still at its start. Components die together,
            those of large eigenvalues and those of small ones.`,
        runs: [{...paper, method: 3}, paper], steps: 1, end: 700
    }, {
        id: 'gaussian-process', title: 'What a network is before training', item: 'Theorem 4.1',
        chapter: '03-gaussian-process', mode: 'process',
        question: `Each path is u of one random network, and its second derivative. How large is u″, and does its spread
            depend on the width?`,
        look: 'Look at the band: two standard deviations of the limit of infinite width. How many paths leave it?',
        answer: `The variance is that of the limit at any width; the tails are not. About one path in twenty is outside
            at a point once the network is wide. Set the width to 5: the paths of u″ become wilder, and the fourth
            moment shows it.`,
        width: 100, networks: 4000
    }
];
