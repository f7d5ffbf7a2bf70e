-- +goose Up
-- The municipality boundaries in force, or no row: then maps are tiles. source
-- is what a reader of a map must be told, day is what the boundaries are of.
-- left_out is what of the file could not be used, as JSON.
CREATE TABLE boundary_import (
  id bigint PRIMARY KEY CHECK (id = 1),
  source text NOT NULL,
  day date NOT NULL,
  points bigint NOT NULL,
  left_out text NOT NULL,
  imported_by uuid,
  imported_at timestamptz NOT NULL
);

-- The outline of one municipality, simplified and packed (package geojson).
CREATE TABLE boundary_outline (
  municipality text PRIMARY KEY,
  outline bytea NOT NULL
);
