"""导入: new reports come in as a batch: read aside, looked at, corrected, and taken in only when a person confirms."""

import streamlit as st

from pages.shared import bringing, door, frame
from pipeline.desk import intake

with st.container(horizontal=True, vertical_alignment="bottom", key="bringing"):
    person = door.person()
    bringing.renewing(person)
batches = intake.waiting()
frame.conclusion(bringing.conclusion(batches))
bringing.told()
left, right = st.columns([2, 5], gap="large")
with left:
    bringing.upload(person)
    batch = bringing.choose(batches)
with right:
    if batch is None:
        bringing.explained()
    elif batch.unread:
        bringing.reading(batch.id)
    else:
        bringing.files(batch, person)
frame.notes(bringing.NOTES)
