"""Small tables of ratings and weights for hypothesis, coarse enough to hold ties."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

steps = st.integers(0, 4).map(lambda number: number / 4)
sizes = st.tuples(st.integers(1, 7), st.integers(1, 4))


@st.composite
def rated(draw, *, values=steps, n_accounts=None):
    """A table of ratings and weights to go with it, some of them 0 but not all."""
    rows, columns = draw(sizes)
    shape = (rows if n_accounts is None else n_accounts, columns)
    ratings = draw(hnp.arrays(float, shape, elements=values))
    weights = draw(hnp.arrays(float, columns, elements=st.integers(0, 5).map(float)).filter(np.any))
    return ratings, weights


@st.composite
def with_directions(draw, *, values=steps):
    """A table, weights and what is a benefit."""
    ratings, weights = draw(rated(values=values))
    return ratings, weights, draw(hnp.arrays(bool, ratings.shape[1]))
