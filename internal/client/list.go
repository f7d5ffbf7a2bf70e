package client

import (
	"cmp"
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/identity"
)

// Row is a client as she stands in a list. Each row that is handed out is noted in the log with her as its subject.
type Row struct {
	ID            ClientID
	Organisation  access.OrganisationID
	Number        string
	Family, Given string
	BirthYear     int    // 0: unknown
	Municipality  string // empty under a non-disclosure order
	NonDisclosure bool
	Interpreter   bool
	Language      string
	Locked        bool          // her key is not here
	Unit          access.UnitID // the newest unit that she is a client of; zero: none any more
	OwnWorkers    []access.WorkerID
	Since         civil.Date // the first day with that unit
	Tie           access.Tie

	tied tied
}

// Listed is the name as lists show it.
func (r Row) Listed() string { return Person{Family: r.Family, Given: r.Given}.Listed() }

// Whose says which clients a list has.
type Whose string

const (
	// Mine are those whose own or pair worker the actor is, and those behind a glass that she broke.
	Mine Whose = "mine"
	// Units are also the tasks of her units.
	Units Whose = "units"
)

// Order is what a list goes by.
type Order string

const (
	ByName   Order = "name"
	ByNumber Order = "number"
	BySince  Order = "since"
	ByYear   Order = "year"
)

// Filter chooses clients for a list. Zero fields do not filter.
type Filter struct {
	Whose  Whose // Mine when empty
	Unit   access.UnitID
	Worker access.WorkerID // own or pair worker
	Order  Order           // ByName when empty
	// Reversed turns the order round. Compare orders names by the reader's alphabet.
	Reversed bool
	Compare  func(a, b string) int
	// Page, from 1, of so many rows.
	Page, Size int
}

// Listing is one page of a list.
type Listing struct {
	Rows  []Row
	Total int
	// More says that there are more clients than a list can order: those who were registered last are shown.
	More bool
}

// mostListed bounds how many clients a list opens and orders.
const mostListed = 2_000

// List gives a page of the clients whom the actor is tied to.
func List(tx *act.Tx, f Filter) (Listing, error) {
	scope, err := tx.Scope(access.ListClients, "client")
	if err != nil {
		return Listing{}, err
	}
	ids, err := listed(tx, scope, f, mostListed+1)
	if err != nil {
		return Listing{}, err
	}
	l := Listing{More: len(ids) > mostListed}
	ids = ids[:min(len(ids), mostListed)]
	l.Total = len(ids)
	people, err := openRows(tx, ids)
	if err != nil {
		return l, err
	}
	if f.Order == BySince {
		// Since when is told by the relations, which are otherwise read for the page alone.
		if people, err = complete(tx, people); err != nil {
			return l, err
		}
	}
	f.sort(people)
	from := min(max(f.Page-1, 0)*f.Size, len(people))
	people = people[from:min(from+f.Size, len(people))]
	if l.Rows, err = complete(tx, people); err != nil {
		return l, err
	}
	return l, noteRows(tx, l.Rows)
}

// Tied are the ids of clients whom the actor is tied to, the newest first and at most so many: for what is kept about them elsewhere. No
// name is read and none noted; Named does both.
func Tied(tx *act.Tx, whose Whose, most int) ([]ClientID, error) {
	scope, err := tx.Scope(access.ListClients, "client")
	if err != nil {
		return nil, err
	}
	return listed(tx, scope, Filter{Whose: whose}, most)
}

// Named are rows of some clients whom the actor may see, by name. One whom she may not see makes them all not found.
func Named(tx *act.Tx, ids []ClientID) ([]Row, error) { return rowsOf(tx, ids) }

