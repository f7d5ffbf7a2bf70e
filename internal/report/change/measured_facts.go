package change

import (
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/area"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/report"
	"rinnalla/internal/staff"
	"rinnalla/internal/stats"
)

// measuredFacts asks the published views for measurements.
type measuredFacts struct{ tx *act.Tx }

// versionFact is a version as the views know it.
type versionFact struct {
	instrument   instrument.InstrumentID
	organisation access.OrganisationID
	version      instrument.VersionID
	compares     bool
}

// instrument finds the instrument of a code: the asked organisation's own, the actor's, the installation's, or another organisation's whose
// statistics she may see, in this order.
func (f measuredFacts) instrument(scope access.Scope, q Query) (r reading, err error) {
	var a act.Args
	within := a.Within(scope, "organisation", "") + " OR organisation = " + a.Add(access.Installation)
	all, err := act.All(f.tx, func(s act.Scanner) (v versionFact, err error) {
		return v, s.Scan(&v.instrument, &v.organisation, &v.version, &v.compares)
	}, "SELECT instrument, organisation, version, compares FROM fact_instrument_version WHERE ("+within+") AND status = 'locked' AND code = "+
		a.Add(q.Instrument)+" ORDER BY organisation, instrument, number", a.Values...)
	if err != nil {
		return r, wrap("find the instrument", err)
	}
	own := access.OrganisationID{}
	for _, o := range []access.OrganisationID{q.Organisation, f.tx.Actor.Home(), access.Installation} {
		for _, v := range all {
			if own.IsZero() && v.organisation == o && !o.IsZero() {
				own, r.id = o, v.instrument
			}
		}
	}
	if own.IsZero() && len(all) > 0 {
		r.id = all[0].instrument
	}
	for _, v := range all {
		if v.instrument != r.id {
			continue
		}
		form, err := instrument.FormOf(f.tx, v.version)
		if err != nil {
			return r, wrap("read the instrument", err)
		}
		r.take(form, v.compares)
	}
	if len(r.versions) == 0 {
		return r, fault.Missing()
	}
	if q.Scale != "" && !slices.ContainsFunc(r.versions, func(v versionRead) bool { _, has := v.form.Definition.Scale(q.Scale); return has }) {
		return r, fault.Missing()
	}
	return r, nil
}

// measuredWith are the codes of the instruments that somebody within was measured with.
func (f measuredFacts) measuredWith(scope access.Scope) ([]string, error) {
	var a act.Args
	within := a.Within(scope, "m.organisation", "")
	codes, err := act.All(f.tx, func(s act.Scanner) (code string, err error) { return code, s.Scan(&code) },
		"SELECT DISTINCT v.code FROM fact_instrument_version v WHERE v.status = 'locked'"+
			" AND EXISTS (SELECT 1 FROM fact_outcome_packed m WHERE m.instrument = v.instrument AND "+within+") ORDER BY v.code", a.Values...)
	return codes, wrap("find what people were measured with", err)
}

// where are the organisations that a question is about. A unit that is not within the scope is not there.
func (f measuredFacts) where(scope access.Scope, q Query, in reading) ([]access.OrganisationID, error) {
	if !q.Organisation.IsZero() {
		return []access.OrganisationID{q.Organisation}, nil
	}
	if q.Unit.IsZero() {
		return scope.Organisations, nil
	}
	var a act.Args
	o, found, err := act.One(f.tx, func(s act.Scanner) (o access.OrganisationID, err error) { return o, s.Scan(&o) },
		"SELECT organisation FROM fact_outcome_packed WHERE instrument = "+a.Add(in.id)+" AND "+a.Within(scope, "organisation", "")+
			" AND unit = "+a.Add(q.Unit)+" LIMIT 1", a.Values...)
	if err != nil || found {
		return []access.OrganisationID{o}, wrap("find the unit", err)
	}
	within, err := staff.UnitsWithin(f.tx, scope)
	if err == nil && !slices.ContainsFunc(within, func(u staff.Unit) bool { return u.ID == q.Unit }) {
		err = fault.Missing()
	}
	return nil, err // nobody was measured there
}

