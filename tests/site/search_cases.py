"""What people ask the search, and the pages of which one has to be among the first three results.

An address may be a page, or a place on it. The first are the questions of a review of the first
edition; the others are ours.
"""

REVIEW = [
    ("how much does it cost", ["joining/dues"]),
    (
        "stars",
        [
            "hosting/requirements",
            "rules/incubation.html#INC-STARS",
            "rules/graduation.html#GRD-STARS",
        ],
    ),
    (
        "quorum",
        ["glossary.html#term-quorum", "foundation/council", "rules/council.html#TAC-QUORUM"],
    ),
    (
        "trademark",
        ["glossary", "hosting/charter", "rules/proposal", "rules/charter", "hosting/onboarding"],
    ),
    ("join", ["joining/"]),
    ("kubeflow", ["hosting/is-it-for-us", "foundation/", "projects/"]),
    (
        "badge",
        ["glossary", "hosting/requirements", "rules/sandbox.html#SBX-BADGE", "hosting/proposal"],
    ),
    ("chair", ["foundation/", "glossary", "rules/"]),
    ("mission", ["foundation/mission"]),
    ("data licence", ["glossary", "hosting/", "foundation/", "rules/"]),
    ("CDLA", ["glossary", "hosting/charter", "rules/charter", "foundation/"]),
    ("how long does it take", ["hosting/review", "hosting/steps", "questions", "joining/"]),
    ("Generative AI", ["foundation/generative-ai"]),
    ("FlagAI", ["projects/flagai"]),
    ("embedding", ["notebooks/deeprec", "projects/deeprec", "glossary"]),
    ("price", ["joining/dues"]),
    ("academic", ["joining/", "rules/membership"]),
    ("free", ["joining/", "rules/membership", "questions"]),
    ("graduate", ["hosting/moving-up", "glossary.html#term-Graduation", "rules/graduation"]),
    (
        "who votes",
        [
            "foundation/council",
            "rules/council.html#TAC-WHO-VOTES",
            "foundation/structure",
            "#GRD-VOTE",
        ],
    ),
    (
        "fee for 600 employees",
        ["joining/dues", "rules/dues.html#DUES-GENERAL-NEW", "notebooks/dues"],
    ),
    ("China", ["foundation/numbers", "foundation/", "joining/", "rules/"]),
    ("membrship", ["joining/", "glossary", "rules/membership"]),
    ("incubtion", ["glossary.html#term-Incubation", "rules/incubation", "hosting/"]),
    ("donate", ["hosting/proposal", "hosting/is-it-for-us", "hosting/", "glossary"]),
]

