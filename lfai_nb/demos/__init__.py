"""Small model demos in the style of four hosted projects: FlagAI, DeepRec, EDL and TonY.

A wing apart: it imports nothing of the rest of the package, and the rest imports nothing of it.
"""
