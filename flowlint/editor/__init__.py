"""What an editor shows of flows while somebody types, for `flowlint lsp`: a server of the Language Server Protocol.

It reads, and answers; whatever is written, the editor writes. `server` joins the parts.
"""
