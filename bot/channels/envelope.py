"""The signed, encrypted envelope that three channels share: AES-256-CBC inside, a sorted SHA-1 outside.

It knows bytes and keys, no XML, no JSON and no platform. Own code and not wechatpy's, because every step must be
checked (padding, length, receiver) and because it stands in each message's way: the cipher is made once, not per call.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Callable
from struct import Struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from bot.channels.channel import Refused

BLOCK = 32  # the platforms pad to 32 although AES works in blocks of 16
PREFIX = 16  # random bytes in front, so that equal messages look different
HEAD = PREFIX + 4
_LENGTH = Struct(">I")
_PADDING = [bytes([size]) * size for size in range(BLOCK + 1)]


class Unsealing:
    """A file that a smart bot is sent: the same cipher and padding, nothing in front, no signature. Piece by piece."""

    def __init__(self, aes_key: str, write: Callable[[bytes], object]) -> None:
        key = base64.b64decode(aes_key + "=")
        self._decryptor = Cipher(AES(key), CBC(key[:16])).decryptor()
        self._write = write
        self._held = b""

    def feed(self, sealed: bytes) -> None:
        """The last block is held back: it may be padding."""
        plain = self._held + self._decryptor.update(sealed)
        self._write(plain[:-BLOCK])
        self._held = plain[-BLOCK:]

    def finish(self) -> None:
        """Raises :class:`Refused` for what was not sealed with this key, or is not whole."""
        try:
            self._decryptor.finalize()
        except ValueError:
            raise Refused("ciphertext length") from None
        pad = self._held[-1] if self._held else 0
        if not 1 <= pad <= len(self._held) or not self._held.endswith(_PADDING[pad]):
            raise Refused("padding")
        self._write(self._held[:-pad])


class Envelope:
    """Seals and opens for one pair of token and key. ``receiver``: whose messages these are; a smart bot's is empty."""

    def __init__(self, token: str, aes_key: str, receiver: str) -> None:
        key = base64.b64decode(aes_key + "=")
        if len(key) != 32:
            raise ValueError("the EncodingAESKey does not hold 32 bytes")
        self._token = token
        self._receiver = receiver.encode()
        self._cipher = Cipher(AES(key), CBC(key[:16]))

    def sign(self, timestamp: str, nonce: str, sealed: str) -> str:
        joined = "".join(sorted((self._token, timestamp, nonce, sealed)))
        return hashlib.sha1(joined.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()

    def seal(self, plain: bytes) -> str:
        body = os.urandom(PREFIX) + _LENGTH.pack(len(plain)) + plain + self._receiver
        encryptor = self._cipher.encryptor()
        sealed = encryptor.update(body + _PADDING[BLOCK - len(body) % BLOCK])
        return binascii.b2a_base64(sealed, newline=False).decode()

    def open(self, signature: str, timestamp: str, nonce: str, sealed: str) -> bytes:
        """The plain bytes. Raises :class:`Refused` and nothing else; nothing is decrypted before the signature."""
        expected = self.sign(timestamp, nonce, sealed).encode()
        if not hmac.compare_digest(expected, signature.encode("utf-8", "replace")):
            raise Refused("signature")
        return self._unpack(self._decrypt(sealed))

    def _decrypt(self, sealed: str) -> bytes:
        try:
            secret = binascii.a2b_base64(sealed, strict_mode=True)
        except ValueError:
            raise Refused("base64") from None
        if not secret or len(secret) % 16:
            raise Refused("ciphertext length")
        return self._cipher.decryptor().update(secret)

    def _unpack(self, padded: bytes) -> bytes:
        pad = padded[-1]
        if not 1 <= pad <= BLOCK or not padded.endswith(_PADDING[pad]):
            raise Refused("padding")
        end = len(padded) - pad
        if end < HEAD:
            raise Refused("length")
        cut = HEAD + _LENGTH.unpack_from(padded, PREFIX)[0]
        if cut > end:
            raise Refused("length")
        if not hmac.compare_digest(padded[cut:end], self._receiver):
            raise Refused("receiver")
        return padded[HEAD:cut]
