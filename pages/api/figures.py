"""The figures of any choice: /api/v1/observations.csv, .json, .parquet, .xlsx and .zip."""

import shutil
from dataclasses import replace
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from pages.api.doors import Missing, door, refusal
from pages.shared import address as whole
from pages.shared.export import address, shelf
from pages.shared.export.files import FORMATS, json_
from pages.shared.export.slices import Slice, quiet
from pages.shared.export.spreadsheet import TooLong


@door
def observations(request: Request, snapshot: str) -> Response:
    """The choice of the address as a file; CSV and JSON come as they are written, the others when they are whole."""
    ending = request.path_params["ending"]
    if ending not in FORMATS:
        raise Missing(f"没有“{ending}”这种文件，可用：{'、'.join(FORMATS)}。")
    chosen = address.read(request.query_params.multi_items(), snapshot)
    more = _more(request, chosen, ending)
    headers = {
        "X-Total-Count": str(chosen.whole),
        "Content-Disposition": f"attachment; filename=observations.{ending}; filename*=UTF-8''{_name(chosen, ending)}",
    } | ({"Link": f'<{more}>; rel="next"'} if more else {})
    media = FORMATS[ending].media
    if request.method == "HEAD":
        return Response(None, 200, headers, media)
    if ending == "csv":
        return StreamingResponse((part.encode() for part in chosen.text()), 200, headers, media)
    if ending == "json":
        return StreamingResponse(json_(chosen, more), 200, headers, media)
    try:
        path = shelf.put(f"observations.{ending}", lambda sink: FORMATS[ending].write(chosen, sink, quiet))
    except TooLong as error:
        return refusal(422, str(error))
    return FileResponse(path, 200, headers, media, BackgroundTask(shutil.rmtree, path.parent, ignore_errors=True))


@door
def shelved(request: Request, snapshot: str) -> Response:
    """A file that a reader had written on the page 下载."""
    path = shelf.find(request.path_params["token"])
    if path is None:
        raise Missing("这个文件已过期，请在下载页重新准备。")
    return FileResponse(path, filename=path.name)


def _more(request: Request, chosen: Slice, ending: str) -> str | None:
    """Address of the rows after the asked ones, None where there are none."""
    after = chosen.first + chosen.total
    if chosen.most is None or after >= chosen.whole:
        return None
    return whole.absolute(address.write(replace(chosen, first=after), ending), str(request.url))


def _name(chosen: Slice, ending: str) -> str:
    return quote(f"街道法治指标_{chosen.snapshot}.{ending}")
