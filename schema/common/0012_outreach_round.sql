-- +goose Up
CREATE TABLE outreach_round (
  id uuid PRIMARY KEY,
  organisation uuid NOT NULL,
  unit uuid NOT NULL,
  day date NOT NULL,
  aim text NOT NULL,
  version bigint NOT NULL
);

CREATE INDEX outreach_round_by_day ON outreach_round (organisation, unit, day);

CREATE TABLE outreach_round_place (
  round uuid NOT NULL REFERENCES outreach_round (id),
  position bigint NOT NULL,
  place uuid NOT NULL,
  PRIMARY KEY (round, position)
);

CREATE TABLE outreach_round_worker (
  round uuid NOT NULL REFERENCES outreach_round (id),
  worker uuid NOT NULL,
  PRIMARY KEY (round, worker)
);

CREATE INDEX outreach_round_worker_by_worker ON outreach_round_worker (worker, round);
