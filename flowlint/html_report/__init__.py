"""The report for people as one HTML file: what was found, and each flow as a picture to walk through."""

from flowlint.html_report.page import page
from flowlint.html_report.trend import NoResult, Trend, trend

__all__ = ["NoResult", "Trend", "page", "trend"]
