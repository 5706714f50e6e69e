"""A deck on the wall: one self-contained page from this server, without Streamlit, driven by keys.

`routes` answers, `page` writes the page, projector.js and projector.css are what it runs and how it looks.
"""
