"""核数 in a real browser: a Word file goes up, its numbers are marked, and the annotated file comes back."""

from pathlib import Path

from docx import Document as Word
from playwright.sync_api import Page, expect
from test_e2e import browser, page, pytestmark, server  # noqa: F401 (fixtures, and the marks of every such file)


def test_a_word_file_goes_up_and_comes_back_with_comments(page: Page, server: str, tmp_path: Path) -> None:  # noqa: F811
    draft = Word()
    draft.add_paragraph("在全区会议上的讲话")
    draft.add_table(rows=1, cols=1).cell(0, 0).text = "东街街道受理矛盾纠纷201件，西河街道120件。"
    draft.save(str(tmp_path / "讲稿.docx"))
    page.goto(f"{server}/speech")
    page.set_input_files("input[type=file]", str(tmp_path / "讲稿.docx"), timeout=60_000)
    expect(page.locator(".conclusion")).to_contain_text("不符1处、一致1处", timeout=60_000)
    expect(page.locator(".report .number.differs")).to_have_text("201件")
    with page.expect_download() as coming:
        page.get_by_role("button", name="导出批注稿").click()
    annotated = Word(str(coming.value.path()))
    assert [comment.text.split("：")[0] for comment in annotated.comments] == ["不符"]
    assert "库中为210件" in next(iter(annotated.comments)).text
