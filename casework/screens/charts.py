"""viewflow's chart and BPMN file of a case's workflow, for analysts and for other tools."""

from __future__ import annotations

import uuid

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from viewflow.workflow import chart as viewflow_chart

from casework.screens.seeing import see


@login_required
@csp_update({"style-src": ["'unsafe-inline'"]})
def chart(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The workflow as SVG; whoever sees more than the status also sees where the case was and is."""
    seen = see(request, uid)
    flow = seen.case.workflow()
    grid = viewflow_chart.calc_layout_data(flow)
    if seen.in_full:
        viewflow_chart.calc_cell_status(flow, grid, seen.case.pk)
    return HttpResponse(viewflow_chart.grid_to_svg(grid), content_type="image/svg+xml")


@login_required
def bpmn(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The workflow as a BPMN 2.0 file; it says nothing about the case."""
    flow = see(request, uid).case.workflow()
    content = viewflow_chart.grid_to_bpmn(viewflow_chart.calc_layout_data(flow))
    name = flow.definition().replace("/", "-")
    return HttpResponse(
        content,
        content_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{name}.bpmn"'},
    )
