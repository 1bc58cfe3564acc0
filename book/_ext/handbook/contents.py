"""The book's contents beside each page, and the way from the first page down to it."""

from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag


def folded(tree: str) -> str:
    """The book's contents: parts that fold, the one open that holds the page that one is on."""
    soup = BeautifulSoup(tree, "html.parser")
    for link in soup.select("li.current-page > a"):
        link["aria-current"] = "page"
    for number, caption in enumerate(soup.select("p.caption"), 1):
        # Sphinx makes it a heading, and does not say of which level.
        del caption["role"]
        caption["id"] = f"book-part-{number}"
        pages_of_part = caption.find_next_sibling("ul")
        assert pages_of_part is not None
        pages_of_part["aria-labelledby"] = caption["id"]
        part = soup.new_tag("details")
        if pages_of_part.select_one("[aria-current]"):
            part["open"] = ""
        caption.name = "span"  # a summary holds no paragraph
        caption.insert_before(part)
        summary = soup.new_tag("summary")
        summary.append(caption)
        part.extend([summary, pages_of_part])
    # A hundred links: what no style asks for makes three kilobytes on every page.
    for link in soup.select("a.reference"):
        link["class"] = "reference"
    for item in soup.select("li[class^=toctree-l]"):
        classes = [name for name in item["class"] if not name.startswith("toctree-l")]
        item["class"] = classes  # type: ignore[assignment]
        if not classes:
            del item["class"]
    return str(soup)


def crumbs(tree: str, first_page: str) -> str:
    """Above a page: the first page, the part of the contents, and the page that it belongs to.

    The page itself is left out: its title stands right below.
    """
    soup = BeautifulSoup(tree, "html.parser")
    here = soup.select_one("[aria-current]")
    if here is None:
        return ""
    made = soup.new_tag("nav", attrs={"class": "crumbs", "aria-label": "The way to this page"})
    steps = soup.new_tag("ol")
    for href, words in [(first_page, "The handbook"), *_above(here)]:
        step, link = soup.new_tag("li"), soup.new_tag("a", attrs={"href": href})
        link.string = words
        step.append(link)
        steps.append(step)
    made.append(steps)
    return str(made)


def _above(here: Tag) -> Iterator[tuple[str, str]]:
    part = here.find_parent("details")
    assert part is not None  # every page of the contents is in a part
    first = part.find("a")
    caption = part.select_one(".caption-text")
    assert first is not None
    assert caption is not None
    # A part has no page of its own: it begins with its first.
    yield str(first["href"]), caption.get_text(strip=True)
    entry = here.find_parent("li")
    for item in reversed(entry.find_parents("li") if entry else []):
        page = item.find("a")
        if page is not None:
            yield str(page["href"]), page.get_text(strip=True)
