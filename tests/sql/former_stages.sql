-- States that only an earlier definition of the tests' own kind of case knew (tests/factories/definitions.py).
INSERT INTO casework_stage (kind, state, is_open, definition, label) VALUES
    ('toy', 'announced', true, 'toy/earlier', 'Diumumkan'),
    ('toy', 'inspected', true, 'toy/earlier', 'Ditinjau'),
    ('toy', 'resting', true, 'toy/earlier', 'Beristirahat'),
    ('toy', 'lost', false, 'toy/earlier', 'Hilang');
