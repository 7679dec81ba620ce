"""The public addresses of badges and their versions."""

from kenspeckle.kernel.serving import DAY, YEAR, Terms
from kenspeckle.organisations.addresses import Address

BADGE = Address("catalogue:badge", "badges/<slug:slug>/")
VERSION = Address("catalogue:version", "badges/<slug:slug>/versions/<int:number>")
VERSION_IMAGE = Address("catalogue:image-svg", "badges/<slug:slug>/versions/<int:number>/image.svg")
VERSION_IMAGE_SMALL = Address(
    "catalogue:image-small-svg", "badges/<slug:slug>/versions/<int:number>/image-small.svg"
)
VERSION_IMAGE_PNG = Address(
    "catalogue:image-png", "badges/<slug:slug>/versions/<int:number>/image.png"
)

ACHIEVEMENT = Terms("achievement", DAY, varies=("Accept",))
PICTURE = Terms("badge-picture", YEAR, never_changes=True, is_picture=True)
