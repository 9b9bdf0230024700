"""The guide as an EPUB 3: a file a page, contents as the navigation, the same bytes for the same input."""

from __future__ import annotations

import datetime
import io
import posixpath
import textwrap
import uuid
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from xml.sax.saxutils import escape, quoteattr

from .document import Chapter
from .leaves import PICTURES, Leaf, addresses, file_of, leaf, picture_file
from .parts import PressError, Source, prepare
from .xhtml import page

AUTHOR = "the guide's contributors"
RIGHTS = (
    "Text: Creative Commons Attribution 4.0 International (CC BY 4.0), https://creativecommons.org/licenses/by/4.0/"
)
ACCESSIBILITY = (
    "All text can be resized and read aloud. Every diagram is a drawing with a name and a description in words; "
    "formulas are MathML with a line of plain text as alternative. Headings, contents and links structure the book. "
    "Answers are shown open. There is no sound, no video and nothing that flashes."
)
_FACTS = (
    *(("accessMode", mode) for mode in ("textual", "visual")),
    *(("accessModeSufficient", modes) for modes in ("textual", "textual,visual")),
    *(
        ("accessibilityFeature", feature)
        for feature in ("structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability")
    ),
    *(("accessibilityFeature", feature) for feature in ("alternativeText", "longDescription", "MathML")),
    ("accessibilityFeature", "describedMath"),
    ("accessibilityHazard", "none"),
    ("accessibilitySummary", ACCESSIBILITY),
)
_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="book-id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="book-id">{identifier}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:language>en</dc:language>
<dc:creator>{author}</dc:creator>
<dc:description>{summary}</dc:description>
<dc:rights>{rights}</dc:rights>
<dc:source>{public}</dc:source>
<meta property="dcterms:modified">{modified}</meta>
{facts}
</metadata>
<manifest>
{manifest}
</manifest>
<spine>
{spine}
</spine>
</package>
"""


@dataclass(frozen=True)
class Book:
    """What is bound: title, one sentence on it, public address, date, opening page, chapters with their pages.

    Landmarks are (kind in the words of EPUB, label, id of the page).
    """

    title: str
    summary: str
    public: str
    moment: datetime.datetime
    opening: Source
    chapters: Sequence[Chapter]
    landmarks: Sequence[tuple[str, str, str]] = ()

    @property
    def sources(self) -> list[Source]:
        """All pages in order."""
        return [self.opening, *(source for chapter in self.chapters for source in chapter.sources)]

    @property
    def identifier(self) -> str:
        """Stays the same from edition to edition, as long as the public address does."""
        return uuid.uuid5(uuid.NAMESPACE_URL, self.public).urn


def bind(book: Book, read: Callable[[str], bytes]) -> bytes:
    """Returns the bytes of the EPUB.

    Takes the book and a function that reads a picture by its path below the site.
    Raises PressError when an id stands twice, a link leads nowhere or a picture cannot be packed.
    """
    inside = {source.path: source.id for source in book.sources}
    parts = [prepare(source, inside, book.public, depth=0) for source in book.sources]
    known = addresses(parts)
    leaves = [leaf(part, known, book.public) for part in parts]
    pictures: dict[str, str] = {}
    for path in sorted({path for one in leaves for path in one.pictures}):
        name = picture_file(path)
        if name in pictures:
            raise PressError(f"the pictures '{pictures[name]}' and '{path}' would get one name in the book")
        pictures[name] = path
    files: dict[str, bytes] = {
        "META-INF/container.xml": _CONTAINER.encode(),
        "EPUB/style.css": stylesheet().encode(),
        "EPUB/cover.svg": cover(book).encode(),
        "EPUB/cover.xhtml": _cover_page(book).encode(),
        "EPUB/nav.xhtml": _navigation(book).encode(),
        "EPUB/package.opf": _package(book, leaves, sorted(pictures)).encode(),
        **{f"EPUB/pages/{file_of(one.id)}": one.xhtml.encode() for one in leaves},
        **{f"EPUB/pictures/{name}": read(path) for name, path in pictures.items()},
    }
    return pack(files, book.moment)


def stylesheet() -> str:
    """Returns the book's stylesheet, which lies beside this file."""
    return (resources.files(__package__) / "epub.css").read_text(encoding="utf-8")


def pack(files: Mapping[str, bytes], moment: datetime.datetime) -> bytes:
    """Returns a container: the type first and not compressed, the rest by name, all with one date and one mode."""
    earliest = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
    date = max(moment.astimezone(datetime.UTC), earliest).timetuple()[:6]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in [("mimetype", b"application/epub+zip"), *sorted(files.items())]:
            info = zipfile.ZipInfo(name, date)
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, data, compresslevel=9)
    return out.getvalue()


