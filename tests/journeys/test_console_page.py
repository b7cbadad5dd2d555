"""The console's page in a real browser, as a newcomer meets it. Only what any Room offers is relied on: 张敏 with a
group of her own, an answer about 党课, and a reminder to come.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, Route, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]
QUESTION = "党课有什么要求"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0000003010100"
    "18dd8db00000000049454e44ae426082"
)

Open = Callable[..., Page]
Scheme = Literal["light", "dark"]


@pytest.fixture(scope="session")
def console_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real bot with its demo school, in a process and a folder of its own."""
    folder = tmp_path_factory.mktemp("console")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBU_")}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            stdout=subprocess.PIPE, stderr=log, text=True, cwd=folder,
            env=plain | {"PYTHONPATH": str(ROOT), "ZHIBU_SERVER__PORT": "0"},
        )  # fmt: skip
        assert server.stdout
        address = next(line for line in server.stdout if "/console" in line)
        yield address[address.index("http") :].strip().removesuffix("/console")
        server.terminate()
        server.wait(20)
        server.stdout.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # One module long: Playwright's own event loop would stand in the way of the async tests elsewhere.
    with sync_playwright() as playwright:
        # The machine is shared: how long a step takes says more about the neighbours than about the page.
        expect.set_options(timeout=20_000)
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, console_url: str) -> Iterator[Open]:
    """Open the console in a new browser context. A script error or a breach of the page's policy fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def go(
        query: str = "", width: int = 1280, height: int = 800, scheme: Scheme = "light", touch: bool = False
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, has_touch=touch, is_mobile=touch,
            locale="zh-CN", permissions=["clipboard-read", "clipboard-write"], base_url=console_url,
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
        page.on("console", lambda line: wrong.append(line.text) if "Content Security" in line.text else None)
        page.goto(f"/console{query}")
        page.wait_for_selector("html[data-ready]")
        return page

    yield go
    for context in contexts:
        context.close()
    assert wrong == []


def as_zhang(page: Page) -> Page:
    page.locator("#people a", has_text="张敏").first.click()
    expect(page.locator("#subtitle")).to_contain_text("张敏")
    return page


def as_colleague(page: Page) -> Page:
    """Somebody else of 张敏's branch."""
    unit = page.locator("#people .unit", has_text="张敏")
    unit.locator("a").filter(has_not_text="张敏").first.click()
    expect(page.locator("#subtitle")).not_to_contain_text("张敏")
    return page


def say(page: Page, text: str) -> Locator:
    """Type and send; answers the own message as the server has taken it."""
    mine = page.locator(".line.me:not(.pending)", has_text=text.splitlines()[0])
    before = mine.count()
    page.locator("#words").fill(text)
    page.keyboard.press("Enter")
    expect(mine).to_have_count(before + 1)
    return mine.last


def answered(page: Page, after: Locator) -> Locator:
    found = after.locator("xpath=following-sibling::li[contains(@class,'bot')][1]")
    expect(found).to_be_visible()
    return found


def group(page: Page) -> None:
    page.locator("#chats li:nth-child(2) a").click()
    expect(page.locator("#log")).to_have_attribute("data-kind", "group")


def test_a_newcomer_taps_a_suggestion_and_is_answered(visit: Open) -> None:
    page = visit()
    as_zhang(page)
    page.locator(".tries .chip", has_text=QUESTION).click()
    mine = page.locator(".line.me", has_text=QUESTION).last
    expect(mine).to_be_visible()
    reply = answered(page, mine)
    expect(reply.locator(".bubble")).to_contain_text("党课")
    assert "**" not in reply.inner_text()


def test_enter_sends_and_shift_enter_breaks_the_line(visit: Open) -> None:
    page = as_zhang(visit())
    page.locator("#words").press_sequentially(QUESTION)
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("谢谢")
    expect(page.locator("#words")).to_have_value(f"{QUESTION}\n谢谢")
    page.keyboard.press("Enter")
    expect(page.locator("#words")).to_have_value("")
    expect(page.locator(".line.me .bubble").last).to_have_text(f"{QUESTION}\n谢谢")


def test_the_enter_that_ends_a_composition_does_not_send(visit: Open) -> None:
    page = as_zhang(visit())
    page.locator("#words").focus()
    ime = page.context.new_cdp_session(page)
    ime.send("Input.imeSetComposition", {"text": "dang ke", "selectionStart": 7, "selectionEnd": 7})
    before = page.locator(".line").count()
    page.keyboard.press("Enter")
    assert page.locator(".line").count() == before
    ime.send("Input.insertText", {"text": QUESTION})
    expect(page.locator("#words")).to_have_value(re.compile(QUESTION))
    page.locator("#words").dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    assert page.locator(".line").count() == before


