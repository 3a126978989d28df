"""Random walks over all workflows: what is played, what is checked after every act, and what was reached."""
