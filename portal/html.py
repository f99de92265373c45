"""The elements of HTML that pages are made of: dash.html's names and properties, for Dash the same.

A page has up to some thousand elements, and dash.html looks at every property of each as it is
made. Here nothing is looked at; a test makes every element of every page with dash.html instead
(tests/portal/test_html.py).
"""

from typing import Any

from dash.development.base_component import Component

NAMESPACE = "dash_html_components"


class Element(Component):
    """An element with its children first, as dash.html takes them, and its properties by name."""

    _namespace, _type = NAMESPACE, ""
    tag = ""

    def __init__(self, children: Any = None, **given: Any) -> None:
        if children is not None:
            given["children"] = children
        self.__dict__ = given

    def __repr__(self) -> str:
        return f"{self._type}({', '.join(f'{n}={v!r}' for n, v in vars(self).items())})"

    def __bool__(self) -> bool:
        """There, whatever it holds; Dash's own would count the whole tree."""
        return True


def is_element(node: Any) -> bool:
    """Whether a node is one of these; ``isinstance`` asks abstract classes each time."""
    return Element in type(node).__mro__


def _element(name: str) -> type[Element]:
    about = {"_type": name, "_prop_names": ["children"], "tag": name.lower()}
    return type(name, (Element,), {"__module__": __name__} | about)


A = _element("A")
Article = _element("Article")
Aside = _element("Aside")
Bdi = _element("Bdi")
Blockquote = _element("Blockquote")
Br = _element("Br")
Button = _element("Button")
Caption = _element("Caption")
Code = _element("Code")
Dd = _element("Dd")
Details = _element("Details")
Div = _element("Div")
Dl = _element("Dl")
Dt = _element("Dt")
Figcaption = _element("Figcaption")
Figure = _element("Figure")
Footer = _element("Footer")
Form = _element("Form")
H1 = _element("H1")
H2 = _element("H2")
H3 = _element("H3")
Header = _element("Header")
I = _element("I")  # noqa: E741
Img = _element("Img")
Label = _element("Label")
Li = _element("Li")
Main = _element("Main")
Nav = _element("Nav")
Ol = _element("Ol")
Option = _element("Option")
P = _element("P")
Progress = _element("Progress")
Section = _element("Section")
Small = _element("Small")
Span = _element("Span")
Strong = _element("Strong")
Summary = _element("Summary")
Table = _element("Table")
Tbody = _element("Tbody")
Td = _element("Td")
Th = _element("Th")
Thead = _element("Thead")
Tr = _element("Tr")
Ul = _element("Ul")
Wbr = _element("Wbr")
