"""What programs may fetch from the board: the same figures as the pages, by the same statements, in the same words.

`doors` holds what every route has in common (who may, what has not changed, how a mistake is told), `figures` and
`catalogue` answer, `health` tells machines whether the board is well, `manual` explains all of it without a network.
Endpoints are plain functions, so the server runs them in threads and no query holds up the others.
"""
