"""Turns a picture the way the camera was held. Run as a program of its own, with little memory and time: this is the
only place where a stranger's picture is unpacked.

``python -I upright.py FROM TO``: exit 0 and the turned picture in TO, or no picture.
"""

import resource
import sys

MEMORY = 1 << 30
SECONDS = 30
TURNED = ("L", "RGB", "RGBA", "LA", "P")


def main() -> None:
    """Both files are named on the command line."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from PIL import Image, ImageOps
    from PIL.JpegImagePlugin import get_sampling

    Image.MAX_IMAGE_PIXELS = None  # who calls has counted them
    with Image.open(sys.argv[1], formats=("JPEG", "PNG", "WEBP")) as picture:
        if picture.mode not in TURNED or getattr(picture, "n_frames", 1) > 1:
            raise SystemExit(3)
        more = {"icc_profile": picture.info.get("icc_profile")}
        if picture.format == "JPEG":
            # The same tables as before: what was packed once loses next to nothing when it is packed again.
            more |= {"qtables": picture.quantization, "subsampling": get_sampling(picture)}  # type: ignore[attr-defined]
        elif picture.format == "WEBP":
            more |= {"lossless": _lossless(sys.argv[1]), "quality": 92}
        ImageOps.exif_transpose(picture).save(sys.argv[2], picture.format, **more)


def _lossless(name: str) -> bool:
    with open(name, "rb") as file:
        return b"VP8L" in file.read(4096)


if __name__ == "__main__":
    main()
