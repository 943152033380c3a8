#!/usr/bin/python3
"""Writes what PyTorch and scikit-learn compute, in float64, for the tests of recipes.

  recipes.py DIRECTORY    writes losses.csv, optimizers.csv, plateaus.csv, report.txt, scores.csv

Needs Debian's python3-torch and python3-sklearn. The names are those of the tests; the files lie in
runtime/src/test/resources/dev/skipjack/runtime/{train,optimize,listeners,metrics}.
"""

import math
import pathlib
import sys

import sklearn.metrics
import torch

torch.set_default_dtype(torch.float64)


def line(name, values):
    return name + "," + ",".join(repr(float(value)) for value in values) + "\n"


# --- cross-entropy: the loss, then its gradient

IMAGES, CLASSES = 5, 4
LABELS = [2, 0, 3, 3, 1]
WEIGHTS = [1.0, 0.25, 3.0, 0.5]


def logits():
    return torch.tensor(
        [[2 * math.sin(1 + 3 * n + 7 * c) for c in range(CLASSES)] for n in range(IMAGES)],
        requires_grad=True,
    )


def shares():
    rows = torch.tensor(
        [[1 + math.cos(2 + 5 * n + c) for c in range(CLASSES)] for n in range(IMAGES)]
    )
    return rows / rows.sum(1, keepdim=True)


IGNORED = 255
PIXEL_LABELS = [2, 0, IGNORED, 3, 1]  # of a map [1, classes, 1, 5]


def pixel_losses():
    target = torch.tensor(PIXEL_LABELS).reshape(1, 1, 5)
    for reduction in ("mean", "sum"):
        x = logits()
        loss = torch.nn.functional.cross_entropy(
            x.t().reshape(1, CLASSES, 1, IMAGES),
            target,
            weight=torch.tensor(WEIGHTS),
            ignore_index=IGNORED,
            reduction=reduction,
        )
        loss.backward()
        yield line(f"pixels weighted {reduction}", [loss.item()] + x.grad.t().flatten().tolist())


UNLABELLED = -1
PARTLY_LABELLED = [2, UNLABELLED, 3, UNLABELLED, 1]


def ignoring_losses():
    for weights in (None, torch.tensor(WEIGHTS)):
        for smoothing in (0.0, 0.1):
            x = logits()
            loss = torch.nn.functional.cross_entropy(
                x,
                torch.tensor(PARTLY_LABELLED),
                weight=weights,
                ignore_index=UNLABELLED,
                label_smoothing=smoothing,
            )
            loss.backward()
            name = f"ignoring {'even' if weights is None else 'weighted'} {smoothing}"
            yield line(name, [loss.item()] + x.grad.flatten().tolist())


def losses():
    for kind, target in (("hard", torch.tensor(LABELS)), ("soft", shares())):
        for weights in (None, torch.tensor(WEIGHTS)):
            for smoothing in (0.0, 0.1):
                x = logits()
                loss = torch.nn.functional.cross_entropy(
                    x, target, weight=weights, label_smoothing=smoothing
                )
                loss.backward()
                name = f"{kind} {'even' if weights is None else 'weighted'} {smoothing}"
                yield line(name, [loss.item()] + x.grad.flatten().tolist())


# --- optimizers with parameter groups: all parameters after 8 steps on sum of (i + 1) / 2 * p[i]^2

STEPS = 8
FROZEN_STEPS = 3


def optimizer_case(make, groups):
    """Tensors features.weight (3), features.bias (2), head.weight (2), head.bias (1)."""
    start = [1.0, -2.0, 0.5, 0.7, -0.3, 2.0, -1.0, 0.1]
    sizes = [3, 2, 2, 1]
    tensors = [t.clone().requires_grad_() for t in torch.tensor(start).split(sizes)]
    optimizer = make(groups(tensors))
    rates = [group["lr"] for group in optimizer.param_groups]
    scale = torch.arange(1.0, len(start) + 1).split(sizes)
    for step in range(STEPS):
        frozen = groups is frozen_features and step < FROZEN_STEPS
        for group, rate in zip(optimizer.param_groups, rates):
            group["lr"] = rate / (step + 1)
        for i, tensor in enumerate(tensors):
            tensor.grad = None if frozen and i < 2 else scale[i] * tensor.detach()
        torch.nn.utils.clip_grad_norm_(tensors, 5.0)
        optimizer.step()
    return torch.cat(tensors).tolist()


def no_decay(tensors):
    return [
        {"params": [tensors[0], tensors[2]]},
        {"params": [tensors[1], tensors[3]], "weight_decay": 0.0},
    ]


def slow_features(tensors):
    return [{"params": tensors[:2], "lr": RATE / 10}, {"params": tensors[2:]}]


def frozen_features(tensors):
    return [{"params": tensors}]


RATE = 0.1
OPTIMIZERS = {
    "sgd": lambda g: torch.optim.SGD(g, RATE, momentum=0.9, nesterov=True, weight_decay=0.05),
    "adam": lambda g: torch.optim.Adam(g, RATE, weight_decay=0.05),
    "adamw": lambda g: torch.optim.AdamW(g, RATE, weight_decay=0.05),
}


def optimizers():
    for name, make in OPTIMIZERS.items():
        for groups in (no_decay, slow_features, frozen_features):
            yield line(f"{name} {groups.__name__}", optimizer_case(make, groups))


# --- plateaus: the rate after each of these values

VALUES = [0.5, 0.6, 0.6, 0.60001, 0.59, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.9, 0.8, 0.8, 0.8, 0.8]


def plateaus():
    cases = {
        "max": dict(mode="max", patience=1),
        "min": dict(mode="min", patience=2, factor=0.5),
        "absolute": dict(mode="max", patience=0, factor=0.5, threshold=0.15, threshold_mode="abs"),
        "cooldown": dict(mode="max", patience=1, factor=0.5, cooldown=2),
        "least": dict(mode="max", patience=0, factor=0.25, min_lr=0.1),
    }
    for name, arguments in cases.items():
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **arguments)
        rates = []
        for value in VALUES:
            plateau.step(value)
            rates.append(optimizer.param_groups[0]["lr"])
        yield line(name, rates)


# --- reports

NAMES = ["airplane", "bird", "frog", "a class with a long name"]
TRUE = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3]
TAKEN = [0, 0, 1, 2, 1, 1, 0, 2, 2, 2, 0, 1, 2, 1]


def scores():
    for average in ("macro", "weighted"):
        values = sklearn.metrics.precision_recall_fscore_support(
            TRUE, TAKEN, average=average, zero_division=0
        )
        yield line(average, values[:3])


def main():
    directory = pathlib.Path(sys.argv[1])
    lines = [*losses(), *pixel_losses(), *ignoring_losses()]
    (directory / "losses.csv").write_text("".join(lines))
    (directory / "optimizers.csv").write_text("".join(optimizers()))
    (directory / "plateaus.csv").write_text("".join(plateaus()))
    (directory / "report.txt").write_text(
        sklearn.metrics.classification_report(TRUE, TAKEN, target_names=NAMES, zero_division=0)
    )
    (directory / "scores.csv").write_text("".join(scores()))


if __name__ == "__main__":
    main()
