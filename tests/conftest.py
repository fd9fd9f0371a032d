"""What every test shares: the profile of hypothesis, and a switch that lets nothing skip."""

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("keyaccounts", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("keyaccounts")


def pytest_addoption(parser):
    parser.addoption("--no-skips", action="store_true", help="fail where a test skips: everything it needs must be there")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and item.config.getoption("--no-skips"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and --no-skips was given: {report.longrepr[2]}"
    return report
