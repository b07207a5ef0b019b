"""What an operator adds to the pictures: textures to print with, drawings to strew on the ground.

Nothing of it is ever shown as it is: a texture becomes the thresholds of a screen, turned
and scaled anew for every sheet; a drawing becomes a silhouette, turned and scaled for
every tile.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
# Pixels a side that an image is kept at: more than a sheet shows of a texture, and a tile (enlarged
# for drawing) of a drawing.
LARGEST = {"textures": 512, "drawings": 160}
MOST = 64  # images of a kind: they stay in the memory of every process


class Unusable(ValueError):
    """The folder or one of its files is no material; the message says which and why."""


@dataclass(frozen=True, eq=False)
class Piece:
    """One image of an operator's, in tones of grey."""

    image: Image.Image


@dataclass(frozen=True)
class Material:
    textures: tuple[Piece, ...] = ()
    drawings: tuple[Piece, ...] = ()


def read(folder: Path) -> Material:
    """Return the images in ``folder/textures`` and ``folder/drawings``, in the order of their
    names, either of which may be missing. Raises Unusable."""
    if not folder.is_dir():
        raise Unusable(f"{folder} is not a folder")
    textures = tuple(Piece(ImageOps.equalize(i.convert("L"))) for i in _images(folder, "textures"))
    return Material(textures, tuple(Piece(_silhouette(i)) for i in _images(folder, "drawings")))


def _images(material: Path, kind: str) -> Iterator[Image.Image]:
    folder = material / kind
    paths = sorted(p for p in folder.glob("*") if p.suffix.lower() in SUFFIXES)
    if len(paths) > MOST:
        raise Unusable(f"{folder} holds {len(paths)} images, and {MOST} are the most")
    for path in paths:
        try:
            with Image.open(path) as image:
                image.thumbnail((LARGEST[kind], LARGEST[kind]))
                yield image.convert("RGBA")
        except (OSError, Image.DecompressionBombError) as error:
            raise Unusable(f"{path} cannot be read as an image") from error


def _silhouette(image: Image.Image) -> Image.Image:
    """Opaque where it is drawn: where it is not transparent or, in an opaque image, not light."""
    alpha = image.getchannel("A")
    if alpha.getextrema() == (255, 255):
        alpha = ImageOps.invert(image.convert("L"))
    return alpha.point(lambda value: 255 * (value > 127))
