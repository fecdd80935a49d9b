"""Fictional views as the services hand them out, for the tests of pages."""

from dataclasses import replace
from datetime import date, datetime

from rules.answers import Answer, State
from rules.rule import Text
from serving.accounts.views import COUNTY
from serving.cases.views import (
    CaseDetail,
    Event,
    Fact,
    HistoryEntry,
    HitView,
    LinkedCase,
    PayoutView,
    Reason,
    SilencedView,
    SourceView,
)
from serving.corrections.views import CorrectedHitView, FactChoice
from serving.identities.views import (
    CandidateView,
    CaseIdentity,
    IdentityView,
    JudgementView,
    ResidentView,
    SignView,
)
from serving.identities_view import Shown
from serving.queue.views import Facet, QueuePage, QueueRow

HEADLINES = (
    ("2024-03-02 死亡，其后领取 7 次", "died 2024-03-02, then paid 7 times"),
    ("财政供养人员（在编），2023-02 起领取农村低保 23 次", "regular official, paid rural dibao 23 times since 2023-02"),
    ("名下有商品房 1 套（2022-06-11 登记），户内领取低保", "a commercial flat registered 2022-06-11 in the household"),
    ("申领 6.8 亩，确权与流转合计 4.1 亩", "6.8 mu claimed, 4.1 mu contracted and leased"),
)
PROGRAMMES = (
    ("dibao", "农村低保"),
    ("gaoling", "高龄津贴"),
    ("canji", "残疾人两项补贴"),
    ("gengdi", "耕地地力保护补贴"),
)
LEVELS = ("red", "red", "orange", "orange", "yellow", "none")


