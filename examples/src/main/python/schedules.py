#!/usr/bin/python3
"""Writes the learning rate of every step of PyTorch's schedules, for the tests of ours.

  schedules.py FILE    lines of: name, then the rate of each step, in float64

Needs Debian's python3-torch. The names are those of ScheduleTest; the file lies beside it in
runtime/src/test/resources/dev/skipjack/runtime/train/schedules.csv.
"""

import sys

import torch
from torch.optim import lr_scheduler as schedulers


def rates(rate, steps, make):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    schedule = make(optimizer)
    result = []
    for _ in range(steps):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return result


def warm(steps, start, after):
    """A linear rise over the first steps, then another schedule."""

    def make(optimizer):
        rise = schedulers.LinearLR(optimizer, start_factor=start, total_iters=steps)
        return schedulers.SequentialLR(optimizer, [rise, after(optimizer)], milestones=[steps])

    return make


def multi_step(*milestones, gamma=0.1):
    return lambda optimizer: schedulers.MultiStepLR(optimizer, milestones, gamma)


def step(size, gamma):
    return lambda optimizer: schedulers.StepLR(optimizer, size, gamma)


def cosine(steps):
    return lambda optimizer: schedulers.CosineAnnealingLR(optimizer, steps)


def restarts(first, factor):
    return lambda optimizer: schedulers.CosineAnnealingWarmRestarts(optimizer, first, factor)


def one_cycle(rate, steps, rise=0.3):
    return lambda optimizer: schedulers.OneCycleLR(
        optimizer, rate, total_steps=steps, pct_start=rise, cycle_momentum=False
    )


CASES = {
    "constant": (0.3, 20, lambda o: schedulers.ConstantLR(o, factor=1)),
    "steps 1/2 3/4 of 20": (0.1, 20, multi_step(10, 15)),
    "steps .3 .6 .7 of 10": (0.1, 10, multi_step(3, 6, 7)),
    "steps .3 .6 .7 of 1000": (0.1, 1000, multi_step(300, 600, 700)),
    "multiStep 1/3 2/3 of 9": (0.2, 9, multi_step(3, 6, gamma=0.5)),
    "step .1 of 10": (1, 10, step(1, 0.5)),
    "step .1 of 100": (0.1, 100, step(10, 0.94)),
    "step 1/7 of 70": (0.1, 70, step(10, 0.94)),
    "step .3 of 30": (0.1, 30, step(9, 0.1)),
    "cosine of 10": (0.2, 10, cosine(10)),
    "cosine of 1000": (0.2, 1000, cosine(1000)),
    "warm cosine .1 of 50": (0.2, 50, warm(5, 0.01, cosine(45))),
    "warm cosine .3 of 10 from 1/3": (0.2, 10, warm(3, 1 / 3, cosine(7))),
    "warm step .2 of 50": (0.1, 50, warm(10, 0.01, step(4, 0.5))),
    "warm steps .1 of 100": (0.1, 100, warm(10, 0.01, multi_step(27, 63))),
    "restarts .1 1 of 100": (0.2, 100, restarts(10, 1)),
    "restarts 1/7 2 of 70": (0.2, 70, restarts(10, 2)),
    "restarts 1/3 1 of 9": (0.2, 9, restarts(3, 1)),
    "one cycle of 50": (0.4, 50, one_cycle(0.4, 50)),
    "one cycle of 7": (0.4, 7, one_cycle(0.4, 7)),
    "one cycle .4 of 1000": (0.4, 1000, one_cycle(0.4, 1000, 0.4)),
}


def main():
    with open(sys.argv[1], "w") as out:
        for name, (rate, steps, make) in CASES.items():
            values = ",".join(repr(float(value)) for value in rates(rate, steps, make))
            out.write(f"{name},{values}\n")


if __name__ == "__main__":
    main()
