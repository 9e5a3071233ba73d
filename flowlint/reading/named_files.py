"""Flow files that resources name: each is read as the flow that the resource makes of it, with its name and type."""

from collections.abc import Iterable

from flowlint.reading import FlowFile
from flowlint.reading.anywhere import Variants
from flowlint.report import Unread


def with_named_files(files: Iterable[FlowFile]) -> list[FlowFile]:
    """Put files as resources name them in the place of the same files as they were read by themselves.

    Where several resources name one flow, it is the first one's, and the others are variants of that. What else a file
    holds stays.
    """
    by_path = {file.path: file for file in files}
    named: dict[str, list[FlowFile]] = {}
    for file in by_path.values():
        for other in file.elsewhere:
            named.setdefault(other.path, []).append(other)
    for path, others in named.items():
        direct = by_path.get(path)
        variants = Variants()
        flows = [variants.taken(flow) for other in others for flow in other.flows]
        if direct is not None:
            flows += (flow for flow in direct.flows if not variants.holds(flow.variant_of or flow))
        unread: tuple[Unread, ...] = tuple(dict.fromkeys(one for other in others for one in other.unread))
        kind = direct.kind if direct and direct.kind else others[0].kind
        skipped = others[0].skipped if not flows and not others[0].problems else None
        elsewhere = direct.elsewhere if direct is not None else ()
        by_path[path] = FlowFile(
            path,
            kind,
            tuple(flows),
            others[0].problems,
            skipped,
            unread=unread,
            elsewhere=elsewhere,
            views=direct.views if direct is not None else (),
        )
    return sorted(by_path.values(), key=lambda file: file.path)
