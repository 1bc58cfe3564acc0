"""What every test shares: how long hypothesis may search."""

import os

from hypothesis import HealthCheck, settings

# The machines that run this are shared, and a deadline in milliseconds would measure them.
settings.register_profile(
    "default", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# In a mutation run the cases and the boundaries are on trial, not the search.
settings.register_profile("mutate", settings.get_profile("default"), max_examples=5)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
