-- +goose Up
-- What a personal link shows of what was answered by it: nothing before she hands in; afterwards its own measurement until seen_until, and,
-- when earlier is set, what was measured with her before with the same instrument and how a worker rated the same moment.
ALTER TABLE outcome_link ADD COLUMN seen_until timestamptz;
ALTER TABLE outcome_link ADD COLUMN earlier boolean NOT NULL DEFAULT false;
