package oldmeasurements

import (
	"cmp"
	"math"
	"slices"

	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/fault"
	"rinnalla/internal/identity"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// ground is what the rows of a file are held against: the clients whom its numbers name, and what is on record of them.
type ground struct {
	tx      *act.Tx
	form    *instrument.Form
	today   civil.Date
	reader  *reader
	clients map[string]client.ClientID // by number as it stands
	refused map[string]error           // by number: why nothing can be recorded of her
	traces  map[outcome.Trace][]outcome.Content
	found   *rows.Problems
}

// newGround looks up all clients of the file. Of a number that nobody has, and of one whose client is not the actor's, it is told the same:
// that there is nobody of whom she may record something.
func newGround(tx *act.Tx, i Import, r *reader, f File) (*ground, error) {
	g := &ground{tx: tx, form: r.form, today: tx.Today(), reader: r, refused: map[string]error{}, traces: map[outcome.Trace][]outcome.Content{}, found: r.found}
	numbers, err := r.numbers(f)
	if err != nil {
		return nil, err
	}
	if g.clients, err = client.Numbered(tx, i.Organisation, numbers); err != nil {
		return nil, err
	}
	if err := g.ask(numbers); err != nil {
		return nil, err
	}
	return g, outcome.EachTrace(tx, r.form.Instrument, g.measurable(), func(t outcome.Trace, c outcome.Content) {
		g.traces[t] = append(g.traces[t], c)
	})
}

// ask asks of every client whether she may be measured.
func (g *ground) ask(numbers []string) error {
	var ids []client.ClientID
	for _, c := range g.clients {
		ids = append(ids, c)
	}
	holders, err := client.HoldMany(g.tx, ids, client.Measuring)
	if err != nil {
		return err
	}
	for _, number := range numbers {
		c, there := g.clients[number]
		if !there {
			g.refused[number] = fault.New(fault.Invalid, unknownClient)
			continue
		}
		wrong := outcome.MayImport(g.tx, holders[c], g.form)
		if fault.Is(wrong, fault.NotFound) {
			wrong = fault.New(fault.Invalid, unknownClient)
		}
		if wrong != nil && fault.Of(wrong) == nil {
			return wrong
		}
		if wrong != nil {
			g.refused[number] = wrong
		}
	}
	return nil
}

// measurable are the clients of whom something can be recorded, each once.
func (g *ground) measurable() []client.ClientID {
	seen := map[client.ClientID]bool{}
	var ids []client.ClientID
	for number, c := range g.clients {
		if g.refused[number] == nil && !seen[c] {
			seen[c] = true
			ids = append(ids, c)
		}
	}
	return ids
}

// measurement completes a row and holds it against the rules of a measurement.
func (g *ground) measurement(i Import, r row) outcome.Measurement {
	m := r.Measurement
	m.Client, m.Version, m.Unit, m.Way = g.clients[r.number], g.form.Version, i.Unit, outcome.ByImport
	if wrong := fault.Of(g.refused[r.number]); wrong != nil && !r.silent[ToClient] {
		if wrong.Key == unknownClient && identity.Meant(r.number) {
			g.refuse(r, ToClient, "", "oldmeasurement.client.like_code") // it may be somebody's, but for one sign
		} else {
			g.refuse(r, ToClient, r.number, wrong.Key, wrong.Args...)
		}
	}
	if wrong := fault.Of(m.Check(g.form, g.today)); wrong != nil {
		g.tell(r, m, wrong.Fields)
	}
	if m.Day.IsZero() || m.Client.IsZero() || g.refused[r.number] != nil {
		return m
	}
	g.againstRecord(r, m)
	return m
}

// againstRecord refuses a row that is on record to the letter, and marks one of whose client something else is on record of that day. Where
// there are answers in words, which are sealed, whoever imports has to say whether they are the same.
func (g *ground) againstRecord(r row, m outcome.Measurement) {
	before := g.traces[outcome.Trace{Client: m.Client, Day: m.Day, By: m.By}]
	if len(before) == 0 {
		return
	}
	said, err := outcome.ContentOf(g.form, m)
	if err == nil && !said.Worded && slices.Contains(before, said) {
		g.refuse(r, "", "", "oldmeasurement.row.same_on_record")
		return
	}
	g.look(r, "", "", "oldmeasurement.row.on_record")
}

// unknownClient is told of a number that names nobody whom the actor may measure.
const unknownClient = "oldmeasurement.client.unknown"

func (g *ground) refuse(r row, t Target, value, key string, args ...any) {
	g.found.Add(rows.Problem{Row: r.no, Column: string(t), Value: value, Refused: true, Key: key, Args: args})
}

func (g *ground) look(r row, t Target, value, key string, args ...any) {
	g.found.Add(rows.Problem{Row: r.no, Column: string(t), Value: value, Key: key, Args: args})
}

// tell tells the faults of a measurement by the columns that they are of; what the row itself was told already is not told twice.
func (g *ground) tell(r row, m outcome.Measurement, fields []fault.Field) {
	targets := Targets(g.form)
	for _, f := range fields {
		at := slices.IndexFunc(targets, func(t Target) bool { return t.field() == f.Name })
		switch {
		case at >= 0 && r.silent[targets[at]], f.Name == "id", f.Name == "answers" && g.saidOfAnswers(r):
		case at < 0:
			g.refuse(r, "", "", f.Key, f.Args...)
		default:
			t := targets[at]
			if t == ToSeconds && g.reader.text(r.line, ToMinutes) != "" {
				t = ToMinutes
			}
			g.refuse(r, t, cmp.Or(g.shown(r, t), g.standard(t, m)), f.Key, f.Args...)
		}
	}
}

// shown is what stands in the column of a target, as a report may show it: never what somebody wrote in her own words.
func (g *ground) shown(r row, t Target) string {
	if item, is := t.item(g.form); is && (item.Kind == instrument.ShortTextItem || item.Kind == instrument.LongTextItem) {
		return ""
	}
	return g.reader.text(r.line, t)
}

// saidOfAnswers tells whether it was said of an answer already that it cannot be read.
func (g *ground) saidOfAnswers(r row) bool {
	for t := range r.silent {
		if _, is := t.item(g.form); is {
			return true
		}
	}
	return false
}

// standard is what holds of a target that the file has no column for.
func (g *ground) standard(t Target, m outcome.Measurement) string {
	switch t {
	case ToBy:
		return string(m.By)
	case ToLanguage:
		return m.Language
	}
	return ""
}

// compare marks answers that are not kept, because their question is not asked, and scores that come out otherwise than the file says.
func (g *ground) compare(r row, m outcome.Measurement) []instrument.Score {
	settled := g.form.Settle(m.Answers)
	for code, a := range m.Answers.Items {
		if a.State == instrument.Given && settled.Items[code].State == instrument.NotAsked {
			g.look(r, ItemTarget(code), "", "oldmeasurement.answer.not_asked")
		}
	}
	scores := g.form.Score(m.Answers)
	for _, s := range scores {
		said, is := r.said[s.Scale]
		switch {
		case !is:
		case !s.Exists:
			g.look(r, ScoreTarget(s.Scale), g.shown(r, ScoreTarget(s.Scale)), "oldmeasurement.score.none")
		case math.Abs(s.Value-said.value) > 0.5*math.Pow10(-said.places)+1e-9:
			g.look(r, ScoreTarget(s.Scale), g.shown(r, ScoreTarget(s.Scale)), "oldmeasurement.score.otherwise", "here", s.Value)
		}
	}
	return scores
}
