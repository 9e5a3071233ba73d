"""What a flow is: blocks, transitions, their graph, and the references in their parameters.

Also what a run's flows know of each other, and what their notes suppress. How files are read is not known here.
"""
