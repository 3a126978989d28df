"""The complaint: from its acknowledgement to an answer, with the emergency track beside it."""
