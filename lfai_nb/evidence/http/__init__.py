"""Asking a web service: the client, what can go wrong, and what carries the requests.

client      Client.get(path) -> Answer; each failure ends in a sentence
errors      the failures as a tree, and what a refusal of the service means
reach       whether there is a network at all, tried before anything else is ready
transport   the token, the proxy, the time that a call may take, the cache on disk
"""
