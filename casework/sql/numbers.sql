-- Case numbers are drawn from here and shuffled before anybody sees them (casework/numbers.py).
CREATE SEQUENCE casework_case_number;
GRANT USAGE ON SEQUENCE casework_case_number TO kawal_app;
