"""A pack with modules that declare no rule or two, and a rule that crashes."""
