"""常问: what officials ask most, each as one link from 总览 to the view that answers it."""

from pages.shared.foreign import spelt
from pages.shared.selection import Selection

COUNT = "调解矛盾纠纷"  # an indicator that can be set against grids
QUESTIONS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("调解成功率谁高谁低", "compare", {}),
    ("按网格算谁调解最多", "compare", {"indicator": COUNT, "view": "归一", "per": "每个网格"}),
    ("比上年进步了吗", "trends", {}),
    ("谁停报了什么", "silence", {"view": "按指标"}),
    ("哪个区县领先", "districts", {}),
    ("各家数的是一回事吗", "wording", {}),
    ("两项数有没有关系", "relation", {}),
    ("哪些数要核对", "quality", {}),
)


def links(choice: Selection) -> str:
    """The questions in one line, with the rest of the choice kept."""
    items = (f'<a href="{spelt(choice.address(page, **more))}">{question}</a>' for question, page, more in QUESTIONS)
    return f'<p class="links">常问　{"　".join(items)}</p>'
