"""Databases of both kinds, and the whole bot on them. Only the platforms and the clock are played (style.md 9)."""

import logging
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from pathlib import Path

import hypothesis
import pytest
import pytest_asyncio
import structlog

import bot.app
from storage.database import Database
from storage.schema import upgrade
from tests.fakes.clock import FakeClock
from tests.fakes.house import NOW, House, demo_settings, fill_demo
from tests.fakes.postgres import Cluster

# The machine is shared: how long an example took says more about the neighbours than about us.
hypothesis.settings.register_profile("shared machine", deadline=None)
hypothesis.settings.load_profile("shared machine")


HANDLERS = Path(__file__).parent / "handlers"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Nightly runs happen where they are asked for: ``-m nightly``. What is said is the same on both engines: on
    PostgreSQL the handlers are tried at night, storage and the journeys always."""
    for item in items:
        engine = (
            item.callspec.params.get("engine")
            if isinstance(item, pytest.Function) and hasattr(item, "callspec")
            else ""
        )
        if engine == "postgresql" and item.path.is_relative_to(HANDLERS):
            item.add_marker(pytest.mark.nightly)
    if "nightly" in config.option.markexpr:
        return
    nightly = [item for item in items if item.get_closest_marker("nightly")]
    if nightly:
        config.hook.pytest_deselected(items=nightly)
        items[:] = [item for item in items if item not in nightly]


@pytest.fixture(scope="session", autouse=True)
def _read_once() -> Iterator[None]:
    """The catalogue and what is made of it are frozen values: hundreds of houses may share them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("load_catalogue", "Finder", "Renderer"):
            patch.setattr(bot.app, name, cache(getattr(bot.app, name)))
        yield


@pytest.fixture(scope="session", autouse=True)
def _quiet() -> None:
    """The log is another test's matter: unconfigured it would draw each stack that a test provokes, at length."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL for the session, started where a test first asks for it."""
    started = Cluster()
    yield started
    started.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """SQLite files to copy: ``migrated``, and ``demo`` with the demo institution in it."""

    @cache
    def template(name: str) -> Path:
        file = tmp_path_factory.mktemp("template") / f"{name}.db"
        upgrade(f"sqlite:///{file}")
        if name == "demo":
            fill_demo(f"sqlite:///{file}")
        return file

    return template


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on; a module that needs just one says so by ``parametrize(…, indirect=True)``."""
    return str(request.param)


@pytest.fixture
def new_url(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest, sqlite_template: Callable[[str], Path]
) -> Iterator[Callable[[str], str]]:
    """A fresh database: ``empty``, ``migrated`` or ``demo``; its URL."""
    made: list[str] = []

    def url(name: str) -> str:
        if engine == "sqlite":
            file = tmp_path / f"zhibu-{len(made)}.db"
            if name != "empty":
                shutil.copyfile(sqlite_template(name), file)
            made.append(f"sqlite:///{file}")
        else:
            started: Cluster = request.getfixturevalue("cluster")
            fill = fill_demo if name == "demo" else lambda _: None
            template = "template0" if name == "empty" else started.template(name, fill)
            made.append(started.create(template))
        return made[-1]

    yield url
    if engine == "postgresql":
        for one in made:
            request.getfixturevalue("cluster").drop(one)


@pytest.fixture
def database(new_url: Callable[[str], str]) -> Iterator[Database]:
    """A migrated, empty database, open."""
    opened = Database(new_url("migrated"))
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest_asyncio.fixture
async def house(new_url: Callable[[str], str], tmp_path: Path, clock: FakeClock) -> AsyncIterator[House]:
    """The bot with the demo institution, Friday 20 November 2026, ten o'clock."""
    url = new_url("demo")
    built = House(demo_settings(url, tmp_path), Database(url), clock)
    yield built
    await built.close()
