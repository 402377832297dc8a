"""Screening: constraints → candidate, rejected or undecided, by column and bit."""

from sitesel.screening.plan import Node, ScreenPlan, plan_screen

__all__ = ["Node", "ScreenPlan", "plan_screen"]
