package outreach

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

func scanRound(s act.Scanner) (r Round, err error) {
	err = s.Scan(&r.ID, &r.Organisation, &r.Unit, &r.Day, &r.Aim, &r.Version, &r.Visits)
	return r, err
}

const selectRound = `SELECT r.id, r.organisation, r.unit, r.day, r.aim, r.version,
	(SELECT count(*) FROM outreach_version v WHERE v.round = r.id AND v.state = 'current') FROM outreach_round r WHERE `

func insertRound(tx *act.Tx, r Round) (bool, error) {
	n, err := tx.Exec(`INSERT INTO outreach_round (id, organisation, unit, day, aim, version) VALUES ($1,$2,$3,$4,$5,$6)
		ON CONFLICT DO NOTHING`, r.ID, r.Organisation, r.Unit, r.Day, r.Aim, r.Version)
	if err != nil || n == 0 {
		return false, err
	}
	return true, writeRoundLists(tx, r)
}

func updateRound(tx *act.Tx, r Round) (bool, error) {
	n, err := tx.Exec("UPDATE outreach_round SET day = $1, aim = $2, version = version + 1 WHERE id = $3 AND version = $4",
		r.Day, r.Aim, r.ID, r.Version)
	if err != nil || n == 0 {
		return false, err
	}
	for _, list := range []string{"outreach_round_place", "outreach_round_worker"} {
		if _, err := tx.Exec("DELETE FROM "+list+" WHERE round = $1", r.ID); err != nil {
			return false, err
		}
	}
	return true, writeRoundLists(tx, r)
}

func writeRoundLists(tx *act.Tx, r Round) error {
	if len(r.Places) > 0 {
		var args []any
		for i, place := range r.Places {
			args = append(args, r.ID, i, place)
		}
		if _, err := tx.Exec("INSERT INTO outreach_round_place (round, position, place) VALUES "+
			act.Values(len(r.Places), 3), args...); err != nil {
			return err
		}
	}
	var args []any
	for _, w := range r.Workers {
		args = append(args, r.ID, w)
	}
	_, err := tx.Exec("INSERT INTO outreach_round_worker (round, worker) VALUES "+act.Values(len(r.Workers), 2), args...)
	return err
}

func findRound(tx *act.Tx, round RoundID) (Round, bool, error) {
	r, found, err := act.One(tx, scanRound, selectRound+"r.id = $1", round)
	if err != nil || !found {
		return r, found, err
	}
	one := []Round{r}
	err = readRoundLists(tx, one)
	return one[0], true, err
}

const mostRounds = 1_000

func listRounds(tx *act.Tx, scope access.Scope, f RoundFilter) ([]Round, error) {
	var a act.Args
	where := a.Within(scope, "r.organisation", "r.unit")
	if !f.Period.From.IsZero() {
		where += " AND r.day >= " + a.Add(f.Period.From)
	}
	if !f.Period.To.IsZero() {
		where += " AND r.day < " + a.Add(f.Period.To)
	}
	if !f.Unit.IsZero() {
		where += " AND r.unit = " + a.Add(f.Unit)
	}
	if !f.Worker.IsZero() {
		where += " AND r.id IN (SELECT round FROM outreach_round_worker WHERE worker = " + a.Add(f.Worker) + ")"
	}
	limit := mostRounds
	if f.Limit > 0 {
		limit = min(f.Limit, mostRounds)
	}
	rounds, err := act.All(tx, scanRound, selectRound+where+" ORDER BY r.day DESC, r.id DESC LIMIT "+a.Add(limit), a.Values...)
	if err != nil {
		return nil, err
	}
	return rounds, readRoundLists(tx, rounds)
}

func readRoundLists(tx *act.Tx, rounds []Round) error {
	if len(rounds) == 0 {
		return nil
	}
	at := map[RoundID]*Round{}
	var a act.Args
	ids := make([]RoundID, len(rounds))
	for i := range rounds {
		at[rounds[i].ID] = &rounds[i]
		ids[i] = rounds[i].ID
	}
	in := act.List(&a, ids)
	err := act.Each(tx, func(s act.Scanner) error {
		var round RoundID
		var place PlaceID
		if err := s.Scan(&round, &place); err != nil {
			return err
		}
		at[round].Places = append(at[round].Places, place)
		return nil
	}, "SELECT round, place FROM outreach_round_place WHERE round IN "+in+" ORDER BY round, position", a.Values...)
	if err != nil {
		return err
	}
	return act.Each(tx, func(s act.Scanner) error {
		var round RoundID
		var worker access.WorkerID
		if err := s.Scan(&round, &worker); err != nil {
			return err
		}
		at[round].Workers = append(at[round].Workers, worker)
		return nil
	}, "SELECT round, worker FROM outreach_round_worker WHERE round IN "+in+" ORDER BY round, worker", a.Values...)
}

// countPlaces is how many of the places are the organisation's own, each counted once.
func countPlaces(tx *act.Tx, o access.OrganisationID, places []PlaceID) (int, error) {
	a := act.Args{Values: []any{o}}
	n, _, err := act.One(tx, func(s act.Scanner) (n int, err error) { return n, s.Scan(&n) },
		"SELECT count(*) FROM outreach_place WHERE organisation = $1 AND id IN "+act.List(&a, places), a.Values...)
	return n, err
}
