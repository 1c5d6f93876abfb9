"""Managers of report kernels."""

from __future__ import annotations

from salestoolkit.reports.kernels import OrdinaryKernels, PromptClient


def test_a_kernel_is_ready_when_it_answers_and_not_when_it_has_been_silent() -> None:
    assert isinstance(OrdinaryKernels().client(), PromptClient)
