package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/exchange/rows"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/oldmeasurements"
	"rinnalla/internal/outcome"
	"rinnalla/internal/staff"
)

type importMeasurementsCommand struct {
	File         string            `arg:"" help:"XLSX or CSV file." type:"existingfile"`
	Instrument   string            `required:"" help:"Code of the instrument whose answers or scores are in the file."`
	Organisation string            `help:"Name or id of the organisation whose clients they are; without it, the one that has clients of these numbers."`
	Unit         string            `help:"Name or id of the unit for which the measurements count; without it, each for the unit of its client."`
	Column       map[string]string `help:"What a column holds, over what its header says and what was told of the last file: 'HEADER=client', day, occasion, answered_by, interpreter, place, language, seconds, minutes, declined, item:CODE, entry:SECTION:N:CODE, score:SCALE; '-' to leave it out." mapsep:"none"`
	Means        map[string]string `help:"What a value means: 'occasion:VALUE=start', 'item:CODE:VALUE=OPTION', (left) or (declined)." mapsep:"none"`
	Occasion     string            `help:"The occasion of all rows, when no column says it: start, interim, end, follow_up, other."`
	AnsweredBy   string            `name:"answered-by" help:"Who answered, when no column says it: client, together, worker."`
	AskedIn      string            `name:"asked-in" help:"The language in which was asked, when no column says it."`
	DryRun       bool              `name:"dry-run" help:"Check the file and print the report; record nothing."`
	Language     string            `help:"Language of the report." enum:"fi,sv,en,fi-selko" default:"en"`
}

// Run prints the same report as the page.
func (c importMeasurementsCommand) Run(ctx context.Context, s *settings) error {
	return s.acting(ctx, func(acts *act.Acts) error {
		if err := s.seals(ctx, acts); err != nil {
			return err
		}
		return c.run(ctx, acts, os.Stdout)
	})
}

func (c importMeasurementsCommand) run(ctx context.Context, acts *act.Acts, out io.Writer) error {
	print := i18n.For(i18n.Lang(c.Language))
	file, err := readMeasurements(c.File)
	if err != nil {
		return inWords(print, err)
	}
	o, m, err := c.prepare(ctx, acts, file)
	if err != nil {
		return inWords(print, err)
	}
	i, problems, err := oldmeasurements.Examine(ctx, acts, access.Terminal(), o, m, file)
	if err != nil {
		return inWords(print, err)
	}
	for _, line := range measurementLines(print, i, problems) {
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	switch {
	case !i.Ready():
		return refused{print.T("import.not_imported")}
	case c.DryRun:
		_, err = fmt.Fprintln(out, print.T("oldmeasurement.ready_title", "count", i.Report.Rows))
		return err
	}
	if i, err = oldmeasurements.Upload(ctx, acts, access.Terminal(), o, file); err == nil {
		i, err = oldmeasurements.Check(ctx, acts, access.Terminal(), i.ID, m)
	}
	if err == nil {
		i, err = oldmeasurements.Run(ctx, acts, access.Terminal(), i.ID)
	}
	if err != nil {
		return inWords(print, err)
	}
	if i.State != oldmeasurements.Imported {
		return errors.New(print.T("oldmeasurement.flash.changed"))
	}
	_, err = fmt.Fprintln(out, print.T("oldmeasurement.imported_title", "count", i.Report.Rows))
	return err
}

func readMeasurements(path string) (oldmeasurements.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return oldmeasurements.File{}, err
	}
	file, err := oldmeasurements.Read(f, path)
	return file, errors.Join(err, f.Close())
}

// prepare finds for whom the file is, and what its columns hold.
func (c importMeasurementsCommand) prepare(ctx context.Context, acts *act.Acts, file oldmeasurements.File) (oldmeasurements.Order, oldmeasurements.Mapping, error) {
	o := oldmeasurements.Order{ID: id.New[outcome.Import]()}
	var m oldmeasurements.Mapping
	err := acts.Read(ctx, access.Terminal(), func(tx *act.Tx) (err error) {
		if err := c.place(tx, &o, file); err != nil {
			return err
		}
		in, err := instrument.FindCode(tx, o.Organisation, c.Instrument)
		if fault.Is(err, fault.NotFound) {
			return c.noInstrument()
		}
		if err != nil {
			return err
		}
		o.Instrument = in.ID
		m, err = oldmeasurements.KeptMapping(tx, o, file.Headers())
		return err
	})
	if err != nil {
		return o, m, err
	}
	return o, m, c.tell(&m)
}