def cover(book: Book) -> str:
    """Returns the cover as a picture: the title in large lines, what it is below, the edition at the foot."""
    title, _, subtitle = book.title.partition(": ")
    lines = textwrap.wrap(title, 16)
    rows = "".join(
        f'<text x="140" y="{820 + 175 * index}" font-size="140" font-weight="bold">{escape(line)}</text>\n'
        for index, line in enumerate(lines)
    )
    below = 820 + 175 * len(lines)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 2560" width="1600" height="2560" '
        'font-family="Arial, \'Liberation Sans\', Helvetica, sans-serif" fill="#ffffff">\n'
        f"<title>{escape(book.title)}</title>\n"
        '<rect width="1600" height="2560" fill="#1f3a5f"/>\n'
        '<path d="M260 420H560M640 420H940M1020 420H1320" stroke="#8ab4e8" stroke-width="12" fill="none"/>\n'
        '<g fill="#1f3a5f" stroke="#8ab4e8" stroke-width="12">'
        + "".join(f'<rect x="{x}" y="360" width="120" height="120" rx="18"/>' for x in (140, 560, 940, 1320))
        + f'</g>\n{rows}<text x="140" y="{below}" font-size="84" fill="#cfe0f5">{escape(subtitle)}</text>\n'
        f'<text x="140" y="2400" font-size="56" fill="#cfe0f5">Edition of {book.moment:%Y-%m-%d}</text>\n</svg>\n'
    )


def _cover_page(book: Book) -> str:
    image = f'<img src="cover.svg" alt={quoteattr(f"Cover: {book.title}")}/>'
    return page(book.title, f'<section epub:type="cover" class="cover">{image}</section>', "style.css", "cover")


def _navigation(book: Book) -> str:
    def entry(source: Source, below: str = "") -> str:
        return f'<li><a href="pages/{file_of(source.id)}">{escape(source.label)}</a>{below}</li>\n'

    def chapter(one: Chapter) -> str:
        rows = "".join(map(entry, one.pages))
        return entry(one.opening, f"\n<ol>\n{rows}</ol>" if rows else "")

    rows = entry(book.opening) + "".join(map(chapter, book.chapters))
    marks = '<li><a epub:type="cover" href="cover.xhtml">Cover</a></li>\n'
    marks += '<li><a epub:type="toc" href="#toc">Contents</a></li>\n'
    for kind, label, page_id in book.landmarks:
        marks += f'<li><a epub:type="{kind}" href="pages/{file_of(page_id)}">{escape(label)}</a></li>\n'
    body = (
        f'<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="toc-title">\n<h1 id="toc-title">Contents</h1>\n'
        f'<ol>\n{rows}</ol>\n</nav>\n<nav epub:type="landmarks" hidden="hidden" aria-label="Landmarks">\n'
        f"<ol>\n{marks}</ol>\n</nav>"
    )
    return page("Contents", body, "style.css", "contents")


def _package(book: Book, leaves: Sequence[Leaf], pictures: Sequence[str]) -> str:
    items = [
        ("contents", "nav.xhtml", "application/xhtml+xml", "nav"),
        ("cover", "cover.xhtml", "application/xhtml+xml", ""),
        ("cover-picture", "cover.svg", "image/svg+xml", "cover-image"),
        ("style", "style.css", "text/css", ""),
        *((f"page-{one.id}", f"pages/{file_of(one.id)}", "application/xhtml+xml", one.properties) for one in leaves),
        *(
            (f"picture-{name}", f"pictures/{name}", PICTURES[posixpath.splitext(name)[1].lower()], "")
            for name in pictures
        ),
    ]
    manifest = "\n".join(
        f'<item id="{key}" href="{path}" media-type="{kind}"' + (f' properties="{extra}"/>' if extra else "/>")
        for key, path, kind, extra in items
    )
    order = ["cover", "contents", *(f"page-{one.id}" for one in leaves)]
    return _PACKAGE.format(
        identifier=book.identifier,
        title=escape(book.title),
        author=escape(AUTHOR),
        summary=escape(book.summary),
        rights=escape(RIGHTS),
        public=escape(book.public),
        modified=f"{book.moment.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}",
        facts="\n".join(f'<meta property="schema:{name}">{escape(value)}</meta>' for name, value in _FACTS),
        manifest=manifest,
        spine="\n".join(f'<itemref idref="{key}"/>' for key in order),
    )
