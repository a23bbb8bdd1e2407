"""Choosing: the law of sampling, streams of their own, and tokens of probability zero."""

from __future__ import annotations

import math

import pytest
import torch

from gendecode.sampling import choose


def test_multinomial_follows_its_distribution() -> None:
    """Chi-square with a fixed seed; 6 degrees of freedom, 0.1 % quantile 22.46."""
    probs = torch.tensor([0.02, 0.4, 0.0, 0.08, 0.25, 0.2, 0.05, 0.0])
    draws = 40_000
    uniform = torch.rand(draws, generator=torch.Generator().manual_seed(11), dtype=torch.float64)
    tokens = choose.multinomial(probs.log().expand(draws, -1), uniform)
    counts = torch.bincount(tokens, minlength=8).double()
    assert counts[2] == counts[7] == 0
    kept = probs > 0
    wanted = probs[kept].double() * draws
    assert float(((counts[kept] - wanted) ** 2 / wanted).sum()) < 22.46


@pytest.mark.parametrize("uniform", [0.0, 1 - 2**-53, 0.5])
def test_tokens_without_probability_are_never_chosen(uniform: float) -> None:
    rows = torch.full((4, 50), -math.inf)
    for row, token in enumerate((0, 17, 48, 49)):
        rows[row, token] = -3.0
    assert choose.multinomial(rows, torch.full((4,), uniform, dtype=torch.float64)).tolist() == [0, 17, 48, 49]


def test_the_boundary_between_two_tokens() -> None:
    half = torch.tensor([[0.5, 0.5]]).log()
    below, above = (torch.tensor([u], dtype=torch.float64) for u in (0.5 - 1e-9, 0.5 + 1e-9))
    assert [int(choose.multinomial(half, u)) for u in (below, above)] == [0, 1]


def test_greedy_takes_the_lowest_id_among_equals() -> None:
    assert choose.greedy(torch.tensor([[0.0, 2.0, 2.0], [5.0, 5.0, 1.0]])).tolist() == [1, 0]


def test_rows_have_streams_of_their_own_that_repeat() -> None:
    def stream(seed: int, row: int) -> list[float]:
        generator = choose.row_generator(seed, row)
        return [float(choose.uniforms([generator])) for _ in range(3)]

    streams = [tuple(stream(seed, row)) for seed in (0, 1, 2**63 - 1) for row in (0, 1, 2)]
    assert len(set(streams)) == 9
    assert stream(1, 2) == stream(1, 2)
