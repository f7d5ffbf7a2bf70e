-- +goose Up
-- By what identifier a measurement came from another program, and the SHA-256 of what came: the same again is known without being judged.
-- token is the program_token that it came with.
CREATE TABLE api_received (
  measurement uuid PRIMARY KEY,
  client uuid NOT NULL,
  system text NOT NULL,
  value text NOT NULL,
  digest bytea NOT NULL,
  token uuid NOT NULL,
  received_at timestamptz NOT NULL
);

CREATE INDEX api_received_of ON api_received (client);
