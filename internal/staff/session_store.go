package staff

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/credential"
	"rinnalla/internal/id"
)

// identityOf is the one question that every request asks. A post counts while
// it, its unit and its organisation are in force; shares count for coordinators.
func identityOf(tx *act.Tx, hash []byte) (identityRows, error) {
	var f identityRows
	today := tx.Today()
	err := act.Each(tx, func(s act.Scanner) error { return f.scan(s) }, `
		SELECT s.id, s.worker, s.stage, s.device, s.started_at, s.seen_at, s.ended_at,
			g.second_factor, g.idle_minutes, g.session_hours, w.active, w.name, w.language,
			COALESCE(p.role, ''), p.organisation, p.unit, COALESCE(o.name_fi, ''), COALESCE(o.name_sv, ''), COALESCE(u.name, ''), m.organisation
		FROM staff_session s
		JOIN staff_setting g ON g.id = 1
		JOIN staff_worker w ON w.id = s.worker
		LEFT JOIN (staff_post p
			JOIN staff_organisation o ON o.id = p.organisation AND `+inForce("o", "$2")+`
			LEFT JOIN staff_unit u ON u.id = p.unit)
			ON p.worker = w.id AND `+inForce("p", "$2")+` AND (p.unit IS NULL OR `+inForce("u", "$2")+`)
		LEFT JOIN staff_share h ON h.coordinators = p.organisation AND p.role = 'coordinator' AND `+inForce("h", "$2")+`
		LEFT JOIN staff_share_member m ON m.share = h.id
		WHERE s.token_hash = $1
		ORDER BY p.from_day, p.id, m.organisation`, hash, today)
	return f, err
}

func (f *identityRows) scan(s act.Scanner) error {
	var factor, fi, sv, unit string
	var p access.Post
	var shared access.OrganisationID
	v := &f.session
	err := s.Scan(&v.ID, &v.Worker, &v.Stage, &v.Device, &v.Started, &v.Seen, &v.Ended,
		&factor, &v.Settings.IdleMinutes, &v.Settings.SessionHours, &f.active, &f.name, &f.lang,
		&p.Role, &p.Organisation, &p.Unit, &fi, &sv, &unit, &shared)
	v.Settings.SecondFactorRequired = factor != optional
	f.addPost(p, Place{nameIn(f.lang.Tag(), fi, sv), unit})
	f.addShared(shared)
	return err
}

func insertSession(tx *act.Tx, s Session, hash []byte) error {
	_, err := tx.Exec(`INSERT INTO staff_session (id, worker, token_hash, stage, device, started_at, seen_at) VALUES `+act.Values(1, 7),
		s.ID, s.Worker, hash, string(s.Stage), s.Device, s.Started, s.Seen)
	return err
}

// renewSession begins the session's times anew: a session starts when its
// worker has given all she was asked for.
func renewSession(tx *act.Tx, session id.Of[Session], stage Stage, hash []byte) error {
	_, err := tx.Exec("UPDATE staff_session SET stage = $1, token_hash = $2, started_at = $3, seen_at = $3 WHERE id = $4",
		string(stage), hash, tx.Now, session)
	return err
}

func seenSession(tx *act.Tx, session id.Of[Session]) error {
	_, err := tx.Exec("UPDATE staff_session SET seen_at = $1 WHERE id = $2 AND seen_at < $1", tx.Now, session)
	return err
}

func endByToken(tx *act.Tx, hash []byte) error {
	_, err := tx.Exec("UPDATE staff_session SET ended_at = $1 WHERE token_hash = $2 AND ended_at IS NULL", tx.Now, hash)
	return err
}

func endSession(tx *act.Tx, session id.Of[Session], worker access.WorkerID) (bool, error) {
	n, err := tx.Exec("UPDATE staff_session SET ended_at = $1 WHERE id = $2 AND worker = $3 AND ended_at IS NULL", tx.Now, session, worker)
	return n == 1, err
}

// endSessions ends a worker's sessions, all but keep when it is given.
func endSessions(tx *act.Tx, worker access.WorkerID, keep *id.Of[Session]) error {
	var a act.Args
	query := "UPDATE staff_session SET ended_at = " + a.Add(tx.Now) + " WHERE worker = " + a.Add(worker) + " AND ended_at IS NULL"
	if keep != nil {
		query += " AND id <> " + a.Add(*keep)
	}
	_, err := tx.Exec(query, a.Values...)
	return err
}

const sessionQuery = `SELECT s.id, s.worker, s.stage, s.device, s.started_at, s.seen_at, s.ended_at, g.second_factor, g.idle_minutes, g.session_hours
	FROM staff_session s JOIN staff_setting g ON g.id = 1 WHERE `

func scanSession(s act.Scanner) (v Session, err error) {
	var factor string
	err = s.Scan(&v.ID, &v.Worker, &v.Stage, &v.Device, &v.Started, &v.Seen, &v.Ended, &factor, &v.Settings.IdleMinutes, &v.Settings.SessionHours)
	v.Settings.SecondFactorRequired = factor != optional
	return v, err
}

func sessionsOf(tx *act.Tx, worker access.WorkerID) ([]Session, error) {
	return act.All(tx, scanSession, sessionQuery+"s.worker = $1 AND s.ended_at IS NULL ORDER BY s.seen_at DESC, s.id", worker)
}

func sessionByToken(tx *act.Tx, token string) (Session, bool, error) {
	return act.One(tx, scanSession, sessionQuery+"s.token_hash = $1", credential.HashToken(token))
}

// removeSessions forgets sessions that can no longer be used, a day after.
func removeSessions(tx *act.Tx, before civil.Instant) (int64, error) {
	return tx.Exec("DELETE FROM staff_session WHERE ended_at < $1 OR seen_at < $1", before)
}
