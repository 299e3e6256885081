"""A person who has no mouse: what is reached by Tab, and what keys do there."""

from __future__ import annotations

from playwright.sync_api import Page

MOST = 250  # stops on one page

# What a screen reader would say of what has the focus, the question before the answer, and whether the focus can be seen: a ring
# round it, or round the words that stand for it.
STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return ['', true];
  const labels = e.labels ? [...e.labels].map(l => l.textContent) : [];
  const legend = e.closest('fieldset')?.querySelector('legend')?.textContent || '';
  const words = e.getAttribute("aria-label") || labels.join(" ") || e.textContent || e.value || "";
  const name = (legend + " " + words).replace(/\\s+/g, " ").trim();
  const near = [e, e.nextElementSibling, ...(e.labels || []), ...[...(e.labels || [])].flatMap(l => [...l.children])].filter(Boolean);
  const seen = near.some(n => { const s = getComputedStyle(n); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; });
  return [name, seen];
}"""


class Keys:
    """The keyboard on one page.

    Args:
        page: where it is.
    """

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, words: str) -> None:
        """Tab until something whose name holds the words has the focus; every stop on the way must show that it has it."""
        passed: list[str] = []
        for _ in range(MOST):
            self.page.keyboard.press("Tab")
            name, seen = self.page.evaluate(STOP)
            assert seen, f"the focus on “{name}” cannot be seen ({self.page.url})"
            if words in name:
                return
            passed.append(name[:60])
        raise AssertionError(f"no key leads to “{words}” on {self.page.url}: {passed[:MOST]}")

    def press(self, *keys: str) -> None:
        """Press one key after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Write into what has the focus."""
        self.page.keyboard.type(text)

    def go(self, words: str) -> None:
        """Reach a link or a button, press Enter, and wait for the page that comes."""
        self.to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose(self, question: str, score: int) -> None:
        """Answer a question from 0 to 10 that has no answer yet."""
        self.to(question)
        self.press("Space", *["ArrowRight"] * score)

    def heading(self) -> str:
        """The page's heading."""
        return self.page.locator("h1").inner_text()
