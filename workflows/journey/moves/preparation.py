"""From the district's registration to complete documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.moves import move
from workflows.journey.forms import departure, village
from workflows.journey.guards import papers, placement

if TYPE_CHECKING:
    from casework.acting import Act


class PreparationMoves:
    """Selection, training, medical check, agreement, documents; each scheme takes its own path."""

    @move(
        source="district_registration",
        target="selection",
        label=_("Mulai seleksi"),
        by="district",
        form=village.SelectionForm,
        guards=[placement.scheme_takes("selection"), placement.country_is_open],
    )
    def begin_selection(self: Any, act: Act) -> None:
        self.register_placement(act)
        self.scheme = act.data["scheme"]
        self.job_order, self.p3mi = act.data["job_order"], act.data.get("p3mi") or ""

    @move(
        source="district_registration",
        target="competence_preparation",
        label=_("Mulai pelatihan"),
        by="district",
        form=village.TrainingForm,
        guards=[
            placement.scheme_is_or_open("individual"),
            papers.present("DOC_CALL_LETTER"),
            placement.country_is_open,
        ],
    )
    def begin_training(self: Any, act: Act) -> None:
        self.register_placement(act)
        self.scheme, self.employer = "individual", act.data["employer"]

    @move(
        source="district_registration",
        target="medical_check",
        label=_("Mulai pemeriksaan (re-entry)"),
        by="district",
        form=village.ReEntryForm,
        guards=[placement.scheme_is_or_open("re_entry"), placement.country_is_open, placement.is_adult],
    )
    def begin_medical_re_entry(self: Any, act: Act) -> None:
        self.register_placement(act)
        self.scheme = "re_entry"

    @move(
        source="selection",
        target="competence_preparation",
        label=_("Nyatakan lulus seleksi"),
        by="district (for p3mi)",
        form=departure.PassSelectionForm,
        behalf_optional=True,
    )
    def pass_selection(self: Any, act: Act) -> None:
        """The result stays with the step."""

    @move(
        source="competence_preparation",
        target="medical_check",
        label=_("Nyatakan kompeten"),
        by="district (for p3mi)",
        form=departure.PassTrainingForm,
        guards=[papers.on_file("DOC_COMPETENCE"), placement.is_adult_on_departure],
        behalf_optional=True,
    )
    def pass_training(self: Any, act: Act) -> None:
        self.departure_date = act.data.get("departure_date") or self.departure_date

    @move(
        source="medical_check",
        target="placement_agreement",
        label=_("Nyatakan laik"),
        by="district",
        form=departure.PassMedicalForm,
        guards=[papers.on_file("DOC_HEALTH"), placement.scheme_is_known, placement.scheme_takes("placement_agreement")],
    )
    def pass_medical(self: Any, act: Act) -> None:
        """Fit, on a path with a placement agreement."""

    @move(
        source="medical_check",
        target="document_processing",
        label=_("Nyatakan laik (tanpa perjanjian penempatan)"),
        by="district",
        form=departure.PassMedicalForm,
        guards=[papers.on_file("DOC_HEALTH"), placement.scheme_skips("placement_agreement")],
    )
    def pass_medical_without_agreement(self: Any, act: Act) -> None:
        """Fit, on a path without a placement agreement."""

    @move(
        source="placement_agreement",
        target="document_processing",
        label=_("Sahkan perjanjian penempatan"),
        by="district",
        form=departure.AgreementForm,
        guards=[papers.on_file("DOC_PLACEMENT")],
    )
    def endorse_agreement(self: Any, act: Act) -> None:
        """Signed by both, endorsed, a copy given."""

    @move(
        source="document_processing",
        target="pre_departure_orientation",
        label=_("Nyatakan dokumen lengkap"),
        by="bp3mi (for p3mi, cpmi)",
        guards=[placement.scheme_has_orientation, papers.on_file(*papers.FOR_WORK)],
    )
    def complete_documents(self: Any, act: Act) -> None:
        """The papers for work are there, as the scheme requires."""

    @move(
        source="document_processing",
        target="departure_verification",
        label=_("Nyatakan dokumen lengkap (tanpa OPP)"),
        by="bp3mi (for cpmi)",
        guards=[placement.scheme_needs_no_orientation, papers.on_file(*papers.FOR_WORK)],
    )
    def complete_documents_without_orientation(self: Any, act: Act) -> None:
        """As above, on a path without orientation or where it is by choice."""

    @move(
        source=[
            "selection",
            "competence_preparation",
            "medical_check",
            "placement_agreement",
            "document_processing",
        ],
        target="district_registration",
        label=_("Ganti penempatan"),
        by="holder (for cpmi)",
        form=departure.ChangePlacementForm,
        reasons="CHANGE",
        behalf_optional=True,
    )
    def change_placement(self: Any, act: Act) -> None:
        """Another scheme has its own company and job order; within one, what is not named anew stays."""
        scheme = act.data.get("scheme") or self.scheme
        is_other_scheme = scheme != self.scheme
        self.scheme = scheme
        for name in ("p3mi", "job_order"):
            setattr(self, name, act.data.get(name) or ("" if is_other_scheme else getattr(self, name)))
