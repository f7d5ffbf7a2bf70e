package staff

import (
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/i18n"
)

const workerColumns = "id, organisation, name, email, language, active, version"

func scanWorker(s act.Scanner) (w Worker, err error) {
	err = s.Scan(&w.ID, &w.Organisation, &w.Name, &w.Email, &w.Language, &w.Active, &w.Version)
	return w, err
}

func insertWorker(tx *act.Tx, w Worker) (bool, error) {
	n, err := tx.Exec("INSERT INTO staff_worker ("+workerColumns+", name_folded, email_folded) VALUES "+act.Values(1, 9)+" ON CONFLICT DO NOTHING",
		w.ID, w.Organisation, w.Name, w.Email, string(w.Language), w.Active, w.Version, i18n.Fold(w.Name), foldEmail(w.Email))
	return n == 1, err
}

func updateWorker(tx *act.Tx, w Worker) (bool, error) {
	n, err := tx.Exec(`UPDATE staff_worker SET name = $1, name_folded = $2, email = $3, email_folded = $4, language = $5,
		active = $6, version = version + 1 WHERE id = $7 AND version = $8`,
		w.Name, i18n.Fold(w.Name), w.Email, foldEmail(w.Email), string(w.Language), w.Active, w.ID, w.Version)
	return n == 1, err
}

func workerByID(tx *act.Tx, id access.WorkerID) (Worker, bool, error) {
	return act.One(tx, scanWorker, "SELECT "+workerColumns+" FROM staff_worker WHERE id = $1", id)
}

func workerByEmail(tx *act.Tx, email string) (Worker, bool, error) {
	return act.One(tx, scanWorker, "SELECT "+workerColumns+" FROM staff_worker WHERE email_folded = $1", foldEmail(email))
}

func workersWithin(tx *act.Tx, scope access.Scope, f WorkerFilter) ([]Worker, error) {
	var a act.Args
	home := a.Within(scope, "organisation", "")
	post := a.Within(scope, "organisation", "unit")
	where := "(" + home + " OR id IN (SELECT worker FROM staff_post WHERE " + post + "))"
	if f.Text != "" {
		text := a.Add("%" + escapeLike(i18n.Fold(f.Text)) + "%")
		where += " AND (name_folded LIKE " + text + ` ESCAPE '\' OR email_folded LIKE ` + text + ` ESCAPE '\')`
	}
	if !f.Organisation.IsZero() {
		o := a.Add(f.Organisation)
		where += " AND (organisation = " + o + " OR id IN (SELECT worker FROM staff_post WHERE organisation = " + o + "))"
	}
	if f.Role != "" {
		role, today := a.Add(string(f.Role)), a.Add(tx.Today())
		where += " AND id IN (SELECT worker FROM staff_post WHERE role = " + role + " AND " + inForce("staff_post", today) + ")"
	}
	if f.Active != nil {
		where += " AND active = " + a.Add(*f.Active)
	}
	return act.All(tx, scanWorker, "SELECT "+workerColumns+" FROM staff_worker WHERE "+where, a.Values...)
}

// inForce is the condition that a term holds on the day.
func inForce(table, day string) string {
	return "(" + table + ".from_day <= " + day + " AND (" + table + ".to_day IS NULL OR " + table + ".to_day > " + day + "))"
}

func escapeLike(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

func workersAtWork(tx *act.Tx, scope access.Scope) ([]Worker, error) {
	var a act.Args
	where, today := a.Within(scope, "organisation", "unit"), a.Add(tx.Today())
	return act.All(tx, scanWorker, "SELECT "+workerColumns+" FROM staff_worker WHERE active AND id IN (SELECT worker FROM staff_post WHERE "+
		where+" AND "+inForce("staff_post", today)+") ORDER BY name_folded, id", a.Values...)
}

func workerNames(tx *act.Tx, ids []access.WorkerID) (map[access.WorkerID]string, error) {
	if len(ids) == 0 {
		return map[access.WorkerID]string{}, nil
	}
	var a act.Args
	return namesWhere(tx, "id IN "+act.List(&a, ids), a)
}
