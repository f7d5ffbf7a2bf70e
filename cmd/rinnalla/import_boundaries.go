package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/boundary"
	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
)

type importBoundariesCommand struct {
	File     string `arg:"" help:"GeoJSON file, WGS 84." type:"existingfile"`
	Source   string `required:"" help:"Who made the boundaries, and the licence. Printed under every map."`
	Of       string `required:"" help:"A day on which the boundaries were in force." placeholder:"2026-01-01"`
	Code     string `help:"The property that holds the municipality's code; the usual names are tried without it."`
	Language string `help:"Language of the report." enum:"fi,sv,en,fi-selko" default:"en"`
}

// Run tells what the page would.
func (c importBoundariesCommand) Run(ctx context.Context, s *settings) error {
	return s.acting(ctx, func(acts *act.Acts) error { return c.run(ctx, acts, os.Stdout) })
}

func (c importBoundariesCommand) run(ctx context.Context, acts *act.Acts, out io.Writer) error {
	print := i18n.For(i18n.Lang(c.Language))
	day, err := civil.ParseDate(c.Of)
	if err != nil {
		return err
	}
	opened, err := os.Open(c.File)
	if err != nil {
		return err
	}
	file, err := boundary.Read(opened, boundary.Order{Source: c.Source, Day: day, Code: c.Code}, acts.Now().Date())
	if err = errors.Join(err, opened.Close()); err != nil {
		return inWords(print, err)
	}
	var made boundary.InForce
	if err = acts.Write(ctx, access.Terminal(), func(tx *act.Tx) error {
		made, err = boundary.Replace(tx, file)
		return err
	}); err != nil {
		return inWords(print, err)
	}
	lines := append([]string{print.T("boundary.size_text", "count", made.Municipalities, "points", made.Points)}, made.Notes(print)...)
	for _, line := range lines {
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	return nil
}
