"""The knowledge graph as a web site: SPARQL endpoint, linked data, canned queries, pages for people.

A request goes through `serve` (sockets and limits) to a worker process, where `site.respond` makes its
answer; `migkg publish` calls `site.respond` itself. So a page says
the same live and published.
"""
