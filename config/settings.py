"""Settings: frozen, typed, checked at start; every mistake is told at once, each with a hint.

Order of precedence: environment (``ZHIBU_SERVER__PORT``), then the TOML file, then the defaults. ``${NAME}`` in a
string of the file is replaced from the environment, so that secrets need not stand in it.
"""

import base64
import binascii
import os
import re
import tomllib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.plans import DayOff, Plan, misfit
from config.unset import DEFAULT_FILE, PREFIX, TIMEZONE

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsError(Exception):
    """The configuration cannot work. ``problems`` has one line each: where, what, and how to mend it (Chinese)."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _aes_key(value: SecretStr) -> SecretStr:
    try:
        good = len(value.get_secret_value()) == 43 and len(base64.b64decode(value.get_secret_value() + "=")) == 32
    except (binascii.Error, ValueError):
        good = False
    if not good:
        raise ValueError("EncodingAESKey 必须是 43 位字母或数字，请从管理后台重新复制")
    return value


def _filled(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().strip():
        raise ValueError("不能为空")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("不认识的时区，通常写 Asia/Shanghai") from None
    return value


def _engine(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("要以 sqlite:/// 或 postgresql+psycopg:// 开头")
    return value


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https", "ws", "wss") or not parts.hostname:
        raise ValueError("要写成完整网址，例如 https://qyapi.weixin.qq.com")
    return value.rstrip("/")


def _media_host(value: str) -> str:
    if "://" in value:
        return _address(value)
    if not re.fullmatch(r"(?:[a-z0-9*-]+\.)+[a-z0-9-]+\.[a-z]{2,}", value):
        raise ValueError("要写成主机名，例如 *.trans.dingtalk.com，或完整网址")
    return value


def _webhook_key(value: SecretStr) -> SecretStr:
    # People paste the whole robot URL; the key in it is what counts.
    found = re.search(r"(?:key|access_token)=([^&\s]+)", value.get_secret_value())
    return _filled(SecretStr(found.group(1)) if found else value)


Secret = Annotated[SecretStr, AfterValidator(_filled)]
AesKey = Annotated[SecretStr, AfterValidator(_aes_key)]
WebhookKey = Annotated[SecretStr, AfterValidator(_webhook_key)]
Address = Annotated[str, AfterValidator(_address)]
MediaHost = Annotated[str, AfterValidator(_media_host)]
Purpose = Literal["reminders", "summary", "work"]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Server(Section):
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    public_url: str = ""
    body_limit: int = Field(65536, ge=1024)
    """The largest callback body that is read, in bytes."""


class Console(Section):
    enabled: bool | None = None
    """None: on in the demo, off with a real institution."""
    anywhere: bool = False
    """Answer also to callers that are not on this machine. The console asks for no password: think twice."""


class FileRules(Section):
    """What is taken as a photo or file, and how long it is kept where no record wants it."""

    keep_exif: bool = False
    """Leave in a picture what the camera wrote: place, time, device."""
    max_megabytes: int = Field(20, ge=1, le=20)
    """Of one file. 20 is also what the platforms hand out in one piece."""
    max_megapixels: int = Field(40, ge=1, le=100)
    per_day: int = Field(200, ge=1)
    """Files of one person in one day."""
    megabytes_per_day: int = Field(500, ge=1)
    unclaimed_days: int = Field(30, ge=7)
    """After so many days a file that no record wants is deleted. Not fewer than a question waits for its answer."""

    @property
    def max_bytes(self) -> int:
        return self.max_megabytes * 1024 * 1024

    @property
    def bytes_per_day(self) -> int:
        return self.megabytes_per_day * 1024 * 1024


class WecomApp(Section):
    corp_id: str = Field(min_length=1)
    agent_id: int
    secret: Secret
    token: Secret
    aes_key: AesKey
    api_base: Address = "https://qyapi.weixin.qq.com"


class WecomAibot(Section):
    mode: Literal["callback", "socket"] = "callback"
    bot_id: str = ""
    token: SecretStr = SecretStr("")
    aes_key: SecretStr = SecretStr("")
    secret: SecretStr = SecretStr("")
    socket_url: Address = "wss://openws.work.weixin.qq.com"
    api_base: Address = "https://qyapi.weixin.qq.com"
    names: tuple[str, ...] = ()
    """The bot's display names: a leading ``@name`` is cut from what people say in groups."""
    media_hosts: tuple[MediaHost, ...] = ("ww-aibot-*.myqcloud.com",)
    """Where photos may be fetched: ``*`` for a part of a name, or a whole address."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.mode == "callback":
            _filled(self.token)
            _aes_key(self.aes_key)
        elif not (self.bot_id and self.secret.get_secret_value()):
            raise ValueError("socket 模式需要 bot_id 和 secret")
        return self


class WecomWebhook(Section):
    key: WebhookKey
    api_base: Address = "https://qyapi.weixin.qq.com"
    unit: str = ""
    """The unit whose group this robot sits in; with ``purposes`` it binds the group at start."""
    purposes: tuple[Purpose, ...] = ()


class DingtalkRobot(Section):
    mode: Literal["http", "stream"] = "http"
    client_id: str = Field(min_length=1)
    client_secret: Secret
    robot_code: str = ""
    """Empty: the client id."""
    api_base: Address = "https://api.dingtalk.com"
    oapi_base: Address = "https://oapi.dingtalk.com"
    media_hosts: tuple[MediaHost, ...] = ("*.trans.dingtalk.com", "*.down.dingtalk.com", "*.aliyuncs.com")
    """Where files may be fetched: ``*`` for a part of a name, or a whole address."""


class DingtalkWebhook(Section):
    access_token: WebhookKey
    secret: SecretStr = SecretStr("")
    oapi_base: Address = "https://oapi.dingtalk.com"
    unit: str = ""
    purposes: tuple[Purpose, ...] = ()


class Wecom(Section):
    app: Mapping[str, WecomApp] = {}
    aibot: Mapping[str, WecomAibot] = {}
    webhook: Mapping[str, WecomWebhook] = {}


class Dingtalk(Section):
    robot: Mapping[str, DingtalkRobot] = {}
    webhook: Mapping[str, DingtalkWebhook] = {}


class Reminders(Section):
    at: time = time(9, 0)
    """The hour of day at which reminders go out."""
    day_off: DayOff = "earlier"
    """Where a reminder goes that falls on a day off, unless a plan says otherwise."""
    evening: time = time(19, 30)
    """When a follow-up of the same evening is asked."""
    overdue_after: int = Field(1, ge=0, le=30)
    """Working days after the last day at which the branch is told in private of what it still owes; 0: never."""
    escalate_after: int = Field(3, ge=0, le=60)
    """Working days after the last day at which its organizer is told; 0: never."""
    group_most: int = Field(6, ge=1, le=60)
    """Reminders that one group hears in a calendar month; what is due beyond goes to the secretary in private."""
    plan: Mapping[str, Plan] = {}
    """By kind (config/plans.py), or by the ``matter`` of a recurring requirement."""
    summary_weekday: int = Field(1, ge=1, le=7)
    """1 is Monday."""
    summary_at: time = time(8, 30)
    monthly: Annotated[int, Field(ge=1, le=28)] | Literal["first_working_day", "off"] = "first_working_day"
    """The day of the month on which the last one is summed up, at ``summary_at``."""
    quiet_from: time = time(21, 30)
    quiet_until: time = time(8, 0)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        wrong = [f"plan.{kind}：{problem}" for kind, plan in self.plan.items() if (problem := misfit(kind, plan))]
        if wrong:
            raise ValueError("；".join(wrong))
        if self.escalate_after and self.escalate_after <= self.overdue_after:
            raise ValueError("escalate_after 要大于 overdue_after：先私信支部，再告诉组织员")
        return self


class Rules(Section):
    late_after_working_days: int = Field(3, ge=0, le=60)
    """A record written up later than this is shown as late (R09; local rules differ, domain.md 3.3)."""
    review: bool = False
    """Whether each record waits for an organizer to accept it; it counts from its filing either way."""
    vacation: Literal["continue", "pause"] = "continue"
    """Whether monthly duties run on in the vacations (domain.md 3.4)."""
    vacations: tuple[tuple[str, str], ...] = (("01-15", "02-28"), ("07-01", "08-31"))
    """Month and day of each vacation's first and last day; used where ``vacation`` is ``pause``."""


