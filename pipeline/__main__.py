"""Command line: python -m pipeline build | extract | numerals | changes | damaged | meta | explain | check | …

Results go to stdout, everything meant for the person at the keyboard to stderr. Exit status: 0 good, 1 some files
failed, 2 nothing could be done or the command was not understood.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline import backup, commands, verify
from pipeline.build import REPORTS, SNAPSHOTS

EXTRACTING = (
    (commands.extract, "输出报告中写明的指标数值，每行一个 JSON"),
    (commands.numerals, "输出报告中每个数字的去向，每行一个 JSON"),
    (commands.changes, "输出报告中写明的增减幅度，每行一个 JSON"),
    (commands.damaged, "输出因字符损坏而不取值的数字，每行一个 JSON"),
    (commands.meta, "输出每份报告的单位、年度和类型（CSV）"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # Windows would take the code page
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (head, a pager) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m pipeline", description="从报告文本到数据快照")
    added = parser.add_subparsers(title="命令", required=True, metavar="命令")

    def command(run: Callable[[argparse.Namespace], int], help: str, example: str) -> argparse.ArgumentParser:
        line = f"例：python -m pipeline {run.__name__} {example}"
        new = added.add_parser(run.__name__, help=help, description=help, epilog=line)
        new.set_defaults(run=run)
        return new

    building = command(commands.build, "读取文件夹里的全部报告，提取数值，检查后发布新快照", "data/reports")
    building.add_argument("folder", type=Path, nargs="?", help="报告所在文件夹（默认 data/reports 和看板中导入的报告）")
    building.add_argument(
        "--engine", metavar="地址", help="用已有的 Dask 集群计算，例如 dask://10.0.0.5:8786（默认用本机各核）"
    )
    building.add_argument(
        "--parts", metavar="地址", help="各机没有共享文件夹时，分批结果经由哪里，例如 s3://桶/目录（默认放在快照旁边）"
    )
    extracting = [command(run, help, "data/reports --meta meta.csv") for run, help in EXTRACTING]
    for new in extracting:
        new.add_argument("paths", type=Path, nargs="+", metavar="路径", help="报告文件或文件夹，可写多个")
    explaining = command(commands.explain, "说明某个位置的数字在每一步如何处理、为什么", "data/reports/示例.txt 249")
    explaining.add_argument("paths", type=Path, nargs=1, metavar="路径", help="报告文件")
    explaining.add_argument("offset", type=int, metavar="位置", help="数字在原文中的位置（字数，从 0 起算）")
    for new in (*extracting, explaining):
        new.add_argument("--meta", type=Path, metavar="CSV", help="表中填写的单位、年度等优先于报告文本")
    checking = command(commands.check, "列出当前快照的检查发现及件数", "data/reports")
    checking.add_argument("folder", type=Path, nargs="?", help="只看这个文件夹里的报告（默认全部）")
    comparing = command(commands.diff, "比较两个快照：哪些行新增、消失、改变", "20240105T080000000Z-0a1b2c3d CURRENT")
    comparing.add_argument("old", metavar="旧快照", help="快照编号、CURRENT 或文件路径")
    comparing.add_argument("new", metavar="新快照", help="快照编号、CURRENT 或文件路径")
    deciding = command(commands.decisions, "导出人工决定的全部历史（JSON 行），或导入到本机", "export")
    deciding.add_argument(
        "what", choices=("export", "import"), help="export 导出到标准输出，import 从文件或标准输入导入"
    )
    deciding.add_argument("file", type=Path, nargs="?", help="要导入的文件（默认标准输入）")
    simulating = command(
        commands.simulate, "写出任意多份模拟报告及其真值，供测试和测速", "--offices 100 --years 3 /tmp/country"
    )
    simulating.add_argument("folder", type=Path, metavar="文件夹", help="写到哪里")
    for name, default, help in (
        ("offices", 100, "多少个街镇"),
        ("years", 3, "多少年"),
        ("seed", 1, "同一个数给出同样的报告"),
    ):
        simulating.add_argument(f"--{name}", type=int, default=default, help=f"{help}（默认 {default}）")
    verifying = command(verify.verify, "核对导出的压缩包：每行是否未改动，每个数是否仍在原件的原处", "数据.zip")
    verifying.add_argument("pack", type=Path, metavar="压缩包", help="下载页导出的可核对的压缩包")
    verifying.add_argument(
        "--originals", type=Path, default=REPORTS, metavar="文件夹", help="存放报告原件的文件夹（默认 data/reports）"
    )
    saving = command(backup.backup, "把报告原件、人工决定和当前快照备份成一个文件", "备份.zip")
    restoring = command(backup.restore, "由备份文件恢复（请先停下看板；不覆盖内容不同的文件）", "备份.zip")
    for new in (saving, restoring):
        new.add_argument("file", type=Path, metavar="文件", help="备份文件（ZIP）")
        new.add_argument(
            "--reports", type=Path, default=REPORTS, metavar="文件夹", help="报告原件（默认 data/reports）"
        )
    returning = command(backup.rollback, "退回到较早的快照，默认前一个", "20240105T080000000Z-0a1b2c3d")
    returning.add_argument("snapshot", nargs="?", metavar="快照", help="快照编号（默认当前快照的前一个）")
    for new in (building, checking, comparing, saving, restoring, returning):
        new.add_argument(
            "--snapshots", type=Path, default=SNAPSHOTS, metavar="文件夹", help="存放快照的位置（默认 data/snapshots）"
        )
    return parser


if __name__ == "__main__":
    sys.exit(main())
