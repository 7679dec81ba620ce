"""The public addresses of badges and their versions."""

from kenspeckle.organisations.addresses import Address

BADGE = Address("catalogue:badge", "badges/<slug:slug>/")
VERSION = Address("catalogue:version", "badges/<slug:slug>/versions/<int:number>")
VERSION_IMAGE = Address("catalogue:image-svg", "badges/<slug:slug>/versions/<int:number>/image.svg")
