"""Chromium as the office's printer: it makes real pdf files, with a text layer and without."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="module")
def printed() -> Iterator[Callable[[str], bytes]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def go(html: str) -> bytes:
            page = browser.new_page()
            page.set_content(html)
            content: bytes = page.pdf(prefer_css_page_size=True)
            page.close()
            return content

        yield go
        browser.close()
