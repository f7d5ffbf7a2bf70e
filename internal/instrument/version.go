package instrument

import (
	"slices"
	"strings"
	"unicode/utf8"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
)

// Instrument is one that an organisation has loaded, or that the installation has for all.
type Instrument struct {
	ID           InstrumentID
	Organisation access.OrganisationID // or access.Installation
	Code         string
	Retired      bool      // no new measurement begins with it; what was answered stays readable
	Versions     []Version // from the first
}

// Status is how far a version is.
//
//i18n:keys instrument.status.*
type Status string

const (
	// Draft versions may still be changed.
	Draft Status = "draft"
	// Locked versions never change again: answers were given under them.
	Locked Status = "locked"
)

// Version is a state of an instrument's definition. Answers name the version that they were given under and stay readable in it.
type Version struct {
	ID         VersionID
	Instrument InstrumentID
	Number     int // 1, 2, …
	Status     Status
	Definition Definition
	// Changed says in words what is otherwise than in the version before; empty in the first.
	Changed string
	// Compares tells whether scores compare with those of the version before.
	Compares bool
	Edition  int // of a draft: what was seen; grows with every change
	MadeAt   civil.Instant
	MadeBy   access.WorkerID // zero: the program
	LockedAt civil.Instant   // zero while a draft
}

const longestChanged = 2_000

func (i Instrument) subject() access.Subject {
	return access.Of("instrument", i.Organisation, access.UnitID{}, i.ID)
}

// Newest is the version that a measurement begins with: the newest locked one, or the newest draft when none is locked yet. A draft of
// an instrument that has a locked version waits until it is locked by hand.
func (i Instrument) Newest() (Version, bool) {
	for _, v := range slices.Backward(i.Versions) {
		if v.Status == Locked {
			return v, true
		}
	}
	if n := len(i.Versions); n > 0 {
		return i.Versions[n-1], true
	}
	return Version{}, false
}

// Comparable tells whether scores of two versions of the instrument, by their numbers, compare: every version between says so.
func (i Instrument) Comparable(a, b int) bool {
	from, to := min(a, b), max(a, b)
	for _, v := range i.Versions {
		if v.Number > from && v.Number <= to && !v.Compares {
			return false
		}
	}
	return true
}

// Form makes the version ready for answering and scoring.
func (v Version) Form() (*Form, error) { return NewForm(v.ID, v.Number, v.Definition) }

// Load brings an instrument in: its first version, as a draft. i and version are ids that the form minted; the same content under them
// again is the same load. An organisation has a code once.
func Load(tx *act.Tx, i InstrumentID, version VersionID, organisation access.OrganisationID, d Definition) error {
	in := Instrument{ID: i, Organisation: organisation, Code: d.Code}
	if err := tx.Require(access.KeepInstruments, in.subject()); err != nil {
		return err
	}
	if err := d.Check(); err != nil {
		return err
	}
	return load(tx, in, Version{ID: version, Instrument: i, Number: 1, Status: Draft, Definition: d, Edition: 1, MadeAt: tx.Now, MadeBy: tx.Actor.ID})
}

func load(tx *act.Tx, i Instrument, v Version) error {
	added, err := insertInstrument(tx, i)
	if err != nil {
		return err
	}
	if added {
		return add(tx, v)
	}
	old, found, err := findInstrument(tx, i.ID)
	switch {
	case err != nil:
		return err
	case !found:
		return oneFault("code", "instrument.code.taken", "code", i.Code)
	case old.Organisation != i.Organisation:
		return fault.Missing()
	}
	return add(tx, v)
}

// add inserts a version. The same again is nothing; another under its id, or another with its number, is a conflict.
func add(tx *act.Tx, v Version) error {
	added, err := insertVersion(tx, v)
	if err != nil || added {
		return err
	}
	old, found, err := findVersion(tx, v.ID)
	if err != nil {
		return err
	}
	if found && old.Instrument == v.Instrument && old.Number == v.Number && old.Changed == v.Changed && old.Compares == v.Compares {
		if same, err := old.Definition.same(v.Definition); err != nil || same {
			return err
		}
	}
	return fault.New(fault.Conflict, "instrument.conflict")
}

