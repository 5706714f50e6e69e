"""The tables of what people write. Rows are added, never changed or deleted: what was said last about a thing holds.

Times are UTC without a zone. Identifiers of reports, indicators and offices are those of a snapshot.
"""

from sqlalchemy import MetaData

metadata = MetaData()
