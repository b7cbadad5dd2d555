"""What can be a person's name: Chinese ones by their surname, others by their syllables or their dot, and where a
label or a bracket leaves no doubt any short word that is no other word. Knows words only, no record.
"""

from collections.abc import Iterator

from config.patterns import regex

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
DOT = "[·•・‧∙･]"
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范方石姚"
    "谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛"
    "伍韦申尤毕聂丛焦"
    "向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包"
    "司柏宁柯阮桂闵"
    "解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠郜晏栾郁商蒙计喻揭窦迟"
    "宇敖糜鄢卓"
    "花仇艾蓝巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗台巫鞠僧桑荆谌银扬明沙伏岑习胥保蔺窪爽朴肖闫付代邝麻么逄亓蒯束赫呼"
    "干诸信修"
    "骆荣容尚狄储巢丰凤蒲皮漆阚裘芮邰闻元云湛祖寇隆麦戎宣阴訾禹茅杭嵇荀佘缪仝亓逯阙昝鹿滑昌厉练沃幸宿粟雍笪扈宦暨"
    "蹇隽宓枚濮璩"
    "寿海平区盛冒琚卿郗衡农苟腾兴關練榮駱單張陳劉趙黃吳孫馬鄭馮蕭鄧許呂蘇盧蔣賈葉閻餘鍾譚鄒陸龍錢湯賀賴龔龐樊蘭顏倪"
    "嚴溫蘆韋畢聶叢喬齊東關紀項鮑衛覃單閔"
)
_DOUBLE = (
    "欧阳|司马|上官|诸葛|司徒|东方|独孤|南宫|夏侯|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|端木|轩辕|钟离|闻人|濮阳|申屠|"
    "呼延|西门|"
    "东郭|拓跋|鲜于|淳于|澹台|赫连|完颜|纳兰|歐陽|諸葛|爱新觉罗"
)
# The characters in which Uyghur, Kazakh, Mongolian and Tibetan names are written; others only inside these pieces.
_LETTERS = (
    "阿艾卜杜布迪力丽依孜曼木拉坦古尔旺斯克合尼巴特图桑提音贝威旦鲁次仁达娃吾丹增吉德勒顿珠额恩肯嘎格日贡热汗呼楞居马"
    "卡米凯赛麦罗洛"
    "买玛孟沙顺娜努帕措普其肉萨索苏塔雅托娅吐逊登乌兰伊益扎则卓曲胡夏江博敖牧昂姆坚伦朗耶罕茹拜坎哈央宗叶珍杰多呷娅買"
    "爾圖蘭"
)
_PIECES = (
    "阿不都|阿布都|阿里|艾山|白玛|白音|宝音|宝力|布和|孟和|呼和|恩和|那和|才让|才旦|查干|朝克|朝鲁|道尔|别克|更藏|"
    "高娃|哈里|加措|嘉措|久美|切吉|强巴|"
    "江白|金巴|晋美|居来|库尔班|满都|孟根|那顺|那日|那木|平措|青格|其乐|仓决|仓木|单增|东知|萨如|如孜|日古|色珍|庆格|"
    "坚赞|坚参|通拉|土登|玉山|玉素|玉珍|"
    "万古丽|热孜|孜万|云丹|乌云|祖丽|祖力|热合|合木|如拉|德庆|央金|再娜|再努|木呷|牙尔|尼牙|云登|西热|地尔|加娜|加依|向巴|加拉|力别|"
    "苏来|买来|莎拉|希娜|希热|巴彦|图门|温都"
)
_ALONE = (
    "塔娜|乌兰|乌云|斯琴|达娃|尼玛|卓玛|扎西|央金|德吉|多吉|次仁|格桑|洛桑|丹增|旺堆|古丽|热娜|娜仁|布和|图雅|托娅|"
    "高娃|米玛|索朗|普布|"
    "罗布|边巴|平措|萨仁|哈斯|宝音|孟和|达瓦|旺姆|琪琪格|其其格|才让|玛依拉|旺扎|仁青|巴桑|强巴|贡布|白玛|拉姆|曲珍|"
    "吉克"
)
_FOREIGN = rf"(?:(?:{_PIECES}|{_ALONE}|[{_LETTERS}]){{1,7}})"
_PART = rf"(?:{_FOREIGN}|[{HAN}]{{1,3}})"
_DOTTED = rf"[{HAN}]{{1,7}}(?:{DOT}{_PART})+"

