-- +goose Up
-- What a client said last about a thing is looked for at every measurement of hers.
CREATE INDEX client_consent_newest ON client_consent (client, kind, day, recorded_at);
DROP INDEX client_consent_of;