class Settings(BaseSettings):
    """Everything that may be set. See ``config/example.toml`` for each key in words."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=PREFIX, env_nested_delimiter="__", env_ignore_empty=True
    )

    timezone: Annotated[str, AfterValidator(_zone)] = TIMEZONE
    database: Annotated[str, AfterValidator(_engine)] = "sqlite:///var/zhibu.db"
    folder: Path = Path("var")
    """Where attachments and backups are kept."""
    demo: bool | None = None
    """Load the invented demo institution into an empty database. None: only where there is no config file."""
    requirements: Path | None = None
    """A folder of the institution's own requirement files, which add to or override the shipped ones."""
    words: Path | None = None
    """A folder of the institution's own words for some of the messages (``zhibu words``)."""
    holidays: Path | None = None
    """A TOML file of years that chinesecalendar does not know yet."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    server: Server = Server()
    console: Console = Console()
    wecom: Wecom = Wecom()
    dingtalk: Dingtalk = Dingtalk()
    files: FileRules = FileRules()
    reminders: Reminders = Reminders()
    rules: Rules = Rules()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def address(self) -> str:
        """Where browsers find the server; without ``public_url`` only those of this machine, which helps nobody where
        a real platform is connected: empty then."""
        if self.server.public_url:
            return self.server.public_url.rstrip("/")
        return "" if self.real_channels else f"http://127.0.0.1:{self.server.port}"

    @property
    def console_on(self) -> bool:
        return bool(self.demo) if self.console.enabled is None else self.console.enabled

    @property
    def sqlite_file(self) -> Path | None:
        """The embedded database's file; None on PostgreSQL."""
        return Path(self.database.removeprefix("sqlite:///")) if self.database.startswith("sqlite:///") else None

    @property
    def real_channels(self) -> list[str]:
        """Sections that speak to a platform outside this machine: with them the clock may not be moved."""
        found = []
        for platform, kinds in (("wecom", self.wecom), ("dingtalk", self.dingtalk)):
            for kind in type(kinds).model_fields:
                for name, section in getattr(kinds, kind).items():
                    if any(
                        urlsplit(getattr(section, key)).hostname not in LOOPBACK
                        for key in ("api_base", "oapi_base", "socket_url")
                        if key in type(section).model_fields and not _idle(section, key)
                    ):
                        found.append(f"{platform}.{kind}.{name}")
        return found


