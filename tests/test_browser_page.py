"""The browser that other tests drive: it runs pages, and notices what a page must not do."""

import pytest

pytestmark = pytest.mark.browser


def opened(page, tmp_path, body: str):
    (tmp_path / "page.html").write_text(f"<!doctype html><title>t</title><body>{body}")
    page.goto((tmp_path / "page.html").as_uri())
    return page


def noticed(page) -> str:
    """Return what was noticed, and take it as seen."""
    seen = "; ".join(page.faults)
    page.faults.clear()
    return seen


def test_click_runs_the_pages_script(page, tmp_path):
    button = "<button onclick=\"document.title = 'clicked'\">go</button>"
    opened(page, tmp_path, button).get_by_role("button", name="go").click()
    assert page.title() == "clicked"


def test_call_to_another_host_is_noticed(page, tmp_path):
    with page.expect_console_message():
        opened(page, tmp_path, "<img src='https://example.org/tile.png'>")
    assert "asked for https://example.org/tile.png" in noticed(page)


@pytest.mark.parametrize("script", ["throw Error('broken')", "console.error('broken')"])
def test_script_error_is_noticed(page, tmp_path, script):
    opened(page, tmp_path, f"<script>{script}</script>")
    assert "broken" in noticed(page)
