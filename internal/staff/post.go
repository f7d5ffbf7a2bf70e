package staff

import (
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
)

// Post is a worker's role in a unit for a term, or in a whole organisation when
// Unit is zero.
type Post struct {
	ID           id.Of[Post]
	Worker       access.WorkerID
	Role         access.Role
	Organisation access.OrganisationID
	Unit         access.UnitID
	Term         Term
	Version      int64
}

// Check finds what is wrong with the post by itself.
func (p Post) Check() error {
	var c fault.Checks
	c.That(slices.Contains(access.Roles(), p.Role), "role", "form.not_an_option")
	c.That(!p.Organisation.IsZero(), "organisation", "form.not_an_option")
	checkTerm(&c, p.Term)
	return c.Err()
}

func (p Post) subject() access.Subject { return access.Of("post", p.Organisation, p.Unit, p.ID) }

// mayGive asks for the right to give or end such a post. Nobody makes owners
// but who keeps the installation's organisations.
func mayGive(tx *act.Tx, p Post) error {
	if err := tx.Require(access.KeepWorkers, p.subject()); err != nil {
		return err
	}
	if p.Role == access.RoleOwner {
		return tx.Require(access.KeepOrganisations, access.Of("post", access.Installation, access.UnitID{}, p.ID))
	}
	return nil
}

// GivePost gives a worker a post. The same id with the same content is fine,
// with other content a conflict.
func GivePost(tx *act.Tx, p Post) error {
	if err := mayGive(tx, p); err != nil {
		return err
	}
	if _, err := FindWorker(tx, p.Worker); err != nil {
		return err
	}
	if err := p.Check(); err != nil {
		return err
	}
	if err := checkUnit(tx, p); err != nil {
		return err
	}
	p.Version = 1
	if made, err := insertPost(tx, p); err != nil || made {
		return err
	}
	stands, _, err := postByID(tx, p.ID)
	if err == nil && stands != p {
		return conflict()
	}
	return err
}

func checkUnit(tx *act.Tx, p Post) error {
	if p.Unit.IsZero() {
		return nil
	}
	u, found, err := unitByID(tx, p.Unit)
	if err != nil {
		return err
	}
	var c fault.Checks
	c.That(found && u.Organisation == p.Organisation, "unit", "staff.unit_elsewhere")
	return c.Err()
}

// EndPost sets the last day of a post; version is the one that was read. A last
// day before the first means that the post never was.
func EndPost(tx *act.Tx, post id.Of[Post], version int64, term Term) error {
	p, found, err := postByID(tx, post)
	if err != nil {
		return err
	}
	if !found {
		return fault.Missing()
	}
	if err := mayGive(tx, p); err != nil {
		return err
	}
	p.Term.To, p.Version = term.To, version
	var c fault.Checks
	c.That(!p.Term.To.IsZero(), "last", "staff.last_missing")
	c.That(p.Term.To.IsZero() || !p.Term.To.Before(p.Term.From), "last", "staff.last_before_from")
	if err := c.Err(); err != nil {
		return err
	}
	if err := keepAnOwner(tx, p); err != nil {
		return err
	}
	changed, err := updatePost(tx, p)
	if err == nil && !changed {
		return stale()
	}
	return err
}

// keepAnOwner refuses to end the last owner's post: nobody could give it back
// but the terminal.
func keepAnOwner(tx *act.Tx, p Post) error {
	if p.Role != access.RoleOwner {
		return nil
	}
	others, err := lastingOwners(tx, p.ID)
	if err == nil && others == 0 {
		return wrongField("last", "staff.last_owner")
	}
	return err
}

// PostsOf lists a worker's posts, past and coming ones too, newest first, for
// whoever may find her. Posts in organisations whose workers the actor does
// not keep are left out.
func PostsOf(tx *act.Tx, worker access.WorkerID) ([]Post, error) {
	if _, err := FindWorker(tx, worker); err != nil {
		return nil, err
	}
	posts, err := postsOf(tx, worker)
	return slices.DeleteFunc(posts, func(p Post) bool { return !tx.Actor.May(access.KeepWorkers, p.subject()) }), err
}

// PostsWithin lists the posts in force inside a scope that the act has been given.
func PostsWithin(tx *act.Tx, scope access.Scope) ([]Post, error) { return postsWithin(tx, scope) }
