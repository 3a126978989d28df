"""viewflow's chart and BPMN of every workflow, and where the case stands in it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from casework.screens.charts import layout_of
from casework.stages import flows
from tests.factories.cases import move
from tests.screens.pages import signed_in
from tests.toy.models import Parcel
from tests.world import World


@pytest.mark.parametrize("kind", sorted(flows()))
def test_every_stage_and_every_edge_of_a_workflow_is_drawn(kind: str) -> None:
    flow = flows()[kind]
    grid = layout_of(flow)
    assert {node.name for node in grid.nodes} == set(flow.stages())
    declared = {(edge.src.name, edge.dst.name) for node in flow.stages().values() for edge in node._outgoing()}
    assert {(edge.src.name, edge.dst.name) for edge in grid.edges} == declared
    places = [(cell.shape.x, cell.shape.y) for cell in grid.cells]
    assert len(set(places)) == len(places)


def test_the_chart_shows_where_the_case_is(world: World, parcel: Parcel) -> None:
    move(parcel, "send", world.siti)
    response = signed_in(world.siti).get(f"/kasus/{parcel.uid}/bagan.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert "'unsafe-inline'" in response.headers["Content-Security-Policy"]
    drawing = ET.fromstring(response.content)  # noqa: S314 (our own drawing)
    classes = [group.get("class", "") for group in drawing.iter("{http://www.w3.org/2000/svg}g")]
    assert any("done" in each for each in classes)
    assert any("new" in each for each in classes)


def test_who_sees_the_status_only_does_not_see_the_path(world: World, parcel: Parcel) -> None:
    move(parcel, "alarm", world.siti)
    drawing = signed_in(world.siti2).get(f"/kasus/{parcel.uid}/bagan.svg").content.decode()
    assert 'class="new"' not in drawing
    assert 'class="done"' not in drawing


def test_the_bpmn_is_a_file_for_other_tools(world: World, parcel: Parcel) -> None:
    name = parcel.definition.replace("/", "-")
    response = signed_in(world.siti).get(f"/kasus/{parcel.uid}/bagan.bpmn")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}.bpmn"'
    assert "definitions" in ET.fromstring(response.content).tag  # noqa: S314 (our own file)


@pytest.mark.parametrize("name", ["bagan.svg", "bagan.bpmn"])
def test_a_stranger_gets_neither(world: World, parcel: Parcel, name: str) -> None:
    assert signed_in(world.outsider).get(f"/kasus/{parcel.uid}/{name}").status_code == 404
