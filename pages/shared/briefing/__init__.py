"""材料: what a meeting takes away. One content, built from the queries once (`office`, `district`), and one writer for
each kind of file (`pptx`, `docx`, `html`, `pdf`), so that all files carry the same figures.
"""
