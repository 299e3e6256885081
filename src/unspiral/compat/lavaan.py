"""stub"""


def from_lavaan(): ...