// Revision is a new version of an instrument, as it is offered.
type Revision struct {
	ID         VersionID // minted by the form
	Instrument InstrumentID
	Definition Definition
	Changed    string // what is otherwise, in words
	Compares   bool   // scores compare with those of the version before
}

func (r Revision) check(before Definition) error {
	if err := r.Definition.Check(); err != nil {
		return err
	}
	var c fault.Checks
	c.That(r.Definition.Code == before.Code, "code", "instrument.code.changed", "code", before.Code)
	c.That(strings.TrimSpace(r.Changed) != "", "changed", "instrument.changed.missing")
	c.That(plain(r.Changed), "changed", "instrument.text.unreadable")
	c.That(utf8.RuneCountInString(r.Changed) <= longestChanged, "changed", "instrument.text.long", "max", longestChanged)
	if r.Compares {
		for _, scale := range Compare(before, r.Definition).Scored {
			c.That(false, "compares", "instrument.compares.scored_otherwise", "scale", scale)
		}
	}
	return c.Err()
}

// Revise adds a version as a draft, or writes a draft anew when r names one; seen is then the edition that was seen, and another one in
// between is stale. While there is a draft, no further version is added. A version that says that its scores compare must score every
// scale of the one before as before.
func Revise(tx *act.Tx, r Revision, seen int) error {
	i, err := keep(tx, r.Instrument)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(i.Versions, func(v Version) bool { return v.ID == r.ID })
	last := i.Versions[len(i.Versions)-1]
	r.Changed = strings.TrimSpace(r.Changed)
	switch {
	case at < 0 && last.Status == Draft:
		return oneFault("changed", "instrument.draft.open", "number", last.Number)
	case at < 0:
		if err := r.check(last.Definition); err != nil {
			return err
		}
		return add(tx, Version{ID: r.ID, Instrument: i.ID, Number: last.Number + 1, Status: Draft, Definition: r.Definition,
			Changed: r.Changed, Compares: r.Compares, Edition: 1, MadeAt: tx.Now, MadeBy: tx.Actor.ID})
	case i.Versions[at].Status != Draft:
		return fault.New(fault.Forbidden, "instrument.locked")
	}
	return redraft(tx, r, i.Versions, at, seen)
}

func redraft(tx *act.Tx, r Revision, versions []Version, at, seen int) error {
	v := versions[at]
	if at > 0 {
		if err := r.check(versions[at-1].Definition); err != nil {
			return err
		}
		v.Changed, v.Compares = r.Changed, r.Compares
	} else if err := r.Definition.Check(); err != nil {
		return err
	} else if r.Definition.Code != v.Definition.Code {
		return oneFault("code", "instrument.code.changed", "code", v.Definition.Code)
	}
	v.Definition, v.Edition = r.Definition, seen
	changed, err := updateDraft(tx, v)
	if err == nil && !changed {
		err = fault.New(fault.Stale, "fault.stale")
	}
	return err
}

// keep loads an instrument that the actor may change.
func keep(tx *act.Tx, i InstrumentID) (Instrument, error) {
	in, found, err := findInstrument(tx, i)
	if err != nil {
		return in, err
	}
	if err := tx.Require(access.KeepInstruments, in.subject()); err != nil || !found {
		if err == nil {
			err = fault.Missing()
		}
		return in, err
	}
	in.Versions, err = listVersions(tx, []InstrumentID{i})
	return in, err
}

