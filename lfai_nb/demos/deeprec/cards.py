"""What was claimed about DeepRec, by whom, and what became of it here.

A card has one of three endings: reproduced in shape (how, and how much), not reproducible here (and
why), or reported only. Reported and measured numbers never share a plot.
"""

from dataclasses import dataclass
from html import escape

DECK = "DeepRec's presentation to the TAC of LF AI & Data, 6 April 2023"
DECK_BY = "the DeepRec project (Alibaba)"
MODELZOO = "https://github.com/DeepRec-AI/DeepRec/blob/main/modelzoo"
SHAPE, NOT_HERE = "reproduced in shape", "not reproducible here"


@dataclass(frozen=True)
class Card:
    claim: str
    by: str
    source: str  # where and when it was said
    on: str  # what it was measured on, as far as the source says
    ending: str
    how: str

    def __str__(self) -> str:
        return (
            f"claim:  {self.claim}\n"
            f"by:     {self.by}; {self.source}\n"
            f"on:     {self.on}\n"
            f"here:   {self.ending}: {self.how}"
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = (
            ("Reported", self.claim),
            ("By", f"{self.by}; {self.source}"),
            ("On", self.on),
            ("Here", f"{self.ending}: {self.how}"),
        )
        body = "".join(
            f'<tr><th scope="row" style="text-align:left">{escape(a)}</th>'
            f'<td style="text-align:left">{escape(b)}</td></tr>'
            for a, b in rows
        )
        return f"<table>{body}</table>"


UNSAID = "the slide does not say"

CARDS = {
    "conflict": Card(
        "“No feature conflict” with an Embedding Variable",
        DECK_BY,
        DECK,
        UNSAID,
        SHAPE,
        "on our data it beats a hashed table, clearly a small one and hardly a large one",
    ),
    "criteo": Card(
        "Wide & Deep with an Embedding Variable: AUC 0.7502928 → 0.7505082 (+0.0002), speed 1.00×",
        "Alibaba",
        f"{MODELZOO}/features/EmbeddingVariable/WDL/README.md",
        "Criteo, Wide & Deep",
        "reported only",
        "it agrees with what we see for large tables: the Embedding Variable alone buys no AUC",
    ),
    "filter": Card(
        "“Feature filter to avoid overfit”",
        DECK_BY,
        DECK,
        UNSAID,
        SHAPE,
        "after three passes over the same data the filtered table is far ahead; after one pass it "
        "costs a little AUC and saves most of the rows",
    ),
    "cold": Card(
        "“80% features are cold, waste memory (1TB model means 800GB are cold data)”",
        DECK_BY,
        DECK,
        UNSAID,
        SHAPE,
        "dynamic dimension keeps the AUC of the long vectors with less than a third of their "
        "memory on our Zipf data",
    ),
    "quantized": Card(
        "“Model Quantization”, listed as a feature, without a figure",
        DECK_BY,
        DECK,
        UNSAID,
        SHAPE,
        "int8 rows with a scale each: vectors shrink to under 40 %, AUC moves by less than 0.001",
    ),
    "tiers": Card(
        "“multi-tier Embedding Variable could bring 3X faster (TP99 latency)” than a distributed "
        "parameter server",
        DECK_BY,
        DECK,
        UNSAID,
        SHAPE,
        "faster when most rows are hot, slower when they are not; loopback instead of a network, "
        "page cache instead of a disk",
    ),
    "pareto": Card(
        "“Pareto Principle, hot features 20%”",
        DECK_BY,
        DECK,
        UNSAID,
        SHAPE,
        "with the skew of our data a fifth of the keys takes most of the traffic; with less skew "
        "it does not",
    ),
    "delta": Card(
        "“Huge recommendation model (10TB) need to deploy online in minutes or tens of seconds”",
        DECK_BY,
        DECK,
        UNSAID,
        SHAPE,
        "a delta is a small part of the whole and a server has it within seconds; ten terabytes "
        "are not here",
    ),
    "sessions": Card(
        "“DeepRec could bring 6X QPS than TensorFlow” (GPU multi-stream in a SessionGroup)",
        DECK_BY,
        DECK,
        "a GPU; which one the slide does not say",
        SHAPE,
        "on CPU cores only: sessions as processes against one session; no GPU streams",
    ),
    "gba": Card(
        "at least 2.4× faster than synchronous training under strained resources; up to +0.2 % AUC "
        "over other asynchronous methods",
        "the authors of GBA (Alibaba)",
        "NeurIPS 2022, https://arxiv.org/abs/2205.11048",
        "production clusters and public data sets",
        SHAPE,
        "in a simulation: the speed with stragglers, and AUC equal to sync; the gain over other "
        "asynchronous methods is not shown here",
    ),
    "sok": Card(
        "speed-up over the number of GPUs with SOK + Horovod",
        DECK_BY,
        DECK,
        "DCNv2 on Criteo (Kaggle); DGX A100, 8× A100 80 GB; batch 8192 per GPU",
        NOT_HERE,
        "needs several GPUs; here two processes show that sharding is correct, not that it is fast",
    ),
    "starserver": Card(
        "higher throughput with StarServer",
        DECK_BY,
        DECK,
        UNSAID,
        NOT_HERE,
        "a remote procedure call layer for large clusters",
    ),
    "gamma": Card(
        "GAMMA saves 12%-43% GPU memory compared with BFC",
        DECK_BY,
        DECK,
        UNSAID,
        NOT_HERE,
        "an allocator inside TensorFlow's GPU runtime",
    ),
    "poizon": Card(
        "PV_CTR +2.04%, inference QPS +9X, latency -50%",
        "poizon.com, as shown by the DeepRec project",
        DECK,
        "POIZON's production traffic",
        NOT_HERE,
        "production traffic",
    ),
}
