"""Adding files: by keyboard as by dragging, with progress and a way back, and in words where one cannot be taken."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import Gateway, Watch
from tests.browser.test_widget import open_chat, say
from tests.web.fake_engine import FakeEngine
from tests.web.samples import JPEG, MP4, PDF

HOSTILE_NAME = "<img src=x onerror=alert(1)>.jpg"


async def open_files(page: Page) -> Locator:
    """Open the place for files; gives its list."""
    await open_chat(page)
    await page.get_by_text("Add a photo, video, sound or PDF").press("Enter")
    await expect(page.get_by_label("Choose files")).to_be_visible()
    return page.get_by_role("list", name="Files that you have added")


def given(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


async def test_files_are_added_one_after_the_other_listed_on_every_page_and_removed(
    page: Page, context: BrowserContext, tmp_path: Path
) -> None:
    files = await open_files(page)
    await page.get_by_label("Choose files").set_input_files([given("a.jpg", JPEG), given("b.pdf", PDF)])  # type: ignore[list-item]
    await expect(files.get_by_role("listitem")).to_have_text(
        ["a.jpg (photo, 1 KB) Remove a.jpg", "b.pdf (document, 1 KB) Remove b.pdf"]
    )
    await expect(page.locator("#files [role=status]")).to_have_text("b.pdf is added.")
    assert len(list((tmp_path / "uploads").iterdir())) == 2

    other = await context.new_page()
    await expect((await open_files(other)).get_by_role("listitem")).to_have_count(2)

    await page.get_by_role("button", name="Remove a.jpg").press("Enter")
    await expect(files.get_by_role("listitem")).to_have_count(1)
    await expect(page.locator("#files [role=status]")).to_have_text("a.jpg is removed.")
    await expect(page.locator("#files summary")).to_be_focused()
    assert len(list((tmp_path / "uploads").iterdir())) == 1


async def test_what_cannot_be_taken_is_said_in_words_and_the_others_go_on(page: Page, watch: Watch) -> None:
    files = await open_files(page)
    await page.get_by_label("Choose files").set_input_files([given("a.jpg", b"MZ" + bytes(99)), given("b.pdf", PDF)])  # type: ignore[list-item]
    await expect(files.get_by_role("alert")).to_contain_text("a.jpg: That file is not a photo")
    await expect(files.get_by_text("b.pdf")).to_be_visible()
    await page.get_by_role("button", name="Remove a.jpg").click()
    await expect(files.get_by_role("listitem")).to_have_count(1)
    watch.forgive("status of 422")


async def test_a_file_can_be_dropped_on_the_page(page: Page) -> None:
    await open_chat(page)
    await page.evaluate(
        """(content) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(content)], "dropped.jpg"));
          document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        list(JPEG),
    )
    await expect(page.get_by_role("list", name="Files that you have added")).to_contain_text("dropped.jpg (photo")


async def test_a_connection_that_breaks_off_is_told_and_nothing_else_is_lost(
    page: Page, gateway: Gateway, watch: Watch
) -> None:
    files = await open_files(page)
    await page.get_by_label("Your message").fill("And then he")
    await gateway.stop()
    await page.get_by_label("Choose files").set_input_files([given("a.jpg", JPEG)])  # type: ignore[list-item]
    await expect(files.get_by_role("alert")).to_contain_text("did not arrive")
    await gateway.start()
    await expect(page.get_by_label("Your message")).to_have_value("And then he")
    watch.forgive("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE")


async def test_when_proof_is_asked_for_the_place_opens_and_a_button_answers(page: Page, engine: FakeEngine) -> None:
    await open_chat(page)
    await say(page, "ask me for proof")
    await expect(page.get_by_label("Choose files")).to_be_visible()
    await expect(page.get_by_role("button", name="I have added my files")).to_be_hidden()
    await page.get_by_label("Choose files").set_input_files([given(HOSTILE_NAME, JPEG)])  # type: ignore[list-item]
    await expect(page.get_by_text(HOSTILE_NAME).first).to_be_visible()
    await page.get_by_role("button", name="I have added my files").click()
    await expect(page.get_by_text("I heard: I have added files here.")).to_be_visible()
    await expect(page.get_by_role("button", name="I have added my files")).to_be_hidden()
    assert engine.texts[-1] == "I have added files here."
    await say(page, "ask me for proof")
    await expect(page.get_by_label("Choose files")).to_be_visible()
    await say(page, "nothing more")
    await expect(page.get_by_label("Choose files")).to_be_hidden()


async def test_the_progress_of_a_large_file_is_shown(page: Page, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(MP4 + bytes(24 << 20))
    files = await open_files(page)
    await page.evaluate("""() => {
      window.seen = [];
      new MutationObserver(() => seen.push(document.querySelector("#files [role=status]").textContent))
        .observe(document.querySelector("#files [role=status]"), {childList: true});
    }""")
    await page.get_by_label("Choose files").set_input_files(film)
    await expect(files).to_contain_text("film.mp4 (video, 24.0 MB)")
    seen = await page.evaluate("seen")
    assert seen[-1] == "film.mp4 is added."
    assert "Adding film.mp4: 100 %" in seen


async def test_without_javascript_files_are_added_by_a_form(browser: Browser, gateway: Gateway) -> None:
    context = await browser.new_context(base_url=gateway.url, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/complain")
    await page.get_by_role("button", name="Start now").click()
    await page.get_by_role("link", name="Add a photo, video, sound or PDF").click()
    await page.get_by_label("Choose files").set_input_files([given("a.jpg", JPEG), given(HOSTILE_NAME, JPEG)])  # type: ignore[list-item]
    await page.get_by_role("button", name="Add").click()
    await expect(page.get_by_text(HOSTILE_NAME).first).to_be_visible()
    await page.get_by_role("button", name="Remove a.jpg").click()
    await expect(page.locator(".files > li")).to_have_count(1)
    await page.get_by_role("link", name="Back to the question").click()
    await expect(page.get_by_role("button", name="Continue")).to_be_visible()
    await context.close()
