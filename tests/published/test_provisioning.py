"""Provisions: published figures."""

import numpy as np
import pytest

from keyaccounts.risk import ageing, provision


def test_the_provision_matrix_of_ifrs_9():
    """IFRS 9, illustrative example 12 (IE74–IE77): 30,000,000 in five buckets, 580,000 expected to be lost."""
    gross = [15_000_000, 7_500_000, 4_000_000, 2_500_000, 1_000_000]
    found = provision(gross, loss_rates=[0.003, 0.016, 0.036, 0.066, 0.106])
    np.testing.assert_allclose(found.by_bucket, [45_000, 120_000, 144_000, 165_000, 106_000], atol=1e-6)
    assert found.total == pytest.approx(580_000, abs=1e-6)
    assert sum(gross) == 30_000_000


def test_the_buckets_of_ifrs_9():
    """The same example: current, 1–30, 31–60, 61–90 and more than 90 days past due."""
    bucket = ageing([0, 1, 30, 31, 60, 61, 90, 91, 400], edges=[0, 30, 60, 90])
    assert bucket.tolist() == [0, 1, 1, 2, 2, 3, 3, 4, 4]