// cohort reads everybody whom an organisation has measured with the instrument, or a unit alone when the question is about no more and it
// is known what may be told of it. It is nil when nobody was measured.
func (f measuredFacts) cohort(in reading, o access.OrganisationID, q Query) (*cohort, error) {
	c := &cohort{reading: in, organisation: o, query: q, unitPlace: map[access.UnitID]int32{}}
	var err error
	if c.joined, err = report.Joined(f.tx); err != nil {
		return nil, err
	}
	told, known := q.Known.recall(f.tx.Now, c)
	if alone := known && !q.Unit.IsZero() && q.narrowings(covers(q.Period, told.first, told.last)) == 0; alone {
		c.told = &told
		err = f.unit(c)
	} else {
		err = f.packed(c, "")
	}
	if err != nil || len(c.ids) == 0 {
		return nil, err
	}
	return c, nil
}

// packed reads measurements of the cohort's organisation, all or one unit's. While one core fetches rows, another takes them apart.
func (f measuredFacts) packed(c *cohort, unit string) error {
	var a act.Args
	query := "SELECT packed FROM fact_outcome_packed WHERE instrument = " + a.Add(c.id) + " AND organisation = " + a.Add(c.organisation)
	if unit != "" {
		query += " AND unit = " + a.Add(unit)
	}
	return wrap("read measurements", f.take(c, query, a.Values))
}

// take reads the answer of a query for packed measurements into the cohort.
func (f measuredFacts) take(c *cohort, query string, args []any) error {
	p := startPacking(c)
	err := act.Each(f.tx, p.row, query, args...)
	return errors.Join(err, p.end())
}

// unit reads the people who were measured in the cohort's unit, with what was measured with them elsewhere in the organisation.
func (f measuredFacts) unit(c *cohort) error {
	if err := f.packed(c, c.query.Unit.String()); err != nil {
		return err
	}
	ids := make(map[client.ClientID]bool, len(c.ids))
	for _, id := range c.ids {
		ids[id] = true
	}
	for from, into := range c.joined {
		if ids[into] {
			ids[from] = true
		}
	}
	var all []client.ClientID
	for id := range ids {
		all = append(all, id)
	}
	for some := range act.Shares(all, 1) {
		var a act.Args
		query := "SELECT packed FROM fact_outcome_packed_of WHERE client IN " + act.List(&a, some) + " AND instrument = " + a.Add(c.id) +
			" AND organisation = " + a.Add(c.organisation) + " AND unit <> " + a.Add(c.query.Unit)
		if err := f.take(c, query, a.Values); err != nil {
			return wrap("read measurements elsewhere", err)
		}
	}
	return nil
}

// towns finds where the cohort's people live.
func (f measuredFacts) towns(c *cohort) error {
	table := area.On(f.tx.Today())
	c.homes.of = make(map[client.ClientID]int32, len(c.ids))
	towns, counties := map[string]int32{}, map[string]int32{}
	err := act.Each(f.tx, func(s act.Scanner) error {
		var who client.ClientID
		var code string
		if err := s.Scan(&who, &code); err != nil {
			return err
		}
		m, known := table.Municipality(code)
		if !known {
			return nil
		}
		if _, seen := towns[code]; !seen {
			if _, seen := counties[m.County]; !seen {
				counties[m.County] = int32(len(counties))
				c.homes.counties = append(c.homes.counties, m.County)
			}
			towns[code] = int32(len(towns))
			c.homes.towns, c.homes.countyOf = append(c.homes.towns, code), append(c.homes.countyOf, counties[m.County])
		}
		c.homes.of[who] = towns[code]
		return nil
	}, "SELECT client, municipality FROM fact_client WHERE organisation = $1 AND municipality IS NOT NULL ORDER BY client", c.organisation)
	return wrap("find where people live", err)
}

// tied reads the pairs of ratings of the same moment, a client's and a worker's.
func (f measuredFacts) tied(c *cohort) (pairs [][2]outcome.Packed, err error) {
	err = act.Each(f.tx, func(s act.Scanner) error {
		var one, other []byte
		if err := s.Scan(&one, &other); err != nil {
			return err
		}
		var p [2]outcome.Packed
		for i, b := range [][]byte{one, other} {
			if err := p[i].Read(b); err != nil {
				return err
			}
		}
		pairs = append(pairs, p)
		return nil
	}, "SELECT packed, tied_to FROM fact_outcome_tied WHERE instrument = $1 AND organisation = $2", c.id, c.organisation)
	return pairs, wrap("read ratings of the same moment", err)
}

