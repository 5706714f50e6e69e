"""A snapshot whose every foreign word is an attack: names of offices, texts, titles and file names of reports, findings.

One office for each payload, so that a page that lists the offices shows them all.
"""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import world
from world import N

OUTSIDE = "http://outside.invalid"
RUN = "window.__pwn=1"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}></svg>",
    f'<a href="javascript:{RUN}">甲</a>',
    f"[乙](javascript:{RUN})",
    f"![丙]({OUTSIDE}/a.png)",
    rf"$\href{{javascript:{RUN}}}{{x}}$",
    r"$$\frac{1}{2}$$",
    ":material/delete:",
    ":smile: :red[丁]",
    "&lt;b&gt;&amp;&#x41;&nbsp",
    "{{7*7}}{%x%}",
    f"${{{RUN}}}",
    f"<style>body{{display:none;background:url({OUTSIDE}/c)}}</style>",
    "\u202e戊\u202c\u2066x\u2069",
    "~~己~~ **粗** `码` # 一",
    f"data:text/html,<script>{RUN}</script>",
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    f'<meta http-equiv=refresh content="0;url={OUTSIDE}/m">',
    f"<video src={OUTSIDE}/v autoplay></video>",
    f"</textarea></title></script><script>{RUN}</script>",
    f'"\' onmouseover={RUN} x="',
    f"<form action={OUTSIDE}><button autofocus onfocus={RUN}>",
    f'<math><mtext><style><!--</style><img title="--&gt;&lt;img src=x onerror={RUN}&gt;">',
    f'=HYPERLINK("{OUTSIDE}","庚")',
    f"a\x00b\x0b<b onclick={RUN}>辛</b>",
)
NAMES = tuple(f"{payload.translate({0: None, 11: None})}街道" for payload in PAYLOADS)  # a register holds no such bytes
OFFICES = [(f"118801{n:03}", name, "街道", "118801", f"示例{PAYLOADS[0]}区", False) for n, name in enumerate(NAMES, 1)]
REPORTS: list[tuple[str, str, int, str, str, bool, list[Any]]] = [
    (f"甲{n}年{year}", f"118801{n:03}", year, "annual", f"报告{payload}", False, [
        (payload, "全年受理矛盾纠纷", N(f"{200 + n}件", "mediation.accepted", 200 + n), payload, "，调解",
         N(f"{100 + n}件", "mediation.handled", 100 + n), "，成功", N(f"{90 + n}件", "mediation.succeeded", 90 + n),
         "，成功率", N("91%", "mediation.success_rate", 91), payload, "。"),
        ("走访商户", payload, N(f"{400 + n}家", disposition="unassigned"), payload, "。"),
        ("其中某村", N("9件", "enforcement.cases", 9, scope="part", scope_name=payload), payload, "。"),
        *([("划分网格", N("7个", "grid.total", 7), payload, "。")] if year == 2022 else []),
    ])
    for year in (2022, 2023)
    for n, payload in enumerate(PAYLOADS, 1)
]  # fmt: skip
FINDINGS = [
    ("conflict", "warning", f"甲{n}年2023", f"118801{n:03}", 2023, "mediation.accepted", f"请核对{payload}")
    for n, payload in enumerate(PAYLOADS, 1)
]
_insert = world._insert


def _spoilt(connection: Any, table: str, **row: Any) -> None:
    payload = PAYLOADS[sum(map(ord, str(row.get("report", row.get("id", ""))))) % len(PAYLOADS)]
    more = {
        "report": {"title": f"题{payload}", "source": f"件{payload}.txt", "notes": [payload]},
        "indicator": {"definition": payload, "rule_words": [payload], "examples": [f"{payload}【12件】"]},
    }
    _insert(connection, table, **(row | more.get(table, {})))


def build(folder: Path) -> None:
    """Write it as the current snapshot of a folder."""
    with patch.multiple(world, OFFICES=OFFICES, FINDINGS=FINDINGS, _insert=_spoilt):
        world.build(folder, REPORTS)
