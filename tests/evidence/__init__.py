"""A service of these tests is on this machine, or in the test itself, and is reached at once.

How long "at once" lasts is the machine's matter: so a client of a test waits for a connection as
long as for an answer. How long it waits outside is tested where it is said.
"""

from dataclasses import fields

from lfai_nb.evidence.http.client import Client, Limits

#: As it is outside.
CONNECTING = next(field.default for field in fields(Limits) if field.name == "connecting")


def limits_with(connecting: float) -> tuple[object, ...]:
    """The defaults of `Limits`, with another time for a connection."""
    usual = {field.name: field.default for field in fields(Limits)}
    return tuple((usual | {"connecting": connecting}).values())


Limits.__init__.__defaults__ = limits_with(Limits().seconds)
Client.__init__.__kwdefaults__["limits"] = Limits()  # type: ignore[index]
