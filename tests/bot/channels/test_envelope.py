"""The envelope: what one side seals the other opens, and nothing else is opened."""

import base64
import os
import struct

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.enterprise.crypto import WeChatCrypto

from bot.channels.channel import Refused
from bot.channels.envelope import Envelope
from tests.bot.channels.house import AES_KEY, CORP, TOKEN

envelope = Envelope(TOKEN, AES_KEY, CORP)
_key = base64.b64decode(AES_KEY + "=")


def raw(padded: bytes) -> str:
    """Ciphertext of bytes that are padded already, however badly."""
    encryptor = Cipher(AES(_key), CBC(_key[:16])).encryptor()
    return base64.b64encode(encryptor.update(padded)).decode()


def opened(sealed: str, by: Envelope = envelope) -> bytes:
    return by.open(by.sign("1", "2", sealed), "1", "2", sealed)


def refusal(sealed: str, by: Envelope = envelope) -> str:
    with pytest.raises(Refused) as caught:
        opened(sealed, by)
    return str(caught.value)


@given(st.binary(max_size=3000))
def test_what_is_sealed_opens_to_the_same(plain: bytes) -> None:
    assert opened(envelope.seal(plain)) == plain


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.sampled_from([CORP, ""]))
def test_wechatpy_opens_what_we_seal_and_we_what_it_seals(words: str, receiver: str) -> None:
    ours, theirs = Envelope(TOKEN, AES_KEY, receiver), WeChatCrypto(TOKEN, AES_KEY, receiver)
    sealed = ours.seal(words.encode())
    assert theirs.check_signature(ours.sign("1", "2", sealed), "1", "2", sealed) == words
    outer = theirs.encrypt_message(words, "2", "1")
    sealed = outer.split("<Encrypt><![CDATA[")[1].split("]]")[0]
    signature = outer.split("<MsgSignature><![CDATA[")[1].split("]]")[0]
    assert ours.open(signature, "1", "2", sealed) == words.encode()


def test_sealing_twice_gives_different_bytes() -> None:
    assert envelope.seal(b"same") != envelope.seal(b"same")


def test_every_length_is_padded_to_32_with_1_to_32() -> None:
    for size in range(80):
        sealed = envelope.seal(b"x" * size)
        assert len(base64.b64decode(sealed)) % 32 == 0
        assert opened(sealed) == b"x" * size


def test_every_flipped_byte_of_signature_time_nonce_and_ciphertext_is_refused() -> None:
    sealed = envelope.seal("我们这个月还差什么".encode())
    parts = [envelope.sign("1700000000", "nonce", sealed), "1700000000", "nonce", sealed]
    for which, value in enumerate(parts):
        for at in range(len(value)):
            for bit in (1, 2, 4, 64):
                changed = value[:at] + chr(ord(value[at]) ^ bit) + value[at + 1 :]
                with pytest.raises(Refused, match="signature"):
                    envelope.open(*[*parts[:which], changed, *parts[which + 1 :]])


def test_every_flipped_byte_of_a_signed_ciphertext_is_refused_or_stays_a_value() -> None:
    # Who knows the token but not the key: CBC lets bits change, but nothing else than Refused comes of it.
    secret = base64.b64decode(envelope.seal(b"<xml><a>1</a></xml>"))
    for at in range(len(secret)):
        changed = bytearray(secret)
        changed[at] ^= 0x55
        try:
            opened(base64.b64encode(bytes(changed)).decode())
        except Refused:
            continue


HEAD = b"r" * 16


def framed(body: bytes, length: int | None = None, receiver: bytes = CORP.encode(), pad: bytes | None = None) -> str:
    plain = HEAD + struct.pack(">I", len(body) if length is None else length) + body + receiver
    missing = 32 - len(plain) % 32
    return raw(plain + (bytes([missing]) * missing if pad is None else pad))


@pytest.mark.parametrize(
    ("sealed", "step"),
    [
        pytest.param("", "ciphertext length", id="empty"),
        pytest.param("====", "base64", id="only padding signs"),
        pytest.param("A" * 63 + "!", "base64", id="not base64"),
        pytest.param("AAAA\nAAAA" * 8, "base64", id="line breaks inside"),
        pytest.param("é" * 64, "base64", id="not ASCII"),
        pytest.param(base64.b64encode(b"x" * 33).decode(), "ciphertext length", id="no multiple of 16"),
        pytest.param(raw(b"\0" * 32), "padding", id="pad 0"),
        pytest.param(raw(b"\x21" * 64), "padding", id="pad 33"),
        pytest.param(raw(b"x" * 31 + b"\xff"), "padding", id="pad 255"),
        pytest.param(raw(b"x" * 16 + b"\x20" * 16), "padding", id="pad longer than equal bytes"),
        pytest.param(raw(b"x" * 28 + b"\x03\x04\x04\x04"), "padding", id="pad bytes differ"),
        pytest.param(raw(b"\x10" * 16), "length", id="nothing but padding"),
        pytest.param(raw(b"x" * 19 + b"\x0d" * 13), "length", id="shorter than a head"),
        pytest.param(framed(b"hi", length=0xFFFFFFFF), "length", id="length field huge"),
        pytest.param(framed(b"hi", length=3 + len(CORP)), "length", id="length field one too far"),
        pytest.param(framed(b"hi", length=1), "receiver", id="length field too short"),
        pytest.param(framed(b"hi", length=2 + len(CORP)), "receiver", id="length field eats the receiver"),
        pytest.param(framed(b"hi", receiver=b"ww-someone-else"), "receiver", id="other receiver"),
        pytest.param(framed(b"hi", receiver=b""), "receiver", id="no receiver"),
        pytest.param(framed(b"hi", receiver=CORP.encode() + b"x"), "receiver", id="longer receiver"),
    ],
)
def test_signed_but_damaged_is_refused_at_its_step(sealed: str, step: str) -> None:
    assert refusal(sealed) == step


def test_a_smart_bots_empty_receiver_refuses_a_corp_id() -> None:
    bot = Envelope(TOKEN, AES_KEY, "")
    assert opened(framed(b"hi", receiver=b""), bot) == b"hi"
    assert refusal(framed(b"hi"), bot) == "receiver"


def test_a_key_that_is_none_is_not_taken() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Envelope(TOKEN, "AAAA" * 4 + "AAA", CORP)


def test_another_key_never_opens() -> None:
    other = Envelope(TOKEN, base64.b64encode(os.urandom(32)).decode()[:43], CORP)
    for _ in range(200):
        assert refusal(other.seal(b"hello"))


@given(st.text(), st.text(), st.text(), st.text())
def test_strange_query_values_are_refused_and_nothing_worse(
    signature: str, stamp: str, nonce: str, sealed: str
) -> None:
    with pytest.raises(Refused):
        envelope.open(signature, stamp, nonce, sealed)
