"""Why a build or a publication failed, in the words of the people who have to do something about it."""

import errno
import os
import re

import duckdb

FULL = "磁盘已满，写不下新的数据，请清理磁盘后重新生成"
BROKEN = "磁盘读写出错，请检查磁盘后重新生成"
CAUSES = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EIO: BROKEN,
    errno.EROFS: "磁盘是只读的，写不进新的数据，请检查磁盘",
    errno.ENOENT: "数据文件夹里少了文件，请重新生成",
    errno.EACCES: "没有写入数据文件夹的权限，请检查文件夹的权限",
    errno.EPERM: "没有写入数据文件夹的权限，请检查文件夹的权限",
    errno.EMFILE: "打开的文件过多，请重新启动后再生成",
    errno.ENOMEM: "内存不够，请关闭其他程序后重新生成",
}
SAID = {os.strerror(code): words for code, words in CAUSES.items()}  # as the database passes them on


def words(error: Exception) -> str:
    """One Chinese sentence; errors of our own have Chinese messages already."""
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return CAUSES[errno.ENOMEM]
    if isinstance(error, OSError) and error.errno:
        return CAUSES.get(error.errno, BROKEN)
    if isinstance(error, duckdb.Error):
        otherwise = BROKEN if isinstance(error, duckdb.IOException | duckdb.FatalException) else _unknown(error)
        return next((words for said, words in SAID.items() if said in str(error)), otherwise)
    return str(error) if re.search("[一-鿿]", str(error)) else _unknown(error)


def _unknown(error: Exception) -> str:
    return f"程序出错（{type(error).__name__}），请转交维护人员"
