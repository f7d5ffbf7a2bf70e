-- +goose Up
-- A token may be narrowed to one unit and to one instrument of its organisation; empty: it is not, like every token that was made before.
ALTER TABLE program_token ADD COLUMN unit uuid;

ALTER TABLE program_token ADD COLUMN instrument uuid;

-- Responses are looked for by the name that they came with.
CREATE INDEX api_received_name ON api_received (value, system);
