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
        look: `Look at the dashed line in the first picture. It goes through the errors at the two ends. A straight line
            has no second derivative, so the equation cannot see this part of the error.`,
        answer: `It learns the equation. u has the right bends but hangs on a tilted line: it misses the values at the
            ends, and almost all of the error is straight. The kernel says why. Eigenvalues are speeds, and those of
            the boundary’s block of K add up to a small share of those of the equation’s. The boundary learns, but
            much later. Now drag λb to the right: that makes it faster.`,
        runs: [paper], steps: 48, end: 40000
    }, {
        id: 'fig-4b', title: 'The weight that the kernel names', item: 'Fig. 4b',
        chapter: '07-adaptive-weights', mode: 'run',
        question: `The kernel has a block for the boundary and one for the equation. The trace of a block is the sum of
            its eigenvalues, of its speeds. The equation’s trace over the boundary’s (λb / λr in the numbers below)
            becomes the weight of the boundary in A; B has equal weights. By how much is the error of A smaller:
            2, 10, 50 times?`,
        look: 'Look at the fourth picture: how far is A below B, and which part of the error of A falls first?',
        answer: `Divide the error of B by that of A in the numbers; the chapter has twenty such networks. A heavier
            boundary pulls the tilted line down to zero: the straight part of the error falls like 1/λb until only
            the curved part is left.`,
        runs: [{...paper, weighting: 1}, paper], steps: 32, end: 40000
    }, {
        id: 'the-text', title: 'The text, word by word', item: 'C10',
        chapter: '07-adaptive-weights', mode: 'run',
        question: `This laboratory follows a paper, “When and why PINNs fail to train”. Its text and its authors’
            program differ: parameterization, scaling of x, factors of the loss. Both runs have λb = 100 and the same
            learning rate. Does it matter which of the two one follows (A the text, B the program)?`,
        look: `Look at “η / its bound by K̃(0)” in the numbers. At 1 a step is as long as it can be without an
            explosion; how far below does A train?`,
        answer: `The run by the text has learned next to nothing after 40,000 steps. Its eigenvalues are so small that
            with the program’s learning rate it creeps: at the start its steps could be hundreds of times longer.`,
        runs: [{...paper, parameterization: 0, zScored: 0, loss: 1, lambda: 100}, {...paper, lambda: 100}],
        steps: 32, end: 40000
    }, {
        id: 'edge', title: 'The edge of stability', item: 'Eq. (6.3)',
        chapter: '07-adaptive-weights', mode: 'run',
        question: `A step multiplies an error by 1 − ηλ, so the learning rate η has to stay below its bound 2/λmax,
            λmax the largest eigenvalue. Here it is half of that at the start. Is that safe for the whole training?`,
        look: 'Look at the third picture: the largest eigenvalue (the first dot) climbs. Where does it stop?',
        answer: `It climbs until it is at 2/η, and stays there: the kernel has moved until the rate is at its bound,
            and training ends at the edge of stability. Drag the rate to 3 times the bound and it explodes; at 1.2 it
            may explode, recover or settle.`,
        runs: [{...paper, lambda: 100, multiple: 0.5}], steps: 48, end: 40000
    }, {
        id: 'lazy', title: 'Wide networks are lazy', item: 'Theorem 4.4',
        chapter: '05-lazy-training', mode: 'lazy',
        question: `Networks of four widths N (neurons in the hidden layer) train for one and the same short time. The
            wider the network, the less its parameters and its kernel move. Four times as wide: how much less?`,
        look: 'Look at how the lines fall: which follows the dashed 1/N, and which 1/√N?',
        answer: `The parameters move like 1/√N: half as much. They are many, so each has little to do. The kernel moves
            like 1/N once the network is wide: a quarter. The kernel is what says how the errors shrink. If it stays
            what it was at the start, the whole training follows from it: each component of the error shrinks at a speed
            that is known before the first step.`,
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
