package picture

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// CopyFormat is what a client's copy says that it is; docs/copy-format.md describes it.
const CopyFormat = "rinnalla-picture/1"

// Copy is a client's own copy of what was measured with her, for programs: everything that she answered and what came of it.
type Copy struct {
	Format string        `json:"format"`
	Made   civil.Instant `json:"made"`
	// Client is who she is; not in a copy by a link, which anybody who holds it can make.
	Client      *CopyClient      `json:"client,omitempty"`
	Instruments []CopyInstrument `json:"instruments"`
}

// CopyClient says whose copy it is.
type CopyClient struct {
	Number string `json:"number"`
	Name   string `json:"name,omitempty"`
}

// CopyInstrument is what was measured with one instrument.
type CopyInstrument struct {
	Code         string            `json:"code"`
	Title        instrument.Text   `json:"title"`
	Owner        string            `json:"owner"`
	Scales       []CopyScale       `json:"scales,omitempty"`
	Measurements []CopyMeasurement `json:"measurements"` // the oldest first, of every side and version
	Changes      []CopyChange      `json:"changes,omitempty"`
}

// CopyScale is what is known of a scale.
type CopyScale struct {
	Code       string                 `json:"code"`
	Title      instrument.Text        `json:"title,omitempty"`
	Better     instrument.Direction   `json:"better,omitempty"`
	Range      *instrument.Range      `json:"range,omitempty"`
	ErrorLimit *instrument.ErrorLimit `json:"error_limit,omitempty"`
}

// CopyMeasurement is one measurement: who answered what, and what came of it.
type CopyMeasurement struct {
	Day         civil.Date         `json:"day"`
	Occasion    outcome.Occasion   `json:"occasion"`
	By          outcome.AnsweredBy `json:"answered_by"`
	Interpreter bool               `json:"interpreter,omitempty"`
	Language    string             `json:"language"`
	Version     int                `json:"version"`
	Answers     []CopyAnswer       `json:"answers"`
	Scores      []CopyScore        `json:"scores,omitempty"`
}

// CopyAnswer is one question with its answer.
type CopyAnswer struct {
	Item     string `json:"item"`
	Entry    int    `json:"entry,omitempty"` // of a repeated section, from 1
	Question string `json:"question,omitempty"`
	// State is given, declined, not_asked or left; what is given stands in one of the others.
	State   string     `json:"state"`
	Number  *float64   `json:"number,omitempty"`
	Options []string   `json:"options,omitempty"`
	Labels  []string   `json:"labels,omitempty"`
	Day     civil.Date `json:"day,omitzero"`
	Text    string     `json:"text,omitempty"`
}

// CopyScore is one score with its work.
type CopyScore struct {
	Scale   string   `json:"scale"`
	Value   *float64 `json:"value"` // null: no score came out
	Used    int      `json:"items_used"`
	Missing int      `json:"items_missing"`
}

// CopyChange is what can be said of one scale since From; Why is given when nothing can.
type CopyChange struct {
	Scale      string     `json:"scale"`
	Verdict    string     `json:"verdict"`
	Why        Reason     `json:"why,omitempty"`
	From       civil.Date `json:"from,omitzero"`
	To         civil.Date `json:"to"`
	Difference *float64   `json:"difference,omitempty"`
}

// ForClient asks to make a client's own copy, and gives all her pictures for it.
func ForClient(tx *act.Tx, c client.ClientID) ([]Picture, error) {
	h, err := client.Hold(tx, c, client.Measuring)
	if err != nil {
		return nil, err
	}
	if err := tx.Require(access.GiveCopy, h.Subject("picture")); err != nil {
		return nil, err
	}
	return Of(tx, c, FromStart)
}

// CopyOf is the copy of pictures.
func CopyOf(pictures []Picture, made civil.Instant) Copy {
	c := Copy{Format: CopyFormat, Made: made, Instruments: []CopyInstrument{}}
	for _, p := range pictures {
		c.Instruments = append(c.Instruments, p.copy())
	}
	return c
}

func (p Picture) copy() CopyInstrument {
	d := p.Form.Definition
	c := CopyInstrument{Code: d.Code, Title: d.Title, Owner: d.Licence.Owner}
	for _, a := range p.Areas {
		s := CopyScale{Code: a.Scale.Code, Title: a.Scale.Title, Better: a.Scale.Better, ErrorLimit: a.Scale.ErrorLimit}
		if a.Bounded {
			s.Range = &instrument.Range{From: a.Range.From, To: a.Range.To}
		}
		c.Scales = append(c.Scales, s)
		c.Changes = append(c.Changes, p.copyChange(a))
	}
	for _, v := range p.All {
		c.Measurements = append(c.Measurements, copyMeasurement(v, p.forms[v.Version]))
	}
	return c
}

func (p Picture) copyChange(a Area) CopyChange {
	c := CopyChange{Scale: a.Scale.Code, Verdict: string(a.Change.Verdict), Why: a.Change.Why, To: p.Now().Day}
	if before, there := p.Compared(a); there {
		c.From = before.Day
		if a.Now().Exists {
			difference := a.Change.Difference
			c.Difference = &difference
		}
	}
	return c
}

func copyMeasurement(v outcome.Version, f *instrument.Form) CopyMeasurement {
	m := CopyMeasurement{Day: v.Day, Occasion: v.Occasion, By: v.By, Interpreter: v.Interpreter, Language: v.Language, Version: v.Number}
	settled := f.Settle(v.Answers)
	for _, s := range f.Definition.Sections {
		if s.Repeats == nil {
			for _, i := range s.Items {
				m.Answers = append(m.Answers, copyAnswer(f, i, 0, settled.Items[i.Code], v.Language))
			}
			continue
		}
		for n, entry := range settled.Entries[s.Code] {
			for _, i := range s.Items {
				m.Answers = append(m.Answers, copyAnswer(f, i, n+1, entry[i.Code], v.Language))
			}
		}
	}
	for _, s := range v.Scores(f) {
		one := CopyScore{Scale: s.Scale, Used: len(s.Used), Missing: len(s.Missing)}
		if s.Exists {
			value := s.Value
			one.Value = &value
		}
		m.Scores = append(m.Scores, one)
	}
	return m
}

var states = map[instrument.State]string{
	instrument.Given: "given", instrument.Declined: "declined", instrument.NotAsked: "not_asked", instrument.Left: "left",
}

func copyAnswer(f *instrument.Form, i instrument.Item, entry int, a instrument.Answer, lang string) CopyAnswer {
	c := CopyAnswer{Item: i.Code, Entry: entry, Question: f.Definition.In(i.Text, lang), State: states[a.State]}
	if a.State != instrument.Given {
		return c
	}
	switch i.Kind {
	case instrument.ScaleItem, instrument.NumberItem:
		number := a.Number
		c.Number = &number
	case instrument.DateItem:
		c.Day = a.Day
	case instrument.ShortTextItem, instrument.LongTextItem:
		c.Text = a.Text
	case instrument.MultipleItem:
		c.Options = a.Options
	default:
		c.Options = []string{a.Option}
	}
	for _, chosen := range c.Options {
		for _, o := range i.Choices() {
			if o.Code == chosen {
				c.Labels = append(c.Labels, f.Definition.In(o.Label, lang))
			}
		}
	}
	return c
}
