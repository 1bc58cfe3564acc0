"""The LF AI & Data Handbook, runnable.

The foundation's rules are dated, sourced data; this package reads them and answers with them.
Nothing is imported here, so that ``import lfai_nb`` costs nothing: import the room you need, for
example ``from lfai_nb.membership import quote``.
"""

__version__ = "1.0.0"
