"""The command line."""

from sitesel.cli.app import create_app, main, run

__all__ = ["create_app", "main", "run"]
