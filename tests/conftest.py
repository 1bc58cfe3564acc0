"""What every test shares: how long hypothesis may search, and what is begun first."""

import os

import pytest
from hypothesis import HealthCheck, settings

# The machines that run this are shared, and a deadline in milliseconds would measure them. So
# would a complaint that it takes long to make an example. Each run tries the same examples: whoever
# changed nothing sees nothing new. HYPOTHESIS_PROFILE=search tries others, as each week.
settings.register_profile(
    "search",
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.register_profile("default", settings.get_profile("search"), derandomize=True)
# In a mutation run the cases and the boundaries are on trial, not the search.
settings.register_profile("mutate", settings.get_profile("default"), max_examples=5)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# Begun last, each of these would keep one worker busy for a minute when the others are done.
LONG = {
    *("test_access", "test_extras", "test_fuzz", "test_packaging", "test_patterns"),
    *("test_recipes", "test_run_here"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.stem not in LONG)
