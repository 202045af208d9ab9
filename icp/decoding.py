"""Bytes of a file as text, whatever encoding they are in; what is no text at all is told by what it is."""

from icp.problem import Problem

_KINDS = {
    b"PK\x03\x04": "a spreadsheet or a ZIP archive",
    b"\xd0\xcf\x11\xe0": "a spreadsheet of old Excel",
    b"\x1f\x8b": "compressed by gzip",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file, though its name does not say so",
}


def decode(data: bytes, name: str, problems: list[Problem]) -> str:
    """The text of UTF-8 (with or without mark), UTF-16, or else Windows-1252, which is a warning.

    Of what is no text, nothing, and an error that says what it seems to be.
    """
    if kind := next((kind for start, kind in _KINDS.items() if data.startswith(start)), ""):
        return _no_text(name, kind, problems)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:200].count(0) > len(data[:200]) // 4:
        little = not data.startswith(b"\xfe\xff") and data[:1] != b"\0"
        return data.decode("utf-16-le" if little else "utf-16-be", "replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in data:
            return _no_text(name, "neither UTF-8 nor any other text", problems)
        problems.append(_windows(name, data.count(b"\n", 0, error.start) + 1))
        return data.decode("cp1252", "replace")


def _no_text(name: str, kind: str, problems: list[Problem]) -> str:
    message = f"{name} is {kind}: save it as CSV in UTF-8"
    problems.append(Problem(where=name, field="file", found=kind, expected="text", message=message))
    return ""


def _windows(name: str, line: int) -> Problem:
    where = f"{name} line {line}"
    message = f"{where} is not UTF-8: the file was read as Windows-1252, check names with accents"
    return Problem(where=where, field="encoding", expected="UTF-8", message=message, level="warning")
