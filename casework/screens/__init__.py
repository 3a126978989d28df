"""The screens: one module per screen. They show and collect; `casework.engine` decides and writes."""
