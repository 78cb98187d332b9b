"""PyTorch at our training steps and kernels: the same networks, points and formulas, in the shortest way it offers.

    PoissonStep/autograd/{float,double}  gradient descent on Problem 7.2, width 100, 100 + 100 points, u_xx by
                                         autograd.grad twice; bench/training_step.cpp
    PoissonStep/closed/{float,double}    the same with u_xx by its closed formula in tanh, so that autograd
                                         differentiates once: what a user writes who knows the network
    WaveStep/autograd/float              Adam on the wave equation, 2-500-500-500-1, 300 + 100 + 300 points drawn anew in
                                         every step; bench/wave_step.cpp
    WaveKernels/{loop,vmap}/float        K_u, K_ut, K_r of 300 points each as J J^T; rows of J in a loop over the points,
                                         or by functorch's vmap of grad
    WaveTraces/vmap/float                the three traces as squared norms of per-sample gradients by vmap

Before anything is timed, losses, gradients and traces at given parameters are compared with the library's.

Prints JSON in the shape of Google Benchmark's. real_time is the mean over as many calls as fill --min-time.

    python3 bench/peers/pytorch.py --threads 1 --filter 'PoissonStep/.*/float'
"""

import argparse
import json
import math
import re
import sys
import time

import torch
from functorch import grad, vmap


def uniform(*shape):
    return torch.rand(*shape)


# ---- Networks: parameters are a list W0, b0, W1, b1, ...; inputs are z-scored by the caller ----


def glorot(widths):
    parameters = []
    for rows, cols in zip(widths[:-1], widths[1:]):
        parameters += [torch.randn(rows, cols) * math.sqrt(2 / (rows + cols)), torch.zeros(cols)]
    return parameters


def forward(parameters, f):
    for k in range(0, len(parameters) - 2, 2):
        f = torch.tanh(torch.addmm(parameters[k + 1], f, parameters[k]))
    return torch.addmm(parameters[-1], f, parameters[-2])


def forward_one(parameters, f):
    """The same for one point, as vmap wants it."""
    for k in range(0, len(parameters) - 2, 2):
        f = torch.tanh(f @ parameters[k] + parameters[k + 1])
    return (f @ parameters[-2] + parameters[-1])[0]


# ---- Problem 7.2 ----


class Poisson:
    def __init__(self, dtype, closed=False):
        self.x_r = torch.linspace(0, 1, 100, dtype=torch.float64)[:, None]
        self.mean, self.s = self.x_r.mean().item(), self.x_r.std(unbiased=False).item()
        x_b = torch.cat([torch.zeros(50, 1), torch.ones(50, 1)]).double()
        self.g = torch.sin(4 * math.pi * x_b).to(dtype)
        self.f = (-((4 * math.pi) ** 2) * torch.sin(4 * math.pi * self.x_r)).to(dtype)
        self.z_b = ((x_b - self.mean) / self.s).to(dtype)
        self.x_r = self.x_r.to(dtype).requires_grad_(True)
        self.z_r = ((self.x_r.detach() - self.mean) / self.s).to(dtype)
        self.closed = closed
        self.parameters = [torch.randn(1, 100, dtype=dtype), torch.randn(100, dtype=dtype),
                           torch.randn(100, 1, dtype=dtype) / 10, torch.randn(1, dtype=dtype)]
        for p in self.parameters:
            p.requires_grad_(True)

    def u_xx(self):
        if self.closed:
            v, b, w, _ = self.parameters
            t = torch.tanh(torch.addmm(b, self.z_r, v))
            return (t - t**3) @ (w * v.t() ** 2 * (-2 / self.s**2))
        u = forward(self.parameters, (self.x_r - self.mean) / self.s)
        (u_x,) = torch.autograd.grad(u.sum(), self.x_r, create_graph=True)
        (u_xx,) = torch.autograd.grad(u_x.sum(), self.x_r, create_graph=True)
        return u_xx

    def loss(self):
        u = forward(self.parameters, self.z_b)
        return 100 * (u - self.g).square().mean() + (self.u_xx() - self.f).square().mean()

    def step(self):
        gradients = torch.autograd.grad(self.loss(), self.parameters)
        with torch.no_grad():
            torch._foreach_add_(self.parameters, gradients, alpha=-1e-5)


# ---- The wave equation u_tt - 4 u_xx = 0; columns are (t, x) ----