func (f Filter) sort(rows []Row) {
	compare := f.Compare
	if compare == nil {
		compare = strings.Compare
	}
	name := func(a, b Row) int {
		return cmp.Or(compare(a.Listed(), b.Listed()), strings.Compare(a.Number, b.Number))
	}
	by := map[Order]func(a, b Row) int{
		ByName: name, ByNumber: func(a, b Row) int { return strings.Compare(a.Number, b.Number) },
		BySince: func(a, b Row) int { return cmp.Or(b.Since.Compare(a.Since), name(a, b)) },
		ByYear:  func(a, b Row) int { return cmp.Or(cmp.Compare(a.BirthYear, b.BirthYear), name(a, b)) },
	}[cmp.Or(f.Order, ByName)]
	slices.SortStableFunc(rows, func(a, b Row) int {
		if f.Reversed {
			return by(b, a)
		}
		return by(a, b)
	})
}

// openRows opens names and nothing else: a list has no need of the rest.
func openRows(tx *act.Tx, ids []ClientID) ([]Row, error) {
	var rows []Row
	for some := range act.Shares(ids, 1) {
		people, err := namesOf(tx, some)
		if err != nil {
			return nil, err
		}
		for _, c := range people {
			key, err := c.record.key(tx)
			if err != nil {
				return nil, err
			}
			r := Row{ID: c.record.id, Organisation: c.record.organisation, Number: c.record.number, BirthYear: c.row.birthYear,
				Municipality: c.row.municipality, NonDisclosure: c.row.nonDisclosure, Interpreter: c.row.interpreter, Language: c.row.language,
				Locked: c.record.locked()}
			if !r.Locked {
				if r.Family, err = key.Open(c.row.family, place("client_version.family", r.ID, c.row.no)); err != nil {
					return nil, err
				}
				if r.Given, err = key.Open(c.row.given, place("client_version.given", r.ID, c.row.no)); err != nil {
					return nil, err
				}
			}
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// complete adds whose clients they are, and how the actor stands to them.
func complete(tx *act.Tx, rows []Row) ([]Row, error) {
	ids := make([]ClientID, len(rows))
	at := map[ClientID]*Row{}
	for i := range rows {
		ids[i] = rows[i].ID
		rows[i].Unit, rows[i].OwnWorkers, rows[i].Since = access.UnitID{}, nil, civil.Date{}
		at[ids[i]] = &rows[i]
	}
	for some := range act.Shares(ids, 1) {
		relations, err := relationsOf(tx, some...)
		if err != nil {
			return nil, err
		}
		for _, r := range relations {
			at[r.holder].add(r, tx.Today())
		}
		tie, err := ties(tx, some)
		if err != nil {
			return nil, err
		}
		for c, t := range tie {
			at[c].Tie, at[c].tied = t.tie, t
		}
	}
	return rows, nil
}

// add takes in a relation; they come the newest first.
func (r *Row) add(x Relation, today civil.Date) {
	if !x.Term.In(today) {
		return
	}
	if r.Unit.IsZero() {
		r.Unit = x.Unit
	}
	if x.Unit == r.Unit {
		r.Since = x.Term.From
	}
	if x.Kind == OwnWorker && !slices.Contains(r.OwnWorkers, x.Worker) {
		r.OwnWorkers = append(r.OwnWorkers, x.Worker)
	}
}

// noteRows asks for every row that is handed out.
func noteRows(tx *act.Tx, rows []Row) error {
	for _, r := range rows {
		p := access.ListClients
		if r.Tie == access.TieGlass {
			p = access.ReadBehindGlass
		}
		if err := tx.Require(p, subject(r.Organisation, r.ID, r.tied)); err != nil {
			return err
		}
	}
	return nil
}

// rowsOf are the rows of clients whom the actor may see, by name.
func rowsOf(tx *act.Tx, ids []ClientID) ([]Row, error) {
	rows, err := openRows(tx, ids)
	if err != nil {
		return nil, err
	}
	if rows, err = complete(tx, rows); err != nil {
		return nil, err
	}
	Filter{}.sort(rows)
	return rows, noteRows(tx, rows)
}

// Sought is what a search found.
type Sought struct {
	Rows []Row
	// More says that others are found by the same words.
	More bool
	// Hidden says that the identity code or number is that of a client of the organisation whom the actor may not see.
	Hidden bool
}

// Limits of a search: so many are shown, and so many are opened to see whether they are meant.
const (
	mostSought = 50
	mostOpened = 200
	// So many are opened when a word is longer than what is marked of it: not all whose marks fit are meant then.
	mostTried = 1_000
)

// Search finds clients whom the actor may see, by beginnings of their names in any order, while they are being typed; by the whole
// identity code; or by the client number.
func Search(tx *act.Tx, text string) (Sought, error) {
	scope, err := tx.Scope(access.ListClients, "client")
	if err != nil {
		return Sought{}, err
	}
	if err := sealsOf(tx); err != nil {
		return Sought{}, err
	}
	if only, found, err := exactly(tx, scope, text); found || err != nil {
		return only, err
	}
	typed := words(text)
	most := mostOpened
	if slices.ContainsFunc(typed, func(word string) bool { return beginning(word) != word }) {
		most = mostTried
	}
	var ids []ClientID
	for _, o := range searched(tx, scope) {
		var marks [][][]byte
		for _, word := range typed {
			if b := beginning(word); b != "" {
				marks = append(marks, nameMarks(tx.Seals, o, nameValue(b)))
			}
		}
		found, err := clientsSought(tx, scope, marks, most)
		if err != nil {
			return Sought{}, err
		}
		ids = append(ids, found...)
	}
	enough := len(ids) >= most
	slices.SortFunc(ids, compareIDs)
	people, err := openRows(tx, slices.Compact(ids))
	if err != nil {
		return Sought{}, err
	}
	people = slices.DeleteFunc(people, func(r Row) bool { return !begins(r, typed) })
	s := Sought{More: len(people) > mostSought || enough}
	Filter{}.sort(people)
	if s.Rows, err = complete(tx, people[:min(len(people), mostSought)]); err != nil {
		return s, err
	}
	return s, noteRows(tx, s.Rows)
}

// begins tells whether each typed word begins a part of the client's name.
func begins(r Row, typed []string) bool {
	parts := append(words(r.Family), words(r.Given)...)
	for _, word := range typed {
		if !slices.ContainsFunc(parts, func(part string) bool { return strings.HasPrefix(part, word) }) {
			return false
		}
	}
	return true
}

// searched are the organisations that a search looks in.
func searched(tx *act.Tx, scope access.Scope) []access.OrganisationID {
	if scope.Everywhere {
		return nil
	}
	return tx.Actor.OrganisationsOf(access.ListClients)
}

// exactly finds one client by her identity code or number. found is false when the text is neither.
func exactly(tx *act.Tx, scope access.Scope, text string) (s Sought, found bool, err error) {
	var c ClientID
	for _, o := range searched(tx, scope) {
		if c, found, err = exactlyIn(tx, o, text); err != nil || found {
			break
		}
	}
	if err != nil || !found {
		_, isCode := identity.Parse(text)
		return s, isCode == nil, err
	}
	r, _, err := findRecord(tx, c)
	if err != nil {
		return s, true, err
	}
	t, err := tieTo(tx, r)
	if err != nil {
		return s, true, err
	}
	if t.tie == access.TieNone {
		s.Hidden = true
		err := tx.Require(access.ListClients, subject(r.organisation, r.id, t))
		if fault.Is(err, fault.NotFound) {
			err = nil // that she was looked for stands in the log as refused, and that is all there is to be told
		}
		return s, true, err
	}
	s.Rows, err = rowsOf(tx, []ClientID{r.root()})
	return s, true, err
}

func exactlyIn(tx *act.Tx, o access.OrganisationID, text string) (ClientID, bool, error) {
	if code, err := identity.Parse(text); err == nil {
		return clientOfCode(tx, codeMarks(tx.Seals, o, code))
	}
	number := foldNumber(text)
	if number == "" || !short(number, longestNumber) {
		return ClientID{}, false, nil
	}
	return clientOfNumber(tx, o, number)
}
