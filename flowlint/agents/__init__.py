"""What programs that act by themselves may ask of flows, for `flowlint mcp`: a server of the Model Context Protocol.

It reads below the folder that it was started in, and nowhere else; it writes nothing, and each answer has a limit.
`server` joins the parts.
"""
