package act

import (
	"fmt"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/id"
)

const entryColumns = "id, organisation, unit, at, actor_kind, actor, actor_name, permission, purpose, subject_kind, subject, outcome, act"

func writeLog(tx *Tx, rows []Entry) error {
	for some := range slices.Chunk(rows, mostArguments/13) {
		args := make([]any, 0, 13*len(some))
		for _, e := range some {
			args = append(args, e.ID, e.Organisation, e.Unit, e.At, string(e.ActorKind), e.Actor, e.ActorName,
				e.Permission, e.Purpose, e.SubjectKind, e.Subject, string(e.Outcome), e.Act)
		}
		if err := tx.Later("INSERT INTO act_log ("+entryColumns+") VALUES "+Values(len(some), 13), args...); err != nil {
			return fmt.Errorf("write the use log: %w", err)
		}
	}
	return nil
}

func scanEntry(s Scanner) (e Entry, err error) {
	err = s.Scan(&e.ID, &e.Organisation, &e.Unit, &e.At, &e.ActorKind, &e.Actor, &e.ActorName,
		&e.Permission, &e.Purpose, &e.SubjectKind, &e.Subject, &e.Outcome, &e.Act)
	return e, err
}

func entriesBetween(tx *Tx, o access.OrganisationID, first, last id.Of[Entry]) ([]Entry, error) {
	return All(tx, scanEntry, "SELECT "+entryColumns+` FROM act_log
		WHERE organisation = $1 AND id >= $2 AND id <= $3 ORDER BY id`, o, first, last)
}

func entriesSince(tx *Tx, first id.Of[Entry]) ([]Entry, error) {
	return All(tx, scanEntry, "SELECT "+entryColumns+" FROM act_log WHERE id >= $1 ORDER BY id", first)
}

// LogFilter chooses rows of the use log for reading. Zero fields do not filter.
type LogFilter struct {
	From, To     civil.Instant // half open
	Actor        access.WorkerID
	Subject      access.ThingID
	Permission   string
	Outcome      Outcome
	Before       id.Of[Entry] // for the next page: entries older than this one
	Limit        int
	Organisation access.OrganisationID
}

// ReadLog lists entries of the organisations whose use log the actor may read,
// newest first. The reading is itself logged.
func ReadLog(tx *Tx, f LogFilter) ([]Entry, error) {
	scope, err := tx.Scope(access.ReadUseLog, "use_log")
	if err != nil {
		return nil, err
	}
	var a Args
	where := a.Within(scope, "organisation", "unit")
	if !f.Organisation.IsZero() {
		where += " AND organisation = " + a.Add(f.Organisation)
	}
	if !f.From.IsZero() {
		where += " AND id >= " + a.Add(id.FirstAt[Entry](f.From.Time()))
	}
	if !f.To.IsZero() {
		where += " AND id < " + a.Add(id.FirstAt[Entry](f.To.Time()))
	}
	if !f.Before.IsZero() {
		where += " AND id < " + a.Add(f.Before)
	}
	if !f.Actor.IsZero() {
		where += " AND actor = " + a.Add(f.Actor)
	}
	if !f.Subject.IsZero() {
		where += " AND subject = " + a.Add(f.Subject)
	}
	if f.Permission != "" {
		where += " AND permission = " + a.Add(f.Permission)
	}
	if f.Outcome != "" {
		where += " AND outcome = " + a.Add(string(f.Outcome))
	}
	limit := min(max(f.Limit, 1), 1000)
	return All(tx, scanEntry, "SELECT "+entryColumns+" FROM act_log WHERE "+where+
		" ORDER BY id DESC LIMIT "+a.Add(limit), a.Values...)
}
