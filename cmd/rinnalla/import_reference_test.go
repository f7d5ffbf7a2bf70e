package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rinnalla/internal/instrument"
	"rinnalla/internal/testworld"
)

func TestAPublishedDistributionIsKeptAtTheServerWithItsFiguresTold(t *testing.T) {
	w := testworld.New(t)
	if err := instrument.BringShipped(t.Context(), w.Acts); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "workability.csv")
	const published = "score,n\n0,197\n1,200\n2,366\n3,523\n4,539\n5,894\n6,808\n7,1166\n8,1286\n9,770\n10,533\n"
	if err := os.WriteFile(path, []byte(published), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(edit func(*importReferenceCommand)) (string, error) {
		c := importReferenceCommand{File: path, Instrument: "kykyviisari-scores", Scale: "work-ability", People: "Hankkeiden asiakkaat", Asked: "2019-03-12",
			Source: "tyoelamatieto.fi", Language: "fi"}
		edit(&c)
		var out bytes.Buffer
		err := c.run(t.Context(), w.Acts, &out)
		return out.String(), err
	}
	out, err := run(func(c *importReferenceCommand) { c.DryRun = true })
	if err != nil || !strings.Contains(out, "mitään ei tallennettu") {
		t.Fatal(err, out)
	}
	if out, err = run(func(*importReferenceCommand) {}); err != nil || !strings.Contains(out, "Ihmisiä 7\u00a0282, keskiarvo 6,1364, keskihajonta 2,5498, mediaani 7,0.") {
		t.Fatal(err, out)
	}
	if _, err = run(func(c *importReferenceCommand) { c.Scale = "x" }); err == nil || !strings.Contains(err.Error(), "ei ole asteikkoa x") {
		t.Fatal(err)
	}
}