TITLES = (
    "副书记|书记|支书|副教授|教授|老师|同志|副院长|院长|副主任|主任|副组长|组长|支委|委员|部长|处长|科长|所长|组织员|"
    "班长|同学|主席|"
    "辅导员|博士|师傅|师兄|师姐|老師|書記"
)
_NOT_NAMES = regex(
    r"[小老][组时学会党来都家人师龄乡年]|周[一二三四五六日末期边年]|全[体部员都到程国校院]|安排|方[案式面向便法]|"
    r"时[间候任常]|"
    r"任[务课职教命何期]|高[校铁三一二考温原速烧龄新级中职等数峰]|计划|纪[念律检委要]|经|明[天确年显]|"
    r"成[员立果功绩都]|文[件明化献章学]|单[位独个元打人数调]|左右|强调|"
    r"关[于键注心系]|史料|路[线上费]|常[委规态务见]|程序|项目|和|应|党|支[部委]|来了|都|毕[业设竟]|课|"
    r"位|包括|连续|商[议讨量]|解[决读放]|严[格重肃]|华[北东南中]|习近|毛泽|雷锋|"
    r"[\u4e00-\u9fff][\u4e00-\u9fff]?[了的在到]$|[\u4e00-\u9fff]{2,3}[因请他她也都均去又没未说被把让跟给和与及是既另有要]$|"
    r"学习|组织|白[天血内]|石[头油]|马[上克列]|温习|江[苏西]|黄山|万[一名事]|"
    r"古[代典]|简[单要]|花[费了]|乐[观于]|原[则因来本]|官方|保[证密障胎]|宁[夏波]|冷|连|孙子|孙女|家|岳[父母]|舅|姑|"
    r"房[子产东]|车[间祸子票站上]|金[额融]|"
    r"[\u4e00-\u9fff]{1,2}[主记会议室楼]$|段时|向[上下前后外内我他她大各学全党组你社导往来党]|谈[心话了到过]|"
    r"游[览泳]|于[是\d]|台[账湾风]|"
    r"郑州|苏州|徐州|常[州熟德]|温[州暖]|江[阴门]|石家庄|武[汉昌]|成都|黄[石冈河]|安[庆徽阳康顺全静心]|马鞍|金华|"
    r"荆州|池州|章丘|万州|蒙古|连云|秦皇|唐山|邢台|邯|衡水|曲[阜靖]|"
    r"祁连|景德|石河|汤山|康复|游学|陶瓷|贺信|向上|左边|项链|易县|沙[市漠]|元旦|柳州|钱款|谷歌|冀[东北]|邓小平理|"
    r"强化|强国|平[时均台安日常]|师[德范生资傅门]|尚[未且在]|云[南端平]|元[旦月素]|展[开厅示览馆]|战[略斗]|荣[誉获]|"
    r"隆重|宣[读传讲誓布]|丰[富收]|祖国|幸福|宿舍|厉害|练习|杭州|海[军口滨]|区[里委内外级]|容易|兴[趣奋]|闻[名讯]|"
    r"阴[天雨]|皮肤|腾讯|农[村业学历]|卿|昌平|"
    r"[\u4e00-\u9fff]?(?:老人|孩子|小孩|学生|家人|家属|父母|母亲|父亲|同学|老师|病人)|"
    r"盛大|盖章|符合|计算|代[表替课理]|信[息访]|修[改订养]|干[部什嘛事活]|付[出款]|呼[吸吁和市]|肖像|"
    r"麻[烦醉]|诸[位多]|"
    r"易[于燃]|管[理道]|边[疆防]|查[看找阅房]|童年|银行|司[机法]|海[外南]|广|景[区点]|晋[升江级]|燕[京]|桑拿|木材|"
    r"米[饭]|甘[肃]|青[海]"
)
_SURNAME = rf"(?:{_DOUBLE}|[{_SURNAMES}])"
_FOREIGN_AT = regex(rf"{_FOREIGN}|[{_SURNAMES}]{_FOREIGN}")
_SHORT_FOREIGN = regex(_ALONE)
_PLACES = regex(
    "伊拉克|阿拉伯|马克思|恩格斯|马拉松|克拉玛依|布尔什|达尔文|哈尔滨|鄂尔多|乌鲁木齐|吐鲁番|阿勒泰|呼和浩特|马来西|"
    "马尔代|土耳其|哈萨克|斯里|"
    "伊斯|阿里巴|拉萨|日喀则|乌兰察|巴彦淖|锡林|阿拉善|呼伦贝|巴基斯|阿尔山|塔里木|诺贝|布拉格|多普|卡塔|乌克兰|尼日|"
    "古巴|苏格|阿根|波兰|其"
    "[他她它余次实中]|多次|日[常程]|提[出交前醒到供高]|次日|特[邀别此]|图[书片]"
)
_DOTTED_AT = regex(
    "(?![和与及跟由请是为]|其中|另外|还有|以及|缺席|请假|党员|同志|老师|委员|书记|教师|没来|未到)"
    rf"(?:{_FOREIGN}|[{HAN}]{{1,6}}?){DOT}{_PART}(?:{DOT}{_PART})?"
)
_MASKED_AT = regex(rf"{_SURNAME}(?:[×xX]{{1,2}}|某{{1,3}})")
_SURNAMED_AT = regex(rf"(?P<double>{_DOUBLE})|[{_SURNAMES}]|[小老](?P<familiar>[{_SURNAMES}])")
_TITLED_AT = regex(rf"{_SURNAME}(?:{TITLES})")
_NAME = regex(rf"{_DOTTED}|{_SURNAME}(?:[{HAN}]{{1,2}}|[×xX]{{1,2}}|某{{1,3}})|[小老][{_SURNAMES}]")
# Words that stand where a name could, behind a label or in a bracket.
_OTHER_WORDS = regex(
    r"分别|参加|其中|另外|还有|以及|.*(?:[无没未不都均全共等为是有的了在到请开讲一二三四五六七八九十零假缺席因由位人名个]|"
    r"应到|实到|主持|记录|会议|支部|小组|党员|同志|"
    r"老师|学生|书记|委员|单位|学院|"
    r"出差|上课|开会|培训|学习|原因|情况|名单|附件|如下|情形|暂缺|待定|待补|详见|见表|病|事假|产假|住院|监考|实习|"
    r"探亲|考试|值班|比赛|"
    r"家里|家中|孩子|外地|外出|地点|时间|主题|议题|内容|今天|昨天|上午|下午|晚上|我们|他们|她们|他俩|其余|其他|大家|"
    r"本人|自己|讨论|研究|审议)"
)


