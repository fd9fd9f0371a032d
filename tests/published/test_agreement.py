"""Agreement: published figures."""

import numpy as np
import pytest

from keyaccounts.agreement import intraclass_correlation, kappa, linear_disagreement, weighted_kappa

RATINGS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_the_six_intraclass_correlations_of_shrout_and_fleiss():
    """Shrout & Fleiss 1979, table 2: .17 .29 .71 .44 .62 .91; to ten places by the R package psych."""
    found = intraclass_correlation(RATINGS)
    six = [found.icc1, found.icc2, found.icc3, found.icc1k, found.icc2k, found.icc3k]
    np.testing.assert_array_equal(np.round(six, 2), [0.17, 0.29, 0.71, 0.44, 0.62, 0.91])
    expected = [0.1657417684, 0.2897637795, 0.7148407148, 0.4427971337, 0.6200505476, 0.9093155424]
    np.testing.assert_allclose(six, expected, atol=6e-10)


def test_kappa_and_weighted_kappa_of_sas():
    """The printout of PROC FREQ that statsmodels asserts in its tests of inter_rater."""
    table = [[0, 4, 1], [0, 8, 0], [0, 1, 5]]
    assert kappa(table) == pytest.approx(0.4842, abs=6e-5)
    assert weighted_kappa(table, disagreement=linear_disagreement(3)) == pytest.approx(0.4701, abs=6e-5)
