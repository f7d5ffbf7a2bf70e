package oldmeasurements

import (
	"context"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// Order is for whom a file is brought in, and answers to what are in it. ID is minted where the form is opened.
type Order struct {
	ID           outcome.ImportID
	Organisation access.OrganisationID
	Unit         access.UnitID // for which the measurements count; zero: each for the unit of its client
	Instrument   instrument.InstrumentID
}

// begin asks for the order and finds the form that the file's rows are answers to: of the instrument's newest version.
func (o Order) begin(tx *act.Tx, f File) (Import, *instrument.Form, error) {
	i := Import{ID: o.ID, Organisation: o.Organisation, Unit: o.Unit, Instrument: o.Instrument, File: f.Name, Hash: f.Hash, State: Uploaded}
	if err := tx.Require(access.ImportMeasurements, i.subject()); err != nil {
		return i, nil, err
	}
	in, err := instrument.Find(tx, o.Instrument)
	if err != nil {
		return i, nil, err
	}
	v, has := in.Newest()
	switch {
	case !has || in.Organisation != o.Organisation && in.Organisation != access.Installation:
		return i, nil, fault.Missing()
	case in.Retired:
		return i, nil, fault.New(fault.Conflict, "instrument.retired")
	}
	if i.Version = v.ID; !i.ID.IsZero() {
		err = refuseAgain(tx, i)
	}
	if err != nil {
		return i, nil, err
	}
	form, err := instrument.FormOf(tx, v.ID)
	return i, form, err
}

// refuseAgain refuses a file whose measurements are on record.
func refuseAgain(tx *act.Tx, i Import) error {
	before, found, err := findByHash(tx, i)
	if err == nil && found {
		err = fault.New(fault.Conflict, "oldmeasurement.file.again", "file", before.File, "at", before.ImportedAt)
	}
	return err
}

// Upload keeps a file, sealed, until it is told what its columns hold. Nothing in it is checked. A file that waits already under another
// id goes; one that has been imported is a conflict, and so is another file under the same id.
func Upload(ctx context.Context, acts *act.Acts, actor access.Actor, o Order, f File) (Import, error) {
	var i Import
	err := acts.Write(ctx, actor, func(tx *act.Tx) error {
		begun, form, err := o.begin(tx, f)
		if err != nil {
			return err
		}
		i = begun
		if old, found, err := findImport(tx, i.ID); err != nil || found {
			if err == nil && (old.Organisation != i.Organisation || old.Hash != i.Hash || old.Instrument != i.Instrument || old.Unit != i.Unit) {
				err = fault.New(fault.Conflict, "fault.conflict")
			}
			i = old
			return err
		}
		kept, err := keptMapping(tx, i.Organisation, i.Instrument)
		if err != nil {
			return err
		}
		i.Mapping, i.CheckedBy, i.CheckedAt = Guess(form, f.Headers(), kept), tx.Actor.Worker(), tx.Now
		if err := dropWaiting(tx, i); err != nil {
			return err
		}
		return insertImport(tx, i, f.content)
	})
	return i, err
}

// Known counts the clients of the organisation whose numbers are in a file: for who brings in a file of which it is not said whose it is.
// It takes the right to see every client there is.
func Known(tx *act.Tx, o access.OrganisationID, m Mapping, f File) (int, error) {
	if err := tx.Require(access.ReadClients, access.All("client", o)); err != nil {
		return 0, err
	}
	numbers, err := newReader(nil, m, f.Headers(), &rows.Problems{}).numbers(f)
	if err != nil {
		return 0, err
	}
	found, err := client.Numbered(tx, o, numbers)
	return len(found), err
}

// KeptMapping is what was told of the columns of the last file with an instrument, as far as it says something of these headers.
func KeptMapping(tx *act.Tx, o Order, headers []string) (Mapping, error) {
	_, form, err := o.begin(tx, File{})
	if err != nil {
		return Mapping{}, err
	}
	kept, err := keptMapping(tx, o.Organisation, o.Instrument)
	return Guess(form, headers, kept), err
}

// Waiting gives a file that waits, for whoever tells what its columns hold or puts it on record.
func Waiting(ctx context.Context, acts *act.Acts, actor access.Actor, which outcome.ImportID) (Import, File, error) {
	var i Import
	var content []byte
	err := acts.Read(ctx, actor, func(tx *act.Tx) (err error) {
		if i, err = One(tx, which); err != nil || !i.waits() {
			return err
		}
		var there bool
		if content, there, err = keptFile(tx, which); err == nil && !there {
			err = fault.New(fault.Conflict, "oldmeasurement.file.gone")
		}
		return err
	})
	if err != nil || !i.waits() {
		return i, File{}, err
	}
	f, err := open(content, i.File)
	return i, f, err
}

// Examine checks a file under a mapping and writes nothing.
func Examine(ctx context.Context, acts *act.Acts, actor access.Actor, o Order, m Mapping, f File) (i Import, found []rows.Problem, err error) {
	err = acts.Read(ctx, actor, func(tx *act.Tx) error {
		begun, form, err := o.begin(tx, f)
		if err != nil {
			return err
		}
		i = begun
		found, err = examine(tx, &i, form, m, f, nil)
		return err
	})
	return i, found, err
}

// examine fills in the report of an import. Rows in which nothing must be mended are given to each, if there is one.
func examine(tx *act.Tx, i *Import, form *instrument.Form, m Mapping, f File, each func(outcome.Measurement) error) ([]rows.Problem, error) {
	m = m.settled(form)
	if err := m.Check(form, f.Headers()); err != nil {
		return nil, err
	}
	var found rows.Problems
	r := newReader(form, m, f.Headers(), &found)
	g, err := newGround(tx, *i, r, f)
	if err != nil {
		return nil, err
	}
	s := newSurvey(form, each)
	if err := r.each(f, func(one row) error { return s.take(g, one, g.measurement(*i, one)) }); err != nil {
		return nil, err
	}
	found.Sort()
	i.Mapping, i.Version, i.State, i.CheckedBy, i.CheckedAt = m, form.Version, Checked, tx.Actor.Worker(), tx.Now
	i.Report = s.report(f, m)
	i.Report.Refused, i.Report.Marked, i.Report.Problems, i.Report.More = found.Refused(), found.Marked(), len(found.List), found.More
	i.Report.Unknown = r.unknowns()
	return found.List, nil
}

// survey adds up the rows of a file.
type survey struct {
	each    func(outcome.Measurement) error
	twins   map[twin]said // the row that says it first
	moments map[moment]outcome.MeasurementID
	clients map[client.ClientID]bool
	first   civil.Date
	last    civil.Date
	times   map[outcome.Occasion]int
	scales  []ScaleTotal
}

// twin is what two rows of one measurement have in common.
type twin struct {
	outcome.Trace
	occasion outcome.Occasion
}

// said is what a row says, with its number.
type said struct {
	row     int
	content string
}

// moment is what a client's and a worker's rating of the same moment have in common.
type moment struct {
	client   client.ClientID
	day      civil.Date
	occasion outcome.Occasion
	worker   bool
}

func newSurvey(f *instrument.Form, each func(outcome.Measurement) error) *survey {
	s := &survey{each: each, twins: map[twin]said{}, moments: map[moment]outcome.MeasurementID{}, clients: map[client.ClientID]bool{}, times: map[outcome.Occasion]int{}}
	for _, scale := range f.Definition.Scales {
		s.scales = append(s.scales, ScaleTotal{Scale: scale.Code})
	}
	return s
}

// take adds one row. Of a row that must be mended it is not known what it says.
func (s *survey) take(g *ground, r row, m outcome.Measurement) error {
	if g.found.IsRefused(r.no) {
		return nil
	}
	of := twin{outcome.Trace{Client: m.Client, Day: m.Day, By: m.By}, m.Occasion}
	packed, err := g.form.Pack(m.Answers)
	if err != nil {
		return err
	}
	now := said{r.no, string(packed.Closed) + "\x00" + string(packed.Words)}
	switch first, twice := s.twins[of]; {
	case twice && first.content == now.content:
		g.refuse(r, "", "", "oldmeasurement.row.same_twin", "row", first.row)
		return nil
	case twice:
		g.look(r, "", "", "oldmeasurement.row.twin", "row", first.row)
	default:
		s.twins[of] = now
	}
	s.pair(&m)
	s.clients[m.Client], s.times[m.Occasion] = true, s.times[m.Occasion]+1
	if s.first.IsZero() || m.Day.Before(s.first) {
		s.first = m.Day
	}
	if m.Day.After(s.last) {
		s.last = m.Day
	}
	for i, score := range g.compare(r, m) {
		if score.Exists {
			s.scales[i].add(score.Value)
		}
	}
	if s.each == nil {
		return nil
	}
	return s.each(m)
}

// pair lays the worker's rating beside the client's when both are of one day and occasion.
func (s *survey) pair(m *outcome.Measurement) {
	at := moment{m.Client, m.Day, m.Occasion, m.By == outcome.ByWorker}
	other := at
	other.worker = !at.worker
	if beside, there := s.moments[other]; there {
		m.Moment = outcome.MomentID(beside)
		delete(s.moments, other)
	} else if _, there := s.moments[at]; !there {
		s.moments[at] = m.ID
	}
}

// add takes one value; Mean holds the sum until the report is made.
func (t *ScaleTotal) add(v float64) {
	if t.N == 0 {
		t.Min, t.Max = v, v
	}
	t.N, t.Mean, t.Min, t.Max = t.N+1, t.Mean+v, min(t.Min, v), max(t.Max, v)
}

func (s *survey) report(f File, m Mapping) Report {
	r := Report{Rows: f.Count(), Headers: map[Target]string{}, Unread: f.Unread(), Clients: len(s.clients), First: s.first, Last: s.last, Occasions: s.times, Scales: s.scales}
	for i := range r.Scales {
		r.Scales[i].Mean /= float64(max(1, r.Scales[i].N))
	}
	for _, header := range f.Headers() {
		target, mapped := m.Columns[ColumnKey(header)]
		switch {
		case header == "":
		case mapped:
			r.Headers[target] = header
		default:
			r.Ignored = append(r.Ignored, header)
		}
	}
	return r
}

// Check examines a file that waits under a mapping, keeps what it found, and keeps the mapping for the next file with the instrument. No
// measurement is recorded. It can be done again with another mapping.
func Check(ctx context.Context, acts *act.Acts, actor access.Actor, which outcome.ImportID, m Mapping) (Import, error) {
	i, f, err := Waiting(ctx, acts, actor, which)
	if err != nil {
		return i, err
	}
	if !i.waits() {
		return i, fault.New(fault.Conflict, "oldmeasurement.check.over")
	}
	i, found, err := Examine(ctx, acts, actor, i.order(), m, f)
	if err != nil {
		return i, err
	}
	return i, acts.Write(ctx, actor, func(tx *act.Tx) error {
		before, err := One(tx, which)
		if err != nil {
			return err
		}
		if !before.waits() {
			return fault.New(fault.Conflict, "oldmeasurement.check.over")
		}
		if err := keepMapping(tx, i); err != nil {
			return err
		}
		return updateCheck(tx, i, found)
	})
}

func (i Import) order() Order { return Order{i.ID, i.Organisation, i.Unit, i.Instrument} }

const keptFor = KeptDays * 24 * time.Hour
