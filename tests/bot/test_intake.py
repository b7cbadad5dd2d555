"""What may come in: by its bytes, within limits, without what the camera wrote; hostile files are refused quickly."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from bot import pictures
from bot.intake import Taken, take
from bot.pictures import Unfit
from config.settings import FileRules
from tests.fakes.pictures import (
    COMMENT,
    MAKER,
    SERIAL,
    archive,
    gif_of,
    jpeg_of,
    picture,
    plain,
    png_of,
    scene,
    webp_of,
)
from tests.journeys.process import ROOT

RULES = FileRules()
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def put(folder: Path, content: bytes) -> Path:
    file = folder / "incoming"
    file.write_bytes(content)
    return file


def shows(content: bytes) -> tuple[str, tuple[int, int], str, str]:
    """Kind, size, and which colours are above and below."""
    with Image.open(io.BytesIO(content)) as opened:
        kind, shown = str(opened.format), opened.convert("RGB")
    width, height = shown.size

    def colour(y: int) -> str:
        red, _, blue = shown.getpixel((width // 2, y))  # type: ignore[misc]
        return "red" if red > blue else "blue"

    return kind, (width, height), colour(2), colour(height - 3)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (plain("PNG"), "image/png"),
        (plain("JPEG"), "image/jpeg"),
        (plain("GIF"), "image/gif"),
        (plain("WEBP"), "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
        (archive("word/document.xml"), OFFICE + "wordprocessingml.document"),
        (archive("xl/workbook.xml"), OFFICE + "spreadsheetml.sheet"),
        (archive("ppt/presentation.xml"), OFFICE + "presentationml.presentation"),
        ("张敏，赵强\r\n\t李伟\f".encode(), "text/plain"),
        ("张敏，赵强".encode("gb18030"), "text/plain"),
        ("张敏，赵强".encode("utf-16"), "text/plain"),
    ],
)
def test_i12_what_a_file_is_its_bytes_say(tmp_path: Path, content: bytes, media_type: str) -> None:
    assert take(put(tmp_path, content), RULES).media_type == media_type


@pytest.mark.parametrize(
    ("why", "content"),
    [
        ("empty", b""),
        ("type", b"MZ\x90\x00\x03"),
        ("type", b"\x7fELF\x01"),
        ("type", b"PK\x03\x04broken"),
        ("type", archive("evil.sh")),
        ("type", b"text\x00with nul"),
        ("type", b"\x1b[31mred"),
        ("old", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("type", b"\x00\x00\x00\x18ftypheic" + bytes(600)),
        ("type", b"\x00\x00\x00\x18ftypmp42" + bytes(600)),
        ("type", b"#!AMR\n" + bytes(range(32)) * 4),
        ("damaged", b"\xff\xd8\xff\xe0<script>alert(1)</script>"),
        ("damaged", b"\xff\xd8\xff\xe0\x00\x04ab\xff\xd9"),
        ("damaged", b"\x89PNG\r\n\x1a\n" + bytes(20)),
        ("damaged", plain("PNG")[:40]),
        ("damaged", b"RIFF\x00\x00\x00\x00WEBPVP8 "),
        ("damaged", b"GIF89a"),
        ("pixels", png_of(30_000, 30_000)),
        ("pixels", png_of(8_001, 5_000)),
        ("pixels", jpeg_of(65_000, 65_000)),
        ("pixels", gif_of(60_000, 60_000)),
        ("pixels", webp_of(16_000, 16_000)),
        ("packed", archive("word/document.xml", bytes(60 << 20))),
        ("packed", archive("word/document.xml", b"", 10_001)),
        ("packed", archive("xl/workbook.xml", bytes(30 << 20), 11)),
        ("packed", archive("word/document.xml")[:-10]),
    ],
)
def test_what_is_not_taken_and_why(tmp_path: Path, why: str, content: bytes) -> None:
    with pytest.raises(Unfit) as caught:
        take(put(tmp_path, content), RULES)
    assert caught.value.why == why


def test_an_archive_that_claims_another_end_is_refused_before_it_is_read(tmp_path: Path) -> None:
    honest = archive("word/document.xml")
    end = honest.rindex(b"PK\x05\x06")
    longer = honest[: end + 12] + (3 << 20).to_bytes(4, "little") + honest[end + 16 :]
    sixty_four = honest[:end] + b"PK\x06\x07" + bytes(16) + honest[end:]
    for content in (longer, sixty_four):
        with pytest.raises(Unfit, match="packed"):
            take(put(tmp_path, content), RULES)


def test_of_exactly_the_limit_it_is_taken_and_of_one_byte_more_it_is_not(tmp_path: Path) -> None:
    assert take(put(tmp_path, b"a" * RULES.max_bytes), RULES) == Taken("text/plain", RULES.max_bytes)
    with pytest.raises(Unfit, match="size"):
        take(put(tmp_path, b"a" * (RULES.max_bytes + 1)), RULES)


def test_a_picture_of_exactly_the_limit_is_taken(tmp_path: Path) -> None:
    assert take(put(tmp_path, png_of(8_000, 5_000)), RULES).media_type == "image/png"


# -- what the camera wrote


SECRETS = (MAKER.encode(), SERIAL.encode(), COMMENT.encode(), b"Exif", b"eXIf", b"EXIF", b"canary")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_and_tells_nothing_of_place_and_device(
    tmp_path: Path, kind: str, orientation: int
) -> None:
    sent = picture(kind, orientation)
    assert MAKER.encode() in sent
    file = put(tmp_path, sent)
    taken = take(file, RULES)
    kept = file.read_bytes()
    assert taken == Taken(TYPES[kind], len(kept))
    assert shows(kept) == (kind, (60, 40), "red", "blue")
    assert not [secret for secret in SECRETS if secret in kept]
    with Image.open(io.BytesIO(kept)) as opened:
        assert not dict(opened.getexif())
    assert list(tmp_path.iterdir()) == [file], "nothing is left lying about"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_stands_already_is_not_packed_anew(tmp_path: Path, kind: str) -> None:
    more = {"lossless": True} if kind == "WEBP" else {}
    sent = picture(kind, 1, **more)
    file = put(tmp_path, sent)
    take(file, RULES)
    with Image.open(io.BytesIO(sent)) as before, Image.open(file) as after:
        assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()


def test_turning_a_jpeg_keeps_its_tables(tmp_path: Path) -> None:
    file = put(tmp_path, picture("JPEG", 6, quality=71, subsampling="4:4:4"))
    with Image.open(io.BytesIO(file.read_bytes())) as before:
        tables = before.quantization  # type: ignore[attr-defined]
    take(file, RULES)
    with Image.open(file) as after:
        assert after.quantization == tables  # type: ignore[attr-defined]


def test_colours_stay_what_they_were(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("JPEG", "PNG", "WEBP"):
        for orientation in (1, 6):
            file = put(tmp_path, picture(kind, orientation, icc_profile=profile))
            take(file, RULES)
            with Image.open(file) as opened:
                assert opened.info.get("icc_profile") == profile, (kind, orientation)


def test_where_the_institution_keeps_it_not_a_byte_is_changed(tmp_path: Path) -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        sent = picture(kind, 6)
        file = put(tmp_path, sent)
        take(file, FileRules(keep_exif=True))
        assert file.read_bytes() == sent


@pytest.mark.parametrize("content", [plain("GIF"), b"%PDF-1.7\ncanary", archive("word/document.xml"), b"canary text"])
def test_other_files_are_left_as_they_are(tmp_path: Path, content: bytes) -> None:
    file = put(tmp_path, content)
    take(file, RULES)
    assert file.read_bytes() == content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "tail", [b"<script>canary</script>", archive("canary.exe"), b"\x00\x00\x00\x18ftypmp42canary", b"%PDF-canary"]
)
def test_what_hides_behind_a_picture_stays_behind(tmp_path: Path, kind: str, tail: bytes) -> None:
    file = put(tmp_path, picture(kind) + tail)
    take(file, RULES)
    assert b"canary" not in file.read_bytes() and tail not in file.read_bytes()
    assert shows(file.read_bytes())[0] == kind


def test_a_jpeg_in_several_scans_and_without_an_end_is_still_one(tmp_path: Path) -> None:
    file = put(tmp_path, picture("JPEG", progressive=True, width=300, height=200)[:-2])
    take(file, RULES)
    assert shows(file.read_bytes()) == ("JPEG", (300, 200), "red", "blue")


def test_a_moving_picture_keeps_moving(tmp_path: Path) -> None:
    frames = [scene(), scene().rotate(90, expand=False)]
    for kind in ("PNG", "WEBP", "GIF"):
        made = io.BytesIO()
        frames[0].save(made, kind, save_all=True, append_images=frames[1:], duration=100)
        file = put(tmp_path, made.getvalue())
        take(file, RULES)
        with Image.open(file) as opened:
            assert opened.n_frames == 2, kind  # type: ignore[attr-defined]


def test_a_picture_that_cannot_be_turned_in_time_or_at_all_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = picture("PNG", 6, width=400, height=400)
    at = half.index(b"IDAT") + 8
    broken = half[:at] + bytes(len(half) - at - 12) + half[-12:]
    with pytest.raises(Unfit, match="damaged"):
        take(put(tmp_path, broken), RULES)
    monkeypatch.setattr(pictures, "TURNING", 0.001)
    with pytest.raises(Unfit, match="damaged"):
        take(put(tmp_path, picture("JPEG", 6)), RULES)


_MEASURED = """
import sys, time
from pathlib import Path
from bot.intake import take
from bot.pictures import Unfit
from config.settings import FileRules
worst = 0.0
for name in sys.argv[1:]:
    began = time.perf_counter()
    try:
        take(Path(name), FileRules())
    except Unfit:
        pass
    worst = max(worst, time.perf_counter() - began)
