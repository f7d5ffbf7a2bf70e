package outreach

import (
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
)

func insertMany(tx *act.Tx, versions []Version) error {
	for some := range act.Shares(versions, given+2) {
		var rows []any
		for _, v := range some {
			rows = append(append(rows, versionValues(v)...), v.Municipality, v.Rule)
		}
		n, err := tx.Exec("INSERT INTO outreach_version ("+givenColumns+", municipality, rule) VALUES "+
			act.Values(len(some), given+2)+" ON CONFLICT DO NOTHING", rows...)
		if err != nil {
			return err
		}
		if n < int64(len(some)) {
			return fault.New(fault.Conflict, "visit.conflict")
		}
	}
	return nil
}
