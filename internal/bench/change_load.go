package bench

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/db"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
)

// The measurements are loaded below the acts, unit by unit, as rows of outcome_measurement and nothing else: what is measured reads no more.
const (
	measuredCode   = "mittaus"
	clientsPerUnit = 200
	itemsPerPart   = 6
	parts          = 5
	// unitsPerLoad units go into one transaction.
	unitsPerLoad = 250
)

var measurementColumns = strings.Fields(`id no state client organisation unit instrument version number moment occasion day answered_by interpreter
	way place language seconds closed packed recorded_by recorded_at s01 s02 s03 s04 s05 s06`)

// measured is an instrument of thirty items in five parts, with a limit of error that was made up.
func measured() instrument.Definition {
	text := func(words string) instrument.Text { return instrument.Text{"fi": words} }
	from, to := 0.0, 4.0
	limit := &instrument.ErrorLimit{Kind: instrument.SDC95, Value: 12, Source: "Keksitty mittausta varten"}
	all := instrument.Scale{Code: "kaikki", Title: text("Kaikki"), Rule: instrument.Sum, Better: instrument.HigherIsBetter, ErrorLimit: limit}
	d := instrument.Definition{
		Format: instrument.Format, Code: measuredCode, Purpose: instrument.ForMeasuring, Languages: []string{"fi"}, Title: text("Mittaus"),
		Licence: instrument.Licence{Owner: "Mittaamo"}, By: []instrument.Answerer{instrument.ByClient, instrument.ByWorker}, Display: instrument.AsProfile,
	}
	for p := range parts {
		section := instrument.Section{Code: fmt.Sprintf("osa%d", p+1)}
		scale := instrument.Scale{Code: section.Code, Title: text("Osa"), Rule: instrument.Sum, Better: instrument.HigherIsBetter}
		for i := range itemsPerPart {
			code := fmt.Sprintf("k%d_%d", p+1, i+1)
			section.Items = append(section.Items, instrument.Item{Code: code, Text: text("Kysymys"), Kind: instrument.ScaleItem, From: &from, To: &to, Better: instrument.HigherIsBetter})
			scale.Items, all.Items = append(scale.Items, code), append(all.Items, code)
		}
		d.Sections, d.Scales = append(d.Sections, section), append(d.Scales, scale)
	}
	d.Scales = append([]instrument.Scale{all}, d.Scales...)
	return d
}

// measurer makes measurements, always the same for the same seed but for their ids.
type measurer struct {
	*world
	rnd        *rand.Rand
	instrument instrument.InstrumentID
	form       *instrument.Form
}

// measureMany loads two measurements of each client and gives the ids of the units, of which each has two hundred clients.
func (s *session) measureMany(w *world, clients int) (units []string, err error) {
	began := time.Now()
	d, err := db.Open(s.ctx, w.url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	m, err := s.measurer(w, d)
	if err != nil {
		return nil, err
	}
	for len(units)*clientsPerUnit < clients {
		var rows [][]any
		for range unitsPerLoad {
			if len(units)*clientsPerUnit >= clients {
				break
			}
			u := id.New[access.Unit]()
			units = append(units, u.String())
			rows = append(rows, m.unit(u)...)
		}
		if err := d.Load(s.ctx, func(tx *db.Tx) error { return insert(tx, "outcome_measurement", measurementColumns, rows) }); err != nil {
			return nil, err
		}
	}
	s.say("loaded %d measurements in %.0f s", 2*clients, time.Since(began).Seconds())
	return units, d.Analyze(s.ctx)
}

// measurer loads the instrument that is measured with.
func (s *session) measurer(w *world, d *db.DB) (*measurer, error) {
	m := &measurer{world: w, rnd: rand.New(rand.NewPCG(30, 2)), instrument: id.New[instrument.Instrument]()}
	version := id.New[instrument.Version]()
	return m, act.New(d, now).Write(s.ctx, w.leader.Actor, func(tx *act.Tx) (err error) {
		if err := instrument.Load(tx, m.instrument, version, w.organisation, measured()); err != nil {
			return err
		}
		m.form, err = instrument.Answering(tx, version)
		return err
	})
}

// unit is everybody of one unit, in the order of the days.
func (m *measurer) unit(u access.UnitID) (rows [][]any) {
	for range clientsPerUnit {
		who := id.New[access.Thing]()
		began, strength := m.last.AddDays(-120-m.rnd.IntN(600)), m.rnd.NormFloat64()
		by := outcome.Answerers()[max(0, m.rnd.IntN(6)-3)]
		rows = append(rows, m.row(u, who, began, outcome.AtStart, by, strength))
		rows = append(rows, m.row(u, who, began.AddDays(30+m.rnd.IntN(90)), outcome.AtEnd, by, strength+0.3+0.5*m.rnd.NormFloat64()))
	}
	slices.SortStableFunc(rows, func(a, b []any) int { return strings.Compare(a[11].(string), b[11].(string)) })
	return rows
}

func (m *measurer) row(u access.UnitID, who access.ThingID, day civil.Date, when outcome.Occasion, by outcome.AnsweredBy, strength float64) []any {
	closed := []byte{1}
	var scores [1 + parts]float64
	for i := range parts * itemsPerPart {
		answer := byte(min(4, max(0, math.Round(2+strength+m.rnd.NormFloat64()))))
		closed = append(closed, answer)
		scores[0] += float64(answer)
		scores[1+i/itemsPerPart] += float64(answer)
	}
	id, at := id.New[outcome.Measurement]().String(), civil.At(day, civil.Clock{Hour: 12})
	row := []any{
		id, 1, string(outcome.Current), who.String(), m.organisation.String(), u.String(), m.instrument.String(), m.form.Version.String(), 1, id,
		string(when), day.String(), string(by), false, string(outcome.OnDesk), "", "fi", 300, closed, packed(who, u, day, when, by, scores[:], closed),
		m.leader.ID.String(), at.String(),
	}
	for _, s := range scores {
		row = append(row, s)
	}
	return row
}

// packed packs as the program does (internal/outcome/packed.go).
func packed(who access.ThingID, u access.UnitID, day civil.Date, when outcome.Occasion, by outcome.AnsweredBy, scores []float64, closed []byte) []byte {
	b := append([]byte{1}, who[:]...)
	b = binary.LittleEndian.AppendUint32(b, uint32(outcome.DayNumber(day)))
	b = binary.LittleEndian.AppendUint16(b, 1)
	b = append(b, byte(slices.Index(outcome.Occasions(), when)), byte(slices.Index(outcome.Answerers(), by)), byte(len(scores)))
	b = append(b, u[:]...)
	for _, s := range scores {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(s))
	}
	return append(b, closed...)
}
