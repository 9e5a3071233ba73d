"""What blocks do to a contact: what they define, read and compare, and which branches tell a failure.

All other rooms build on it; only here is it decided what a branch proves.
"""

from flowlint.analysis.semantics.causes import FaultyRead, first_per_cause, nearest_per_cause, path_to_last
from flowlint.analysis.semantics.channels import channels_on, looks_at_channel, nobody_listens
from flowlint.analysis.semantics.comparison import NO_MATCH, asks, compared, is_compared, looked_at, named_in
from flowlint.analysis.semantics.customer_input import STORED_INPUT, stores_input
from flowlint.analysis.semantics.customers import (
    contacts_begin_here,
    customers_begin_here,
    is_first_inbound,
    nobody_is_on_the_line,
)
from flowlint.analysis.semantics.definitions import Asked, Known, Names, added_by, known_before, names_of_run
from flowlint.analysis.semantics.error_branches import is_failure, joins_success
from flowlint.analysis.semantics.loop_rounds import COMPLETE, LOOP, ROUND
from flowlint.analysis.semantics.names import ANY_ATTRIBUTE, Name, defined, defined_by, names_of, text_put
from flowlint.analysis.semantics.noted_outcomes import asked_outcomes
from flowlint.analysis.semantics.reads import Read, reads_of, shown
from flowlint.analysis.semantics.set_by_modules import set_by_modules
from flowlint.analysis.semantics.values import ConsistentSearch, Values, values_after, values_at_entry

__all__ = [
    "ANY_ATTRIBUTE",
    "COMPLETE",
    "LOOP",
    "NO_MATCH",
    "ROUND",
    "STORED_INPUT",
    "Asked",
    "ConsistentSearch",
    "FaultyRead",
    "Known",
    "Name",
    "Names",
    "Read",
    "Values",
    "added_by",
    "asked_outcomes",
    "asks",
    "channels_on",
    "compared",
    "contacts_begin_here",
    "customers_begin_here",
    "defined",
    "defined_by",
    "first_per_cause",
    "is_compared",
    "is_failure",
    "is_first_inbound",
    "joins_success",
    "known_before",
    "looked_at",
    "looks_at_channel",
    "named_in",
    "names_of",
    "names_of_run",
    "nearest_per_cause",
    "nobody_is_on_the_line",
    "nobody_listens",
    "path_to_last",
    "reads_of",
    "set_by_modules",
    "shown",
    "stores_input",
    "text_put",
    "values_after",
    "values_at_entry",
]
