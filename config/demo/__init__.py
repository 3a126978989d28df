"""The demonstration: invented people and cases in the places where the first villages of the programme lie.

Nothing here knows a way around the engine: every case is opened and moved as its officers would do it.
`places`, `offices` and `people` are the cast, `playing` acts for it, `cases` are the situations of the
demonstration, `walks` play one whole case of each kind, `logins` are the published ones.
"""
