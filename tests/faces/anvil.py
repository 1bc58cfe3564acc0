"""The facts of a project of no real name, as a maintainer hands them in."""

FACTS = """
name = "Anvil"
repository = "https://github.com/acme/anvil"
[attested]
who = "A. Maintainer"
when = 2026-11-20
link = "https://example.org/minutes"
[facts]
stars = 900
license_spdx = "Apache-2.0"
"""
