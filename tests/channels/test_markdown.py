"""Whatever a reply holds, its HTML holds only paragraphs, bold, lists and safe links."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from channels.markdown import to_html

ALLOWED = {"p", "br", "strong", "em", "ul", "ol", "li", "a"}
TRICKS = """
<script>|</p>|<!--|&lt;|[a](javascript:b)|[a](data:text/html,b)|[a](https://b.example)|https://c.example/?<b>|](|**|`|~~
javascript:alert(1)|![a](https://b)|<https://d>|a@b.id|[x]|<JaVaScRiPt:a>|[a](tel:110)|[a](//e.example)|www.f.example
&#106;avascript:|\\|<?php|<![CDATA[|http://g.example|[a](HTTPS://h)|<img src=x onerror=y>|[a](https://b "onclick=c")
[x]: javascript:y|- |1. |7) |# |> |---|    |\x00
"""
PIECES = st.sampled_from([*TRICKS.replace("\n", "|\n|").split("|"), "```"])


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.other: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)


def parsed(html: str) -> _Tags:
    parser = _Tags()
    parser.feed(html)
    parser.close()
    return parser


@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=12).map("".join))
@example('[a](https://x" onmouseover="b)')
@example("<a href='javascript:x'>y</a>")
def test_html_holds_only_what_is_allowed(text: str) -> None:
    html = parsed(to_html(text))
    assert html.other == []
    for tag, attributes in html.found:
        assert tag in ALLOWED
        assert set(attributes) <= ({"href", "rel", "title"} if tag == "a" else {"start"} if tag == "ol" else set())
        if tag == "a":
            assert (attributes["href"] or "").lower().startswith(("https:", "tel:", "mailto:"))
            assert attributes["rel"] == "noopener noreferrer"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("satu\n\ndua", "<p>satu</p>\n<p>dua</p>\n"),
        ("**tebal**", "<p><strong>tebal</strong></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("a\nb", "<p>a<br />\nb</p>\n"),
        ("[110](tel:110)", '<p><a rel="noopener noreferrer" href="tel:110">110</a></p>\n'),
        ("<b>a</b> & b", "<p>&lt;b&gt;a&lt;/b&gt; &amp; b</p>\n"),
        ("# a", "<p># a</p>\n"),
        ("[a](javascript:b)", "<p>[a](javascript:b)</p>\n"),
    ],
)
def test_the_subset_is_rendered(text: str, html: str) -> None:
    assert to_html(text) == html
