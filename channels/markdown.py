"""The Markdown subset of a reply as safe HTML, by a CommonMark parser with raw HTML switched off."""

from functools import cache

from markdown_it import MarkdownIt

_ALLOWED = ("https:", "tel:", "mailto:")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True})
    parser.disable(["image", "heading", "lheading", "code", "fence", "backticks", "blockquote", "hr"])
    parser.disable(["html_block", "html_inline"])
    parser.enable("linkify")
    parser.validateLink = lambda url: url.lower().startswith(_ALLOWED)  # type: ignore[method-assign]
    return parser


def to_html(text: str) -> str:
    """HTML of paragraphs, bold, lists and https/tel/mailto links; everything else is shown as text."""
    html: str = _parser().render(text)
    return html.replace("<a href=", '<a rel="noopener noreferrer" href=')
