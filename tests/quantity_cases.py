"""How people write a head-count, and what it is: the same for the command line and for the page."""

UNDERSTOOD = {
    "1999": 1999,
    "  1999 ": 1999,
    "1,999": 1999,
    "1 999": 1999,
    "1  999": 1999,
    "1\u00a0999": 1999,
    "1\u202f999": 1999,
    "1\u3000999": 1999,
    "1'999": 1999,
    "1’999’000": 1999000,
    "１９９９": 1999,
    "１，９９９": 1999,
    "１０ｋ": 10_000,
    "10k": 10_000,
    "10K": 10_000,
    "10 k": 10_000,
    "2.3k": 2300,
    "２．３ｋ": 2300,
    "2.345k": 2345,
    "0.5k": 500,
    "000600": 600,
    "9007199254740991": 2**53 - 1,
}

#: How people write a day, and which it is: the same for the command line and for the page.
DAYS = {
    "2026-09-03": "2026-09-03",
    " 2026-09-03 ": "2026-09-03",
    "3 Sep 2026": "2026-09-03",
    "3 Sept 2026": "2026-09-03",
    "03 September 2026": "2026-09-03",
    "3rd sept. 2026": "2026-09-03",
    "3-Sep-2026": "2026-09-03",
    "3 September, 2026": "2026-09-03",
    "Sept 3, 2026": "2026-09-03",
    "SEPTEMBER 3rd 2026": "2026-09-03",
    "３ Sept ２０２６": "2026-09-03",
    "1 May 2024": "2024-05-01",
    "29 February 2024": "2024-02-29",
    **{
        f"1 {month} 2024": f"2024-{n:02}-01"
        for n, names in enumerate(
            [
                *("Jan January", "Feb February", "Mar March", "Apr April", "May", "Jun June"),
                *("Jul July", "Aug August", "Sep Sept September", "Oct October"),
                *("Nov November", "Dec December"),
            ],
            start=1,
        )
        for month in names.split()
    },
}
#: No day of the calendar, or one that can be two.
NO_DAYS = (
    *("", "3/9/2026", "03.09.2026", "3 Sepember 2026", "3 Septembers 2026", "31 Sept 2026"),
    *("2026-02-30", "29 Feb 2023", "2026-9-3", "20260903", "2026-W36-4", "0000-01-01"),
    *("3 Sept", "Sept 2026", "tomorrow", "Thursday 3 Sept 2026", "12026-09-03", "3 Sept 20260"),
    *("3 \u017fept 2026", "0 May 2024", "32 May 2024", "2026-13-01"),
)

#: Nobody's head-count, or one that can mean two numbers.
REFUSED = (
    *("0", "000", "-5", "1e3", "499.5", "1,5", "1,23,456", "1,000 000", "1.0000", "12.34.567"),
    *("1.000", "1.999.000", "0k", "1.2345k", "1,5k", "k", "10kk", "5m", "½", "１.5", "1_000", "+5"),
    *("0x10", "", " ", "∞", "9" * 20),
)

#: How people write a rate of growth, in whole per cent: the page reads it alike.
PERCENT = {
    "20": 20,
    "20%": 20,
    "20 %": 20,
    " 20% ": 20,
    "２０％": 20,
    "-5%": -5,
    "−5 %": -5,
    "0%": 0,
}
NO_PERCENT = ("%", "20%%", "%20", "20 percent%", "2.5%", "")
