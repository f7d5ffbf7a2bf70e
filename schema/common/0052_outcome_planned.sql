-- +goose Up
-- What is planned to be measured with a client: with which instrument, on which occasion, when. counts_from is the first day on which a
-- measurement is the planned one; whether there is such a measurement is looked up and stands nowhere.
CREATE TABLE outcome_planned (
  id uuid PRIMARY KEY,
  client uuid NOT NULL,
  organisation uuid NOT NULL,
  instrument uuid NOT NULL,
  occasion text NOT NULL,
  due date NOT NULL,
  counts_from date NOT NULL,
  version bigint NOT NULL,
  made_by uuid,
  made_at timestamptz NOT NULL
);

CREATE INDEX outcome_planned_of ON outcome_planned (client, due);
