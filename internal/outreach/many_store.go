package outreach

import (
	"slices"

	"rinnalla/internal/act"
	"rinnalla/internal/fault"
)

func insertMany(tx *act.Tx, versions []Version) error {
	for some := range slices.Chunk(versions, tx.RowsAtOnce(given+2)) {
		var rows, queue []any
		for _, v := range some {
			rows = append(append(rows, versionValues(v)...), v.Municipality, v.Rule)
			queue = append(queue, v.ID, v.No, 1)
		}
		n, err := tx.Exec("INSERT INTO outreach_version ("+givenColumns+", municipality, rule) VALUES "+
			act.Values(len(some), given+2)+" ON CONFLICT DO NOTHING", rows...)
		if err != nil {
			return err
		}
		if n < int64(len(some)) {
			return fault.New(fault.Conflict, "visit.conflict")
		}
		if _, err := tx.Exec(insertUntallied+act.Values(len(some), 3), queue...); err != nil {
			return err
		}
	}
	return nil
}
