"""An office's answer to an escalation: it stops the climbing, and moves nothing."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from casework import access
from casework.engine.loading import load
from casework.engine.moving import office_of
from casework.engine.telling import told
from casework.engine.writing import Outcome, write
from casework.errors import Invalid, NotAllowed, NotPossible
from casework.locks import in_order
from casework.models import Escalation, User

LONGEST = 2000
"""Characters an answer may have."""


@in_order
def answer_escalation(asked: Escalation, *, actor: User, request_id: uuid.UUID, answer: str) -> Outcome:
    """Say what an office does about a missed deadline it was asked about, in the name of a supervisor or head of it.

    What lower steps of the same ladder were asked is answered with it. Arguments: `answer`, in words, for
    everybody who reads the case. Raises NotAllowed for anybody else and for a party, Invalid without words,
    NotPossible once it is answered or nothing is left to answer. The request repeated gets the first one's answer.
    """
    loaded = load(asked.case_id, looks_at=frozenset(), person_id=None, request_id=request_id, actor=actor)
    if loaded.handled is not None:
        return Outcome.from_json(loaded.handled.answered(actor, asked.case_id))
    where = loaded.standing_of(actor)
    if not access.answers_for(where, asked.organisation_id):
        raise NotAllowed(_("Eskalasi ditanggapi penyelia atau kepala %s.") % asked.organisation)
    asked = Escalation.objects.select_related("organisation", "deadline").get(pk=asked.pk)
    if not asked.is_open:
        raise NotPossible(_("Eskalasi ini sudah ditanggapi, atau tenggatnya sudah dipenuhi."))
    words = answer.strip()
    if not words or len(words) > LONGEST:
        raise Invalid({"answer": [_("Tulis apa yang dilakukan kantor Anda, paling banyak %d huruf.") % LONGEST]})
    act = loaded.act(
        "escalation_answered",
        actor=actor,
        office=office_of(loaded, asked.organisation_id),
        role="sup",
        relation="status",
        request_id=request_id,
    )
    plan = told(act, fields={"form.escalation_answer": (None, words)}, plain={"ladder": asked.step})
    plan.answered = {"deadline_id": asked.deadline_id, "step": asked.step, "by_id": actor.pk, "answer": words}
    return write([plan], main=plan, request_id=request_id)