class Wave:
    weights = (3 * 4000.0, 40.0, 1.0)

    def __init__(self, widths, side, dtype=torch.float32):
        self.side, self.dtype = side, dtype
        sample = uniform(1000, 2).double()
        self.mean = sample.mean(0).to(dtype)
        self.deviation = sample.std(0, unbiased=False).to(dtype)
        self.parameters = [p.to(dtype).requires_grad_(True) for p in glorot(widths)]
        self.optimizer = torch.optim.Adam(self.parameters, lr=1e-3)

    def data(self, draw=uniform):
        """3 side points of u and their values, side of u_t (those of u at t = 0), 3 side of the residual."""
        n = self.side
        s = draw(3 * n).to(self.dtype)
        zero, one = torch.zeros(n, dtype=self.dtype), torch.ones(n, dtype=self.dtype)
        u = torch.stack([torch.cat([zero, s[n:]]), torch.cat([s[:n], zero, one])], 1)
        target = torch.zeros(3 * n, dtype=self.dtype)
        target[:n] = torch.sin(math.pi * s[:n]) + 0.5 * torch.sin(4 * math.pi * s[:n])
        return u, target, u[:n].clone(), draw(3 * n, 2).to(self.dtype)

    def forward(self, x):
        return forward(self.parameters, (x - self.mean) / self.deviation)

    # ---- The three expressions at all points at once, by autograd ----

    def u(self, x):
        return self.forward(x)[:, 0]

    def u_t(self, x):
        x.requires_grad_(True)
        (first,) = torch.autograd.grad(self.u(x).sum(), x, create_graph=True)
        return first[:, 0]

    def residual(self, x):
        x.requires_grad_(True)
        (first,) = torch.autograd.grad(self.u(x).sum(), x, create_graph=True)
        (by_t,) = torch.autograd.grad(first[:, 0].sum(), x, create_graph=True)
        (by_x,) = torch.autograd.grad(first[:, 1].sum(), x, create_graph=True)
        return by_t[:, 0] - 4 * by_x[:, 1]

    def loss(self, u, target, x_t, x):
        terms = (self.u(u) - target, self.u_t(x_t), self.residual(x))
        return sum(weight * term.square().mean() for weight, term in zip(self.weights, terms))

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        self.loss(*self.data()).backward()
        self.optimizer.step()

    # ---- The same at one point, as functions of the parameters, for vmap ----

    def u_one(self, parameters, x):
        return forward_one(parameters, (x - self.mean) / self.deviation)

    def u_t_one(self, parameters, x):
        return grad(self.u_one, argnums=1)(parameters, x)[0]

    def residual_one(self, parameters, x):
        def by_t(x):
            return grad(self.u_one, argnums=1)(parameters, x)[0]

        def by_x(x):
            return grad(self.u_one, argnums=1)(parameters, x)[1]

        return grad(by_t)(x)[0] - 4 * grad(by_x)(x)[1]

    def conditions(self, *points):
        """(expression at all points, at one point, points) for u, u_t, r."""
        return list(zip((self.u, self.u_t, self.residual), (self.u_one, self.u_t_one, self.residual_one), points))

    def draw_conditions(self, count):
        points = uniform(3, count, 2).to(self.dtype)
        points[:2, :, 0] = 0
        return self.conditions(*points)


# ---- Kernels ----


def per_sample(wave, expression, x, chunk):
    """Gradients at every point, chunk by chunk: lists of tensors, points first. All at once takes gigabytes and several
    times as long: every tensor is then fresh memory."""
    one = vmap(grad(expression), in_dims=(None, 0))
    parameters = [p.detach() for p in wave.parameters]
    for start in range(0, len(x), chunk):
        yield one(parameters, x[start : start + chunk])


def jacobian_vmap(wave, condition, chunk):
    _, expression, x = condition
    J = torch.empty(len(x), sum(p.numel() for p in wave.parameters), dtype=x.dtype)
    row = 0
    for part in per_sample(wave, expression, x, chunk):
        column = 0
        for g in part:
            g = g.flatten(1)
            J[row : row + g.shape[0], column : column + g.shape[1]] = g
            column += g.shape[1]
        row += len(part[0])
    return J


def jacobian_loop(wave, condition, chunk):
    """One reverse sweep per point. (u_t and r do not depend on the last bias: its gradient is None.)"""
    expression, _, x = condition
    rows = []
    for point in x.detach():
        gradients = torch.autograd.grad(expression(point[None])[0], wave.parameters, allow_unused=True)
        rows.append(torch.cat([torch.zeros(p.numel(), dtype=p.dtype) if g is None else g.flatten()
                               for p, g in zip(wave.parameters, gradients)]))
    return torch.stack(rows)


def kernels(jacobian, wave, conditions, chunk):
    result = []
    for condition in conditions:
        J = jacobian(wave, condition, chunk)
        result.append(J @ J.t())
    return result


def traces(wave, conditions, chunk):
    return [sum(sum(g.square().sum() for g in part) for part in per_sample(wave, expression, x, chunk))
            for _, expression, x in conditions]


# ---- The library's numbers, at parameters sin 1, sin 2, sin 3, ... ----


