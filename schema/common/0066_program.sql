-- +goose Up
-- Tokens by which other programs come in. hash is the SHA-256 of the secret, which is kept nowhere; scopes are what it may be used for, with
-- spaces between. times counts its uses since minute_at.
CREATE TABLE program_token (
  id uuid PRIMARY KEY,
  organisation uuid NOT NULL,
  name text NOT NULL,
  scopes text NOT NULL,
  hash bytea NOT NULL UNIQUE,
  made_by uuid,
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  revoked_by uuid,
  revoked_at timestamptz,
  minute_at timestamptz NOT NULL,
  times bigint NOT NULL
);

-- Wrong secrets, against the address that they came from; key is a keyed hash.
CREATE TABLE program_throttle (
  key bytea PRIMARY KEY,
  tries bigint NOT NULL,
  last_at timestamptz NOT NULL,
  open_at timestamptz NOT NULL
);