def test_a_lost_answer_loses_no_words_and_a_retry_counts_once(visit: Open) -> None:
    page = as_zhang(visit())
    said: list[str] = []

    def take_but_lose_the_answer(route: Route) -> None:
        said.append(route.request.post_data or "")
        route.fetch()
        route.abort()

    page.route("**/api/say", take_but_lose_the_answer, times=1)
    words = f"{QUESTION}，丢了一次"
    page.locator("#words").fill(words)
    page.keyboard.press("Enter")
    line = page.locator(".line.me", has=page.locator(".failed"))
    expect(line).to_contain_text("没发出去")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(line).to_contain_text(words)
    line.get_by_role("button", name="重试").click()
    expect(page.locator(".failed")).to_have_count(0)
    expect(page.locator(".line.me", has_text=words)).to_have_count(1)
    answered(page, page.locator(".line.me", has_text=words))
    assert len(said) == 1


def test_a_message_that_did_not_get_through_can_be_changed(visit: Open) -> None:
    page = as_zhang(visit())
    page.route("**/api/say", lambda route: route.abort(), times=1)
    page.locator("#words").fill("写错了一个字")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="改一改").click()
    expect(page.locator("#words")).to_have_value("写错了一个字")
    expect(page.locator(".failed")).to_have_count(0)


def test_a_draft_survives_another_chat_and_a_reload(visit: Open) -> None:
    page = as_zhang(visit())
    page.locator("#words").fill("写到一半")
    group(page)
    expect(page.locator("#words")).to_have_value("")
    page.go_back()
    expect(page.locator("#words")).to_have_value("写到一半")
    page.reload()
    expect(page.locator("#words")).to_have_value("写到一半")


def test_files_go_up_with_their_progress_and_bad_ones_say_why(visit: Open) -> None:
    page = as_zhang(visit())
    good: FilePayload = {"name": "签到.png", "mimeType": "image/png", "buffer": PNG}
    bad: FilePayload = {"name": "坏.docx", "mimeType": "application/msword", "buffer": b"MZ\x90\x00"}
    page.set_input_files("#picker", [good, bad])
    expect(page.locator("#tray li")).to_have_count(2)
    expect(page.locator("#tray .bad")).to_contain_text("坏.docx")
    page.get_by_role("button", name="移除 坏.docx").click()
    expect(page.locator("#tray progress")).to_have_count(0)
    page.locator("#words").fill("现场签到")
    page.keyboard.press("Enter")
    picture = page.locator(".line.me:not(.pending) .picture a").last
    picture.click()
    expect(page.locator("#viewer img")).to_be_visible()
    page.keyboard.press("Escape")
    answer = page.request.get(picture.get_attribute("href") or "")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_upload_that_broke_off_is_tried_again(visit: Open) -> None:
    page = as_zhang(visit())
    page.route("**/api/files*", lambda route: route.abort(), times=1)
    names: FilePayload = {"name": "名单.txt", "mimeType": "text/plain", "buffer": "张敏".encode()}
    page.set_input_files("#picker", [names])
    expect(page.locator("#send")).to_be_disabled()
    page.locator("#tray").get_by_role("button", name="重试").click()
    expect(page.locator("#send")).to_be_enabled()


def test_a_file_is_dropped_or_pasted(visit: Open) -> None:
    page = as_zhang(visit())
    carry = page.evaluate_handle(
        """() => {
            const carry = new DataTransfer();
            carry.items.add(new File(['x'], '名单.txt', { type: 'text/plain' }));
            return carry;
        }"""
    )
    page.locator("#log").dispatch_event("dragenter", {"dataTransfer": carry})
    expect(page.locator("#drop")).to_be_visible()
    page.locator("#log").dispatch_event("drop", {"dataTransfer": carry})
    expect(page.locator("#drop")).to_be_hidden()
    expect(page.locator("#tray li")).to_have_count(1)
    page.evaluate(
        "t => document.querySelector('#words').dispatchEvent(new ClipboardEvent('paste', {clipboardData: t}))", carry
    )
    expect(page.locator("#tray li")).to_have_count(2)


