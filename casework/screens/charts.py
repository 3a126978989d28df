"""viewflow's chart and BPMN file of a case's workflow, for analysts and for other tools."""

from __future__ import annotations

import uuid
from typing import Any

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from viewflow.workflow import chart as viewflow_chart

from casework.screens.seeing import see
from casework.stages import CaseFlow


@login_required
@csp_update({"style-src": ["'unsafe-inline'"]})  # type: ignore[arg-type]  # its stub knows no view with arguments
def chart(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The workflow as SVG; whoever sees more than the status also sees where the case was and is."""
    seen = see(request, uid)
    flow = seen.case.workflow()
    grid = layout_of(flow)
    if seen.in_full:
        viewflow_chart.calc_cell_status(flow, grid, seen.case.pk)
    return HttpResponse(viewflow_chart.grid_to_svg(grid), content_type="image/svg+xml")


@login_required
def bpmn(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The workflow as a BPMN 2.0 file; it says nothing about the case."""
    flow = see(request, uid).case.workflow()
    name = flow.definition().replace("/", "-")
    return HttpResponse(
        viewflow_chart.grid_to_bpmn(layout_of(flow)),
        content_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{name}.bpmn"'},
    )


def layout_of(flow: type[CaseFlow]) -> Any:
    """viewflow's drawing of a workflow, every stage placed beside the first that leads to it; all edges drawn.

    viewflow's own placing walks every path between two stages, which in a workflow that goes back
    and forth never ends; on a tree of first predecessors it is immediate.
    """
    nodes, _reversed = viewflow_chart.topsort(flow)
    before: dict[Any, list[Any]] = {}
    after: dict[Any, list[Any]] = {node: [] for node in nodes}
    for place, node in enumerate(nodes):
        earlier = [edge.src for edge in node._incoming() if edge.src in nodes[:place]]
        before[node] = sorted(earlier, key=nodes.index)[:1]
        for source in before[node]:
            after[source].append(node)
    grid = viewflow_chart.layout(nodes, before, after)
    viewflow_chart.init_shapes(grid)
    viewflow_chart.calc_edges(grid)
    viewflow_chart.calc_text(grid)
    grid.flow_class = flow
    return grid
