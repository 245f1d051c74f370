"""What ISO 19005-2 (PDF/A-2) asks of a file, looked for object by object.

Cheap enough for every run of the tests, it checks what a validator would find wrong in files as
ours: header and end, identifiers, metadata, colours, fonts, actions, annotations and forms,
streams, transparency, and for level A the tags. Figures are clauses of the standard. Now and then
`make archival` holds the same files against veraPDF, so that nothing is left out here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    ContentStream,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
DC = "{http://purl.org/dc/elements/1.1/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"

FORBIDDEN_ACTIONS = frozenset(
    {
        *("/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState"),
        *("/Rendition", "/Trans", "/GoTo3DView", "/JavaScript"),
    }
)
FORBIDDEN_ANNOTATIONS = frozenset({"/3D", "/Sound", "/Screen", "/Movie"})
BLENDS = frozenset(
    {
        *("/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten"),
        *("/ColorDodge", "/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion"),
        *("/Hue", "/Saturation", "/Color", "/Luminosity"),
    }
)
INVISIBLE, HIDDEN, PRINT, NO_VIEW, TOGGLE = 1, 2, 4, 32, 256
LONGEST_STRING, LONGEST_NAME, DEEPEST_STATE = 32_767, 127, 28


def faults_of(pdf: bytes) -> list[str]:
    """Everything in the file that the standard does not allow, each with its clause."""
    examined = _Examined(pdf, PdfReader(io.BytesIO(pdf), strict=True))
    for part in (_file, _catalogue, _metadata, _objects, _pages, _tags):
        examined.faults += part(examined)
    return examined.faults


@dataclass
class _Examined:
    pdf: bytes
    reader: PdfReader
    faults: list[str] = field(default_factory=list)

    @property
    def root(self) -> DictionaryObject:
        root = self.reader.trailer["/Root"]
        assert isinstance(root, DictionaryObject)
        return root


def _file(it: _Examined) -> Iterator[str]:
    lines = it.pdf.split(b"\n", 2)
    if not re.fullmatch(rb"%PDF-1\.[0-7]\r?", lines[0]):
        yield "6.1.2 header"
    if lines[1][:1] != b"%" or len([byte for byte in lines[1][1:5] if byte > 127]) != 4:
        yield "6.1.2 no four high bytes after the header"
    if not re.search(rb"%%EOF(\r\n|\n|\r)?$", it.pdf):
        yield "6.1.3 bytes after the end"
    if len(it.reader.trailer.get("/ID", ())) != 2:
        yield "6.1.3 no identifiers"
    if "/Encrypt" in it.reader.trailer:
        yield "6.1.3 encrypted"
    for number, at in it.reader.xref.get(0, {}).items():
        if not re.match(rb"[\r\n]%d 0 obj[\r\n]" % number, it.pdf[at - 1 :]):
            yield f"6.1.9 object {number} is not on a line of its own"


def _catalogue(it: _Examined) -> Iterator[str]:
    for key, clause in (
        *(("/Requirements", "6.11"), ("/AA", "6.5.2"), ("/OCProperties", "6.9")),
        *(("/PresSteps", "6.10"),),
    ):
        if key in it.root:
            yield f"{clause} {key} in the catalogue"
    names: Any = it.root.get("/Names", {})
    for key in ("/JavaScript", "/EmbeddedFiles", "/AlternatePresentations"):
        if key in names:
            yield f"6.1 {key}"
    form: Any = it.root.get("/AcroForm", {})
    if form.get("/NeedAppearances"):
        yield "6.4.1 appearances to be made by the reader"
    if "/XFA" in form:
        yield "6.4.2 XFA"
    intents = [one.get_object() for one in it.root.get("/OutputIntents", ())]
    profiles = [one.get("/DestOutputProfile") for one in intents if one["/S"] == "/GTS_PDFA1"]
    if len(profiles) != 1 or profiles[0] is None:
        yield "6.2.3 no output intent of PDF/A with its profile"
        return
    profile = profiles[0].get_object()
    colours = profile.get_data()[16:20]
    if profile["/N"] != {b"RGB ": 3, b"GRAY": 1, b"CMYK": 4}.get(colours):
        yield "6.2.3 the profile is of other colours than it says"
    if profile.get_data()[8] > 4:
        yield "6.2.3 a profile newer than ICC 4"


def _metadata(it: _Examined) -> Iterator[str]:
    stream: Any = it.root.get("/Metadata")
    if stream is None:
        yield "6.6.2.1 no metadata"
        return
    packet = stream.get_object().get_data()
    if re.search(rb"<\?xpacket[^>]*(bytes|encoding)=", packet):
        yield "6.6.2.1 bytes or encoding in the packet"
    tree = etree.fromstring(packet)
    if _said(tree, f"{PDFAID}part") != "2":
        yield "6.6.4 not said to be PDF/A-2"
    if _said(tree, f"{PDFAID}conformance") not in ("A", "B", "U"):
        yield "6.6.4 no level of conformance"
    information: Any = it.reader.trailer.get("/Info", {})
    for key, name in (("/Title", f"{DC}title"), ("/Author", f"{DC}creator")):
        if key in information.get_object() and str(information[key]) != _said(tree, name):
            yield f"6.6.3 {key} says something else than the metadata"
    for key, name in (("/CreationDate", f"{XMP}CreateDate"), ("/ModDate", f"{XMP}ModifyDate")):
        if key in information.get_object():
            plain = re.sub(r"\D", "", str(information[key]))[:14]
            if plain != re.sub(r"\D", "", _said(tree, name))[:14]:
                yield f"6.6.3 {key} says something else than the metadata"


def _said(tree: etree._Element, name: str) -> str:
    for one in tree.iter(name):
        items = [item.text or "" for item in one.iter(f"{RDF}li")]
        return items[0] if items else one.text or ""
    for one in tree.iter(f"{RDF}Description"):
        if name in one.attrib:
            return str(one.attrib[name])
    return ""


def _objects(it: _Examined) -> Iterator[str]:
    for number in _numbers(it.reader):
        found = it.reader.get_object(number)
        for one in _within(found):
            for fault in _of_object(one):
                yield f"{fault} (object {number})"


def _numbers(reader: PdfReader) -> list[int]:
    listed = {number for of in reader.xref.values() for number in of} | {*reader.xref_objStm}
    free = {number for of in reader.xref_free_entry.values() for number, yes in of.items() if yes}
    return sorted(listed - free - {0})


def _within(found: Any) -> Iterator[Any]:
    """The object and what stands in it, but nothing that it only refers to."""
    yield found
    if isinstance(found, DictionaryObject):
        for key, value in dict.items(found):
            yield key
            yield from _within(value)
    elif isinstance(found, ArrayObject):
        for value in list.__iter__(found):
            yield from _within(value)


def _of_object(one: Any) -> Iterator[str]:
    if isinstance(one, (TextStringObject, ByteStringObject)):
        if len(one.original_bytes) > LONGEST_STRING:
            yield "6.1.13 a string too long"
    elif isinstance(one, NameObject):
        if len(one.encode()) > LONGEST_NAME:
            yield "6.1.13 a name too long"
    elif isinstance(one, DictionaryObject):
        yield from _of_dictionary(one)


def _of_dictionary(one: DictionaryObject) -> Iterator[str]:
    if isinstance(one, StreamObject):
        yield from _of_stream(one)
    if one.get("/Type") == "/Font":
        yield from _of_font(one)
    if one.get("/Type") == "/Annot" or "/Rect" in one:
        yield from _of_annotation(one)
    if one.get("/S") in FORBIDDEN_ACTIONS or "/JS" in one:
        yield f"6.5.1 action {one.get('/S')}"
    if one.get("/Type") == "/ExtGState" or {"/BM", "/TR", "/HTP"} & one.keys():
        yield from _of_graphics_state(one)
    if "/AA" in one:
        yield "6.5.2 additional actions"
    if "/EF" in one:
        yield "6.8 an embedded file"


def _of_stream(one: StreamObject) -> Iterator[str]:
    filters: Any = one.get("/Filter", ())
    names = [filters] if isinstance(filters, str) else [str(name) for name in filters]
    if {"/LZWDecode", "/Crypt"} & {*names}:
        yield "6.1.7.2 a filter that is not allowed"
    if {"/F", "/FFilter", "/FDecodeParms"} & one.keys() and one.get("/Subtype") != "/Widget":
        yield "6.1.7.1 a stream in another file"
    if one.get("/Subtype") == "/PS" or {"/OPI", "/PS", "/Ref"} & one.keys():
        yield "6.2.9 PostScript or a reference to elsewhere"
    if one.get("/Subtype") == "/Image":
        if "/Alternates" in one or one.get("/Interpolate"):
            yield "6.2.8 alternates or interpolation"
        if one.get("/ColorSpace") == "/DeviceCMYK":
            yield "6.2.4.3 colours of print without their profile"


def _of_font(font: DictionaryObject) -> Iterator[str]:
    if font.get("/Subtype") == "/Type0":
        if "/ToUnicode" not in font:
            yield "6.2.11.7 letters without their meaning"
        return
    if font.get("/Subtype") == "/Type3":
        return
    descriptor: Any = font.get("/FontDescriptor", {})
    if not {"/FontFile", "/FontFile2", "/FontFile3"} & descriptor.get_object().keys():
        yield f"6.2.11.4 a face that is not in the file: {font.get('/BaseFont')}"
    if font.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in font:
        yield "6.2.11.3 no way from letters to shapes"


def _of_annotation(one: DictionaryObject) -> Iterator[str]:
    if one.get("/Subtype") in FORBIDDEN_ANNOTATIONS:
        yield f"6.3.1 annotation {one['/Subtype']}"
    if one.get("/Subtype") in ("/Popup", "/Link") or one.get("/Subtype") is None:
        return
    flags = int(one.get("/F", 0))
    if not flags & PRINT or flags & (INVISIBLE | HIDDEN | NO_VIEW | TOGGLE):
        yield "6.3.2 an annotation that is not printed as it is seen"
    appearance: Any = one.get("/AP")
    if appearance is None or {*appearance.get_object()} != {"/N"}:
        yield "6.3.3 an annotation without one plain appearance"
    if one.get("/Subtype") == "/Widget" and {"/A", "/AA"} & one.keys():
        yield "6.4.1 a field that does something"


def _of_graphics_state(one: DictionaryObject) -> Iterator[str]:
    if "/TR" in one or one.get("/TR2", "/Default") != "/Default" or "/HTP" in one:
        yield "6.2.5 a transfer function or halftone"
    blend: Any = one.get("/BM", "/Normal")
    if {*([blend] if isinstance(blend, str) else blend)} - BLENDS:
        yield "6.2.10 a blend that is not in the standard"


def _pages(it: _Examined) -> Iterator[str]:
    for page in it.reader.pages:
        for stream in _drawn(page):
            depth = 0
            for _, operator in ContentStream(stream, it.reader).operations:
                if operator in (b"k", b"K"):
                    yield "6.2.4.3 colours of print without their profile"
                depth += (operator == b"q") - (operator == b"Q")
                if depth > DEEPEST_STATE:
                    yield "6.1.13 states of graphics nested too deep"


def _drawn(page: Any) -> Iterator[Any]:
    """The page's own stream, those it shows, and those its annotations are shown by."""
    yield page.get_contents()
    yield from _forms(page.get("/Resources", {}), set())
    for one in page.get("/Annots", ()):
        shown = one.get_object().get("/AP", {}).get("/N")
        if shown is not None:
            yield shown.get_object()
            yield from _forms(shown.get_object().get("/Resources", {}), set())


def _forms(resources: Any, seen: set[int]) -> Iterator[Any]:
    for one in resources.get_object().get("/XObject", {}).values():
        found = one.get_object()
        if found.get("/Subtype") == "/Form" and id(found) not in seen:
            seen.add(id(found))
            yield found
            yield from _forms(found.get("/Resources", DictionaryObject()), seen)


def _tags(it: _Examined) -> Iterator[str]:
    """Level A: the file says in which order and as what it is to be read."""
    marked: Any = it.root.get("/MarkInfo", {})
    if not marked.get("/Marked") or "/StructTreeRoot" not in it.root:
        yield "6.7.2 no tags"
    if not it.root.get("/Lang"):
        yield "6.7.4 no language"