def test_a_message_is_copied_and_quoted(visit: Open) -> None:
    page = as_zhang(visit())
    mine = say(page, QUESTION)
    reply = answered(page, mine)
    reply.hover()
    reply.locator(".more").click()
    page.get_by_role("menuitem", name="复制").click()
    expect(page.locator("#toast")).to_have_text("已复制")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == reply.get_attribute("data-text")
    reply.hover()
    reply.locator(".more").click()
    page.get_by_role("menuitem", name="引用").click()
    expect(page.locator("#cited")).to_be_visible()
    expect(page.locator("#words")).to_be_focused()
    quoting = say(page, "就这条，谢谢")
    expect(quoting.locator(".cite")).to_contain_text("党课")
    expect(page.locator("#cited")).to_be_hidden()


def test_the_keyboard_reaches_every_message(visit: Open) -> None:
    page = as_zhang(visit())
    answered(page, say(page, QUESTION))
    page.locator("#log").focus()
    page.keyboard.press("End")
    expect(page.locator(".line").last).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="复制")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#words")).to_be_focused()
    expect(page.locator("#cited")).to_be_visible()


def test_what_others_say_arrives_live_with_a_dot_where_one_does_not_look(visit: Open) -> None:
    speaker, listener = as_colleague(visit()), as_zhang(visit())
    group(speaker)
    group(listener)
    listener.locator("#chats li:nth-child(1) a").click()
    dot = listener.locator("#chats li:nth-child(2) .dot")
    expect(dot).to_be_hidden()
    speaker.locator("#words").fill(f"@支部助手 {QUESTION}")
    speaker.keyboard.press("Enter")
    expect(dot).to_be_visible()
    group(listener)
    expect(dot).to_be_hidden()
    say(speaker, "大家下午好")
    expect(listener.locator(".line.other", has_text="大家下午好").last).to_be_visible()


def test_one_person_in_two_windows_sees_the_same(visit: Open) -> None:
    first, second = as_zhang(visit()), as_zhang(visit())
    mine = say(first, f"{QUESTION}，两个窗口")
    reply = answered(first, mine)
    same = second.locator(".line.me", has_text="两个窗口")
    expect(same).to_have_count(1)
    assert answered(second, same).get_attribute("data-id") == reply.get_attribute("data-id")


def test_who_reads_further_up_is_not_pulled_down_but_told(visit: Open) -> None:
    reader, speaker = as_zhang(visit(height=560)), as_colleague(visit())
    group(reader)
    group(speaker)
    say(speaker, "名单：\n" + "\n".join(f"第{number}行" for number in range(40)))
    expect(reader.locator(".line", has_text="第39行").last).to_be_visible()
    reader.locator("#log").evaluate("log => { log.scrollTop = 0; }")
    say(speaker, "请大家核对")
    pill = reader.get_by_role("button", name="1 条新消息")
    expect(pill).to_be_visible()
    assert reader.locator("#log").evaluate("log => log.scrollTop") == 0
    pill.click()
    expect(pill).to_be_hidden()
    expect(reader.locator(".line", has_text="请大家核对").last).to_be_in_viewport()


def test_the_clock_is_moved_and_what_was_sent_is_one_tap_away(visit: Open) -> None:
    page = as_zhang(visit())
    before = page.locator("#now").get_attribute("datetime") or ""
    page.locator("[data-move=month]").click()
    expect(page.locator("#clock-said")).to_contain_text("到了", timeout=60_000)
    assert (page.locator("#now").get_attribute("datetime") or "") > before
    mine, everybody = page.locator("[data-whose=mine] span"), page.locator("[data-whose=all] span")
    assert 0 < int(mine.inner_text()) < int(everybody.inner_text())
    expect(page.locator("#pushed li")).to_have_count(int(mine.inner_text()))
    page.locator("[data-whose=all]").click()
    expect(page.locator("#pushed li")).to_have_count(int(everybody.inner_text()))
    page.locator("[data-whose=mine]").click()
    pushed = page.locator("#pushed li a").first
    expect(pushed).to_be_visible()
    words = pushed.locator(".words").inner_text().splitlines()[0]
    pushed.click()
    expect(page.locator(".line.push.found")).to_contain_text(words[:10])


def test_while_the_clock_runs_the_page_tells_the_day_and_goes_on_answering(visit: Open) -> None:
    page = as_zhang(visit())
    page.evaluate(
        """() => {
            window.told = [];
            const box = document.querySelector("#clock-said");
            new MutationObserver(() => window.told.push(box.textContent)).observe(box, { childList: true });
        }"""
    )
    now = page.locator("#now").get_attribute("datetime") or ""
    page.locator("#moment").fill((datetime.fromisoformat(now) + timedelta(days=9)).isoformat()[:16])
    page.locator(".pick button").click()
    answered(page, say(page, QUESTION))
    expect(page.locator("#clock-said")).to_contain_text("到了", timeout=60_000)
    days = [one for one in page.evaluate("() => window.told") if "已经到" in one]
    assert len(days) > 5


