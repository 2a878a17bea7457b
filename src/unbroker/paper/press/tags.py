"""The tags of a file: its structure elements, without those that only say that a line is a line."""

from collections.abc import Iterator, Mapping

import pikepdf

Kid = int | pikepdf.Object
"""Marked content by its number, or an element."""

_SAYS_NOTHING = {"/Type", "/S", "/P", "/Pg", "/K"}


class Tags:
    """The structure of a file as WeasyPrint writes it, each bare span replaced by the text in it."""

    def __init__(self, document: pikepdf.Pdf) -> None:
        """Read it."""
        tree = document.Root.StructTreeRoot
        pairs = iter(tree.ParentTree.Nums)
        self._parents: Mapping[int, pikepdf.Object] = {
            int(key): parent for key, parent in zip(pairs, pairs, strict=True)
        }
        self._tree = tree.objgen[0]
        elements = dict[int, pikepdf.Object]()
        for root in _listed(tree.K):
            elements |= {element.objgen[0]: element for element in _below(root)}
        for parent in self._parents.values():
            for element in _listed(parent):
                if element is not None:
                    elements |= {ancestor.objgen[0]: ancestor for ancestor in self._above(element)}
        self._spared = {number for number, element in elements.items() if _is_bare(element)}
        others = [element for number, element in elements.items() if number not in self._spared]
        self.tops = [element for element in others if self._is_top(element)]
        self.elements = [element for element in others if not self._is_top(element)]

    def kids(self, element: pikepdf.Object) -> Iterator[Kid]:
        """What an element holds."""
        for kid in _listed(element.get("/K", pikepdf.Array())):
            if isinstance(kid, pikepdf.Object) and kid.objgen[0] in self._spared:
                yield from self.kids(kid)
            else:
                yield kid

    def holders(self, key: int) -> list[int | None]:
        """The numbers of the elements that hold the marked content of a page, or what the key stands for."""
        return [self._holder(element) for element in _listed(self._parents[key])]

    def _holder(self, element: pikepdf.Object | None) -> int | None:
        if element is None:
            return None
        return self._holder(element.P) if element.objgen[0] in self._spared else element.objgen[0]

    def _above(self, element: pikepdf.Object) -> Iterator[pikepdf.Object]:
        yield element
        if element.P.objgen[0] != self._tree:
            yield from self._above(element.P)

    def _is_top(self, element: pikepdf.Object) -> bool:
        return element.P.objgen[0] == self._tree


def _below(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    yield element
    for kid in _listed(element.get("/K", pikepdf.Array())):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _below(kid)


def _is_bare(element: pikepdf.Object) -> bool:
    """Whether an element is a span of text on its parent's page that says nothing more about it."""
    if element.S != "/Span" or not _SAYS_NOTHING.issuperset(element.keys()):
        return False
    parent = element.P
    if "/Pg" not in parent or parent.Pg.objgen != element.get("/Pg", parent).objgen:
        return False
    kids = _listed(element.get("/K", pikepdf.Array()))
    return all(not isinstance(kid, pikepdf.Object) or ("/S" in kid and _is_bare(kid)) for kid in kids)


def _listed(kids: pikepdf.Object) -> list[pikepdf.Object]:
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]