// Lock closes a draft by hand. seen is its edition: what is locked is what was looked at. Locking a locked version changes nothing.
func Lock(tx *act.Tx, version VersionID, seen int) error {
	v, found, err := findVersion(tx, version)
	if err != nil {
		return err
	}
	if _, err := keep(tx, v.Instrument); err != nil || !found {
		return err
	}
	if v.Status == Locked {
		return nil
	}
	changed, err := lockVersion(tx, version, seen, tx.Now)
	if err == nil && !changed {
		err = fault.New(fault.Stale, "fault.stale")
	}
	return err
}

// Retire takes an instrument out of use, or back into it. Nothing that was answered is lost by it.
func Retire(tx *act.Tx, i InstrumentID, retired bool) error {
	if _, err := keep(tx, i); err != nil {
		return err
	}
	return setRetired(tx, i, retired)
}

// reader asks for the right to read instruments. They are part of every result that is shown and so are no secret: with those of the own
// organisations go the installation's.
func reader(tx *act.Tx) (access.Scope, error) {
	scope, err := tx.Scope(access.ReadInstruments, "instrument")
	if err == nil && !scope.Everywhere {
		scope.Organisations = append(scope.Organisations, access.Installation)
	}
	return scope, err
}

// reaches tells whether an instrument is one that the actor may know of: whoever is narrowed to one knows of no other.
func reaches(tx *act.Tx, i InstrumentID) bool {
	only := tx.Actor.Only().Instrument
	return only.IsZero() || only == access.ThingID(i)
}

// List lists the instruments that the actor may use, by code, the organisation's own before the installation's; retired ones too.
func List(tx *act.Tx) ([]Instrument, error) {
	scope, err := reader(tx)
	if err != nil {
		return nil, err
	}
	return listWithin(tx, scope)
}

// ForPrograms lists the instruments that a token of another program can be narrowed to, for whoever keeps tokens, in the order of List.
func ForPrograms(tx *act.Tx) ([]Instrument, error) {
	scope, err := tx.Scope(access.KeepPrograms, "instrument")
	if err != nil {
		return nil, err
	}
	if !scope.Everywhere {
		scope.Organisations = append(scope.Organisations, access.Installation)
	}
	return listWithin(tx, scope)
}

func listWithin(tx *act.Tx, scope access.Scope) ([]Instrument, error) {
	all, err := listInstruments(tx, scope)
	all = slices.DeleteFunc(all, func(i Instrument) bool { return !reaches(tx, i.ID) })
	if err != nil || len(all) == 0 {
		return nil, err
	}
	ids := make([]InstrumentID, len(all))
	for i := range all {
		ids[i] = all[i].ID
	}
	versions, err := listVersions(tx, ids)
	for _, v := range versions {
		i := slices.IndexFunc(all, func(in Instrument) bool { return in.ID == v.Instrument })
		all[i].Versions = append(all[i].Versions, v)
	}
	return all, err
}

// Find loads one instrument with its versions.
func Find(tx *act.Tx, i InstrumentID) (Instrument, error) {
	scope, err := reader(tx)
	if err != nil {
		return Instrument{}, err
	}
	in, found, err := findInstrument(tx, i)
	if err != nil || !found || !scope.Covers(in.Organisation, access.UnitID{}) || !reaches(tx, i) {
		if err == nil {
			err = fault.Missing()
		}
		return Instrument{}, err
	}
	in.Versions, err = listVersions(tx, []InstrumentID{i})
	return in, err
}

// FindCode loads the instrument that goes by the code in an organisation: its own, else the installation's.
func FindCode(tx *act.Tx, organisation access.OrganisationID, code string) (Instrument, error) {
	scope, err := reader(tx)
	if err != nil {
		return Instrument{}, err
	}
	for _, o := range []access.OrganisationID{organisation, access.Installation} {
		i, found, err := findByCode(tx, o, code)
		if err != nil {
			return i, err
		}
		if found && scope.Covers(o, access.UnitID{}) && reaches(tx, i.ID) {
			i.Versions, err = listVersions(tx, []InstrumentID{i.ID})
			return i, err
		}
	}
	return Instrument{}, fault.Missing()
}

