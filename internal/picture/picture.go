// Package picture says what may be said of a client's own measurements: where she stands on each area, what is strong, what has changed
// and whether by more than error, where her view and a worker's part, and when a course is not going as hoped. It decides; the words are
// the faces'. Nobody's place is ever compared with other people's: norms are not read here.
package picture

import (
	"cmp"
	"slices"

	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// Side is whose view a measurement is.
//
//i18n:keys picture.side.*
type Side string

const (
	Hers    Side = "client" // answered by her, alone or together with a worker
	Workers Side = "worker" // a worker's rating of her situation
)

func sideOf(v outcome.Version) Side {
	if v.By == outcome.ByWorker {
		return Workers
	}
	return Hers
}

// Since is what the newest measurement is compared with.
type Since string

const (
	// FromStart is the newest measurement of the occasion start before it, or the first of all.
	FromStart Since = "start"
	// FromLast is the one before it.
	FromLast Since = "last"
)

// Picture is one client's measurements with one instrument from one side, as far as their scores compare with the newest.
type Picture struct {
	// Form is that of the newest measurement; by its scales everything is read.
	Form *instrument.Form
	Side Side
	// Course is what compares, the oldest first; the last is now.
	Course []outcome.Version
	// Base is the place in Course of what now is compared with; it is the last place when there is nothing else.
	Base int
	// Apart are earlier ones of the same side whose scores do not compare with the newest: of another version of the instrument.
	Apart []outcome.Version
	// Beside is the other side's rating of the same moment; nil when there is none whose scores compare.
	Beside *outcome.Version
	// Areas are the scales, in the order of the definition.
	Areas []Area
	// All is every measurement with the instrument, of either side and every version, the oldest first.
	All   []outcome.Version
	forms map[instrument.VersionID]*instrument.Form
}

// FormOf is the form that one of All was answered under.
func (p Picture) FormOf(v outcome.Version) *instrument.Form { return p.forms[v.Version] }

// Now is the newest measurement.
func (p Picture) Now() outcome.Version { return p.Course[len(p.Course)-1] }

// Before is what the newest is compared with; false when it is the only one.
func (p Picture) Before() (outcome.Version, bool) {
	return p.Course[p.Base], p.Base < len(p.Course)-1
}

// Differently tells whether now was answered in another way than what it is compared with: alone and together, with an interpreter and
// without. That may move the answers by itself.
func (p Picture) Differently() bool {
	before, there := p.Before()
	now := p.Now()
	return there && (before.By != now.By || before.Interpreter != now.Interpreter)
}

// Area is one scale: where she stands on it, time after time.
type Area struct {
	Scale instrument.Scale
	// Range is what values can be; not Bounded, nobody has said.
	Range   instrument.Range
	Bounded bool
	// Readings are one for each measurement of the course.
	Readings []Reading
	// Beside is the other side's of the same moment.
	Beside Reading
	Change Change
}

// Reading is one score and where it stands on its scale.
type Reading struct {
	instrument.Score
	// Share is how far it is from the worse end (0) to the better one (1); of a scale without a better end, from the low one to the high
	// one. Placed is false without a value or without a range.
	Share  float64
	Placed bool
}

// Now is the newest reading.
func (a Area) Now() Reading { return a.Readings[len(a.Readings)-1] }

// Directed tells whether the scale has a better end.
func (a Area) Directed() bool { return a.Scale.Better != "" }

// Of draws a client's pictures, one for each instrument that measures her situation, the one answered last first. It asks to read her
// measurements.
func Of(tx *act.Tx, c client.ClientID, since Since) ([]Picture, error) {
	all, err := outcome.Of(tx, c)
	if err != nil {
		return nil, err
	}
	return Read(tx, all, since)
}

// Read draws the pictures of measurements that were asked for already.
func Read(tx *act.Tx, all []outcome.Version, since Since) ([]Picture, error) {
	of := map[instrument.InstrumentID][]outcome.Version{}
	for _, v := range all {
		of[v.Instrument] = append(of[v.Instrument], v)
	}
	var pictures []Picture
	for with, some := range of {
		forms := map[instrument.VersionID]*instrument.Form{}
		for _, v := range some {
			f, err := instrument.FormOf(tx, v.Version)
			if err != nil {
				return nil, err
			}
			forms[v.Version] = f
		}
		compare, err := instrument.Comparing(tx, with)
		if err != nil {
			return nil, err
		}
		if p, drawn := Draw(some, forms, compare, since); drawn {
			pictures = append(pictures, p)
		}
	}
	slices.SortFunc(pictures, func(a, b Picture) int {
		return cmp.Or(later(b.Now(), a.Now()), cmp.Compare(a.Form.Definition.Code, b.Form.Definition.Code))
	})
	return pictures, nil
}

// later orders measurements by their day, and within a day by when they came on record.
func later(a, b outcome.Version) int {
	return cmp.Or(a.Day.Compare(b.Day), a.RecordedAt.Compare(b.RecordedAt), cmp.Compare(a.ID.String(), b.ID.String()))
}

// Draw makes the picture of one instrument out of its measurements, in whatever order. It is pure. There is none of instruments that ask
// about the service: no change of a client is read from them.
func Draw(all []outcome.Version, forms map[instrument.VersionID]*instrument.Form, compare func(a, b int) bool, since Since) (Picture, bool) {
	all = slices.Clone(all)
	slices.SortFunc(all, later)
	p := Picture{Side: Workers, All: all, forms: forms}
	if slices.ContainsFunc(all, func(v outcome.Version) bool { return sideOf(v) == Hers }) {
		p.Side = Hers
	}
	own := slices.DeleteFunc(slices.Clone(all), func(v outcome.Version) bool { return sideOf(v) != p.Side })
	if len(own) == 0 {
		return p, false
	}
	now := own[len(own)-1]
	p.Form = forms[now.Version]
	if p.Form.Definition.Purpose != instrument.ForMeasuring {
		return p, false
	}
	for _, v := range own {
		if compare(v.Number, now.Number) {
			p.Course = append(p.Course, v)
		} else {
			p.Apart = append(p.Apart, v)
		}
	}
	for _, v := range all {
		if v.Moment == now.Moment && sideOf(v) != p.Side && compare(v.Number, now.Number) {
			p.Beside = &v
		}
	}
	p.Base = p.base(since)
	p.read(since)
	return p, true
}

func (p Picture) base(since Since) int {
	last := len(p.Course) - 1
	if since == FromLast {
		return max(0, last-1)
	}
	for i := last - 1; i > 0; i-- {
		if p.Course[i].Occasion == outcome.AtStart {
			return i
		}
	}
	return 0
}

// read fills in the areas.
func (p *Picture) read(since Since) {
	scores := make([][]instrument.Score, len(p.Course))
	for i, v := range p.Course {
		scores[i] = v.Scores(p.forms[v.Version])
	}
	for _, s := range p.Form.Definition.Scales {
		a := Area{Scale: s}
		a.Range, a.Bounded = p.Form.Definition.RangeOf(s.Code)
		a.Bounded = a.Bounded && a.Range.To > a.Range.From
		for _, one := range scores {
			a.Readings = append(a.Readings, a.reading(one))
		}
		if p.Beside != nil {
			a.Beside = a.reading(p.Beside.Scores(p.forms[p.Beside.Version]))
		}
		a.Change = p.change(a, since)
		p.Areas = append(p.Areas, a)
	}
}

func (a Area) reading(scores []instrument.Score) Reading {
	r := Reading{}
	for _, s := range scores {
		if s.Scale == a.Scale.Code {
			r.Score = s
		}
	}
	if r.Exists && a.Bounded {
		r.Share, r.Placed = a.share(r.Value), true
	}
	return r
}

// share is how far a value is towards the better end. It may lie outside 0 and 1 where an owner's form gave more than the range says.
func (a Area) share(value float64) float64 {
	if a.Scale.Better == instrument.LowerIsBetter {
		return (a.Range.To - value) / (a.Range.To - a.Range.From)
	}
	return (value - a.Range.From) / (a.Range.To - a.Range.From)
}
