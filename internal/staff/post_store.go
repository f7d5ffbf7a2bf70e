package staff

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/id"
)

const postColumns = "id, worker, role, organisation, unit, from_day, to_day, version"

func scanPost(s act.Scanner) (p Post, err error) {
	err = s.Scan(&p.ID, &p.Worker, &p.Role, &p.Organisation, &p.Unit, &p.Term.From, &p.Term.To, &p.Version)
	return p, err
}

func insertPost(tx *act.Tx, p Post) (bool, error) {
	n, err := tx.Exec("INSERT INTO staff_post ("+postColumns+") VALUES "+act.Values(1, 8)+" ON CONFLICT DO NOTHING",
		p.ID, p.Worker, string(p.Role), p.Organisation, p.Unit, p.Term.From, p.Term.To, p.Version)
	return n == 1, err
}

func updatePost(tx *act.Tx, p Post) (bool, error) {
	n, err := tx.Exec("UPDATE staff_post SET to_day = $1, version = version + 1 WHERE id = $2 AND version = $3", p.Term.To, p.ID, p.Version)
	return n == 1, err
}

func postByID(tx *act.Tx, post id.Of[Post]) (Post, bool, error) {
	return act.One(tx, scanPost, "SELECT "+postColumns+" FROM staff_post WHERE id = $1", post)
}

func postsOf(tx *act.Tx, worker access.WorkerID) ([]Post, error) {
	return act.All(tx, scanPost, "SELECT "+postColumns+" FROM staff_post WHERE worker = $1 ORDER BY from_day DESC, id DESC", worker)
}

func postsWithin(tx *act.Tx, scope access.Scope) ([]Post, error) {
	var a act.Args
	where, today := a.Within(scope, "organisation", "unit"), a.Add(tx.Today())
	return act.All(tx, scanPost, "SELECT "+postColumns+" FROM staff_post WHERE "+where+" AND "+inForce("staff_post", today)+
		" ORDER BY from_day, id", a.Values...)
}

// lastingOwners counts other posts of owners that have no end.
func lastingOwners(tx *act.Tx, but id.Of[Post]) (int, error) {
	n, _, err := act.One(tx, func(s act.Scanner) (n int, err error) { return n, s.Scan(&n) },
		"SELECT count(*) FROM staff_post p JOIN staff_worker w ON w.id = p.worker WHERE p.role = $1 AND p.to_day IS NULL AND p.id <> $2 AND w.active",
		string(access.RoleOwner), but)
	return n, err
}
