"""HTML to PDF: PDF/A-3a and PDF/UA-1 in one file, the same bytes each time.

Whatever the layout engine warns of is a Problem, and that letter is not made. The engine takes half a second to load,
so it is loaded when something is to be laid out.
"""

from importlib import import_module
from typing import Literal
from xml.sax.saxutils import escape

Printing = Literal["two sides", "one side", "any size"]
"""How a file is to be printed: at its size on two sides of the paper or on one, or as its reader likes."""


UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
"""That a file is PDF/UA-1, in its XMP packet."""
_IDENTIFIED = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>{conformance}</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title></rdf:Description>
{more}</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>
"""


def lay_out(html: str, name: str, identifier: str | None = None, *, printing: Printing = "two sides") -> bytes:
    """The PDF of some HTML: tagged, with its fonts, PDF/A-3a and PDF/UA-1, the same bytes for the same HTML.

    Args:
        html: a whole document; it names no file and no address, and nothing is fetched.
        name: what it is, for messages.
        identifier: what it is called, for its metadata.
        printing: what a viewer proposes when it is printed.

    Raises:
        ProblemsFound: WeasyPrint had something to complain about.
    """
    engine = import_module("unbroker.paper.engine")
    file: bytes = engine.lay_out(html, name, identifier, printing=printing)
    return file


def packet(title: str, *, tagged: bool) -> bytes:
    """The XMP packet of a file that WeasyPrint did not write: PDF/A-3a and PDF/UA-1, without tags PDF/A-3u."""
    conformance, more = ("A", UA.decode()) if tagged else ("U", "")
    return _IDENTIFIED.format(conformance=conformance, title=escape(title), more=more).encode()
