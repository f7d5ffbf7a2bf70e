package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/exchange/questions"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/staff"
)

type importInstrumentCommand struct {
	File         string `arg:"" help:"YAML or JSON of our own, FHIR Questionnaire or XLSForm; the content tells which." type:"existingfile"`
	Organisation string `help:"Name or id of the organisation whose instrument it is; without it, everybody's."`
	DryRun       bool   `name:"dry-run" help:"Read the file and print the report; load nothing."`
	Lock         bool   `help:"Lock the version, so that measurements begin with it."`
	Code         string `help:"The instrument's code, instead of the file's own name."`
	Owner        string `help:"Whose the instrument is, when the file does not say."`
	Texts        string `help:"The language of texts that say nothing of it: fi, sv, en …"`
	Changed      string `help:"What is otherwise than in the version before, in words; needed for a further version."`
	Compares     bool   `help:"Scores compare with those of the version before."`
	Language     string `help:"Language of the report." enum:"fi,sv,en,fi-selko" default:"en"`
}

// Run tells what the page would.
func (c importInstrumentCommand) Run(ctx context.Context, s *settings) error {
	return s.acting(ctx, func(acts *act.Acts) error { return c.run(ctx, acts, os.Stdout) })
}

func (c importInstrumentCommand) run(ctx context.Context, acts *act.Acts, out io.Writer) error {
	print := i18n.For(i18n.Lang(c.Language))
	data, err := readUpTo(c.File, questions.MostBytes)
	if err != nil {
		return err
	}
	file, err := questions.Read(data, c.File, instrument.Said{Code: c.Code, Owner: c.Owner, Language: c.Texts})
	if f := fault.Of(err); err != nil && f == nil {
		return err
	}
	lines := c.report(print, file, err)
	for _, line := range lines {
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	switch {
	case err != nil && len(instrument.Notes(err)) > 0:
		return refused{print.T("instrument.not_loaded")}
	case err != nil:
		return inWords(print, err)
	case c.DryRun:
		return nil
	}
	line, err := c.bring(ctx, acts, print, file.Definition)
	if err != nil {
		return inWords(print, err)
	}
	_, err = fmt.Fprintln(out, line)
	return err
}

// readUpTo reads a file, and of one that is bigger a byte more than may be: whoever judges it sees that.
func readUpTo(path string, most int64) (data []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, most+1))
}

// report says what the file is, what was not understood of it, and what is wrong with it.
func (c importInstrumentCommand) report(print *i18n.Printer, file questions.File, err error) []string {
	var lines []string
	if file.Format != "" {
		lines = append(lines, print.T(file.ReadAs()))
	}
	for _, n := range append(file.Notes, instrument.Notes(err)...) {
		lines = append(lines, noteLine(print, n))
	}
	if err != nil {
		return lines
	}
	d := file.Definition
	items := 0
	for _, s := range d.Sections {
		items += len(s.Items)
	}
	return append(lines, print.T("instrument.read_line", "title", d.In(d.Title, string(print.Lang())), "code", d.Code,
		"sections", len(d.Sections), "items", items, "scales", len(d.Scales), "languages", print.List(d.Languages)))
}

func noteLine(print *i18n.Printer, n instrument.Note) string {
	text := print.T(n.Key, n.Args...)
	switch {
	case n.Line == 0 && n.Place == "":
		return text
	case n.Line == 0:
		return print.T("instrument.note_place", "place", n.Place, "text", text)
	case n.Place == "":
		return print.T("instrument.note_bare", "line", n.Line, "text", text)
	}
	return print.T("instrument.note_line", "line", n.Line, "place", n.Place, "text", text)
}

// bring loads the definition and says what it became.
func (c importInstrumentCommand) bring(ctx context.Context, acts *act.Acts, print *i18n.Printer, d instrument.Definition) (string, error) {
	arrival := instrument.Arrival{Instrument: id.New[instrument.Instrument](), Version: id.New[instrument.Version](), Organisation: access.Installation,
		Definition: d, Changed: c.Changed, Compares: c.Compares}
	var became instrument.Became
	var version instrument.Version
	err := acts.Write(ctx, access.Terminal(), func(tx *act.Tx) (err error) {
		if c.Organisation != "" {
			if arrival.Organisation, err = organisationNamed(tx, access.KeepInstruments, c.Organisation); err != nil {
				return err
			}
		}
		if became, version, err = instrument.Bring(tx, arrival); err != nil || !c.Lock {
			return err
		}
		return instrument.Lock(tx, version.ID, version.Edition)
	})
	if err != nil {
		return "", err
	}
	line := print.T("instrument.became."+string(became), "code", d.Code, "number", version.Number)
	if c.Lock {
		line += " " + print.T("instrument.locked_now")
	}
	return line, nil
}

// organisationNamed finds an organisation by its name in any language, or by id.
func organisationNamed(tx *act.Tx, may access.Permission, name string) (access.OrganisationID, error) {
	scope, err := tx.Scope(may, "organisation")
	if err != nil {
		return access.OrganisationID{}, err
	}
	all, err := staff.OrganisationsWithin(tx, scope)
	if err != nil {
		return access.OrganisationID{}, err
	}
	for _, one := range all {
		if named(name, one.NameFi, one.NameSv, one.ID.String()) {
			return one.ID, nil
		}
	}
	return access.OrganisationID{}, fmt.Errorf("there is no organisation called %q", name)
}
