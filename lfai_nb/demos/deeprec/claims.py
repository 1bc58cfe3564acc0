"""What was claimed about DeepRec, by whom, and what became of it here."""

from lfai_nb.demos.cards import NO_FIGURE, NOT_HERE, NOT_SHOWN, REPORTED, SHAPE, UNSAID, Card

DECK = "DeepRec's presentation to the TAC of LF AI & Data, 6 April 2023"
DECK_BY = "the DeepRec project (Alibaba)"
MODELZOO = "https://github.com/DeepRec-AI/DeepRec/blob/main/modelzoo"

CARDS = {
    "conflict": Card(
        "“No feature conflict” with an Embedding Variable",
        DECK_BY,
        DECK,
        UNSAID,
        SHAPE,
        "on made clicks, DeepFM and a CPU it beats a hashed table, clearly a small one and hardly "
        "a large one",
    ),
    "criteo": Card(
        "Wide & Deep with an Embedding Variable: AUC 0.7502928 → 0.7505082 (+0.0002), speed 1.00×",
        "Alibaba",
        f"{MODELZOO}/features/EmbeddingVariable/WDL/README.md",
        "Criteo, Wide & Deep",
        REPORTED,
        "it agrees with what we see for large tables: the Embedding Variable alone buys no AUC",
    ),
    "filter": Card(
        "“Feature filter to avoid overfit”",
        DECK_BY,
        DECK,
        UNSAID,
        SHAPE,
        "on made clicks, DeepFM and a CPU: after three passes over the same data the filtered "
        "table is far ahead; after one pass it costs a little AUC and saves most of the rows",
    ),
    "cold": Card(
        "“80% features are cold, waste memory (1TB model means 800GB are cold data)”",
        DECK_BY,
        DECK,
        UNSAID,
        NOT_SHOWN,
        "on made clicks where an id's taste has 12 numbers, vectors of 0 to 16 keep the AUC of 16 "
        "with a tenth of their memory; 6 numbers with a filter, at equal bytes, lose 0.01, and 16 "
        "with a filter, at equal bytes, lose nothing. On two other sets of clicks they lose 0.004 "
        "to 0.006, which is then what the length itself brings",
    ),
    "quantized": Card(
        "“Model Quantization”, listed as a feature, without a figure",
        DECK_BY,
        DECK,
        UNSAID,
        NO_FIGURE,
        "seen here on made clicks, with int8 rows and a scale each: vectors shrink to under 40 %, "
        "AUC moves by less than 0.001",
    ),
    "tiers": Card(
        "“multi-tier Embedding Variable could bring 3X faster (TP99 latency)” than a distributed "
        "parameter server",
        DECK_BY,
        DECK,
        UNSAID,
        NOT_SHOWN,
        "on one machine, with loopback in place of a network and the page cache in place of a "
        "disk, two tiers were faster only at the one or two most skewed of six settings, and "
        "slower at the others",
    ),
    "pareto": Card(
        "“Pareto Principle, hot features 20%”",
        DECK_BY,
        DECK,
        UNSAID,
        NOT_SHOWN,
        "our traffic is made, with a skew that we chose: with Zipf 1.1 a fifth of the keys takes "
        "over 80 % of it, with 0.8 less than 75 %",
    ),
    "delta": Card(
        "“Huge recommendation model (10TB) need to deploy online in minutes or tens of seconds”",
        DECK_BY,
        DECK,
        UNSAID,
        NO_FIGURE,
        "it names a need. Seen here, with a table of some megabytes on one machine: a delta is a "
        "small part of the whole, and a server has it within seconds",
    ),
    "sessions": Card(
        "“DeepRec could bring 6X QPS than TensorFlow” (GPU multi-stream in a SessionGroup)",
        DECK_BY,
        DECK,
        "a GPU; which one the slide does not say",
        NOT_SHOWN,
        "there are no GPU streams here, and no TensorFlow to compare with. What a group of "
        "sessions answers through its public call is measured beside a server of one session and "
        "beside a call in the same process",
    ),
    "gba": Card(
        "at least 2.4× faster than synchronous training under strained resources; up to +0.2 % AUC "
        "over other asynchronous methods",
        "the authors of GBA (Alibaba)",
        "NeurIPS 2022, https://arxiv.org/abs/2205.11048",
        "production clusters and public data sets",
        SHAPE,
        "in a simulation, on made clicks: the speed with stragglers, and AUC equal to sync. Not "
        "the gain over other asynchronous methods: plain async, with a learning rate of its own, "
        "is ahead of GBA here, and leaving out old gradients changes nothing",
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
        "a chart with the axis “Throughput (steps/s)” and no number that could be read",
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
        UNSAID,
        NOT_HERE,
        "production traffic",
    ),
}
