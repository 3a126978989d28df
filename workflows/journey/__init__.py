"""The journey of a worker: from the first interest in the village to life after the return."""