// references are the distributions that the instrument's owner, the reader's organisation or everybody has been given, by scale.
func (f measuredFacts) references(in reading) (map[string][]Reference, error) {
	all := map[string][]Reference{}
	if in.latest < 0 {
		return all, nil
	}
	var a act.Args
	owners := []access.OrganisationID{access.Installation, f.tx.Actor.Home()}
	query := "SELECT scale, people, asked, source, score, n FROM fact_reference WHERE instrument = " + a.Add(in.definition().Code) +
		" AND organisation IN " + act.List(&a, owners) + " ORDER BY scale, asked, people, organisation, score"
	var scale string
	var one Reference
	var scores []float64
	var counts []int64
	end := func() {
		if d, ok := stats.Tabulated(scores, counts); ok && len(scores) > 0 {
			one.N, one.Mean, one.SD, one.Median, one.distribution = d.N(), d.Mean(), d.SD(), d.Median(), d
			all[scale] = append(all[scale], one)
		}
		scores, counts = nil, nil
	}
	err := act.Each(f.tx, func(s act.Scanner) error {
		var of string
		var next Reference
		var score float64
		var n int64
		if err := s.Scan(&of, &next.People, &next.Asked, &next.Source, &score, &n); err != nil {
			return err
		}
		if of != scale || next.People != one.People || next.Asked != one.Asked || len(scores) > 0 && score <= scores[len(scores)-1] {
			end()
			scale, one = of, next
		}
		scores, counts = append(scores, score), append(counts, n)
		return nil
	}, query, a.Values...)
	end()
	return all, wrap("read references", err)
}

// packing takes rows apart on a core of its own.
type packing struct {
	*cohort
	filled, empty chan *packs
	at            *packs
	done          chan struct{}
	failed        error
}

// packs are many packed measurements one after the other. Rows are read into them by Scan, which spares a copy of each.
type packs struct {
	bytes []byte
	ends  []int
}

// Scan takes the column packed.
func (p *packs) Scan(src any) error {
	b, is := src.([]byte)
	if !is {
		return fmt.Errorf("a packed measurement that is %T", src)
	}
	p.bytes = append(p.bytes, b...)
	p.ends = append(p.ends, len(p.bytes))
	return nil
}

// packsAtOnce are so many that handing them over costs nothing, and few enough to stay in the processor's memory.
const packsAtOnce = 512

func startPacking(c *cohort) *packing {
	const ahead = 4
	p := &packing{cohort: c, filled: make(chan *packs, ahead), empty: make(chan *packs, ahead+1), at: &packs{}, done: make(chan struct{})}
	for range ahead {
		p.empty <- &packs{}
	}
	go p.take()
	return p
}

// row is called for every row.
func (p *packing) row(s act.Scanner) error {
	if err := s.Scan(p.at); err != nil {
		return err
	}
	if len(p.at.ends) >= packsAtOnce {
		p.filled <- p.at
		p.at = <-p.empty
	}
	return nil
}

// take takes apart what comes, until there is no more.
func (p *packing) take() {
	defer close(p.done)
	defer func() {
		if broken := recover(); broken != nil {
			p.failed = fmt.Errorf("panic: %v\n%s", broken, debug.Stack())
			for some := range p.filled {
				p.empty <- some
			}
		}
	}()
	var m outcome.Packed
	for some := range p.filled {
		from := 0
		for i, to := range some.ends {
			if err := m.Read(some.bytes[from:to]); err != nil {
				p.failed = fmt.Errorf("measurement %d of %d: %w", i, len(some.ends), err)
			} else {
				p.add(&m)
			}
			from = to
		}
		some.bytes, some.ends = some.bytes[:0], some.ends[:0]
		p.empty <- some
	}
}

// end waits until all is taken apart.
func (p *packing) end() error {
	if len(p.at.ends) > 0 {
		p.filled <- p.at
	}
	close(p.filled)
	<-p.done
	return p.failed
}

func wrap(verb string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", verb, err)
	}
	return nil
}
