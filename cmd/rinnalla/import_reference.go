package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/reference"
)

type importReferenceCommand struct {
	File         string `arg:"" help:"CSV or XLSX with two columns: score, and n, how many people had it." type:"existingfile"`
	Instrument   string `required:"" help:"Code of the instrument."`
	Scale        string `required:"" help:"Code of the scale."`
	People       string `required:"" help:"Who the people were, in words."`
	Asked        string `required:"" help:"Day on which they were last asked, or on which it was published: 2019-03-12."`
	Source       string `required:"" help:"Where it was published."`
	Organisation string `help:"Name or id of the organisation whose reports show it; without it, everybody's."`
	DryRun       bool   `name:"dry-run" help:"Read the file and print the figures; keep nothing."`
	Language     string `help:"Language of the report." enum:"fi,sv,en,fi-selko" default:"en"`
}

// Run keeps a published distribution, with which groups are compared.
func (c importReferenceCommand) Run(ctx context.Context, s *settings) error {
	return s.acting(ctx, func(acts *act.Acts) error { return c.run(ctx, acts, os.Stdout) })
}

func (c importReferenceCommand) run(ctx context.Context, acts *act.Acts, out io.Writer) error {
	print := i18n.For(i18n.Lang(c.Language))
	set, err := c.read()
	if err != nil {
		return inWords(print, err)
	}
	err = acts.Write(ctx, access.Terminal(), func(tx *act.Tx) (err error) {
		if c.Organisation != "" {
			if set.Organisation, err = organisationNamed(tx, access.KeepInstruments, c.Organisation); err != nil {
				return err
			}
		}
		if c.DryRun {
			_, err = reference.Try(tx, set)
			return err
		}
		return reference.Import(tx, set)
	})
	if err != nil {
		return inWords(print, err)
	}
	d, _ := set.Distribution()
	mean, _ := d.Mean().Value()
	sd, _ := d.SD().Value()
	median, _ := d.Median().Value()
	key := "reference.kept"
	if c.DryRun {
		key = "reference.would_keep"
	}
	_, err = fmt.Fprintln(out, print.T(key, "instrument", c.Instrument, "scale", c.Scale, "n", print.N(d.N()),
		"mean", print.Dec(mean, 4), "sd", print.Dec(sd, 4), "median", print.Dec(median, 1)))
	return err
}

func (c importReferenceCommand) read() (set reference.Set, err error) {
	set = reference.Set{ID: id.New[reference.Set](), Organisation: access.Installation, Instrument: c.Instrument, Scale: c.Scale, People: c.People, Source: c.Source}
	if set.Asked, err = civil.ParseDate(c.Asked); err != nil {
		return set, fmt.Errorf("--asked: %w", err)
	}
	f, err := os.Open(c.File)
	if err != nil {
		return set, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	set.Scores, err = reference.Read(f, c.File)
	return set, err
}