// place finds the organisation and the unit.
func (c importMeasurementsCommand) place(tx *act.Tx, o *oldmeasurements.Order, file oldmeasurements.File) (err error) {
	switch {
	case c.Unit != "":
		if c.Organisation == "" {
			return errors.New("a unit is one of an organisation: give --organisation too")
		}
		o.Organisation, o.Unit, err = unitNamed(tx, access.ImportMeasurements, c.Organisation, c.Unit)
		return err
	case c.Organisation != "":
		o.Organisation, err = organisationNamed(tx, access.ImportMeasurements, c.Organisation)
		return err
	}
	scope, err := tx.Scope(access.ImportMeasurements, "measurement_import")
	if err != nil {
		return err
	}
	all, err := staff.OrganisationsWithin(tx, scope)
	if err != nil {
		return err
	}
	var having []access.OrganisationID
	anywhere := false // some organisation has the instrument
	for _, one := range all {
		n, known, err := c.knownTo(tx, one.ID, file)
		if err != nil {
			return err
		}
		anywhere = anywhere || known
		if n > 0 || len(all) == 1 {
			having = append(having, one.ID)
		}
	}
	if len(having) == 0 && !anywhere {
		return c.noInstrument()
	}
	if len(having) != 1 {
		return fmt.Errorf("%d organisations have clients of these numbers: say with --organisation whose they are", len(having))
	}
	o.Organisation = having[0]
	return nil
}

func (c importMeasurementsCommand) noInstrument() error {
	return fmt.Errorf("there is no instrument with the code %q", c.Instrument)
}

// knownTo counts the file's clients in an organisation; known is false when it does not have the instrument.
func (c importMeasurementsCommand) knownTo(tx *act.Tx, o access.OrganisationID, file oldmeasurements.File) (n int, known bool, err error) {
	in, err := instrument.FindCode(tx, o, c.Instrument)
	if fault.Is(err, fault.NotFound) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	m, err := oldmeasurements.KeptMapping(tx, oldmeasurements.Order{Organisation: o, Instrument: in.ID}, file.Headers())
	if err == nil {
		err = c.tell(&m)
	}
	if err != nil {
		return 0, true, err
	}
	if !slices.Contains(slices.Collect(maps.Values(m.Columns)), oldmeasurements.ToClient) {
		return 0, true, fault.New(fault.Invalid, "oldmeasurement.client.no_column")
	}
	n, err = oldmeasurements.Known(tx, o, m, file)
	return n, true, err
}

// tell says over a mapping what the flags say.
func (c importMeasurementsCommand) tell(m *oldmeasurements.Mapping) error {
	for header, target := range c.Column {
		key := oldmeasurements.ColumnKey(header)
		for other, same := range m.Columns {
			if string(same) == target {
				delete(m.Columns, other)
			}
		}
		if m.Columns[key] = oldmeasurements.Target(target); target == "-" {
			delete(m.Columns, key)
		}
	}
	for what, code := range c.Means {
		at := strings.LastIndex(what, ":")
		if at < 0 {
			return fmt.Errorf("--means %q: write what it is of before it, as in 'occasion:%s=start'", what, what)
		}
		m.Mean(oldmeasurements.Target(what[:at]), what[at+1:], code)
	}
	for _, one := range []struct {
		said string
		take func(string)
	}{
		{c.Occasion, func(text string) { m.Occasion = outcome.Occasion(text) }},
		{c.AnsweredBy, func(text string) { m.By = outcome.AnsweredBy(text) }},
		{c.AskedIn, func(text string) { m.Language = text }},
	} {
		if one.said != "" {
			one.take(one.said)
		}
	}
	return nil
}

// measurementLines is what the check found: rows, what is not brought in, and figures to be held against the old table.
func measurementLines(print *i18n.Printer, i oldmeasurements.Import, problems []rows.Problem) []string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, problemLine(print, p, i.Report.ColumnName(print, p.Column)))
	}
	if i.Report.More {
		lines = append(lines, print.T("import.too_many", "most", rows.MostProblems))
	}
	lines = append(lines, unreadLines(print, i.Report.Unread)...)
	if len(i.Report.Ignored) > 0 {
		lines = append(lines, print.T("oldmeasurement.ignored_text", "columns", print.List(i.Report.Ignored)))
	}
	lines = append(lines, print.T("oldmeasurement.line_total", "rows", i.Report.Rows, "clients", i.Report.Clients))
	for _, s := range i.Report.Scales {
		if s.N > 0 {
			lines = append(lines, print.T("oldmeasurement.line_scale", "scale", s.Scale, "n", s.N, "mean", print.Dec(s.Mean, 2), "min", print.Dec(s.Min, 2), "max", print.Dec(s.Max, 2)))
		}
	}
	if i.Report.Refused > 0 {
		lines = append(lines, print.T("import.refused_title", "count", i.Report.Refused))
	}
	return lines
}
