-- +goose Up
-- What reports may know of an organisation: its name.
CREATE VIEW fact_staff_organisation AS
  SELECT id AS organisation, name_fi AS name, name_sv FROM staff_organisation;
