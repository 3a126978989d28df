"""System checks `kawal.E...`: whether every workflow is sound. See `workflows.md` section 0."""

from __future__ import annotations