def _idle(section: Section, key: str) -> bool:
    """A smart bot that is called back calls nobody of its own accord: it only answers where it was asked."""
    return isinstance(section, WecomAibot) and (section.mode == "callback" or key == "api_base")


def load(file: Path | None = None) -> Settings:
    """Read the settings: the file named, else ``./zhibu.toml`` if there is one, else the embedded defaults.

    Raises :class:`SettingsError` with every mistake found.
    """
    path = file or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    values: dict[str, Any] = {}
    problems: list[str] = []
    if path:
        values = _read(path, problems)
    values.setdefault("demo", path is None)
    if path and not values.keys() - {"demo"} and problems:
        raise SettingsError(problems)  # the file itself could not be read
    told = {problem.split("：")[0] for problem in problems}
    try:
        settings = Settings(**values)
    except ValidationError as error:
        lines = [_line(one) for one in error.errors()]
        raise SettingsError([*problems, *(line for line in lines if line.split("：")[0] not in told)]) from None
    if problems:
        raise SettingsError(problems)
    return settings


def _read(path: Path, problems: list[str]) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8")
    except OSError:
        problems.append(f"读不到配置文件 {path}：请检查路径和权限")
        return {}
    except UnicodeDecodeError:
        problems.append(f"{path} 不是 UTF-8 编码：请另存为 UTF-8")
        return {}
    try:
        return {key: _expand(value, key, problems) for key, value in tomllib.loads(text).items()}
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{path} 写法有误：{error}")
        return {}


def _expand(value: Any, where: str, problems: list[str]) -> Any:
    if isinstance(value, dict):
        return {key: _expand(inner, f"{where}.{key}", problems) for key, inner in value.items()}
    if isinstance(value, list):
        return [_expand(inner, where, problems) for inner in value]
    if not isinstance(value, str):
        return value

    def fill(found: re.Match[str]) -> str:
        if found.group(1) not in os.environ:
            problems.append(f"{where}：环境变量 {found.group(1)} 没有设置")
        return os.environ.get(found.group(1), "")

    return re.sub(r"\$\{(\w+)\}", fill, value)


_HINTS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这个设置，请检查拼写（config/example.toml 列出了全部设置）",
    "int_parsing": "应为整数",
    "bool_parsing": "应为 true 或 false",
    "time_parsing": '应为时刻，例如 "09:00"',
    "string_too_short": "不能为空",
    "literal_error": "不是可选的值",
    "less_than_equal": "数值太大",
    "greater_than_equal": "数值太小",
}


def _line(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"]) or "配置"
    kind = error["type"]
    if kind == "value_error":
        return f"{where}：{error['ctx']['error']}"
    choices = f"（可选 {error['ctx']['expected']}）" if kind == "literal_error" else ""
    return f"{where}：{_HINTS.get(kind, '写法有误')}{choices}"
