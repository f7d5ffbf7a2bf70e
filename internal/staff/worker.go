package staff

import (
	"net/mail"
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
)

// Worker is a person who signs in. Organisation keeps her account; her posts
// may be elsewhere too. Email is compared without regard to case.
type Worker struct {
	ID           access.WorkerID
	Organisation access.OrganisationID
	Name         string
	Email        string
	Language     i18n.Lang
	Active       bool
	Version      int64
}

// Check finds what is wrong with the worker by herself.
func (w Worker) Check() error {
	var c fault.Checks
	checkName(&c, "name", w.Name)
	a, err := mail.ParseAddress(w.Email)
	c.That(err == nil && a.Address == w.Email && len(w.Email) <= 254, "email", "staff.email_wrong")
	c.That(slices.Contains(i18n.Langs, w.Language), "language", "form.not_an_option")
	return c.Err()
}

func (w Worker) subject() access.Subject {
	return access.Of("worker", w.Organisation, access.UnitID{}, w.ID)
}

func foldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// AddWorker opens an account for a worker; she gets in by an invitation. The
// same id with the same content is fine, with other content a conflict.
func AddWorker(tx *act.Tx, w Worker) error {
	if err := tx.Require(access.KeepWorkers, w.subject()); err != nil {
		return err
	}
	if err := w.Check(); err != nil {
		return err
	}
	w.Version = 1
	if made, err := insertWorker(tx, w); err != nil || made {
		return err
	}
	stands, found, err := workerByID(tx, w.ID)
	switch {
	case err != nil:
		return err
	case !found:
		return emailTaken()
	case stands != w:
		return conflict()
	}
	return nil
}

func emailTaken() error { return wrongField("email", "staff.email_taken") }

// ChangeWorker replaces name, address, language and whether the account is
// open; Version is the one that was read. A closed account has no session.
func ChangeWorker(tx *act.Tx, w Worker) error {
	stands, err := mayKeepWorker(tx, w.ID)
	if err != nil {
		return err
	}
	w.Organisation = stands.Organisation
	if err := saveWorker(tx, w); err != nil || w.Active {
		return err
	}
	return endSessions(tx, w.ID, nil)
}

func saveWorker(tx *act.Tx, w Worker) error {
	if err := w.Check(); err != nil {
		return err
	}
	other, found, err := workerByEmail(tx, w.Email)
	if err != nil {
		return err
	}
	if found && other.ID != w.ID {
		return emailTaken()
	}
	changed, err := updateWorker(tx, w)
	if err == nil && !changed {
		return stale()
	}
	return err
}

// FindWorker reads one worker for whoever keeps workers in her organisation or
// in one where she has a post.
func FindWorker(tx *act.Tx, id access.WorkerID) (Worker, error) {
	w, found, err := workerByID(tx, id)
	if err != nil {
		return w, err
	}
	if !found {
		return w, fault.Missing()
	}
	posts, err := postsOf(tx, id)
	if err != nil {
		return w, err
	}
	at := w.Organisation
	for _, p := range posts {
		if !tx.Actor.May(access.KeepWorkers, access.All("worker", at)) {
			at = p.Organisation
		}
	}
	if err := tx.Require(access.KeepWorkers, access.Of("worker", at, access.UnitID{}, id)); err != nil {
		return Worker{}, err
	}
	return w, nil
}

// mayKeepWorker asks for the worker's account. Whoever can hand out a way into
// it gets all that it may do, so she must keep the workers of every
// organisation in which the account has a post; an owner's is kept by owners.
func mayKeepWorker(tx *act.Tx, id access.WorkerID) (Worker, error) {
	w, found, err := workerByID(tx, id)
	if err != nil {
		return w, err
	}
	if !found {
		return w, fault.Missing()
	}
	if err := tx.Require(access.KeepWorkers, w.subject()); err != nil {
		return Worker{}, err
	}
	posts, err := postsOf(tx, id)
	if err != nil {
		return w, err
	}
	for _, p := range posts {
		if p.Term.Ended(tx.Today()) {
			continue
		}
		if err := mayGive(tx, p); err != nil {
			return Worker{}, err
		}
	}
	return w, nil
}

// WorkerFilter chooses workers for a list. Zero fields do not filter.
type WorkerFilter struct {
	Text         string // in name or address
	Organisation access.OrganisationID
	Role         access.Role // of a post in force
	Active       *bool
}

// ListWorkers lists the workers whom the actor keeps, in no particular order:
// the page sorts names by the reader's alphabet.
func ListWorkers(tx *act.Tx, f WorkerFilter) ([]Worker, error) {
	scope, err := tx.Scope(access.KeepWorkers, "worker")
	if err != nil {
		return nil, err
	}
	return workersWithin(tx, scope, f)
}

// WorkersWithin lists the active workers who have a post in force on the act's
// day inside a scope that the act has been given.
func WorkersWithin(tx *act.Tx, scope access.Scope) ([]Worker, error) {
	return workersAtWork(tx, scope)
}

// WorkerNames gives the names of workers by id, for lists that the act may show.
func WorkerNames(tx *act.Tx, ids []access.WorkerID) (map[access.WorkerID]string, error) {
	return workerNames(tx, ids)
}
