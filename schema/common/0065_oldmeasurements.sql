-- +goose Up
-- A spreadsheet of old measurements and what became of it: uploaded, checked, imported, undone. The measurements themselves are
-- outcome_measurement rows that carry the import's id. report is the mapping, what the check found and why the
-- import was undone, sealed under the installation's secret; of what waits it may hold values out of the file.
CREATE TABLE oldmeasurements_import (
  id uuid PRIMARY KEY,
  organisation uuid NOT NULL,
  unit uuid,
  instrument uuid NOT NULL,
  version uuid NOT NULL,
  file text NOT NULL,
  hash text NOT NULL,
  state text NOT NULL,
  report bytea NOT NULL,
  checked_by uuid,
  checked_at timestamptz NOT NULL,
  imported_by uuid,
  imported_at timestamptz,
  undone_by uuid,
  undone_at timestamptz
);

CREATE INDEX oldmeasurements_import_by_day ON oldmeasurements_import (organisation, checked_at);
CREATE UNIQUE INDEX oldmeasurements_import_once ON oldmeasurements_import (organisation, instrument, hash) WHERE state = 'imported';

-- A file that waits, and what the check found about single rows, a hundred in one; both sealed under the installation's secret. No backup
-- holds these rows, and they go when the file is imported or discarded, when a client of the organisation is erased, and after a week.
CREATE TABLE oldmeasurements_file (
  import uuid PRIMARY KEY REFERENCES oldmeasurements_import (id),
  content bytea NOT NULL
);

CREATE TABLE oldmeasurements_problem (
  import uuid NOT NULL REFERENCES oldmeasurements_import (id),
  no bigint NOT NULL,
  problems bytea NOT NULL,
  PRIMARY KEY (import, no)
);

-- What the columns of the last file with an instrument held: offered for the next one.
CREATE TABLE oldmeasurements_mapping (
  organisation uuid NOT NULL,
  instrument uuid NOT NULL,
  mapping text NOT NULL,
  kept_at timestamptz NOT NULL,
  PRIMARY KEY (organisation, instrument)
);
