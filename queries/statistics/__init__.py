"""Fair comparison: what may be said about figures, and what may not. Pure functions over numbers and polars frames.

Counts are taken as one outcome of how an office works: the same work would have given slightly other counts another
year, and a difference smaller than that play of chance carries no claim. That holds for a full count of cases too, not
only for a sample. Every function that makes no claim says why, in the words of `verdicts`.

    verdicts      the words: verdicts, and reasons for giving none
    intervals     exact interval of a rate, pooled rates, failures per 1,000
    ranks         rank intervals and bands; ranks with ties
    comparison    two rates of one office; an office against its peers
    peers         every office of a group against the others of it
    trend         several years
    association   two numbers of the same offices
    rounding      which counts a stated rate can come from
    density       per 10,000 residents, per grid, per community

Rates and their bounds are in %, differences in percentage points, p-values in 0…1.
"""
