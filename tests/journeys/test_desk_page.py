"""The organizer's pages in a real browser: from the chat through the link to a month rehearsed."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.journeys.test_console_page import ARGUMENTS, CHROMIUM, ROOT

Enter = Callable[..., Page]
pytestmark = pytest.mark.xdist_group("desk page")
START = "2026-11-23T08:00"
"""A Monday, half an hour before the summary."""


@pytest.fixture(scope="module")
def desk_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real bot with its demo school, in a process and a folder of its own, on a port that its links can name."""
    folder = tmp_path_factory.mktemp("desk")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBU_")}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            stdout=subprocess.PIPE, stderr=log, text=True, cwd=folder,
            env=plain | {"PYTHONPATH": str(ROOT), "ZHIBU_SERVER__PORT": str(port), "ZHIBU_CLOCK": START},
        )  # fmt: skip
        assert server.stdout
        next(line for line in server.stdout if "/console" in line)
        yield f"http://127.0.0.1:{port}"
        server.terminate()
        server.wait(20)
        server.stdout.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # The machine is shared: how long a step takes says more about the neighbours than about the page.
        expect.set_options(timeout=60_000)
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def enter(browser: Browser, desk_url: str) -> Iterator[Enter]:
    """Ask for the link in the console's chat as somebody, and go in. A breach of the page's policy fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def go(who: str, width: int = 1100, height: int = 800, script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", base_url=desk_url, java_script_enabled=script
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda line: wrong.append(line.text) if "Content Security" in line.text else None)
        page.goto(link(browser, desk_url, who))
        page.get_by_role("button", name="进入").click()
        expect(page.get_by_role("heading", name="两周内到期")).to_be_visible()
        return page

    yield go
    for context in contexts:
        context.close()
    assert wrong == []


def link(browser: Browser, url: str, who: str, move: str = "") -> str:
    """What the bot answers to 网页, as its words stand in the chat."""
    context = browser.new_context(base_url=url, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto("/console")
    page.wait_for_selector("html[data-ready]")
    # Drawn by the server, with what was said here before: older links are counted and not taken for the new one.
    page.goto(page.locator("#people a", has_text=who).first.get_attribute("href") or "")
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#subtitle")).to_contain_text(who)
    if move:
        page.locator("#moment").fill(move)
        page.locator(".pick button").click()
        expect(page.locator("#clock-said")).to_contain_text("到了")
    answers = page.locator(".line.bot", has_text="/desk/enter?key=")
    before = answers.count()
    page.locator("#words").fill("网页")
    page.keyboard.press("Enter")
    expect(answers).to_have_count(before + 1)
    words = answers.last.inner_text()
    context.close()
    found = re.search(r"http://\S+/desk/enter\?key=[0-9a-f]{64}", words)
    assert found, words
    return found[0]


def fits(page: Page) -> bool:
    """Nothing is wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    return bool(wide <= page.viewport_size["width"]) if page.viewport_size else False


def rehearsed(page: Page) -> None:
    page.get_by_role("link", name="预演", exact=True).click()
    expect(page.locator(".day").first).to_be_visible()


def test_a_link_from_the_chat_opens_once(enter: Enter, browser: Browser, desk_url: str) -> None:
    address = link(browser, desk_url, "李伟")
    first, second = (browser.new_context().new_page() for _ in range(2))
    for page in (first, second):
        page.goto(address)
    first.get_by_role("button", name="进入").click()
    expect(first.get_by_role("heading", name="计算机学院党总支")).to_be_visible()
    second.get_by_role("button", name="进入").click()
    expect(second.get_by_text("这个链接用过了")).to_be_visible()
    for page in (first, second):
        page.context.close()


def test_the_console_leads_in_as_whom_one_plays(browser: Browser, desk_url: str) -> None:
    context = browser.new_context(base_url=desk_url, locale="zh-CN")
    page = context.new_page()
    page.goto("/console")
    page.wait_for_selector("html[data-ready]")
    page.locator("#people a", has_text="李伟").first.click()
    expect(page.locator("#subtitle")).to_contain_text("李伟")
    with context.expect_page() as opened:
        page.locator("#to-desk").click()
    opened.value.get_by_role("button", name="进入").click()
    expect(opened.value.locator(".me")).to_contain_text("李伟")
    page.locator("#people a", has_text="田甜").first.click()
    expect(page.locator("#subtitle")).to_contain_text("田甜")
    expect(page.locator("#to-desk")).to_be_hidden()
    context.close()


@pytest.mark.parametrize(("width", "script"), [(360, True), (1100, False)])
def test_a_month_is_read_day_by_day_on_a_phone_and_without_scripts(enter: Enter, width: int, script: bool) -> None:
    page = enter("李伟", width=width, script=script)
    rehearsed(page)
    expect(page.locator("h1")).to_contain_text("月预演")
    expect(page.locator("table")).to_contain_text("计算机教工一支部")
    assert not script or fits(page)
    page.get_by_role("link", name="下个月").click()
    expect(page.locator(".day").first).to_be_visible()
    assert "机械" not in page.inner_text("main")


@pytest.mark.parametrize("width", [360, 1100])
def test_every_page_fits_its_screen(enter: Enter, width: int) -> None:
    page = enter("王芳", width=width)
    assert fits(page)
    rehearsed(page)
    assert fits(page)
    page.get_by_role("link", name="推送情况", exact=True).click()
    expect(page.get_by_role("heading", name="推送情况")).to_be_visible()
    assert fits(page)


def test_what_was_sent_is_found_by_its_unit_and_leaving_ends_it(
    enter: Enter, browser: Browser, desk_url: str, tmp_path: Path
) -> None:
    link(browser, desk_url, "李伟", move="2026-11-25T09:30")
    page = enter("李伟")
    page.get_by_role("link", name="推送情况", exact=True).click()
    expect(page.locator(".push").first).to_contain_text("已发出")
    page.get_by_label("组织").select_option(label="计算机教工一支部")
    page.get_by_role("button", name="看", exact=True).click()
    expect(page.locator(".push").first).to_contain_text("计算机学院教工第一党支部群")
    assert all("教工" in words for words in page.locator(".push .to").all_inner_texts())
    page.locator(".push summary").first.click()
    expect(page.locator(".push .words").first).to_contain_text("依据")
    page.screenshot(path=tmp_path / "pushes.png")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_text("已退出")).to_be_visible()
    page.goto("/desk")
    expect(page.get_by_text("请先登录")).to_be_visible()
