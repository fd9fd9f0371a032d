"""The normal distribution, from scipy: two functions, loaded when they are needed."""

from keyaccounts._arrays import FloatArray


def below(x: FloatArray) -> FloatArray:
    """Give the probability that a standard normal number is below each x."""
    from scipy.special import ndtr  # type: ignore[import-untyped,unused-ignore]

    share: FloatArray = ndtr(x)
    return share


def threshold(probability: FloatArray) -> FloatArray:
    """Give the x below which a standard normal number lies with each probability; infinite at 0 and 1."""
    from scipy.special import ndtri  # type: ignore[import-untyped,unused-ignore]

    x: FloatArray = ndtri(probability)
    return x
