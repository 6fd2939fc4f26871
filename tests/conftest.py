"""What tests of every part share: a real browser that may not reach the network."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.service.postgres import MISSING, described

# Examples are drawn the same way each time, so that a change is judged by itself and not by luck; `./run soak` draws
# new ones, and many times as many. How long one takes says nothing here: the machine may be busy.
MANY = int(os.environ.get("ROUNDSMAN_EXAMPLES", "1"))
settings.register_profile(
    "roundsman",
    deadline=None,
    derandomize=MANY == 1,
    max_examples=40,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("roundsman")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the search before anything runs, once for all processes, unless that was done before."""
    from scheduler.search.kernel.compiled import cache_folder
    from scheduler.search.warm import warm

    folder = cache_folder()
    if not hasattr(config, "workerinput") and folder is not None and not any(folder.rglob("*.nbi")):
        warm()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every property try so many times the examples that it states."""
    for test in {getattr(item, "function", None) for item in items} if MANY > 1 else ():
        stated = getattr(test, "_hypothesis_internal_use_settings", None)
        if stated is not None:
            test._hypothesis_internal_use_settings = settings(stated, max_examples=stated.max_examples * MANY)


def pytest_report_header() -> str:
    """Say at the beginning on which PostgreSQL the service's tests run."""
    return f"postgresql: {described()}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end, so that nobody overlooks it, that nothing ran on PostgreSQL."""
    skipped = [each for each in terminalreporter.getreports("skipped") if MISSING in str(each.longrepr)]
    if skipped:
        terminalreporter.section("PostgreSQL NOT TESTED", sep="!", red=True)
        terminalreporter.line(f"{len(skipped)} tests did not run: {MISSING}", red=True)


CHROMIUM = os.environ.get("ROUNDSMAN_CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""What lets it start as root, and keeps it from asking its maker's hosts for updates."""

LOCAL = ("file:", "data:", "blob:", "about:", "http://127.0.0.1", "http://localhost")


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium for the session: the system's own, since Playwright's would be a download."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium) -> Iterator:
    """An empty 1366x768 page. The test fails if it logs an error, throws, or asks another host for anything.

    What it did wrong so far is in `page.faults`.
    """
    faults: list[str] = []

    def local_only(route, request) -> None:
        if request.url.startswith(LOCAL):
            route.continue_()
        else:
            faults.append(f"asked for {request.url}")
            route.abort()

    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="en-US")
    opened = context.new_page()
    opened.faults = faults
    opened.on("pageerror", lambda error: faults.append(f"threw {error}"))
    opened.on("console", lambda line: faults.append(f"logged {line.text}") if line.type == "error" else None)
    opened.route("**/*", local_only)
    yield opened
    context.close()
    assert faults == []
