"""Names of people who do not exist, put together at random."""

import numpy as np

from experiments.county.chance import Flags, Ints, Texts, texts

SURNAMES = texts(
    list(
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
        "姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
    )
)
MALE = texts(list("伟强磊军勇涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢阳建国志文海德永林世成"))
FEMALE = texts(list("芳娜敏静丽艳娟霞秀玲桂英梅兰燕红萍玉洁莉婷雪琴云莲凤香月彩春菊秋倩颖露瑶巧爱珍荣"))
OUTER_GIVEN = texts(["巴音", "索南", "阿依", "达瓦", "苏和", "吉木", "扎木", "古兰", "哈斯", "木其"])
OUTER_FAMILY = texts(["图雅", "多杰", "加措", "提别", "莫勒", "卓玛", "那仁", "其木", "尔里", "措毛"])
MIDDLE_DOT = "·"


def surnames(households: int, rng: np.random.Generator) -> Texts:
    """A surname for each household, the first of the stock far more common than the last."""
    weights = 1 / (np.arange(len(SURNAMES)) + 8.0)
    chosen: Texts = rng.choice(SURNAMES, households, p=weights / weights.sum())
    return chosen


def given_names(male: Ints, rng: np.random.Generator) -> Texts:
    """A given name of one or two characters for each person."""
    count = len(male)
    first = np.where(male == 1, rng.choice(MALE, count), rng.choice(FEMALE, count))
    second = np.where(male == 1, rng.choice(MALE, count), rng.choice(FEMALE, count))
    names: Texts = first + np.where(rng.random(count) < 0.72, second, "")
    return names


def dotted_names(of_minority: Flags, rng: np.random.Generator) -> Texts:
    """Names in two parts with a middle dot, for those flagged; empty for the others."""
    count = len(of_minority)
    names: Texts = np.where(
        of_minority, rng.choice(OUTER_GIVEN, count) + MIDDLE_DOT + rng.choice(OUTER_FAMILY, count), ""
    )
    return names
