"""The review desk: the web pages on which people hear, judge and decide.

A page, a file or a byte range reaches a person only through `review.urls`, whose every
line says who may have it, and a call only through `review.access`.
"""
