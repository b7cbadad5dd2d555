"""What the roster file's sheets are called, which columns they have, and which words may stand in them."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.roster import BRANCH_TYPES, PURPOSES, ROLES, UNIT_KINDS

EXAMPLE = "示例"
MARK = "标记"


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    note: str
    needed: bool = False
    choices: tuple[str, ...] = ()
    strict: bool = True
    """Whether Excel refuses what is not among the choices."""
    width: int = 14
    also: tuple[str, ...] = ()
    """Other headings that people write for it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    columns: tuple[Column, ...]
    example: tuple[str | int, ...]
    most_rows: int
    needed: bool = True

    @property
    def anchor(self) -> str:
        """The heading by which the row of headings is found."""
        return next(column.title for column in self.columns if column.needed)


_MARK = Column(MARK, f"写“{EXAMPLE}”的行不会导入，可以删掉。", choices=(EXAMPLE,), width=8)
_YES_NO = ("有", "无")

UNITS = Sheet(
    "组织",
    (
        _MARK,
        Column("编号", "可不填。填了以后改名也认得出是同一个组织，例如 jsj-jg1。", also=("代码",)),
        Column("名称", "组织全称，不能重复。", needed=True, width=34, also=("组织名称", "全称")),
        Column("简称", "可不填，回复里用的短名。", width=20),
        Column("类别", "从下拉列表里选。", needed=True, choices=tuple(UNIT_KINDS.values())),
        Column("上级组织", "上级的名称、简称或编号；最上一级留空。", width=28, also=("上级", "所属组织")),
        Column("支部类型", "只有党支部要填。", choices=tuple(BRANCH_TYPES.values())),
        Column("正式党员数", "整数，可不填；不足7人的支部不设支委会。", also=("正式党员",)),
        Column("预备党员数", "整数，可不填。", also=("预备党员",)),
        Column("有无支委会", "没有支委会的支部不用开支委会。", choices=_YES_NO, also=("支委会",)),
        Column("有无党小组", "没有党小组的支部不用开党小组会。", choices=_YES_NO, also=("党小组",)),
        Column("有毕业生党员", "今年有党员毕业的支部填“有”。", choices=_YES_NO, also=("毕业班", "有无毕业生党员")),
        Column(
            "主题党日",
            "每月哪一天，例如：每月最后一个星期三、每月第二个星期五、每月25日、每月最后一个工作日。",
            choices=("每月最后一个星期三", "每月第二个星期五", "每月25日", "每月最后一个工作日"),
            strict=False,
            width=22,
        ),
        Column("任期届满日期", "例如 2027-05-20，可不填。", width=16, also=("届满日期", "任期届满")),
        Column("别名", "大家平时的叫法，用顿号隔开，可不填。", width=26),
    ),
    (
        EXAMPLE,
        "",
        "某某学院教工第一党支部",
        "某某教工一支部",
        "党支部",
        "某某学院党总支",
        "教工",
        17,
        1,
        "有",
        "无",
        "无",
        "每月最后一个星期三",
        "2027-05-20",
        "教工一支部、一支部",
    ),
    most_rows=3000,
)

PEOPLE = Sheet(
    "人员",
    (
        _MARK,
        Column("姓名", "只登记用得到机器人的人。不要填身份证号、手机号。", needed=True),
        Column("组织", "任职组织的名称、简称或编号。", needed=True, width=34, also=("所在组织", "任职组织")),
        Column("角色", "一个人有几个角色就写几行。", needed=True, choices=tuple(ROLES.values()), strict=False),
        Column("企业微信账号", "企业微信管理后台里的账号，可不填。", width=18, also=("企业微信",)),
        Column("钉钉账号", "钉钉管理后台里的 UserID，可不填。", width=18, also=("钉钉",)),
    ),
    (EXAMPLE, "王某某", "某某学院教工第一党支部", "书记", "wangmoumou", ""),
    most_rows=20000,
)

CHATS = Sheet(
    "群",
    (
        _MARK,
        Column("群名称", "群在企业微信或钉钉里的名称。", needed=True, width=34),
        Column("组织", "这个群属于哪个组织。", needed=True, width=34, also=("所属组织",)),
        Column(
            "用途",
            "提醒：发主题党日和截止提醒；汇总：发每周小结；工作：只应答。几个用途用顿号隔开。",
            needed=True,
            choices=(*PURPOSES.values(), "提醒、汇总", "提醒、工作"),
            strict=False,
        ),
        Column("渠道", "配置文件里的段名，例如 wecom.webhook.org、dingtalk.robot.main；不填为控制台。", width=24),
        Column("群标识", "平台给的群编号；群机器人（webhook）不用填。", width=26),
    ),
    (EXAMPLE, "某某学院教工第一党支部群", "某某学院教工第一党支部", "提醒、工作", "wecom.aibot.helper", "wrXXXX"),
    most_rows=3000,
    needed=False,
)

SHEETS = (UNITS, PEOPLE, CHATS)


def _back(words: Mapping[str, str], **others: str) -> dict[str, str]:
    return {word: key for key, word in words.items()} | {
        word: key for key, line in others.items() for word in line.split()
    }


KIND_WORDS = _back(
    UNIT_KINDS,
    committee="学校党委 校党委",
    department="部门 组织部 党委部门",
    college_committee="分党委 院系党委 二级党委",
    general_branch="总支 党总支部",
    direct_branch="直属支部",
    branch="支部",
    group="小组",
)
BRANCH_TYPE_WORDS = _back(
    BRANCH_TYPES, staff="教师 教职工", undergraduate="本科", admin="行政 教辅", retired="退休 离休"
)
ROLE_WORDS = _back(
    ROLES,
    secretary="支部书记 党支部书记 党总支书记 总支书记 党委书记 直属党支部书记",
    deputy="支部副书记 党支部副书记 党总支副书记 党委副书记",
    committee_member="委员 支部委员 组织委员 宣传委员 纪检委员 青年委员",
    organizer="专职组织员 兼职组织员",
    department="组织部 部门",
    member="成员 正式党员 预备党员",
)
PURPOSE_WORDS = _back(PURPOSES, summary="小结")
YES_NO_WORDS = {"有": True, "是": True, "设": True, "无": False, "否": False, "没有": False, "不设": False}
