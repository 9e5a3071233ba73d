"""The report for people as one HTML file, with each flow as a picture to walk through, or its summary as Markdown."""

from flowlint.html_report.page import page
from flowlint.html_report.trend import NoResult, Trend, trend
from flowlint.html_report.wiki import wiki_page

__all__ = ["NoResult", "Trend", "page", "trend", "wiki_page"]
