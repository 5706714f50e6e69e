"""sandbox: readers run in a child process with limits, so that no file can harm the process that asked.

One child serves a whole batch; one that died is replaced for the next file. The limits on memory, processor and disk
hold where the system has them (not on Windows); the clock holds everywhere.
"""

import atexit
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

from pipeline.readers import Text, Unreadable

MB = 1 << 20
LONGEST = 20 * MB  # bytes of a text; a report has some ten thousand
RESAVE = "请用 Word 或 WPS 打开，另存为新的 .docx 后重新提交。"
DAMAGED = "文件已损坏或结构异常，无法读取（{}）。" + RESAVE
TOO_LARGE = f"文件展开后过大，读取时超出内存上限，可能结构异常。{RESAVE}"
DIED = f"读取这份文件时解析程序中断，文件可能已损坏或被做过手脚；其他文件不受影响。{RESAVE}"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost."""

    memory: int = 1024 * MB  # bytes of address space
    cpu: int = 8  # seconds
    seconds: int = 10  # on the wall clock
    disk: int = 0  # bytes of the largest file written


@cache
def worker(limits: Limits = Limits()) -> "Worker":
    """The worker of this process for such limits."""
    return Worker(limits)


class Worker:
    """A child process that reads one file at a time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        atexit.register(self.close)

    def read(self, reader: str, data: bytes) -> Text:
        """What the module `reader` of pipeline.readers makes of a file. Raises Unreadable."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self.close()
                self._process = _start(self._limits)
            process, is_late = self._process, threading.Event()
            clock = threading.Timer(self._limits.seconds, _end, [process, is_late])
            clock.start()
            try:
                answer = _ask(process, reader, data)
            except (OSError, EOFError, ValueError):  # whatever it is, this child is of no more use
                _kill(process)
                raise Unreadable(self._epitaph(process.wait(), is_late.is_set())) from None
            finally:
                clock.cancel()
        if "reason" in answer:
            raise Unreadable(answer["reason"])
        return Text(**answer | {"notes": tuple(answer["notes"])})

    def close(self) -> None:
        """End the child; the next read starts another."""
        if self._process:
            _kill(self._process)
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream:
                    stream.close()
        self._process = None

    def _epitaph(self, status: int, is_late: bool) -> str:
        if is_late or -status == getattr(signal, "SIGXCPU", 0):
            return f"这份文件在{self._limits.seconds}秒内读不完，可能已损坏或结构异常。{RESAVE}"
        return DIED


def _start(limits: Limits) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-B", "-m", __name__, json.dumps(asdict(limits))],
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the child and what it started."""
    if sys.platform == "win32":
        process.kill()
    elif process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def _end(process: subprocess.Popen[bytes], is_late: threading.Event) -> None:
    is_late.set()
    _kill(process)


def _ask(process: subprocess.Popen[bytes], reader: str, data: bytes) -> dict[str, Any]:
    """One file to the child and its answer; the answer is only parsed as JSON. Raises OSError, EOFError, ValueError."""
    stdin, stdout = process.stdin, process.stdout
    if not stdin or not stdout:
        raise EOFError
    stdin.write(f"{reader} {len(data)}\n".encode() + data)
    stdin.flush()
    length = int(stdout.readline(20) or -1)
    if not 0 <= length <= LONGEST:
        raise ValueError(length)
    answer = stdout.read(length)
    if len(answer) < length:
        raise EOFError
    loaded: dict[str, Any] = json.loads(answer)
    return loaded


def serve(limits: Limits) -> None:
    """The child: answer requests until there are no more."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    _limit(limits)
    while header := requests.readline():
        reader, length = header.split()
        answer = _answer(reader.decode(), requests.read(int(length)), limits)
        _send(answers, answer)
        if answer.get("reason") == TOO_LARGE:
            return  # a fresh child has its memory whole


def _answer(reader: str, data: bytes, limits: Limits) -> dict[str, Any]:
    _limit_processor(limits)
    try:
        text: Text = importlib.import_module(f"pipeline.readers.{reader}").read(data)
    except Unreadable as error:
        return {"reason": str(error)}
    except MemoryError:
        return {"reason": TOO_LARGE}
    except Exception as error:  # whatever a library raises on a bad file
        return {"reason": DAMAGED.format(type(error).__name__)}
    return asdict(text)


def _send(answers: IO[bytes], answer: dict[str, Any]) -> None:
    payload = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
    if len(payload) > LONGEST:
        payload = json.dumps({"reason": TOO_LARGE}).encode()
    answers.write(f"{len(payload)}\n".encode() + payload)
    answers.flush()


def _limit(limits: Limits) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (limits.disk, limits.disk))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_processor(limits: Limits) -> None:
    """Seconds from now on; when they are over, the system ends the child."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        end = int(used.ru_utime + used.ru_stime) + 1 + limits.cpu
        resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))


if __name__ == "__main__":
    serve(Limits(**json.loads(sys.argv[1])))