// Addressed finds the version that another program names, in an organisation or in the installation: by the instrument's code, else by the
// address that it was brought in from (its Licence.Source). number is the version's; 0 is the one that measurements begin with. Like FormOf
// it does not ask; whoever is narrowed to one instrument finds no other.
func Addressed(tx *act.Tx, o access.OrganisationID, code, source string, number int) (VersionID, bool, error) {
	for _, at := range []access.OrganisationID{o, access.Installation} {
		in, found, err := findByCode(tx, at, code)
		if err != nil {
			return VersionID{}, false, err
		}
		if found && reaches(tx, in.ID) {
			v, has, err := versionOf(tx, in, number)
			return v, has, err
		}
	}
	if source == "" {
		return VersionID{}, false, nil
	}
	all, err := listInstruments(tx, access.Scope{Organisations: []access.OrganisationID{o, access.Installation}})
	if err != nil {
		return VersionID{}, false, err
	}
	for _, in := range all {
		if !reaches(tx, in.ID) {
			continue
		}
		if in.Versions, err = listVersions(tx, []InstrumentID{in.ID}); err != nil {
			return VersionID{}, false, err
		}
		if v, has := in.Newest(); has && v.Definition.Licence.Source == source {
			return v.ID, true, nil
		}
	}
	return VersionID{}, false, nil
}

// versionOf is the version of that number; 0 is the newest.
func versionOf(tx *act.Tx, in Instrument, number int) (id VersionID, has bool, err error) {
	if in.Versions, err = listVersions(tx, []InstrumentID{in.ID}); err != nil {
		return id, false, err
	}
	if number == 0 {
		v, has := in.Newest()
		return v.ID, has, nil
	}
	for _, v := range in.Versions {
		if v.Number == number {
			return v.ID, true, nil
		}
	}
	return id, false, nil
}

// FormOf is the form of a version. It does not ask for permission, for a version is part of every measurement that was made with it; the
// act has to ask for the measurement. Several acts share the form of a locked version, so nobody changes what is in it.
func FormOf(tx *act.Tx, version VersionID) (*Form, error) {
	if f, there := recall(version); there {
		return f, nil
	}
	v, found, err := findVersion(tx, version)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault.Missing()
	}
	in, _, err := findInstrument(tx, v.Instrument)
	if err != nil {
		return nil, err
	}
	f, err := v.Form()
	if err != nil {
		return nil, err
	}
	f.Instrument, f.Organisation = in.ID, in.Organisation
	if v.Status == Locked {
		tx.After(func() { remember(f) }) // the lock may be this act's own and be rolled back
	}
	return f, nil
}

// Answering gives the form of a version to an act that records answers under it, and locks the version if nobody has: from the first
// answer on it cannot change. Like FormOf it leaves the asking to the act. A retired instrument is conflict's answer.
func Answering(tx *act.Tx, version VersionID) (*Form, error) {
	s, found, err := findState(tx, version)
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, fault.Missing()
	case s.retired:
		return nil, fault.New(fault.Conflict, "instrument.retired")
	case s.status == Draft:
		if err := lockForAnswers(tx, version, s.edition); err != nil {
			return nil, err
		}
	}
	return FormOf(tx, version)
}

func lockForAnswers(tx *act.Tx, version VersionID, edition int) error {
	locked, err := lockVersion(tx, version, edition, tx.Now)
	if err != nil || locked {
		return err
	}
	s, _, err := findState(tx, version) // changed or locked since it was read
	if err == nil && s.status == Draft {
		err = fault.New(fault.Stale, "fault.stale")
	}
	return err
}

// Comparing tells which versions of an instrument have scores that compare, by their numbers. Like FormOf it leaves the asking to the act.
func Comparing(tx *act.Tx, i InstrumentID) (func(a, b int) bool, error) {
	versions, err := listCompares(tx, i)
	return Instrument{Versions: versions}.Comparable, err
}