def verify():
    def close(what, found, expected):
        found = float(found)
        if not abs(found - expected) <= 1e-10 * abs(expected):
            sys.exit(f"pytorch.py: {what} is {found!r}, the library finds {expected!r}")

    def set_sines(parameters):
        k = 0
        with torch.no_grad():
            for p in parameters:
                p.copy_(torch.sin(torch.arange(k + 1, k + 1 + p.numel(), dtype=torch.float64)).reshape(p.shape))
                k += p.numel()

    def norm2(loss, parameters):
        return sum(g.square().sum() for g in torch.autograd.grad(loss, parameters))

    for closed in (False, True):
        poisson = Poisson(torch.float64, closed)
        set_sines(poisson.parameters)
        close("the Poisson loss", poisson.loss(), POISSON_LOSS)
        close("the square of its gradient", norm2(poisson.loss(), poisson.parameters), POISSON_GRADIENT)

    # 2-10-10-1, inputs (x - 0.5)/0.3, points by the golden ratio, sides of 4 points.
    count = 0

    def golden(*shape):
        nonlocal count
        numbers = torch.arange(count + 1, count + 1 + math.prod(shape), dtype=torch.float64) * 0.6180339887498949
        count += math.prod(shape)
        return (numbers - numbers.floor()).reshape(shape)

    wave = Wave([2, 10, 10, 1], 4, torch.float64)
    wave.mean, wave.deviation = 0.5, 0.3
    set_sines(wave.parameters)
    u, target, x_t, x = wave.data(golden)
    loss = wave.loss(u, target, x_t, x)
    close("the wave loss", loss, WAVE_LOSS)
    close("the square of its gradient", norm2(loss, wave.parameters), WAVE_GRADIENT)
    conditions = wave.conditions(u, x_t.detach(), x.detach())
    for way in (jacobian_loop, jacobian_vmap):
        for K, expected_trace, expected_sum in zip(kernels(way, wave, conditions, 5), TRACES, SUMS):
            close("a trace", K.trace(), expected_trace)
            close("the sum of a kernel", K.sum(), expected_sum)
    for found, expected in zip(traces(wave, conditions, 5), TRACES):
        close("a trace by norms", found, expected)


POISSON_LOSS, POISSON_GRADIENT = 107673.397161464, 2603817496.68738
WAVE_LOSS, WAVE_GRADIENT = 172000.97983029, 152392213792.275
TRACES = 942.362589951272, 1569.29958749611, 763475.806632176
SUMS = 3922.99050933078, 2087.31019180063, 2513109.23497657

# ---- Timing ----


def blas():
    """The BLAS that the process has loaded."""
    try:
        with open("/proc/self/maps") as maps:
            names = set(re.findall(r"/lib(openblas|blas|mkl_rt|blis)[-.\w]*\.so", maps.read()))
    except OSError:
        names = set()
    return "/".join(sorted(names)) or "its own"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, help="torch.set_num_threads; without it PyTorch decides")
    parser.add_argument("--filter", default=".*", help="regular expression of names")
    parser.add_argument("--min-time", type=float, default=0.2, help="seconds per measurement")
    parser.add_argument("--width", type=int, default=500, help="of the wave equation's network")
    parser.add_argument("--points", type=int, default=300, help="of each kernel")
    parser.add_argument("--chunk", type=int, default=10, help="points that vmap takes at once")
    options = parser.parse_args()
    torch.manual_seed(0)
    verify()
    if options.threads:
        torch.set_num_threads(options.threads)

    # name -> function that prepares and returns (call, a short call to warm up)
    def poisson(dtype, closed):
        problem = Poisson(dtype, closed)
        return problem.step, problem.step

    def wave_step():
        wave = Wave([2, options.width, options.width, options.width, 1], 100)
        return wave.step, wave.step

    def of_kernel(work):
        wave = Wave([2, options.width, options.width, options.width, 1], 100)
        conditions, few = wave.draw_conditions(options.points), wave.draw_conditions(4)
        return lambda: work(wave, conditions, options.chunk), lambda: work(wave, few, options.chunk)

    works = {
        "PoissonStep/autograd/float": lambda: poisson(torch.float32, False),
        "PoissonStep/autograd/double": lambda: poisson(torch.float64, False),
        "PoissonStep/closed/float": lambda: poisson(torch.float32, True),
        "PoissonStep/closed/double": lambda: poisson(torch.float64, True),
        "WaveStep/autograd/float": wave_step,
        "WaveKernels/vmap/float": lambda: of_kernel(lambda *of: kernels(jacobian_vmap, *of)),
        "WaveKernels/loop/float": lambda: of_kernel(lambda *of: kernels(jacobian_loop, *of)),
        "WaveTraces/vmap/float": lambda: of_kernel(traces),
    }
    benchmarks = []
    for name, prepare in works.items():
        if not re.fullmatch(options.filter, name):
            continue
        call, warm_up = prepare()
        for _ in range(3):
            warm_up()
        calls, start = 0, time.perf_counter()
        while (elapsed := time.perf_counter() - start) < options.min_time or calls == 0:
            call()
            calls += 1
        benchmarks.append({"name": name, "run_name": name, "run_type": "iteration", "iterations": calls,
                           "real_time": elapsed / calls * 1e3, "time_unit": "ms"})
    context = {"peer_version": f"PyTorch {torch.__version__}, BLAS: {blas()}", "threads": torch.get_num_threads()}
    json.dump({"context": context, "benchmarks": benchmarks}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
