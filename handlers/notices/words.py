"""The words of a task: its verb, what is handed in, to whom, and of which kind it is. All come from the text."""

from config.patterns import regex

_HAND_IN = (
    r"(?:统一|直接|一并|分别|及时|同时|逐级|集中|另|再)?(?:报送|上报|呈报|填报|"
    r"申报(?![书表单人材者高条项名])|报备|提交|上交|上缴|交纳|缴纳|缴至|缴齐|缴清|补缴|报到|"
    r"报名(?![表回人])|送交|送达|送至|寄送|寄回|发送|发至|发到|发给|发我|交至|交到|交给|交送|交回|"
    r"交我|"
    r"上传|录入|填写|反馈|汇入|备案(?!表)|归档|请假|回执|抄送|推荐(?![表书材人审对名程])|转给|转至|转到|给我|报我|转我|"
    r"(?<!情况)报告(?=组织部|学院党|党总支|党委|上级|所在)|"
    r"报(?![告名到表刊销道考批])|交(?![流通易接错叉替友谈账])|送(?!别))"
)
_DO = (
    r"(?:召开|(?<!党)组织(?!部|员|书记|人事|关系|生活|科|委员|负责|机构|领导|程序|工作|发展)|开展|"
    r"举办|举行|完成|制定|制订|撰写|形成|建立|核对|核实|审核|审批|预审|自查|自评|会审|初验|验收|"
    r"检查|抽查|排查|整改|公示|评议|评审|评选|述职|谈话|谈心|走访|慰问|学习|观看|参加|讲|上好|更新|维护|"
    r"清理|培训|"
    r"宣誓|换届|选举|下达|通报|转接|办理|办妥|收齐|核定|摸排|督促|协助|推进|启动|开通|落实|确定|"
    r"研究|讨论|提名|审议|列出|总结|收集|梳理|登记|采集|修改|准备|安排|进行|实施|查摆|考察|考核|"
    r"做好|派人|学完|补齐|制作|部署|征集|反馈|公布|取得|写入|记入|编入|[写录传补查编填读交印谈](?:好|"
    r"完|清|齐)|补办|签到|入场|取(?:材料|表|书|证|件|回|走)|挂网|定稿|开(?=一?[次个场]|好|支|党|大会|短会)|备好|备齐|传到|传至|扫描|打包|"
    r"领(?=票|书|表|资料|手册|材料)|到(?=场|会)|互查|核查|清查|复查|巡查|倒查|初评|复评|答辩|带|评|建|"
    r"办结|报批|汇报|提出|签订|签署|"
    r"领取|打印|观摩|旁听|对接|联系|看)"
)
ACTION = regex(rf"(?P<hand>(?:{_HAND_IN})(?!的))|(?P<do>{_DO})")
_NOUN = (
    r"思想汇报|汇报材料|自传|初稿|定稿|回函|确认单|清单|单子|推优表|报账单|"
    r"登记表|自评表|审批表|推荐表|汇总表|统计表|考察表|考核表|测评表|安排表|核定表|信息表|采集表|"
    r"发放表|报名表|备案表|签到表|明细表|去向表|计划表|申报表|报表|回执|报告(?![厅会人])|总结|工作总结|小结|"
    r"计划|方案|名单|名册|花名册|材料|案例|清单|台账|稿件|新闻稿|讲稿|"
    r"发言稿|发言材料|课件|简报|证明|截图|申请书|申报书|志愿书|请示|会议记录|活动记录|记录本|记录|"
    r"笔记|心得体会|心得|论文|照片|工作手册|纪实|介绍信|回执联|签收单|结果|情况|党费|信息|表格|"
    r"附件|观后感|读后感|征文|作品|清册|意见|纪要|提纲|体会|批复|决议|讲义|教案|视频|音频|海报|说明|"
    r"承诺书|责任书|任务书|通知书|"
    r"协议|凭证|发票|档案|票据|存根|函|证书|问卷|标语|展板|简介|事迹|议程|手册|需求|建议|问题|表|稿"
)
_THING = regex(
    rf"《[^《》]{{2,80}}》|[“\"]?[\u4e00-\u9fff“”\"\dA-Za-z]{{0,18}}?(?:{_NOUN}){{1,3}}(?!送|名|到|"
    r"告知|决|彰|明|演|现|达|的(?:党|单|同))"
)
_CUT = regex(
    r"(?:^|.*?)(?:报送|上报|提交|填写好?|填报|撰写|形成|制定|制订|列出|建立|完成|上交|交|将|把|"
    r"(?<!发展)(?<!应)对(?!象|照|策)|"
    r"准备|收齐|发送|发至|送(?!学|教)|携带|带上?(?!头|教)|报(?!告|表|刊|名|到|道|账|销)|于|前(?!期)|(?<!申)请(?!示|书)|"
    r"的(?=[^\u4e00-\u9fff]|《)|由|经(?!费|验|历|济)|并|和|及(?!时)|以及|"
    r"连同|做好|收到|研究提出|提出|各党支部|各党总支|党总支|党支部|各分党委|后(?!续|备)|审核|按要求|认真|"
    r"本支部|本单位|所属|根据|结合|开展|汇总(?!表)|统一|按时|及时|再(?!次)|"
    r"(?<![党节])日(?![常志程记活])|时(?![间事政]))"
)
_AFTER_VERB = regex(r"^[了好]?(?:在|到|至)?")
_TO = regex(
    r"(?:报告|给(?=我)|报送?(?!告|名|到|表|批|备)|上报|提交|呈报|上交|上缴|送交|送达|送至|送|交至|交到|交给|交回|"
    r"交|发送至|发送到|发送|发至|发到|发给|发|缴至|汇入|寄回|抄送|反馈给|反馈至|反馈(?=组织|学院|党)|填报至|上传至|"
    r"上传到|备案至|请假|向)[ ]*(?:至|到|给|往)?[ ]*"
    r"(?P<to>(?:所在|学校|校|学院|上级|所属)?(?:党委)?(?:组织人事处|组织人事部|党委组织部|"
    r"组织部|党委办公室|党委宣传部|宣传部|党群工作部|纪委办公室|校?纪委|二级党组织|"
    r"党委(?:秘书|巡察办)|党务秘书|巡察办|评建办|财务处|宣传委员|组织委员|纪检委员|"
    r"分党委(?:、党总支)?|党总支|总支|(?<!所在党支部)(?<!支部)书记|学院党委|学院党总支|学院党委办公室|"
    r"学院|党委|机关党委|党支部|"
    r"组织员|团委|学校党委|校党委|基层党委|学校|党校|直属党支部|支部|"
    r"(?![至到给])[\u4e00-\u9fff]{0,8}?(?:邮箱|平台|系统|办公室|账户|专户|老师|处|科|群))|我邮箱|"
    r"我(?![校院部们])|\d{3,4}(?:室|办公室)|[A-Za-z0-9_.+-]+@[A-Za-z0-9_.-]+)"
    r"(?:(?:组织科|组织人事科|办公室|邮箱|公邮|\d{3,4}室?|审核|审批|备案)(?=[^\u4e00-\u9fff]|备案|审批|审核|抽查|$))?"
)
_GENERIC = regex(
    r"^(?:相关|有关|以上|上述|书面|全部|各项)?(?:材料|情况|结果|信息|表格|记录|报|意见|附件|清单|名单|报告|总结|表)$"
)
_TIDY = regex(r"^[\s,。;:、\-—.()]+|[\s,。;:、\-—(]+$")
_LEAD = regex(
    r"^(?:请|要|应当?|须|需|务必|必须|普遍|并且?|同时|另外?|此外|届时|将|可|由|在|于|会同|统一|认真|"
    r"及时|原则上|要求|自行|负责|拟|定|逐一|各自|按要求|均|都|再|还|先|前|内|后|自(?!查|评|学|主|愿|"
    r"觉)|之|[①-⑳]|,|、|;| )+"
)


