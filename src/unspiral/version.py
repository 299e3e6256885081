"""Which unspiral this is: written into every fit."""

VERSION = "0.1.0"