def a_row(number: int = 1, **said: object) -> QueueRow:
    zh, en = HEADLINES[number % len(HEADLINES)]
    code, name = PROGRAMMES[number % len(PROGRAMMES)]
    row = QueueRow(
        rank=number,
        case_id=1000 + number,
        award_key=number,
        person_key=number,
        programme=code,
        programme_name=name,
        probability=max(0.02, 0.93 - number * 0.017),
        level=LEVELS[min(5, number // 8)],
        percentile=99.0,
        rules=("paid-after-death", "commercial-flat")[: 1 + number % 2],
        headline_zh=zh,
        headline_en=en,
        amount_fen=315000 + number * 12345,
        township=("青石镇", "白水乡", "松岭回族乡")[number % 3],
        village=("柳树村", "上河村", "下寨子村")[number % 3],
        status="open",
        opened=date(2025, 1, 10),
        days_open=12,
    )
    return replace(row, **said)  # type: ignore[arg-type]


def a_page(rows: int = 20, of: tuple[QueueRow, ...] | None = None, **said: object) -> QueuePage:
    page = QueuePage(
        rows=of or tuple(a_row(number) for number in range(1, rows + 1)),
        next_cursor="abc" if rows else None,
        total=1204 if rows else 0,
        facets={
            "level": [Facet("red", "red", 96), Facet("orange", "orange", 240), Facet("yellow", "yellow", 868)],
            "township": [Facet(str(n), f"{name}", 220 - 13 * n) for n, name in enumerate(TOWNSHIPS)],
            "village": [Facet("31", "柳树村", 20)],
            "programme": [Facet(code, name, 300 - 50 * n) for n, (code, name) in enumerate(PROGRAMMES)],
            "rule": [Facet(f"rule-{n}", name, 260 - 20 * n) for n, name in enumerate(RULES)],
            "assignee": [Facet("wangli", "王丽", 12), Facet("@nobody", "@nobody", 1180), Facet("liu", "刘某", 12)],
            "age": [Facet("older", "older", 4), Facet("week", "week", 1200)],
            "status": [
                Facet("open", "open", 1204),
                Facet("confirmed", "confirmed", 331),
                Facet("cleared", "cleared", 902),
            ],
        },
        open_total=1204,
        expected_finds=287.4,
        scope=COUNTY,
        recused=0,
    )
    return replace(page, **said)  # type: ignore[arg-type]


TOWNSHIPS = (
    "青石镇",
    "白水乡",
    "松岭回族乡",
    "河口镇",
    "大坪乡",
    "石门镇",
    "双桥镇",
    "云台乡",
    "南坝镇",
    "金沟乡",
    "龙泉镇",
)
RULES = (
    "死亡人员领取",
    "财政供养人员领取",
    "村干部亲属享受",
    "有商品房",
    "多人共用账户",
    "面积超确权",
    "重复发放",
    "残疾证过期",
)


def a_source(row: int = 1187, known: date | None = date(2024, 4, 11)) -> SourceView:
    return SourceView("民政局死亡人员信息2024.xlsx", "Sheet1", row, known)


def a_hit(**said: object) -> HitView:
    hit = HitView(
        rule="paid-after-death",
        title_zh="死亡人员领取",
        title_en="Paid after death",
        band=3,
        headline_zh=HEADLINES[0][0],
        headline_en=HEADLINES[0][1],
        payout_side=(
            Fact("最后一次发放", "Last payout", "2024-10-15", "2024-10-15"),
            Fact("死亡后发放次数", "Payouts after death", "7 次", "7"),
            Fact("死亡后发放金额", "Paid after death", "3,150 元", "¥3,150"),
        ),
        registry_side=(
            Fact("死亡日期", "Died on", "2024-03-02", "2024-03-02"),
            Fact("登记日期", "Registered on", "2024-04-11", "2024-04-11"),
        ),
        registry_source=a_source(),
        innocent_zh=("死亡当月或次月的补发由继承人领取", "登记信息张冠李戴，本人健在"),
        innocent_en=("arrears of the month of death went to the heirs", "the register mistook the person"),
        ask_zh=(
            "本人是否健在，何时去世，有无火化或销户证明",
            "之后的补贴由谁支取，存折在谁手里",
            "村里何时上报，镇里何时停发",
        ),
        ask_en=(
            "Is the person alive; when did he die; is there a certificate",
            "Who drew the money",
            "When was it reported",
        ),
        amount_fen=315000,
        months=7,
        recover_fen=315000,
        recover_months=7,
    )
    return replace(hit, **said)  # type: ignore[arg-type]


def the_payouts() -> tuple[PayoutView, ...]:
    return tuple(
        PayoutView(
            pay_date=date(2022 + month // 12, month % 12 + 1, 15),
            period=(2022 + month // 12) * 100 + month % 12 + 1,
            amount_fen=42000 if month < 12 else 45000,
            area_mu=None,
            back_pay=month == 5,
            at_stake=month >= 27,
            recover_fen=45000 if month >= 27 else None,
            recover_months=1 if month >= 27 else None,
            recover_from=(2022 + month // 12) * 100 + month % 12 + 1 if month >= 27 else None,
            recover_to=(2022 + month // 12) * 100 + month % 12 + 1 if month >= 27 else None,
            covered_by="period" if month >= 27 else None,
            source=SourceView("民政局高龄津贴发放表.xlsx", "2024年", 200 + month, None),
        )
        for month in range(34)
    )


def a_case(**said: object) -> CaseDetail:
    detail = CaseDetail(
        row=a_row(1, headline_zh=HEADLINES[0][0], programme_name="高龄津贴", amount_fen=315000, probability=0.62),
        birth_year=1938,
        sex="male",
        hits=(
            a_hit(),
            a_hit(
                rule="shared-account",
                title_zh="多人共用账户",
                title_en="Shared account",
                band=1,
                headline_zh="收款账户同时为 3 户收款",
                headline_en="the account receives for 3 households",
                registry_side=(Fact("共用户数", "Households", "3 户", "3"),),
                registry_source=None,
            ),
        ),
        payouts=the_payouts(),
        events=(Event(date(2024, 3, 2), "死亡", "death"), Event(date(2024, 4, 11), "死亡登记", "death registered")),
        reasons_for=(
            Reason(
                "死亡之后领取 7 次，超出常见的 1 至 2 个月补发",
                "paid 7 times after death, beyond the usual arrears",
                1.4,
            ),
            Reason(
                "本乡镇同类疑点过去 41 件中 33 件属实", "33 of 41 such suspicions in this township were confirmed", 0.9
            ),
            Reason("收款账户同时为 3 户收款", "the account receives for 3 households", 0.4),
        ),
        reasons_against=(
            Reason("死亡登记比死亡晚 40 天，前 1 次发放时登记尚未完成", "registered 40 days after death", -0.3),
        ),
        similar=62,
        amount_fen=315000,
        recover_fen=315000,
        linked=(LinkedCase(1002, 2, "耕地地力保护补贴", "同户", "same household", 0.21, "yellow", 61200, "open"),),
        history=(HistoryEntry(datetime(2025, 1, 10, 1, 30), "系统", "扫描后列入队列", "queued by the scan"),),
        model_version="7",
        model_note=None,
        catalogue_version="a1b2c3d4",
        as_of=date(2024, 12, 31),
        version=1,
        outcome=None,
        answers=the_answers(),
    )
    return replace(detail, **said)  # type: ignore[arg-type]


def the_answers() -> tuple[Answer, ...]:
    said = Text(zh="高龄津贴的发放记录已与机动车比对，未发现“有车”的情形。", en="Nothing was found.")
    states: tuple[State, ...] = ("hit", "passed", "not_run", "not_applicable")
    return tuple(
        Answer(f"rule-{number}", number, Text(zh=f"规则{number}", en=f"rule {number}"), state, said)
        for number, state in enumerate(states, 1)
    )


def everybody() -> dict[int, Shown]:
    names = ("王**", "李*", "张**", "马**", "赵*")
    return {key: Shown(names[key % 5], "6299**********1234") for key in range(100)}


def a_silenced(**said: object) -> SilencedView:
    titles = ("有车", "Vehicle in the household")
    day, until = date(2024, 5, 6), date(2026, 5, 6)
    hit = SilencedView("vehicle-in-household", *titles, "户内有小型轿车", "a car in the household", 42000, day, until)
    return replace(hit, **said)  # type: ignore[arg-type]


def a_corrected(**said: object) -> CorrectedHitView:
    register, wrong = (
        Text(zh="机动车", en="vehicles"),
        Text(zh="登记的情况不存在", en="what is registered does not exist"),
    )
    headline = ("户内有小型轿车", "a car in the household")
    at = datetime(2025, 1, 12, 2, 0)
    hit = CorrectedHitView(3, *headline, register, wrong, "实地查看，无此车。", "王丽", at, False)
    return replace(hit, **said)  # type: ignore[arg-type]


def a_fact(**said: object) -> FactChoice:
    register = Text(zh="机动车", en="vehicles")
    title = Text(zh="有车", en="Vehicle in the household")
    fact = FactChoice("vehicle:1a", "vehicle", register, "机动车登记.xlsx", "Sheet1", 12, (title,), ("registered",))
    return replace(fact, **said)  # type: ignore[arg-type]


def a_doubtful(**said: object) -> CaseIdentity:
    signs = (SignView("name", "姓名相同", "the name is the same", 2.7), SignView("birth", "年龄不符", "odd age", -1.0))
    best, other = CandidateView(7, 0.9, signs), CandidateView(8, 0.05, signs[1:])
    view = IdentityView(1, "damaged", "open", 3, 126000, ("gaoling",), 31, (best, other), (), None)
    residents = tuple(
        ResidentView(one.person_key, "candidate", one.confidence, one.signs, 1938, "青石镇", "柳树村")
        for one in view.candidates
    )
    return replace(CaseIdentity(view, residents, ()), **said)  # type: ignore[arg-type]


def a_confirmed_identity() -> CaseIdentity:
    before = a_doubtful()
    judgement = JudgementView(datetime(2025, 1, 12, 2, 0), "王丽", "confirm", 7, "电话核实", True)
    residents = (replace(before.residents[0], state="confirmed"), before.residents[1])
    view = replace(before.identity, confirmed=7, standing="confirmed")
    return CaseIdentity(view, residents, (judgement,))
