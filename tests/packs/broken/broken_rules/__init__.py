"""A pack that lacks something it needs."""

import a_module_that_nobody_has  # noqa: F401
