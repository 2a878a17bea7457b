"""The page: all that the command line does, as pages in a browser on the same machine; no rules of the domain.

`app` has the places, `guard` who may see them, `serving` the server. A page calls the same `actions/` as `cli` does.
"""
