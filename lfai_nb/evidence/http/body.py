"""What a service sent, unpacked within bounds and without our own secret.

Both happen below the cache, so that neither a bomb nor a token that somebody repeats gets to it.
"""

import zlib
from collections.abc import Iterator

import httpx

from lfai_nb.evidence.http.errors import NoAnswer

#: What is asked for. A second coding, or another one, can unpack to thousands of times as much.
CODING = "gzip"
_PIECE = 65_536  # bytes, of what is unpacked at a time
INSTEAD = b"[the token]"


class Body(httpx.SyncByteStream):
    """The body as it is meant, piece by piece."""

    def __init__(self, response: httpx.Response, secret: bytes | None) -> None:
        codings = response.headers.get_list("content-encoding", split_commas=True)
        self._packed = [c.strip().lower() for c in codings if c.strip().lower() != "identity"]
        if self._packed not in ([], [CODING]):
            response.close()
            raise NoAnswer(
                "the answer is packed in another way than was asked for; a proxy may be in "
                "between; try again later"
            )
        assert isinstance(response.stream, httpx.SyncByteStream)
        self._stream, self._secret = response.stream, secret

    def __iter__(self) -> Iterator[bytes]:
        pieces = self._unpacked() if self._packed else iter(self._stream)
        return without(self._secret, pieces) if self._secret else pieces

    def _unpacked(self) -> Iterator[bytes]:
        unpacking = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        try:
            for packed in self._stream:
                while packed:
                    yield unpacking.decompress(packed, _PIECE)
                    packed = unpacking.unconsumed_tail
        except zlib.error as error:
            raise httpx.DecodingError(str(error)) from None

    def close(self) -> None:
        self._stream.close()


def without(secret: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes with the secret taken out, also where it is cut in two."""
    held = b""
    for piece in pieces:
        held = (held + piece).replace(secret, INSTEAD)
        # The secret may begin in what is at the end.
        begins = next((n for n in range(len(secret) - 1, 0, -1) if held.endswith(secret[:n])), 0)
        yield held[: len(held) - begins]
        held = held[len(held) - begins :]
    yield held


def cleaned(response: httpx.Response, secret: bytes | None) -> httpx.Response:
    """The response with its body unpacked, and nowhere the secret."""
    dropped = {b"content-encoding"} if "content-encoding" in response.headers else set()
    if dropped or secret:
        dropped |= {b"content-length"}  # it was of the bytes as they came
    headers = [
        (name, value.replace(secret, INSTEAD) if secret else value)
        for name, value in response.headers.raw
        if name.lower() not in dropped
    ]
    # Without the words that a server may put beside the number of the status.
    extensions = {k: v for k, v in response.extensions.items() if k != "reason_phrase"}
    body = Body(response, secret)
    return httpx.Response(response.status_code, headers=headers, stream=body, extensions=extensions)
