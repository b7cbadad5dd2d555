"""Slips of the hand, mended for matching only: traditional characters, capital numerals, 注持 for 主持, O for 0.

Every mend keeps the length, so that a span still names the sender's own words; and it is made only where its
neighbours leave no doubt. What a person wrote as a name, a place or a topic is taken from the text as typed.
"""

import re

from config.patterns import regex

_PAIRS = (
    "週周 點点 號号 黨党 員员 會会 議议 課课 組组 織织 記记 錄录 實实 應应 請请 學学 習习 題题 時时 間间 開开 討讨 "
    "論论 審审 書书 長长 陳陈 劉刘 張张 趙赵 楊杨 吳吴 孫孙 許许 馮冯 蕭萧 "
    "馬马 鄭郑 謝谢 鄧邓 葉叶 蘇苏 盧卢 蔣蒋 賈贾 閻阎 鐘钟 鍾钟 譚谭 鄒邹 陸陆 龍龙 萬万 錢钱 湯汤 賴赖 龔龚 龐庞 "
    "蘭兰 顏颜 嚴严 溫温 蘆芦 韋韦 畢毕 聶聂 叢丛 齊齐 莊庄 塗涂 費费 紀纪 "
    "項项 遲迟 單单 齡龄 賓宾 羅罗 韓韩 鳳凤 黃黄 喬乔 關关 鄔邬 閔闵 鮑鲍 駱骆 歐欧 藍蓝 鄺邝 衛卫 賀贺 呂吕 龜龟 "
    "麗丽 偉伟 華华 強强 軍军 國国 慶庆 傑杰 靜静 潔洁 蓮莲 穎颖 瑩莹 燁烨 "
    "輝辉 棟栋 樑梁 濤涛 澤泽 鵬鹏 飛飞 馳驰 驍骁 鋒锋 鐵铁 鋼钢 銘铭 鈞钧 釗钊 銳锐 諾诺 詩诗 語语 誠诚 諒谅 謙谦 "
    "譯译 護护 選选 舉举 辦办 樓楼 廳厅 館馆 園园 區区 場场 廣广 門门 閱阅 "
    "覽览 圖图 臺台 灣湾 線线 騰腾 訊讯 視视 頻频 網网 絡络 電电 腦脑 計计 劃划 機机 構构 務务 責责 參参 觀观 與与 "
    "為为 動动 準准 備备 發发 對对 轉转 預预 決决 權权 贊赞 棄弃 數数 賬账 "
    "繳缴 產产 業业 講讲 話话 談谈 傳传 達达 讀读 寫写 彙汇 報报 總总 結结 評评 級级 優优 獎奖 勵励 勞劳 節节 紅红 "
    "陣阵 遊游 遺遗 愛爱 禮礼 儀仪 詞词 師师 範范 係系 團团 隊队 領领 導导 "
    "幹干 職职 後后 裡里 裏里 於于 這这 個个 們们 來来 還还 沒没 從从 過过 進进 遠远 邊边 處处 離离 約约 別别 樣样 "
    "體体 鄉乡 鎮镇 縣县 雲云 際际 聯联 歡欢 聲声 東东 車车 見见 貝贝 頁页 "
    "風风 魚鱼 鳥鸟 齒齿 兩两 億亿 歲岁 歷历 廠厂 廟庙 廢废 慮虑 懷怀 戀恋 戲戏 擔担 據据 擁拥 擊击 擇择 損损 搖摇 "
    "撥拨 敘叙 斷断 晉晋 曆历 條条 極极 榮荣 檢检 標标 殺杀 氣气 漢汉 滅灭 "
    "滿满 潛潜 爭争 爾尔 牆墙 獨独 獻献 環环 現现 畫画 當当 療疗 盡尽 監监 盤盘 眾众 礎础 確确 礙碍 種种 積积 穩稳 "
    "競竞 筆笔 筍笋 築筑 簡简 籌筹 類类 糧粮 純纯 細细 終终 絕绝 給给 統统 "
    "經经 綠绿 維维 緊紧 縮缩 績绩 續续 聖圣 聞闻 脈脉 腳脚 臨临 艱艰 藝艺 藥药 術术 補补 製制 複复 規规 親亲 觸触 "
    "訂订 訓训 託托 設设 訪访 證证 識识 詢询 試试 該该 詳详 認认 誌志 說说 "
    "調调 諮咨 謀谋 譜谱 變变 讓让 豐丰 負负 財财 貢贡 貧贫 貨货 貫贯 貴贵 買买 貸贷 資资 質质 贏赢 趕赶 軌轨 較较 "
    "載载 輕轻 輪轮 輯辑 輸输 辭辞 農农 遞递 適适 遷迁 郵邮 釋释 鑒鉴 鑑鉴 "
    "針针 鈴铃 銀银 錯错 鍊炼 鏡镜 閉闭 閃闪 閒闲 閣阁 陽阳 陰阴 階阶 險险 隨随 隱隐 雜杂 難难 靈灵 響响 頂顶 順顺 "
    "須须 頒颁 頓顿 頗颇 頭头 額额 願愿 顯显 飯饭 飲饮 駐驻 駕驾 驗验 驚惊 "
    "鬥斗 魯鲁 簽签 紹绍 執执 堅坚 戰战 羣群 淨净 濟济 態态 創创 剛刚 劍剑 則则 圍围 壓压 夢梦 層层 幾几 彈弹 徑径 "
    "憲宪 懇恳 採采 揚扬 換换 擴扩 攝摄 敵敌 曉晓 橋桥 歸归 殘残 淺浅 減减 "
    "測测 滬沪 濱滨 狀状 瑪玛 礦矿 稱称 納纳 綜综 編编 舊旧 裝装 覺觉 訴诉 診诊 誤误 諸诸 譽誉 賢贤 贈赠 跡迹 踐践 "
    "軟软 連连 運运 違违 鄰邻 醫医 錦锦 鍵键 鎖锁 鏈链 雙双 鮮鲜 賽赛 籤签 "
    "鳴鸣 曬晒 攤摊 聽听 購购 勝胜 爲为 併并 啓启 啟启 喚唤 嘗尝 圓圆 塊块 壇坛 壯壮 壽寿 嬌娇 寬宽 尋寻 嶺岭 巒峦 "
    "帥帅 幣币 幫帮 廬庐 恆恒 悅悦 慣惯 憑凭 擾扰 斬斩 曠旷 癒愈 異异 "
)
TRADITIONAL = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
"""The usual traditional characters. A rare one stays: what is not read is asked for."""

