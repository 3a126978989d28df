from casework.levels import Level
from casework.stages import CaseFlow, Ended, Placement, Stage
from tests.toy.models import Parcel


class ToyFlow(CaseFlow):
    """A parcel from hand to hand."""

    kind = "toy"
    label = "Paket"
    process_class = Parcel

    reported = Stage(Level.VILLAGE, "Dilaporkan", due="D29", escalates_to="district", entry=True)
    checked = Stage(Level.DISTRICT, "Diperiksa", due="D02", escalates_to="bp3mi")
    waiting = Stage(Placement.SAME, "Menunggu", due="toy.waiting", pauses=True, escalates_to="head")
    done = Ended("Selesai", final=True)
    dropped = Ended("Gugur", windows=("D41",))


Parcel.flow = ToyFlow
