"""What is true of a flow: pure functions, each computed once per flow and shared by all rules.

An analysis is a function from `Facts` to a result; a rule asks for it with `facts(analysis)`.
"""
