"""Parts of the page 工坊: the form of an indicator, what a block does to all reports, proposals and their answers."""
