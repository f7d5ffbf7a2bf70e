// Package answers hands out what was answered to an instrument, a line a measurement, for whoever works out figures by herself. The lines hold no
// name, no number and no free text; who belongs together is told by a word that is drawn anew for every file. They are personal data all the
// same: thirty answers are a portrait.
package answers

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/report"
	"rinnalla/internal/staff"
)

// Column is one column of a file of answers.
type Column struct {
	// Code is its name for programs.
	Code string
	// Scale or Item is what it holds, when it is not one of the first columns.
	Scale, Item string
}

// about are the first columns of every file.
var about = []string{"person", "unit", "day", "occasion", "answered_by", "interpreter", "way", "language", "version"}

// File is the answers to one instrument.
type File struct {
	Definition instrument.Definition // the newest version that was used
	Columns    []Column
	Rows       int64 // how many measurements there are

	facts    answerFacts
	scope    access.Scope
	in       instrument.Instrument
	versions map[int]*version // by number
	joined   map[client.ClientID]client.ClientID
	units    map[access.UnitID]string
	key      []byte
}

// version is a version of the instrument, by the columns of the file.
type version struct {
	form   *instrument.Form
	scales []int              // which of its scores, -1: none
	items  []*instrument.Item // nil: none of its items
}

// Open makes ready to hand out the answers to the instrument of a code that were given in the actor's organisations.
func Open(tx *act.Tx, code string) (*File, error) {
	scope, err := tx.Scope(access.ExportAnswers, "answers")
	if err != nil {
		return nil, err
	}
	if code == "" {
		var c fault.Checks
		c.That(false, "instrument", "change.instrument.missing")
		return nil, c.Err()
	}
	f := &File{facts: answerFacts{tx}, scope: scope, versions: map[int]*version{}, units: map[access.UnitID]string{}, key: make([]byte, sha256.Size)}
	if f.in, err = instrument.FindCode(tx, tx.Actor.Home(), code); err != nil {
		return nil, err
	}
	if _, err := rand.Read(f.key); err != nil {
		return nil, err
	}
	if f.joined, err = report.Joined(tx); err != nil {
		return nil, err
	}
	units, err := staff.UnitsWithin(tx, scope)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		f.units[u.ID] = u.Name
	}
	if f.Rows, err = f.facts.count(scope, f.in.ID); err != nil {
		return nil, err
	}
	return f, f.columns(tx)
}

// columns are those of all locked versions, by code, in the order of the newest.
func (f *File) columns(tx *act.Tx) error {
	for _, code := range about {
		f.Columns = append(f.Columns, Column{Code: code})
	}
	versions := slices.Clone(f.in.Versions)
	slices.SortFunc(versions, func(a, b instrument.Version) int { return b.Number - a.Number })
	var scales, items []Column
	for _, v := range versions {
		if v.Status != instrument.Locked {
			continue
		}
		form, err := instrument.FormOf(tx, v.ID)
		if err != nil {
			return err
		}
		if len(f.versions) == 0 {
			f.Definition = form.Definition
		}
		f.versions[v.Number] = &version{form: form}
		for _, s := range form.Definition.Scales {
			scales = add(scales, Column{Code: "score_" + s.Code, Scale: s.Code})
		}
		for _, s := range form.Definition.Sections {
			for _, i := range s.Items {
				if s.Repeats == nil && !inWords(i) {
					items = add(items, Column{Code: "item_" + i.Code, Item: i.Code})
				}
			}
		}
	}
	f.Columns = append(append(f.Columns, scales...), items...)
	for _, v := range f.versions {
		v.place(f.Columns)
	}
	return nil
}

// place finds what each column holds of the version.
func (v *version) place(columns []Column) {
	d := v.form.Definition
	for _, c := range columns {
		v.scales = append(v.scales, slices.IndexFunc(d.Scales, func(s instrument.Scale) bool { return s.Code == c.Scale }))
		v.items = append(v.items, nil)
		if item, _, known := d.Item(c.Item); known && c.Item != "" {
			v.items[len(v.items)-1] = &item
		}
	}
}

// inWords tells whether people answer an item in their own words, which no file holds.
func inWords(i instrument.Item) bool {
	return i.Kind == instrument.ShortTextItem || i.Kind == instrument.LongTextItem
}

func add(all []Column, c Column) []Column {
	if slices.Contains(all, c) {
		return all
	}
	return append(all, c)
}

// Each hands out every line, in the order of the columns. What was not answered is an empty cell.
func (f *File) Each(row func([]sheet.Value) error) error {
	cells, scores := make([]sheet.Value, 0, len(f.Columns)), 0
	for _, v := range f.versions {
		scores = max(scores, len(v.form.Definition.Scales))
	}
	return f.facts.each(f.scope, f.in.ID, scores, func(l line) error {
		v := f.versions[l.number]
		if v == nil {
			return fmt.Errorf("answers under version %d, which is not locked", l.number)
		}
		given, err := v.form.Unpack(instrument.Packed{Closed: l.closed})
		if err != nil {
			return err
		}
		cells = append(cells[:0], sheet.Text(f.person(l.client)), sheet.Text(f.units[l.unit]), sheet.Text(l.day.String()), sheet.Text(string(l.occasion)),
			sheet.Text(string(l.by)), yesNo(l.interpreter), sheet.Text(l.way), sheet.Text(l.language), sheet.Integer(int64(l.number)))
		for i := len(about); i < len(f.Columns); i++ {
			switch {
			case v.items[i] != nil:
				cells = append(cells, value(v.items[i], given.Items[v.items[i].Code]))
			case v.scales[i] >= 0 && l.scores[v.scales[i]] != nil:
				cells = append(cells, sheet.Number(*l.scores[v.scales[i]]))
			default:
				cells = append(cells, sheet.Empty())
			}
		}
		return row(cells)
	})
}

// person is the word for a person in this file: the same for all of her records.
func (f *File) person(c client.ClientID) string {
	if into, there := f.joined[c]; there {
		c = into
	}
	mac := hmac.New(sha256.New, f.key)
	mac.Write(c[:])
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

func yesNo(yes bool) sheet.Value {
	if yes {
		return sheet.Integer(1)
	}
	return sheet.Integer(0)
}

// value is an answer as programs read it: a number, the points of an option or else its code, codes with spaces between them, a day.
func value(item *instrument.Item, a instrument.Answer) sheet.Value {
	if a.State != instrument.Given {
		return sheet.Empty()
	}
	switch item.Kind {
	case instrument.ScaleItem, instrument.NumberItem:
		return sheet.Number(a.Number)
	case instrument.DateItem:
		return sheet.Text(a.Day.String())
	case instrument.MultipleItem:
		return sheet.Text(strings.Join(a.Options, " "))
	}
	for _, option := range item.Choices() {
		if option.Code == a.Option && option.Points != nil {
			return sheet.Number(*option.Points)
		}
	}
	return sheet.Text(a.Option)
}

// line is one measurement.
type line struct {
	client      client.ClientID
	unit        access.UnitID
	number      int
	day         civil.Date
	occasion    outcome.Occasion
	by          outcome.AnsweredBy
	interpreter bool
	way         string
	language    string
	closed      []byte
	scores      []*float64
}
