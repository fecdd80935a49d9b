"""What is said of files that cannot be taken."""

from serving.pages.languages import Language, words
from serving.refusals import InvalidUpload


def upload_words(refusal: InvalidUpload, language: Language) -> str:
    """What is at fault, in which file, and what to do."""
    _ = words(language).gettext
    said = {
        "none": _("没有选择文件。请选择各部门交来的表格，或它们的 zip 压缩包。"),
        "too-many": _("文件太多，请分几次导入。"),
        "no-name": _("有一个文件没有名字，请起名后再上传。"),
        "kind": _("“%(file)s”不是能读的表格，请去掉它。"),
        "long-name": _("文件名“%(file)s”太长，请改短后再上传。"),
        "empty": _("“%(file)s”是空的，请向部门重新要。"),
        "no-table": _("“%(file)s”不是表格（可能是图片、PDF 或压缩包），请向部门要原来的表格。"),
        "program": _("“%(file)s”是程序，不是表格。请不要打开它，并向部门查问。"),
        "no-text": _("“%(file)s”既不是表格也不是文本，请向部门重新要。"),
        "damaged-archive": _("压缩包“%(file)s”已损坏或格式不认识，请重新打包成 zip。"),
        "empty-archive": _("压缩包“%(file)s”里没有表格。"),
        "locked-archive": _("压缩包“%(file)s”有密码，请去掉密码重新打包。"),
        "too-large": _("文件太大，请分几次导入。"),
        "form": _("文件没有完整传到，请再传一次。"),
    }[refusal.fault]
    return said % {"file": refusal.file} if "%(file)s" in said else said
