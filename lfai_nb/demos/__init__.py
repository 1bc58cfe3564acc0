"""Small model demos in the style of four hosted projects: FlagAI, DeepRec, EDL and TonY.

A wing apart: it imports nothing of the rest of the package, and the rest imports nothing of it.
Its four rooms import nothing of each other. What they share:

- `device`, `progress`, `errors`: where a demo runs, how it tells how far it is, what can go wrong,
- `needs`: what has to be installed, in one line where it is not,
- `sentences`, `cards`: what a demo says of its results, and of what others claimed,
- `checkpoint`, `weights`: tensors on disk, and whether they fit a model,
- `workers`: several processes of one program, on this machine,
- `beside`: a second process for what the first does not wait for,
- `resumable`: a small training that may die at any moment and goes on from its snapshots,
- `registry`, `__main__`: the list of demos and the command `lfai-nb demo`.
"""