def recipient_in(folded: str) -> str | None:
    """To whom it goes, in the text's words: the first that is named after a verb of handing in."""
    if mine := _MY_BOX.search(folded):
        return mine[1]
    found = _TO.search(folded)
    if not found:
        anyone = _TO_ANYONE.search(folded)
        return next(filter(None, anyone.groups())) if anyone else None
    said = found["to"]
    more = folded[found.end("to") : found.end()]
    return said + more if more in ("组织科", "办公室", "邮箱") else said


_MY_BOX = regex(r"我(?:的)?([A-Za-z]{0,4}邮箱)")
_GIVE = (
    r"(?:上交|转交|提交|递交|送交|呈交|交|(?<![海日周月学简申填年板通])报(?![告名刊销考纸到])|送(?!别)|(?<!印)发(?![言展票布现放挥])|"
    r"转(?![正出入接达发])|传(?!达|统)|寄|投|反馈|告诉|告知|带|拿)(?:送|交|回|发)?"
)
_ENDS = (
    r"(?=$|[,。;:()、!~]|\d|即可|就[好行可]|处|那[里儿]?|手[里上]|备案|备查|存档|留存|登记|报名|领取|汇总|审核|审阅|过目|看|"
    r"统一|签字|盖章|保管|查验)"
)
_CALLED = (
    r"(?:[\u4e00-\u9fff]{1,3}?(?:老师|书记|主任|秘书|委员|处长|科长|部长|院长|干事|组长|会长|班长|师傅|助理)|"
    r"[老小阿][\u4e00-\u9fff]|[\u4e00-\u9fff][姐哥])"
)
_OFFICE = (
    r"[\u4e00-\u9fffA-Za-z]{0,12}?(?:委员会|党委|总支|支部|[^全内大]部|[^好去]处|[^教]室|[^公]办|中心|秘书|组织员|联络员|联系人|"
    r"负责人|[务备作]组|邮箱|信箱|公邮|平台|系统|小程序|网盘|[^人]群|[楼馆栋座][A-Za-z]?(?=\d))"
)
_SOMEBODY = r"(?!大家|我们|他们|咱|同学|对方|学校|自己|党|各|全)[\u4e00-\u9fff]{2,3}"
_TO_ANYONE = regex(
    rf"{_GIVE}(?:至|到|给|往|予|在)? *(?P<to>(?:组织|宣传|纪检)?(?:委员)?{_CALLED}{_ENDS}|{_OFFICE}(?:{_CALLED})?{_ENDS})"
    rf"|(?:{_GIVE}给|告诉|找) *(?P<who>{_SOMEBODY}{_ENDS})|(?<!发)给 *(?P<whom>(?:[组宣纪][织传检]委员|组织员|党务秘书){_CALLED}?{_ENDS})"
    rf"|(?:到|去|找|给) *(?P<where>{_CALLED}{_ENDS}|{_OFFICE}(?=登记|报名|领取|办理|签到|交))"
)


