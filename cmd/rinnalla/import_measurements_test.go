package main

import (
	"bytes"
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rinnalla/internal/act"
	"rinnalla/internal/client"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/outcome"
	"rinnalla/internal/testworld"
	"rinnalla/internal/testworld/site"
)

func TestImportMeasurementsTellsTheSameAsThePage(t *testing.T) {
	w := testworld.New(t)
	site.Settle(w)
	if err := instrument.BringShipped(w.Context(), w.Acts); err != nil {
		t.Fatal(err)
	}
	r := client.Registration{ID: id.New[client.Client](), Organisation: testworld.North, Unit: testworld.NorthUnit, UnitTask: true, Number: "D-1",
		From: testworld.Friday.Date(), Person: client.Person{Given: "Daavid"}}
	w.Write(testworld.Aino, func(tx *act.Tx) error {
		if _, err := client.Register(tx, r); err != nil {
			return err
		}
		return client.RecordConsent(tx, client.Consent{ID: id.New[client.Consent](), Client: r.ID, Kind: client.Measuring, State: client.Given,
			Day: testworld.Friday.Date(), By: "client", Way: "spoken"})
	})
	bring := func(content string, c importMeasurementsCommand) (string, error) {
		t.Helper()
		c.File = filepath.Join(t.TempDir(), "vanhat.csv")
		if err := os.WriteFile(c.File, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		c.Instrument, c.Language = cmp.Or(c.Instrument, "kykyviisari-scores"), "fi"
		err := c.run(t.Context(), w.Acts, &out)
		return out.String(), err
	}
	recorded := func() (all []outcome.Version) {
		w.Read(testworld.Aino, func(tx *act.Tx) (err error) {
			all, err = outcome.Of(tx, r.ID)
			return err
		})
		return all
	}
	const heads = "Asiakasnumero;Päivä;Kerta;Kuka vastasi;Työkyky;Mieli\n"
	_, err := bring(heads+"D-1;1.3.2019;AM;asiakas;6;21\n", importMeasurementsCommand{})
	if err == nil || !strings.Contains(err.Error(), "Valitse sarake, jossa vaihe on") {
		t.Fatal(err)
	}
	when := importMeasurementsCommand{Column: map[string]string{"Kerta": "occasion"}}
	out, err := bring(heads+"D-1;1.3.2019;AM;asiakas;16;21\n", when)
	if !errors.As(err, new(refused)) || err.Error() != "Mitään ei tuotu. Syyt ovat yllä olevilla riveillä." || !strings.Contains(out, "Rivi 2, Kerta, ”AM”: Tätä arvoa ei tunnisteta.") || !strings.Contains(out, "Rivi 2, Työkyky, ”16”: ") {
		t.Fatal(err, out)
	}
	when.Means, when.DryRun = map[string]string{"occasion:AM": "start"}, true
	out, err = bring(heads+"D-1;1.3.2019;AM;asiakas;6;21\n", when)
	if err != nil || !strings.Contains(out, "Rivejä 1, asiakkaita 1.") || !strings.Contains(out, "work-ability: n 1, keskiarvo 6,00") || len(recorded()) != 0 {
		t.Fatal(err, out)
	}
	when.DryRun = false
	out, err = bring(heads+"D-1;1.3.2019;AM;asiakas;6;21\n", when)
	if err != nil || !strings.Contains(out, "Yksi mittaus on tuotu") {
		t.Fatal(err, out)
	}
	if all := recorded(); len(all) != 1 || all[0].Unit != testworld.NorthUnit || !all[0].RecordedBy.IsZero() {
		t.Fatalf("%+v", all)
	}
	if _, err = bring(heads+"D-1;1.3.2019;AM;asiakas;6;21\n", when); err == nil || !strings.Contains(err.Error(), "on jo tuotu") {
		t.Fatal(err)
	}
	if out, err = bring(heads+"D-1;1.3.2020;AM;asiakas;7;22\n", importMeasurementsCommand{}); err != nil || len(recorded()) != 2 {
		t.Fatal("what columns hold was not remembered:", err, out)
	}
	if _, err = bring(heads+"X-9;1.3.2020;AM;asiakas;7;22\n", importMeasurementsCommand{}); err == nil || !strings.Contains(err.Error(), "--organisation") {
		t.Fatal(err)
	}
	if _, err = bring(heads+"D-1;1.3.2020;AM;asiakas;7;22\n", importMeasurementsCommand{Instrument: "mita-ei-ole"}); err == nil || !strings.Contains(err.Error(), `no instrument with the code "mita-ei-ole"`) {
		t.Fatal(err)
	}
	if _, err = bring("<html></html>", importMeasurementsCommand{}); err == nil || !strings.Contains(err.Error(), "verkkosivu") {
		t.Fatal(err)
	}
}
