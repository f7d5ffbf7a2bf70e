-- +goose Up
-- Envelopes from phones that were not taken: the desk's copy, so that nothing
-- disappears. What was taken is in the tables of outreach and not here. body and
-- verdict are JSON as it was on the wire: the body is not understood, by
-- definition, and nobody asks for parts of either.
CREATE TABLE field_returned (
  envelope uuid NOT NULL,
  worker uuid NOT NULL,
  kind text NOT NULL,
  form bigint NOT NULL,
  made_at text NOT NULL,
  at timestamptz NOT NULL,
  body text NOT NULL,
  verdict text NOT NULL,
  state text NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (envelope, worker)
);

CREATE INDEX field_returned_by_worker ON field_returned (worker, state);