def deliverable_in(text: str) -> str | None:
    """What is handed in: the first thing named with a noun of papers."""
    shaped = _SHAPED.search(text)
    if shaped:
        return shaped["what"]
    best = None
    text = _BASED.sub("", text)
    for match in _THING.finditer(text):
        thing = _CUT.sub("", match[0], count=1) if not match[0].startswith("《") else match[0]
        while not thing.startswith("《") and (cut := _CUT.match(thing)) and cut.end() < len(thing) and cut.end() > 0:
            thing = thing[cut.end() :]
        thing = _FOR.sub("", _TIDY.sub("", thing))
        if len(thing) < 2 or _DOCUMENT.search(thing):
            continue
        if not is_generic(thing):
            return thing
        best = best or thing
    return best


_FOR = regex(r"^(?:为了?|的|在|至)")
_DOCUMENT = regex(r"(?:通知|意见|办法|条例|规定|细则|决定|讲话|规划)》$")
"""What is named in a notice to be followed, not to be handed in."""
_SHAPED = regex(
    r"以(?P<what>(?!书面|电子|纸质|适当|各种)[^,。;，；、]{2,14}?)的?(?:形式|方式)(?=[^,，。]{0,12}(?:报|交|提|发)|$)"
)
_BASED = regex(r"(?:严格)?(?:根据|按照|依据|参照|对照|落实|结合|学习|围绕)[^,。;，；]*(?:[,，]|$)")


