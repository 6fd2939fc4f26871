"""HTML that others wrote: what of it is harmless, and what it says as plain text. Pure."""

import html
import re

import nh3

LONGEST = 500_000
"""Characters of HTML that are looked at; no person writes more."""
DEEPEST = 2000
"""Elements within each other; no person nests more, and the time that reading takes grows with its square."""
KEPT = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ]
)
"""Elements that stay. No pictures: they would tell their sender that, when, and where from somebody reads."""
DROPPED = frozenset({"script", "style", "title", "head", "template", "noscript", "object", "iframe", "svg", "math"})
"""Elements that go with all that is in them."""
ENDS_LINE = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6]|/blockquote|hr)\b[^>]*>", re.IGNORECASE)
TAG = re.compile(r"<(/?)(?!(?:br|hr|img|input|link|meta|p|li|td|th|tr|col|option)\b)[a-zA-Z]", re.IGNORECASE)
"""Beginnings and ends of elements; not of those that need no end."""


def readable(source: str) -> bool:
    """Return whether HTML is no longer and no deeper than people write."""
    depth = deepest = 0
    for found in TAG.finditer(source[:LONGEST]):
        depth += -1 if found[1] else 1
        deepest = max(deepest, depth)
    return len(source) <= LONGEST and deepest <= DEEPEST


def sanitised(source: str) -> str:
    """Return what of HTML is harmless: text, its shape, and links that say nothing of who follows them."""
    return nh3.clean(
        source,
        tags=set(KEPT),
        clean_content_tags=set(DROPPED),
        attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def plain_text(source: str) -> str:
    """Return what HTML says, a line for each of its lines."""
    bare = nh3.clean(ENDS_LINE.sub("\\g<0>\n", source), tags=set(), clean_content_tags=set(DROPPED))
    lines = (" ".join(line.split()) for line in html.unescape(bare).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
