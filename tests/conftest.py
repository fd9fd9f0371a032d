"""What every test shares: the profile of hypothesis, and a switch that lets nothing skip."""

import pytest
from hypothesis import HealthCheck, settings

_quiet = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("quick", max_examples=20, **_quiet)
settings.register_profile("thorough", max_examples=80, **_quiet)
settings.load_profile("quick")


def pytest_addoption(parser):
    parser.addoption("--no-skips", action="store_true", help="fail where a test skips: all it needs must be there")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.skipped and item.config.getoption("--no-skips"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and --no-skips was given: {report.longrepr[2]}"
    return report
