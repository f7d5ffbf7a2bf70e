package client

import (
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
)

// Registration is the beginning of a client relationship: a person, and to whom she comes.
type Registration struct {
	ID           ClientID // minted by the form: sent twice she is registered once
	Organisation access.OrganisationID
	Unit         access.UnitID // the unit that she becomes a client of
	Number       string        // empty: NumberOf her id
	Person       Person
	From         civil.Date      // the first day
	Worker       access.WorkerID // her own worker; zero: none yet
	UnitTask     bool            // everybody who works in the unit may see her
	// Other says that whoever registers has looked at those who may be the same person, and that she is another.
	Other bool
}

func (r Registration) tidied() Registration {
	r.Person = r.Person.tidied()
	r.Number = strings.Join(strings.Fields(unreadable.Replace(strings.ToValidUTF8(r.Number, "\uFFFD"))), " ")
	if r.Number == "" {
		r.Number = NumberOf(r.ID)
	}
	return r
}

// Check gives the field faults of a registration.
func (r Registration) Check(today civil.Date) error {
	var c fault.Checks
	c.That(!r.ID.IsZero() && !r.Organisation.IsZero(), "id", "client.id.missing")
	c.That(!r.Unit.IsZero(), "unit", "client.unit.missing")
	c.That(!r.Worker.IsZero() || r.UnitTask, "worker", "client.worker.missing")
	c.That(!r.From.IsZero(), "from", "client.from.missing")
	c.That(!r.From.After(today), "from", "client.from.future")
	checkNumber(&c, r.Number)
	return both(r.Person.Check(today), c.Err())
}

// both puts the field faults of two checks together.
func both(a, b error) error {
	first, second := fault.Of(a), fault.Of(b)
	if first == nil || second == nil {
		if a != nil {
			return a
		}
		return b
	}
	joined := *first
	joined.Fields = append(append([]fault.Field{}, first.Fields...), second.Fields...)
	return &joined
}

// Receipt says that a client is on record.
type Receipt struct {
	Client ClientID
	Number string
	Again  bool // she was already, with the same content, and nothing was done
}

// Register puts a client on record, once: the same form again is answered by the receipt of the first time, however she was corrected
// since. Another person under the same id is a conflict. Somebody with the same identity code in the organisation is a fault of the field
// code; people who may be the same are a fault of the field other, unless Other is set. Hints tells who they are.
func Register(tx *act.Tx, r Registration) (Receipt, error) {
	if err := tx.Require(access.RegisterClients, access.Of("client", r.Organisation, r.Unit, r.ID)); err != nil {
		return Receipt{}, err
	}
	if err := sealsOf(tx); err != nil {
		return Receipt{}, err
	}
	r = r.tidied()
	if err := r.Check(tx.Today()); err != nil {
		return Receipt{}, err
	}
	if stands, found, err := findRecord(tx, r.ID); err != nil || found {
		if err != nil {
			return Receipt{}, err
		}
		return registeredBefore(tx, r, stands)
	}
	if err := r.checkOthers(tx); err != nil {
		return Receipt{}, err
	}
	return Receipt{Client: r.ID, Number: r.Number}, r.put(tx)
}

// checkOthers refuses what would be a second record of the same person.
func (r Registration) checkOthers(tx *act.Tx) error {
	found, err := hints(tx, r.Organisation, r.Person, record{})
	if err != nil {
		return err
	}
	var c fault.Checks
	c.That(!found.SameCode, "identity", "client.identity.taken")
	c.That(found.SameCode || r.Other || len(found.Visible) == 0 && !found.Hidden, "other", "client.other.look")
	return c.Err()
}

func (r Registration) put(tx *act.Tx) error {
	key, wrapped, err := tx.Seals.NewKey(owner(r.ID))
	if err != nil {
		return err
	}
	v, err := seals(key, r.ID, 1, r.Person, "")
	if err != nil {
		return err
	}
	v.recordedBy, v.recordedAt = tx.Actor.ID, tx.Now
	made, err := insertClient(tx, record{id: r.ID, organisation: r.Organisation, number: r.Number, no: 1, madeAt: tx.Now, madeBy: tx.Actor.ID})
	if err != nil {
		return err
	}
	if !made {
		// The id is new, as was looked before, or two came at the same moment; then the number is the same too.
		return oneFault("number", "client.number.taken")
	}
	if err := insertKeyset(tx, r.ID, wrapped); err != nil {
		return err
	}
	if err := insertVersion(tx, v); err != nil {
		return err
	}
	if err := markPerson(tx, r.Organisation, r.ID, nil, r.Person); err != nil {
		return err
	}
	for _, relation := range r.relations(tx) {
		if _, err := insertRelation(tx, relation); err != nil {
			return err
		}
	}
	return nil
}

// relations are those that a registration begins with.
func (r Registration) relations(tx *act.Tx) []Relation {
	one := Relation{Client: r.ID, holder: r.ID, Organisation: r.Organisation, Unit: r.Unit, Term: Term{From: r.From}, Version: 1,
		MadeBy: tx.Actor.ID, MadeAt: tx.Now}
	var all []Relation
	if r.UnitTask {
		one.ID, one.Kind = id.New[Relation](), UnitTask
		all = append(all, one)
	}
	if !r.Worker.IsZero() {
		one.ID, one.Kind, one.Worker = id.New[Relation](), OwnWorker, r.Worker
		all = append(all, one)
	}
	return all
}

// registeredBefore compares a registration with the record that stands under its id.
func registeredBefore(tx *act.Tx, r Registration, stands record) (Receipt, error) {
	if stands.organisation != r.Organisation {
		return Receipt{}, fault.Missing()
	}
	t, err := tieTo(tx, stands)
	if err != nil {
		return Receipt{}, err
	}
	if err := tx.Require(access.ReadClients, subject(stands.organisation, stands.id, t)); err != nil {
		return Receipt{}, err
	}
	first, err := versionNo(tx, stands.id, 1)
	if err != nil {
		return Receipt{}, err
	}
	key, err := stands.key(tx)
	if err != nil {
		return Receipt{}, err
	}
	was, _, err := first.person(key)
	if err != nil {
		return Receipt{}, err
	}
	begun, err := relationsMadeAt(tx, stands.id, stands.madeAt)
	if err != nil {
		return Receipt{}, err
	}
	if was != r.Person || foldNumber(stands.number) != foldNumber(r.Number) || !sameBeginning(begun, r.relations(tx)) {
		return Receipt{}, conflict()
	}
	return Receipt{Client: stands.id, Number: stands.number, Again: true}, nil
}

func sameBeginning(stand, asked []Relation) bool {
	if len(stand) != len(asked) {
		return false
	}
	type beginning struct {
		kind   RelationKind
		unit   access.UnitID
		worker access.WorkerID
		from   civil.Date
	}
	of := map[beginning]bool{}
	for _, r := range stand {
		of[beginning{r.Kind, r.Unit, r.Worker, r.Term.From}] = true
	}
	for _, r := range asked {
		if !of[beginning{r.Kind, r.Unit, r.Worker, r.Term.From}] {
			return false
		}
	}
	return true
}
