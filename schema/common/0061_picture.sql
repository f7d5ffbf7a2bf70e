-- +goose Up
-- Whether the mark of a course that is not going as hoped is shown of a client. The newest row counts; without one it is shown.
CREATE TABLE picture_switch (
  id uuid PRIMARY KEY,
  client uuid NOT NULL,
  shown boolean NOT NULL,
  made_by uuid NOT NULL,
  made_at timestamptz NOT NULL
);

CREATE INDEX picture_switch_of ON picture_switch (client, made_at);