def is_name(words: str) -> bool:
    """Whether the words are a person's name by themselves: a surname and one or two more, 李××, 阿依古丽·买买提."""
    if _NOT_NAMES.match(words) or (len(words) == 3 and words[-1] in "带因被"):
        return False  # 罗成带(比赛), 王华因(病): the third sign begins the reason
    return bool(_NAME.fullmatch(words)) or _is_foreign(words)


def _is_foreign(words: str) -> bool:
    if _SHORT_FOREIGN.fullmatch(words):
        return True
    return 3 <= len(words) <= 8 and bool(_FOREIGN_AT.fullmatch(words)) and not _PLACES.match(words)


_DOUBLED = regex(_DOUBLE)


def is_double_surname(words: str) -> bool:
    """诸葛 alone is no name, though 诸 is a surname as well."""
    return _DOUBLED.fullmatch(words) is not None


def is_one_foreign(words: str) -> bool:
    """阿依古丽: one name of many signs."""
    return _is_foreign(words)


def may_be_name(words: str, *, apart: bool = False) -> bool:
    """Whether the words can be a name where only a name is to be expected: any short word that is no other.

    ``apart``: they stand by themselves before a bracket (易烊千玺（出差）).
    """
    if is_name(words):
        return True
    if len(words) > 3 and not apart and _SURNAMED_AT.match(words):
        return False  # 荀彧迎新: a name and more, for whoever has a surname has no more than two characters with it
    return bool(_OPEN.fullmatch(words)) and not _OTHER_WORDS.match(words) and not _NOT_NAMES.match(words)


_OPEN = regex(rf"(?!.*[和与及跟])[{HAN}]{{2,5}}")


def ends_of_name(text: str, at: int) -> Iterator[int]:
    """Where a name that begins at ``at`` may end, the likelier first."""
    dotted = _DOTTED_AT.match(text, at)
    if dotted:
        yield dotted.end()
    masked = _MASKED_AT.match(text, at)
    if masked:
        yield masked.end()
        return
    foreign = _FOREIGN_AT.match(text, at)
    for end in range(foreign.end(), at + 1, -1) if foreign else ():
        if _is_foreign(text[at:end]):
            yield end
    surname = _SURNAMED_AT.match(text, at)
    if surname is None:
        return
    first = surname.end()
    lengths = (first,) if surname["familiar"] else (first + 1, first + 2)
    for end in lengths:
        if end <= len(text) and is_name(text[at:end]):
            yield end


def within_place(text: str, at: int, first: int, last: int) -> bool:
    """Whether the character at ``at`` stands inside a place's name (上海, 乌鲁木齐): no person's name begins there."""
    return any(place.start() < at < place.end() for place in _CITIES.finditer(text, first, last))


_CITIES = regex(
    "[上珠北威青临宁定镇南东渤]海|内蒙古?|乌鲁木齐|呼和浩特|鄂尔多斯|石家庄|张家[口界港]|秦皇岛|连云港|马鞍山|景德镇|佳木斯|牡丹江|齐齐哈尔|"
    "哈尔滨|呼伦贝尔|黑龙江|[浙丽镇九湛阳内晋靖]江|[西南济辽咸遂普]宁|[西延吉淮雅六泰广瑞长]安|[沈洛贵南绵岳衡襄咸信阜辽朝邵益丹揭资德濮]阳|"
    "[南宜许武西]昌|[重大肇]庆|长沙|广元|三明|昆明|太原|固原|[天丽衡]水|[吉榆玉桂]林|[南四]平|西双版纳|香格里拉|林芝|昌都|和田|克拉玛依|"
    "吐鲁番|石河子|阿勒泰|[北南东]京|汉中|延边|[长宜伊]春|英国|德国|韩国|俄罗斯|新加坡|澳大利亚|西藏|甘肃|宁夏|云南|山[东西]|江[西苏]|"
    "广[西东]|安徽|毕业班?|班主任|工程|课程|感冒|高考|中考|高中|高三|研讨会|审核"
)


def titled_at(text: str, at: int) -> int | None:
    """Where 王老师, 李书记 at this place ends."""
    titled = _TITLED_AT.match(text, at)
    return titled.end() if titled else None
