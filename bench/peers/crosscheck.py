"""The library's kernels, traces and trainings again, in another language: PyTorch, float64, autograd.

    python3 bench/peers/crosscheck.py build/crosscheck build/timings/crosscheck.csv

Reads the cases that bench/peers/crosscheck.cpp wrote. From each it takes the equation, the network's start, the points
and the settings, writes the formulas of the paper down once more in the plainest way (a Jacobian row by row, u_xx by
autograd twice, K = J J^T, optimizers in four lines) and compares what comes out with the rows "our ...".

Deviation: the largest difference, relative to the largest entry. The bar is 1e-10: rounding (1e-16) times the number of
operations behind an entry (1e4 at most) and the growth of differences in a training (1e2). Ends with 1 if any is above.
"""

import csv
import glob
import math
import os
import sys

import torch

BAR = 1e-10
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


def read(path):
    rows = {}
    with open(path, newline="", encoding="utf-8") as file:
        for name, shape, values in list(csv.reader(file))[1:]:
            if shape == "text":
                rows[name] = values
            else:
                numbers = torch.tensor([float(value) for value in values.split()])
                rows[name] = numbers.reshape([int(n) for n in shape.split()])
    return rows


# ---- The network, Eq. (2.1), and the equations ----


class Problem:
    def __init__(self, rows):
        self.rows = rows
        self.parameters = []
        while f"W{len(self.parameters) // 2}" in rows:
            h = len(self.parameters) // 2
            self.parameters += [rows[f"W{h}"].clone().requires_grad_(), rows[f"b{h}"].clone().requires_grad_()]
        self.conditions = [name[len("points "):] for name in rows if name.startswith("points ")]

    def u(self, x):
        f = (x - self.rows["mean"]) / self.rows["deviation"]
        if "frequencies" in self.rows:
            angles = 2 * math.pi * f @ self.rows["frequencies"].T
            f = torch.cat([torch.cos(angles), torch.sin(angles)], dim=1)
        last = len(self.parameters) // 2 - 1
        for h in range(last + 1):
            W, b = self.parameters[2 * h], self.parameters[2 * h + 1]
            g = f @ W / (math.sqrt(W.shape[0]) if self.rows["parameterization"] == "ntk" else 1) + b
            f = torch.tanh(g) if h < last else g
        return f

    def applied(self, condition):
        """A[u] at the points of a condition."""
        x = self.rows["points " + condition].clone().requires_grad_()
        u = self.u(x)
        if condition == "u":
            return u[:, 0]
        first = torch.autograd.grad(u.sum(), x, create_graph=True)[0]
        if condition == "u_t":
            return first[:, 0]
        second = [torch.autograd.grad(first[:, i].sum(), x, create_graph=True)[0][:, i] for i in range(x.shape[1])]
        if self.rows["equation"] == "wave":
            return second[0] - 4 * second[1]
        return second[0] + (u[:, 0] ** 3 if self.rows["equation"] == "u_xx + u^3" else 0)

    def target(self, condition):
        """What A[u] is of the solution; a = 4 in the kernels and 2 in the trainings of Poisson's equation."""
        x = self.rows["points " + condition]
        if self.rows["equation"] == "wave":
            t, s = x[:, 0], x[:, 1]
            start = torch.sin(math.pi * s) + torch.sin(4 * math.pi * s) / 2
            return torch.where(t == 0, start, torch.zeros_like(start)) if condition == "u" else torch.zeros_like(t)
        w = (2 if "optimizer" in self.rows else 4) * math.pi
        exact = torch.sin(w * x[:, 0])
        if condition == "u":
            return exact
        return -(w**2) * exact + (exact**3 if self.rows["equation"] == "u_xx + u^3" else 0)

    def errors(self):
        return [self.applied(condition) - self.target(condition) for condition in self.conditions]

    def jacobian(self, values):
        """Rows d value_i / d theta."""
        rows = []
        for value in values:
            row = torch.autograd.grad(value, self.parameters, retain_graph=True, allow_unused=True)
            rows.append(torch.cat([torch.zeros(p.numel()) if r is None else r.flatten()
                                   for r, p in zip(row, self.parameters)]))
        return torch.stack(rows)

    def jacobians(self):
        return [self.jacobian(self.applied(condition)) for condition in self.conditions]

    # ---- Trainings ----

    def factors(self):
        """c_k in L = sum_k lambda_k c_k sum_i e_ki^2, by the name of the convention."""
        loss = self.rows["loss"]
        sizes = [len(self.rows["points " + condition]) for condition in self.conditions]
        return [{"half sums": 0.5, "half means": 0.5 / n, "means": 1 / n}[loss] for n in sizes]

    def loss(self, lambdas):
        return sum(weight * c * (e**2).sum() for weight, c, e in zip(lambdas, self.factors(), self.errors()))

    def algorithm_1(self):
        traces = [(J**2).sum() for J in self.jacobians()]
        return torch.stack([sum(traces) / trace for trace in traces])

    def train(self):
        """Losses before every step, the weights that it was taken with."""
        rows, losses, used = self.rows, [], []
        memory = [(torch.zeros_like(p), torch.zeros_like(p)) for p in self.parameters]
        for step in range(int(rows["steps"])):
            if "lambda" in rows:
                lambdas = rows["lambda"]
            elif step % int(rows["interval"]) == 0:
                lambdas = self.algorithm_1()
            loss = self.loss(lambdas)
            losses.append(loss.detach())
            used.append(lambdas)
            gradient = torch.autograd.grad(loss, self.parameters, allow_unused=True)
            with torch.no_grad():
                for p, g, (m, v) in zip(self.parameters, gradient, memory):
                    g = torch.zeros_like(p) if g is None else g
                    if rows["optimizer"] == "gradient descent":
                        p -= rows["rate"] * g
                    elif rows["optimizer"] == "heavy ball":
                        m.copy_(rows["momentum"] * m - rows["rate"] * g)
                        p += m
                    else:
                        rate, decay, decay_steps, beta1, beta2, epsilon = rows["adam"].tolist()
                        m.copy_(beta1 * m + (1 - beta1) * g)
                        v.copy_(beta2 * v + (1 - beta2) * g**2)
                        m_hat, v_hat = m / (1 - beta1 ** (step + 1)), v / (1 - beta2 ** (step + 1))
                        p -= rate * decay ** (step / decay_steps) * m_hat / (torch.sqrt(v_hat) + epsilon)
        return torch.stack(losses), torch.stack(used)

    def gauss_newton(self):
        """Levenberg-Marquardt in the space of the parameters: (J^T D J + mu I) dtheta = -J^T D e."""
        damping, rate, ease, stiffen = self.rows["damping"].tolist()
        lambdas, losses, mu = self.rows["lambda"], [], None
        for _ in range(int(self.rows["steps"])):
            J, e = torch.cat(self.jacobians()), torch.cat(self.errors()).detach()
            d = torch.cat([torch.full_like(part, 2 * c * weight)
                           for part, c, weight in zip(self.errors(), self.factors(), lambdas.tolist())]).detach()
            if mu is None:
                mu = damping * (d * (J**2).sum(dim=1)).mean()
            before, start = self.loss(lambdas).item(), [p.detach().clone() for p in self.parameters]
            while True:
                # The same step as a least-squares problem, by QR: [D^1/2 J; mu^1/2 I] dtheta = -[D^1/2 e; 0].
                A = torch.cat([d.sqrt()[:, None] * J, mu.sqrt() * torch.eye(J.shape[1])])
                right = torch.cat([-d.sqrt() * e, torch.zeros(J.shape[1])])
                change = torch.linalg.lstsq(A, right[:, None], driver="gels").solution[:, 0]
                with torch.no_grad():
                    at = 0
                    for p, s in zip(self.parameters, start):
                        p.copy_(s + rate * change[at : at + p.numel()].reshape(p.shape))
                        at += p.numel()
                after = self.loss(lambdas).item()
                if after < before:
                    break
                mu = mu * stiffen
            mu = mu / ease
            losses.append(torch.tensor(after))
        return torch.stack(losses)


