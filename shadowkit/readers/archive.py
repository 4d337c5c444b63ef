"""Open a REFI-QDA file that may come from anywhere: nothing is unpacked to disk, and nothing grows without bound."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from shadowkit.errors import LogError

#: Bytes of text that are read from one project at most: some hundred thousand pages.
MOST = 300_000_000
_DEEPEST = 200


class Archive:
    """The files inside a project, looked up by the name at the end of their path, in small letters."""

    def __init__(self, path: Path) -> None:
        self.path, self._left = path, MOST
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise LogError(f"{path.name} is not a REFI-QDA project that can be opened ({error}); export it again from "
                           "the program it comes from.") from None
        self._entries = {entry.filename.replace("\\", "/").rpartition("/")[2].lower(): entry
                         for entry in self._zip.infolist() if not entry.is_dir()}

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def project(self) -> ElementTree.Element:
        """Return the project's description, which most programs call project.qde, and some after the project."""
        named = [name for name in self._entries if name.endswith(".qde")]
        if not named:
            raise LogError(f"{self.path.name} holds no file that ends in .qde, so it is no REFI-QDA project; export it "
                           "again from the program it comes from.")
        name = "project.qde" if "project.qde" in named else named[0]
        return parsed(self.read(name), f"{name} in {self.path.name}")

    def read(self, name: str) -> bytes:
        """Return what a file inside holds."""
        entry = self._entries[name.lower()]
        try:
            with self._zip.open(entry) as file:
                # The size that the archive states may be a lie, so it is counted while reading.
                data = file.read(self._left + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, zlib.error) as error:
            raise LogError(f"{entry.filename} in {self.path.name} cannot be unpacked ({error}); export the project "
                           "again, without a password.") from None
        self._left -= len(data)
        if self._left < 0:
            raise LogError(f"{self.path.name} unpacks to more than {MOST // 1_000_000} MB of text, so it was not read; "
                           "export a part of the project by itself.")
        return data


def parsed(data: bytes, place: str) -> ElementTree.Element:
    """Return the root of an XML text; one that declares entities, by which a small file can grow huge, is refused."""
    builder = ElementTree.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    depth = 0

    def refuse(*_: object) -> None:
        raise LogError(f"{place} declares a document type, which no REFI-QDA file needs and which can do harm, so it "
                       "was not read; export it again from the program it comes from.")

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise LogError(f"{place} is nested more than {_DEEPEST} deep, so it was not read; put the codes on fewer "
                           "levels.")
        # What the programs write differs in its namespace; the names in it do not.
        builder.start(tag.rpartition("}")[2], {name.rpartition("}")[2]: value for name, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag.rpartition("}")[2])

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = builder.data
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, LogError):
            raise
        raise LogError(f"{place} is not well-formed XML ({error}); export it again from the program it comes from."
                       ) from None
