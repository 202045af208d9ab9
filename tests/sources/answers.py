"""Answers of a server, byte by byte."""


def answer(body: bytes) -> bytes:
    """JSON in an HTTP answer that ends the connection."""
    head = (
        f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
