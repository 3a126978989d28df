"""The product's settings with the stacks it is compared with; only worker processes of measurements use them."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "simple_history", "bench.comparison"]