OURS = [
    # Projects, by name, by another name, and by what they do.
    ("Milvus", ["hosting/projects/milvus"]),
    ("onnx", ["hosting/projects/onnx"]),
    ("Amundsen", ["hosting/projects/amundsen"]),
    ("BeeAI", ["hosting/projects/beeai"]),
    ("kserve", ["hosting/projects/kserve"]),
    ("vllm", ["hosting/projects/vllm"]),
    ("ART toolbox", ["hosting/projects/adversarial-robustness-toolbox"]),
    ("KFServing", ["hosting/projects/kserve"]),
    ("delta lake", ["hosting/projects/delta-lake"]),
    ("vector database", ["hosting/projects/milvus", "hosting/projects/docarray", "glossary"]),
    (
        "federated learning",
        ["hosting/projects/fate", "hosting/projects/openfl", "hosting/projects/substra"],
    ),
    ("lineage of data", ["hosting/projects/openlineage", "hosting/projects/marquez"]),
    ("feature store", ["hosting/projects/feast", "hosting/projects/feathr"]),
    ("jupyterlab pipelines", ["hosting/projects/elyra"]),
    ("Zilliz", ["hosting/projects/milvus"]),
    ("microcontrollers", ["hosting/projects/1chipml"]),
    (
        "bias in models",
        ["hosting/projects/ai-fairness-360", "hosting/projects/intersectional-fairness"],
    ),
    (
        "pytorch foundation",
        [
            "foundation/working-together",
            "hosting/projects/vllm",
            "hosting/projects/deepspeed",
            "hosting/left",
        ],
    ),
    ("graph database", ["hosting/projects/janusgraph"]),
    # Slips of the pen.
    ("graduaton", ["glossary.html#term-Graduation", "rules/graduation", "hosting/"]),
    ("memberhsip", ["joining/", "glossary", "rules/membership"]),
    ("lincense", ["rules/sandbox", "hosting/", "glossary"]),
    ("chiar", ["foundation/", "glossary", "rules/"]),
    ("milvsu", ["hosting/projects/milvus"]),
    ("openlinage", ["hosting/projects/openlineage"]),
    ("goverance", ["hosting/", "glossary", "rules/"]),
    # Words that people use and the book does not.
    ("fee", ["joining/dues", "rules/dues"]),
    ("discount", ["joining/dues", "rules/dues", "joining/levels"]),
    ("invoice", ["joining/"]),
    ("payment", ["joining/dues", "rules/dues", "notebooks/dues"]),
    ("apply", ["hosting/proposal", "hosting/steps", "rules/proposal", "hosting/"]),
    (
        "withdraw",
        ["hosting/leaving", "hosting/left", "rules/emeritus", "glossary.html#term-Emeritus"],
    ),
    ("2FA", ["rules/sandbox.html#SBX-TWO-FACTOR", "hosting/requirements", "hosting/"]),
    (
        "LLM",
        [
            "rules/challenges",
            "foundation/generative-ai",
            "hosting/projects/",
            "projects/flagai",
            "notebooks/flagai",
            "glossary",
        ],
    ),
    (
        "email",
        [
            "foundation/names",
            "foundation/what-it-is",
            "foundation/first-week",
            "hosting/",
            "rules/",
        ],
    ),
    ("refund", ["joining/dues", "rules/dues", "notebooks/dues", "joining/limits"]),
    ("120000", ["joining/dues", "rules/dues", "joining/levels", "questions"]),
    ("$120,000", ["joining/dues", "rules/dues", "joining/levels", "questions"]),
    ("university", ["joining/", "rules/", "foundation/"]),
    (
        "unmaintained project",
        ["hosting/leaving", "rules/emeritus", "glossary.html#term-Emeritus", "hosting/left"],
    ),
    # Rules, those in force first.
    ("INC-STARS", ["rules/incubation.html#INC-STARS"]),
    ("stars for graduation", ["rules/graduation.html#GRD-STARS"]),
    ("organisations for incubation", ["rules/incubation.html#INC-ORGS"]),
    ("sandbox requirements", ["hosting/requirements", "rules/sandbox", "hosting/stages"]),
    ("approved license", ["rules/sandbox.html#SBX-LICENSE"]),
    ("DCO", ["rules/sandbox.html#SBX-DCO", "glossary"]),
    ("technical charter", ["hosting/charter", "rules/sandbox.html#SBX-CHARTER", "glossary"]),
    ("annual review", ["hosting/review", "rules/review", "glossary"]),
    (
        "board seats premier",
        ["rules/membership.html#MEM-PREMIER-GB-SEATS", "joining/levels", "rules/membership"],
    ),
    ("mailing list", ["foundation/", "rules/", "hosting/", "glossary"]),
    # Questions in a sentence.
    ("what does membership cost", ["joining/dues"]),
    ("is our project ready", ["hosting/readiness"]),
    ("how many stars does incubation need", ["rules/incubation.html#INC-STARS"]),
    (
        "how do I submit a proposal",
        ["hosting/proposal", "hosting/steps", "rules/hosting", "questions"],
    ),
    ("what happens when a project leaves", ["hosting/leaving", "hosting/left"]),
    ("who pays for events", ["hosting/support", "hosting/benefits", "joining/", "rules/"]),
    ("when does the council meet", ["foundation/council", "rules/council.html#TAC-MEETING-DAY"]),
    (
        "difference between general and premier",
        ["joining/levels", "questions.html#premier-or-general"],
    ),
    (
        "model openness framework",
        ["foundation/generative-ai", "rules/openness", "glossary", "questions"],
    ),
    (
        "contributing organizations",
        ["glossary.html#term-contributing-organisation", "hosting/requirements", "rules/"],
    ),
    # Demos and commands.
    ("elastic training", ["projects/edl", "hosting/projects/edl", "notebooks/edl"]),
    (
        "lfai-nb readiness",
        ["reference/commands", "hosting/readiness", "reference/python", "notebooks/readiness"],
    ),
    ("every rule in one table", ["reference/data"]),
]

#: Asked, and what has to be in the answer above the results.
IN_PLACE = [
    # The council's seats on a day, of a month on its first, of a year on its last.
    ("who sat on the TAC in March 2025", "The seats of the council on 1 March 2025"),
    ("TAC members on 3 Sept 2024", "The seats of the council on 3 September 2024"),
    ("who had a seat in the council in 2023", "The seats of the council on 31 December 2023"),
    ("fee for 600 employees", "$25,000"),
    ("dues 2,300 people", "General"),
    # A member of the Linux Foundation pays less; who does not say so is shown both.
    (
        "how much for 340 employees member of the linux foundation",
        "an existing Linux Foundation memberGeneral: $5,000 a year. Premier: $100,000 a year.",
    ),
    (
        "340 employees, already a Linux Foundation member",
        "an existing Linux Foundation memberGeneral: $5,000 a year. Premier: $100,000 a year.",
    ),
    ("we are an LF member with 340 employees", "an existing Linux Foundation member"),
    ("340 employees, already a member", "an existing Linux Foundation member"),
    (
        "fee for 340 employees",
        "not yet a Linux Foundation memberGeneral: $10,000",
    ),
    (
        "fee for 340 employees",
        "An existing Linux Foundation member pays: General: $5,000",
    ),
    ("340 employees, not a member of the Linux Foundation", "not yet a Linux Foundation member"),
    ("340 employees, become a member of LF AI & Data", "not yet a Linux Foundation member"),
    ("dues of a member of LF AI & Data, 340 employees", "not yet a Linux Foundation member"),
    ("academic", "Associate: Free"),
    ("quorum", "8 voting members"),
    ("stars for graduation", "1,000 stars"),
    ("how many stars does incubation need", "500 stars"),
    ("2FA", "yes"),
]