# Not ru_maxrss: that begins with what the process that started this one had.
high = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(high.split()[1]) // 1024, worst)
"""


def test_hostile_files_cost_little_memory(tmp_path: Path) -> None:
    """The figure of reliability.md: 20 hostile files, RSS below 300 MB. What is unpacked is in a process of its own."""
    big = 20 << 20
    hostile = [
        png_of(30_000, 30_000), jpeg_of(65_000, 65_000), gif_of(65_000, 65_000), webp_of(16_383, 16_383), webp_of(1, 1),
        archive("word/document.xml", bytes(100 << 20)), archive("word/document.xml", b"", 10_001),
        archive("word/document.xml")[:-4], b"a" * big, "党".encode() * (big // 3), "党".encode("gb18030") * (big // 2),
        b"\xff\xfe" + "党".encode("utf-16-le") * (big // 2 - 1), b"\xff\xd8" + b"\xff\xfe\x00\x02" * (big // 4),
        plain("JPEG")[:-2] + b"\xff\x00" * (big // 2 - 1000), b"\x89PNG\r\n\x1a\n" + bytes(big - 8), b"\xff" * big,
        b"GIF89a" + b"\xff" * (big - 6), b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\xff" * (big - 16),
        b"PK\x03\x04" * (big // 4), b"PK\x03\x04" + b"PK\x05\x06" * (big // 4 - 1),
    ]  # fmt: skip
    names = []
    for number, content in enumerate(hostile):
        (tmp_path / str(number)).write_bytes(content)
        names.append(str(tmp_path / str(number)))
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *names],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT)}, cwd=tmp_path,
    )  # fmt: skip
    megabytes = int(done.stdout.split()[0])
    assert megabytes < 300, done.stdout
