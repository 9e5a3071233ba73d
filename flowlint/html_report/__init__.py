"""Pages for people, one HTML file each, with flows as pictures to walk through: a report, or what changed.

Of a report there is also the summary alone, as Markdown.
"""

from flowlint.html_report.change_page import change_page
from flowlint.html_report.page import page
from flowlint.html_report.trend import NoResult, Trend, trend
from flowlint.html_report.wiki import wiki_page

__all__ = ["NoResult", "Trend", "change_page", "page", "trend", "wiki_page"]
