"""Stages and readiness: what a project must show to move up, and what is known about it."""