def is_generic(thing: str) -> bool:
    """材料, 相关材料: says nothing by itself."""
    return _GENERIC.match(thing) is not None


def tidy(text: str) -> str:
    """A stretch of a sentence as a title: no leading modal words, no marks at its ends."""
    text = _LEAD.sub("", _TIDY.sub("", text))
    return _TIDY.sub("", text)


# ---- kinds

_KINDS = (
    ("report", "(?:活动|工作|学习|年度|专项)总结"),
    ("rectification", "整改"),
    ("conversation", "谈心谈话|谈心|谈话(?!记录)"),
    ("dues", "党费|收缴情况"),
    ("transfer", "组织关系|介绍信|转接|转出|转入|去向"),
    ("election", "换届|选举|候选人"),
    ("registration", "回执|报名|参训名单|学员名单|参会名单|人员名单|报到"),
    ("appraisal", "民主评议|述职|评优|推荐审批|两优一先|优秀(?:共产)?党员|测评|考核|组织生活会"),
    ("training", "培训班|轮训|面授|结业|开班"),
    ("data", "统计|年报|报表|信息库|信息采集|系统|党员信息|本人信息|录入|数据|核对[^,，。]{0,16}(?:信息|日期|名册)"),
    ("development", "发展党员|发展对象|积极分子|预备党员|入党(?!誓)|政审|政治审查|预审|转正|推优|团组织推优|接收"),
    ("publicity", "宣传|新闻|稿件|推送|报道|公众号|简报"),
    ("training", "培训|轮训|党课|面授|研修|学时|必修课"),
    ("plan", "计划|工作方案|实施方案"),
    ("study", "理论学习|集中学习|专题学习|学习|答题|知识测试"),
    ("appraisal", "验收|评审(?!会)|评选"),
    ("activity", "主题党日|党日|志愿|竞赛|比赛|初赛|决赛|走访|慰问|宣誓|联建|参观|活动|警示"),
    (
        "meeting",
        "支委会|党员大会|支部大会|党小组会|组织生活会|例会|座谈会|推进会|动员会|评审会|评议会|"
        "书记会|会议|大会|召开|开会",
    ),
    ("report", "报送|上报|报告|总结|案例|材料|报|交|送|汇总|备案|归档|登记表|表|名单|上传|反馈"),
)
_HELD = regex(r"(?:召开|举行|开)[^,，。]{0,8}?(?:支委会|党员大会|党小组会|例会|座谈会|推进会|动员会|书记会)(?=[,，]|$)")
_MEETING = regex(r"(?:召开)?[^,，。]{0,4}(?:支委会|党员大会|党小组会|支部大会|例会)")
_PLAIN = -3
"""The last three, activity, meeting and report, are told by nearly every sentence."""
_KIND = tuple((kind, regex(words)) for kind, words in _KINDS)


def kind_of_task(title: str, sentence: str, heading: str = "") -> str:
    """One of the contract's kinds: what the title names decides, then the sentence, then the heading."""
    if _HELD.match(title) or _MEETING.fullmatch(title):
        return "meeting"
    for text, most in ((title, _PLAIN), (sentence, _PLAIN), (title, None), (sentence, None), (heading, None)):
        for kind, pattern in _KIND[:most]:
            if pattern.search(text):
                return kind
    return "other"