# ---- Comparison ----


def theirs(problem):
    """What the library claims, computed here: name -> tensor."""
    rows, mine = problem.rows, {}
    for condition in problem.conditions:
        mine["target " + condition] = problem.target(condition)
    if "optimizer" not in rows:
        blocks = dict(zip(problem.conditions, problem.jacobians()))
        for a, J_a in blocks.items():
            for b, J_b in blocks.items():
                mine[f"K {a} {b}"] = J_a @ J_b.T
            mine["trace " + a] = (J_a**2).sum()
        return mine
    if rows["optimizer"] == "Gauss-Newton":
        mine["losses"] = problem.gauss_newton()
    else:
        mine["losses"], mine["lambda"] = problem.train()
    for k, p in enumerate(problem.parameters):
        mine[f"last {'Wb'[k % 2]}{k // 2}"] = p.detach()
    return mine


def main():
    folder, outcome = sys.argv[1:]
    files = sorted(glob.glob(os.path.join(folder, "*.csv")))
    if not files:
        sys.exit(f"crosscheck: {folder} has no case")
    table, failed = [], 0
    for path in files:
        problem = Problem(read(path))
        mine = theirs(problem)
        claimed = {name[len("our "):]: value for name, value in problem.rows.items() if name.startswith("our ")}
        if set(claimed) != set(mine):
            sys.exit(f"crosscheck: {path}: has {sorted(claimed)}, and here are {sorted(mine)}")
        parts = {}
        for name, value in claimed.items():
            other = mine[name].detach().reshape(value.shape)
            difference = (other - value).abs().max().item() / max(value.abs().max().item(), 1e-300)
            part = name.split()[0]  # blocks of K, traces, matrices of parameters: one row each, the worst
            count, worst = parts.get(part, (0, 0.0))
            parts[part] = (count + value.numel(), difference if not difference <= worst else worst)
        for part, (count, worst) in parts.items():
            verdict = "agrees" if worst <= BAR else "differs"
            failed += verdict == "differs"
            table.append([os.path.basename(path)[: -len(".csv")], part, count, f"{worst:.1e}", f"{BAR:g}", verdict])
            print(f"{table[-1][0]:58} {part:8} {count:5} numbers  {worst:.1e}  {verdict}", flush=True)
    os.makedirs(os.path.dirname(outcome) or ".", exist_ok=True)
    with open(outcome + ".part", "w", newline="", encoding="utf-8") as file:
        file.write(f"# other: PyTorch {torch.__version__}, float64\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["case", "quantity", "numbers", "deviation", "bar", "verdict"])
        writer.writerows(table)
    os.replace(outcome + ".part", outcome)
    worst = max(float(row[3]) for row in table)
    print(f"{len(files)} cases, {len(table)} quantities: {failed} above {BAR:g}; the largest deviation is {worst:.1e}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