_CAPITAL = str.maketrans("壹贰叁参肆伍陆柒捌玖拾佰", "一二三三四五六七八九十百")
_N = r"(?:\d{1,3}|[零一二两三四五六七八九十百]{1,4})"
_LABEL_END = r"(?=[ ]*(?:[:为]|是(?!否)))"

_SLIPS: tuple[tuple[str, str], ...] = (
    ("主持", r"注持|住持|主侍|主恃|主峙|(?:主特|主待|住特)(?=[人:])"),
    ("记录", r"(?<![世年])纪录(?!片|取)|(?<![设统会合累总共审估预])计录|记绿|记禄|记陆(?=[人:员])|纪陆(?=[人:员])"),
    ("应到", rf"(?:应[道倒]|[因英映硬]到)(?=会?(?:党员|人数)?[ :]*{_N}(?![号楼层室\d]))"),
    ("请假", r"请[价驾架佳嫁](?![值格])|清假(?!期)|情假"),
    ("缺席", r"[却确]席|缺[习系](?=[:\d]|人员)"),
    ("列席", r"例席|烈席|列习"),
    ("召开", r"(?<![按依遵对拍])[招照昭]开(?!展|心|始|设)"),
    ("地点", rf"(?:[底第]点|地[店典电]){_LABEL_END}"),
    ("主题", rf"主[提体图]{_LABEL_END}"),
    ("议题", rf"(?:议[提体]|[意异]题){_LABEL_END}"),
    ("时间", r"(?:[实是]间|时[简见])(?=[ ]*[:])"),
    ("昨天", r"咋天|(?<!工)作天(?![数])|昨[夭田]"),
    ("今天", r"今[夭田]"),
    ("前天", r"前夭"),
    ("下午", rf"下[五无舞武](?=[ ]*{_N} *[点:时])"),
    ("上午", rf"(?<![周期拜])上[五无舞武](?=[ ]*{_N} *[点:时])"),
    ("中午", rf"中[五无舞武](?=[ ]*{_N} *[点:时])"),
    ("党课", r"党[客棵颗刻](?!观|人|户)"),
    ("党小组会", r"[党当]小[组祖租][会汇回惠]"),
    ("支委会", r"支[位尾未围伟委][会汇回惠](?![报答顾忆来去家复应国校])"),
    ("主题党日", r"主[题体提][党挡]日"),
    ("组织生活会", r"组[织只职]生[活话][会汇回惠](?!报)"),
    ("民主评议", r"民主[评平][议义仪意]"),
    ("谈心谈话", r"[谈淡弹]心[谈淡弹坛][话活化花画]"),
    ("集中学习", r"[集级及几]中学[习系]"),
    ("党员大会", r"(?:党[元圆园]|[当挡]员)大[会汇回惠]"),
    ("支部党员大会", r"[支只之]部党员[大达][会汇回惠](?!报)"),
    ("支部大会", r"[支只之]部[大达][会汇惠](?!报)"),
)
_MENDED = tuple(right for right, _ in _SLIPS)
_SLIP = regex("|".join(f"(?P<s{at}>{slips})" for at, (_, slips) in enumerate(_SLIPS)))

# 应道18时到17: only behind the number that should have come.
_CAME = regex(
    rf"(?P<lead>应到会?(?:党员|人数|人员)?[ :是为]*{_N}[ ]*[人名个位]?(?:党员|同志)?[ ,、;/]*)"
    rf"(?P<slip>[时石是食事适市师]到|实[道倒]|[时石是]道)(?=会?(?:党员|人数|人员)?[ :是为]*{_N})"
)
_CAME_TEN = regex(rf"(?P<lead>应到会?[ :]*\d{{1,3}}[ ]*[人名个位]?[ ,、;/]*)(?P<slip>十到)(?=[ :]*{_N})")

