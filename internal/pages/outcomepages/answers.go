package outcomepages

import (
	"errors"
	"fmt"
	"net/url"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func answerRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /instruments/{instrument}/answers", Needs: access.ReadMeasurements, Act: askForAnswers},
		{Pattern: "GET /instruments/{instrument}/answers.csv", Needs: access.ReadMeasurements, Free: answersCSV},
		{Pattern: "GET /instruments/{instrument}/answers.xlsx", Needs: access.ReadMeasurements, Free: answersXLSX},
	}
}

// answersPage chooses which answers to an instrument go into a file.
type answersPage struct {
	form
	instrument instrument.Instrument
	definition instrument.Definition
}

// choice is which answers go into a file: of whose clients, of which days, and whether with what people wrote in their own words.
type choice struct {
	instrument instrument.InstrumentID
	whose      client.Whose
	from, last civil.Date
	words      bool
}

func readChoice(r *web.Request) (choice, error) {
	f := r.TypedForm()
	c := choice{whose: client.Mine, from: f.Date("from"), last: f.Date("last"), words: f.Bool("words")}
	if f.Text("whose") == string(client.Units) {
		c.whose = client.Units
	}
	return c, f.Err()
}

func askForAnswers(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p, err := answersPageOf(tx, r, nil)
	return web.Show(answersView(p)), err
}

func answersPageOf(tx *act.Tx, r *web.Request, wrong error) (p answersPage, err error) {
	which, err := web.PathID[instrument.Instrument](r, "instrument")
	if err != nil {
		return p, tx.Require(access.ReadMeasurements, access.Subject{Kind: "measurement"})
	}
	if p.instrument, err = instrument.Find(tx, which); err != nil {
		return p, err
	}
	// Whoever may read nobody's answers has no use for the page.
	if _, err := tx.Scope(access.ReadMeasurements, "measurement"); err != nil {
		return p, err
	}
	v, has := p.instrument.Newest()
	if !has {
		return p, fault.Missing()
	}
	p.definition = v.Definition
	p.form = newForm(r, "outcome.answers.title")
	p.typed, p.errors = r.Form, r.Errors(wrong)
	if p.typed == nil {
		p.typed = url.Values{}
	}
	return p, nil
}

func (p answersPage) href() string { return "/instruments/" + p.instrument.ID.String() }

// whoseOptions are whose clients' answers a file can have.
func (p answersPage) whoseOptions() []ui.Choice {
	return ui.Choices(ui.Option{Value: string(client.Mine), Label: p.T("outcome.answers.mine")}, ui.Option{Value: string(client.Units), Label: p.T("outcome.answers.units")})
}

func (p answersPage) whose() string {
	if p.typed.Get("whose") == string(client.Units) {
		return string(client.Units)
	}
	return string(client.Mine)
}

func (p answersPage) dayField(name, label string) ui.Field {
	return ui.Field{Name: name, Label: p.T(label), Hint: p.T("outcome.day_hint"), Value: p.typed.Get(name), Error: p.errors.Of(name)}
}

func answersCSV(r *web.Request) (*web.Answer, error) {
	return answersFile(r, "csv", "text/csv; charset=utf-8")
}

func answersXLSX(r *web.Request) (*web.Answer, error) {
	return answersFile(r, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
}

// clientsAtOnce are read in one act. So the file grows and memory does not, and the use log has its rows before anything is handed over.
const clientsAtOnce = 100

// answersFile builds the file before anything is sent, and hands it over only when it holds as many rows as were read.
func answersFile(r *web.Request, suffix, kind string) (answer *web.Answer, err error) {
	c, wrong := readChoice(r)
	var p answersPage
	var clients []client.ClientID
	var units map[access.UnitID]string
	if err := r.Read(func(tx *act.Tx) (err error) {
		if p, err = answersPageOf(tx, r, wrong); err != nil || wrong != nil {
			return err
		}
		c.instrument = p.instrument.ID
		if units, err = unitNames(tx); err != nil {
			return err
		}
		clients, err = client.Tied(tx, c.whose, mostInFile)
		return err
	}); err != nil {
		return nil, err
	}
	if wrong != nil {
		return web.ShowFaults(answersView(p)), wrong
	}
	f, err := web.NewFile()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, web.Drop(f))
		}
	}()
	w, err := newAnswersWriter(f, suffix, r.Print, p, c, units)
	if err != nil {
		return nil, err
	}
	read := 0
	for some := range slices.Chunk(clients, clientsAtOnce) {
		n, err := w.some(r, c, some)
		if err != nil {
			return nil, err
		}
		read += n
	}
	if written, err := w.out.Close(); err != nil || written != int64(read) {
		return nil, errors.Join(err, fmt.Errorf("the file of answers has %d rows of %d", written, read))
	}
	return web.File(f, kind, p.instrument.Code+"-"+r.Acts().Now().Date().String()+"."+suffix), nil
}

// mostInFile is as many clients as one file may be of.
const mostInFile = 5_000_000

func unitNames(tx *act.Tx) (map[access.UnitID]string, error) {
	all, err := staff.UnitsWithin(tx, access.Scope{Organisations: tx.Actor.OrganisationsOf(access.ReadMeasurements)})
	names := make(map[access.UnitID]string, len(all))
	for _, u := range all {
		names[u.ID] = u.Name
	}
	return names, err
}

// some writes the measurements of some clients and tells how many there were. The act may run twice, so that rows wait for its end.
func (w *answersWriter) some(r *web.Request, c choice, clients []client.ClientID) (int, error) {
	filter := outcome.Filter{Instrument: c.instrument, From: c.from}
	if !c.last.IsZero() {
		filter.To = c.last.AddDays(1)
	}
	var rows []outcome.Found
	forms := map[instrument.VersionID]*instrument.Form{}
	err := r.Read(func(tx *act.Tx) error {
		rows = rows[:0]
		return outcome.EachOf(tx, clients, filter, func(m outcome.Found) (err error) {
			rows = append(rows, m)
			version := m.Version.Measurement.Version
			if forms[version] == nil {
				forms[version], err = instrument.FormOf(tx, version)
			}
			return err
		})
	})
	if err != nil {
		return 0, err
	}
	for _, m := range rows {
		if err := w.put(m, forms[m.Version.Measurement.Version]); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}
