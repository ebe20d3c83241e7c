"""A report on runs as one HTML file: readable without network, scripts or gilviz, on a screen and on paper."""

from gilviz.export.html.report import write_html

__all__ = ["write_html"]