_LETTERS = str.maketrans("OoIl|", "00111")
_LETTER = regex(
    r"(?<=\d)[Oo]+(?=[\d 年月日号点时分人名个位:,。;-]|$)|(?<=\d)[Il](?=[\d年月日号点时分人名个位:])|"
    r"(?<![A-Za-z\d])[OoIl](?=\d{1,2}[年月日号点时分人名个位:;])|(?<=[月到缺年])[OoIl](?=\d)|(?<=月)[Il](?=[日号])|"
    r"(?<=\d:)[Oo]{2}(?!\d)|(?<=:\d)[Oo](?![A-Za-z])"
)
_HAS_LETTER = regex("[OoIl]")

_NUMERALS = regex(
    r"(?<![队入退大登着收])(?:[零〇壹贰叁参肆伍陆柒捌玖拾佰]{2,6}|[壹贰叁肆柒捌玖拾])(?= *[年月日号点时分人名个位])|"
    r"(?<=[年月日午晚上到缺假])[壹贰叁肆伍陆柒捌玖拾佰]{1,4}(?= *[月日号点时分人名个位]|$|[ ,。;])"
)
_HAS_NUMERAL = regex("[壹贰叁肆伍陆柒捌玖拾]")

_CLOCK = regex(r"(?<![\d:;.到])(?P<h>[01]?\d|2[0-3])(?P<mark>[ ]?[;][ ]?)(?P<m>[0-5]\d)(?![\d:;.])(?! *[人名个位])")

_NOT_MONEY = r"(?! *[\d元万亿%人名个米公分折度平])"
_DOTTED = regex(
    rf"(?:(?<=[午晚早])[ ]?(?P<h>\d{{1,2}})|(?<![\d.:])(?P<h2>1[3-9]|2[0-3]))(?P<mark>\.)(?P<m>[0-5]\d)(?![.]|"
    rf"\d){_NOT_MONEY}|"
    rf"(?<=\d:\d\d)(?P<to> *(?:-{{1,2}}|至|到) *\d{{1,2}})\.(?P<m3>[0-5]\d)(?![.]|\d){_NOT_MONEY}"
)

_COLUMN = regex(r"(?:^|(?<=\n))[ ]*(?P<first>[:|])?[^|\n:]{1,12}?(?P<mark>[|])|(?P<rest>[|])", re.MULTILINE)


_BRACKETS = regex(
    r"\((?P<label>(?:会议|活动)?(?:类[型别]|名称|时间|日期|地点|主题|议题|内容|主持人?|记录人?|人数)|应到(?:人数)?|"
    r"实到(?:人数)?|缺席(?:人员)?|"
    r"请假(?:人员)?|列席(?:人员)?|议程|会场)\)(?=[^ ,。;:\n])"
)

TAKEN_BACK = regex(
    r"不对|不是|说错|写错|打错|记错|搞错|错了|更正|应该是|改到|推迟到|改成|延到|挪到|提前到|顺延到|口误|哦不|啊不|呃不"
)
"""Between two values: the second counts."""


def mend(folded: str) -> str:
    """The folded text without its certain slips, of the same length."""
    if _HAS_LETTER.search(folded):
        folded = _LETTER.sub(lambda found: found[0].translate(_LETTERS), folded)
    if _HAS_NUMERAL.search(folded):
        folded = _NUMERALS.sub(lambda found: found[0].translate(_CAPITAL), folded)
    if ";" in folded:
        folded = _CLOCK.sub(_colon, folded)
    if "." in folded:
        folded = _DOTTED.sub(_dot, _DOTTED.sub(_dot, folded))
    if "|" in folded:
        folded = _COLUMN.sub(_column, folded)
    if "(" in folded:
        folded = _BRACKETS.sub(lambda found: f" {found['label']}:", folded)
    folded = _SLIP.sub(_mended, folded)
    if "应到" in folded:
        folded = _CAME.sub(_came, folded)
        if "十到" in folded:
            folded = _CAME_TEN.sub(_came, folded)
    return folded


def _mended(found: re.Match[str]) -> str:
    return _MENDED[int((found.lastgroup or "s0")[1:])]


def _came(found: re.Match[str]) -> str:
    return found["lead"] + "实到"


def _colon(found: re.Match[str]) -> str:
    return found["h"] + re.sub("[;.]", ":", found["mark"]) + found["m"]


def _dot(found: re.Match[str]) -> str:
    """下午3.30, 14.30-16.00; the second hour of a range is seen in the second round."""
    return found[0].replace(".", ":")


def _column(found: re.Match[str]) -> str:
    """时间｜4月7日: the first bar of a line stands for a colon, the others for commas."""
    words = found[0]
    if found["rest"]:
        return ","
    return words[:-1].replace("|", " ") + ":"
