"""What a flow is: blocks, transitions, their graph, and the references in their parameters."""
