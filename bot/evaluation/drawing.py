"""Turns matplotlib's figures into SVG that takes its colours from the page, so that it serves light, dark and paper."""

from __future__ import annotations

import io
import re
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

# Colours that stand for the page's own: drawn with, then replaced by the property that follows.
INK, QUIET, LINE, RIGHT, WRONG, THIRD, HEAT, PAPER = (f"#0{n}0{n}0{n}" for n in range(1, 9))
PROPERTIES = {
    INK: "ink",
    QUIET: "ink-quiet",
    LINE: "line",
    RIGHT: "right",
    WRONG: "wrong",
    THIRD: "third",
    HEAT: "heat",
    PAPER: "paper",
}
# Okabe and Ito's palette, which people who see colours differently can tell apart, with lighter tones for dark pages.
LIGHT = {
    "ink": "#14202b",
    "ink-quiet": "#4a5864",
    "line": "#c9d1d8",
    "right": "#0072b2",
    "wrong": "#d55e00",
    "third": "#7a8791",
    "heat": "#0072b2",
    "paper": "#ffffff",
}
DARK = {
    "ink": "#e9eef2",
    "ink-quiet": "#aebac4",
    "line": "#3d4a55",
    "right": "#56b4e9",
    "wrong": "#e69f00",
    "third": "#8b98a3",
    "heat": "#3584c4",
    "paper": "#12181e",
}
STYLE: Any = {
    "svg.hashsalt": "candour",
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",  # comes with matplotlib, so that the layout is the same everywhere
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,  # a label is a label, whatever characters it has
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": LINE,
    "grid.linewidth": 0.7,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "hatch.color": PAPER,
    "hatch.linewidth": 1.2,
    "legend.frameon": False,
    "figure.facecolor": "none",
}
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_FONT = re.compile(r"(font(?:-family)?:[^;]*?)'DejaVu Sans'[^;]*")
_FONTS = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


def svg(figure: Figure, name: str, alt: str) -> str:
    """The figure as an SVG element with a text alternative; its ids begin with `name`, so that many stand on a page."""
    FigureCanvasSVG(figure)
    buffer = io.StringIO()
    with mpl.rc_context(STYLE):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    # Only what matplotlib has just written is parsed.
    root = ElementTree.fromstring(buffer.getvalue())  # noqa: S314
    _simplify(root)
    _name_ids(root, _NOT_A_LETTER.sub("-", name.lower()))
    root.set("role", "img")
    root.set("aria-label", alt)
    # Said once here instead of in a style that would hold for the whole page.
    root.set("stroke-linejoin", "round")
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    return _coloured(ElementTree.tostring(root, encoding="unicode"))


def standalone(element: str) -> str:
    """The SVG as a file of its own, with the colours of a light and a dark page."""
    light, dark = (";".join(f"--{name}:{colour}" for name, colour in tones.items()) for tones in (LIGHT, DARK))
    style = f"svg{{{light};background:var(--paper)}}@media (prefers-color-scheme:dark){{svg{{{dark}}}}}"
    start = element.index(">") + 1
    return f"{element[:start]}<style>{style}</style>{element[start:]}\n"


def _simplify(root: ElementTree.Element) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"}:
                parent.remove(child)


def _name_ids(root: ElementTree.Element, prefix: str) -> None:
    for element in root.iter():
        for attribute, value in element.attrib.items():
            if attribute == "id":
                element.set(attribute, f"{prefix}-{value}")
            elif attribute == f"{{{_XLINK}}}href":
                element.set(attribute, value.replace("#", f"#{prefix}-"))
            elif "url(#" in value:
                element.set(attribute, value.replace("url(#", f"url(#{prefix}-"))


def _coloured(text: str) -> str:
    for colour, name in PROPERTIES.items():
        # An attribute takes no property, but a style does.
        text = re.sub(rf'\b(fill|stroke)="{colour}"', rf'style="\1: var(--{name})"', text)
        text = text.replace(colour, f"var(--{name})")
    return _FONT.sub(rf"\1{_FONTS}", text)