def test_a_quiet_group_says_what_it_is_for(visit: Open) -> None:
    page = as_zhang(visit())

    def before_anybody_spoke(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"messages": []})

    page.route("**/api/state*", before_anybody_spoke)
    group(page)
    expect(page.locator("#empty")).to_contain_text("提醒会发到这里")


def test_the_past_is_out_of_reach(visit: Open) -> None:
    page = as_zhang(visit())
    page.locator("#moment").fill("2020-01-01T09:00")
    page.locator(".pick button").click()
    expect(page.locator("#clock-said")).to_contain_text("只能往后拨")


def test_i11_no_words_act(visit: Open) -> None:
    page = as_zhang(visit())
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script> **粗** [a](javascript:alert(3)) </textarea>"
    mine = say(page, hostile)
    expect(mine.locator(".bubble")).to_have_text(hostile)
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator(".line.me .bubble", has_text="onerror").last).to_have_text(hostile)
    bubble = page.locator(".line.me .bubble", has_text="onerror").last
    assert bubble.locator("*").count() == 0


def test_a_broken_connection_is_told_and_heals(visit: Open) -> None:
    page = visit()
    page.route("**/api/events*", lambda route: route.abort())
    page.locator("#people a:not([aria-current])").first.click()
    expect(page.locator("#net")).to_be_visible()
    page.unroute("**/api/events*")
    expect(page.locator("#net")).to_be_hidden(timeout=15_000)
    say(page, QUESTION)


def test_a_chat_that_did_not_open_can_be_tried_again(visit: Open) -> None:
    page = as_zhang(visit())
    page.route("**/api/state*", lambda route: route.abort(), times=1)
    page.locator("#chats li:nth-child(2) a").click()
    expect(page.locator("#trouble")).to_contain_text("没有打开")
    page.locator("[data-retry]").click()
    expect(page.locator("#log")).to_have_attribute("data-kind", "group")
    expect(page.locator("#trouble")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(360, 740), (390, 844), (430, 932)])
def test_on_a_phone_the_chat_fills_the_screen_and_the_rest_is_in_drawers(
    visit: Open, size: tuple[int, int], scheme: Scheme
) -> None:
    page = visit("", *size, scheme, True)
    expect(page.locator("#side")).to_be_hidden()
    page.get_by_role("button", name="换会话或身份").tap()
    expect(page.locator("#side")).to_be_visible()
    page.locator("#people a", has_text="张敏").first.tap()
    expect(page.locator("#side")).to_be_hidden()
    page.locator(".chips .chip", has_text=QUESTION).tap()
    answered(page, page.locator(".line.me:not(.pending)", has_text=QUESTION).last)
    page.get_by_role("button", name="时间与推送").tap()
    expect(page.locator("#time")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#time")).to_be_hidden()
    expect(page.get_by_role("button", name="时间与推送")).to_be_focused()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("#words").evaluate("box => box.getBoundingClientRect().bottom <= innerHeight")


@pytest.mark.parametrize("width", [360, 768, 1024, 1280])
def test_nothing_is_cut_or_too_small_to_touch(visit: Open, width: int) -> None:
    page = visit("", width, 800, "light", width < 760)
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.glass button, .glass textarea, .glass h1')]
            .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest('.chips'))
            .map((node) => ({ box: node.getBoundingClientRect(), html: node.outerHTML }))
            .filter(({ box }) => box.left < 0 || box.right > innerWidth || box.bottom > innerHeight)
            .map(({ html }) => html)"""
    )
    assert cut == []
    for button in page.locator(".bar button:visible, .row button:visible").all():
        box = button.bounding_box()
        assert box and box["height"] >= 40 and box["width"] >= 40


def test_on_a_phone_a_long_press_offers_to_copy_and_quote(visit: Open) -> None:
    page = as_zhang_on_a_phone(visit("", 390, 844, "light", True))
    reply = answered(page, say(page, QUESTION))
    reply.locator(".bubble").dispatch_event("pointerdown", {"pointerType": "touch", "clientX": 150, "clientY": 400})
    page.get_by_role("menuitem", name="引用").tap()
    expect(page.locator("#cited")).to_contain_text("党课")


def as_zhang_on_a_phone(page: Page) -> Page:
    page.get_by_role("button", name="换会话或身份").tap()
    return as_zhang(page)
