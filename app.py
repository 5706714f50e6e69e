"""The server: `streamlit run app.py` finds `app` here. Routes and middleware have their place here, pages do not."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator

import streamlit as st

COLLECT = 30  # seconds between garbage collections; Streamlit's own after every script run is switched off


@contextlib.asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Collect garbage while the server runs."""

    async def collect() -> None:
        while True:
            await asyncio.sleep(COLLECT)
            gc.collect()

    task = asyncio.create_task(collect())
    yield
    task.cancel()


app = st.App("pages/shared/hall.py", lifespan=lifespan)
