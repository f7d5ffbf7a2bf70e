package sheet

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func visitTemplate() Template {
	return Template{
		Sheet: "Käynnit", Guide: "Ohje", Choices: "Valinnat", WrongChoice: "Valitse arvo luettelosta.",
		GuideHeader: [4]string{"Sarake", "Mitä kirjoitetaan", "Esimerkki", "Sallittu"},
		Fields: []Field{
			{Header: "Päivä", Kind: KindDate, Explanation: "Käynnin päivä", Example: "31.5.2019"},
			{Header: "Kunta", Kind: KindText, Choices: []string{"Kajaani", "Kuhmo", "Sotkamo, keskusta"}},
			{Header: "Läsnä", Kind: KindNumber, Allowed: "Kokonaisluku, vähintään 0", Width: 12},
			{Header: "Laji", Choices: []string{"säännöllinen", "pop-up"}},
		},
	}
}

func templateBytes(t *testing.T, template Template) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteTemplate(&out, template); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestTheTemplateOffersItsChoicesAsLists(t *testing.T) {
	f := readWithExcelize(t, templateBytes(t, visitTemplate()))
	checks, err := f.GetDataValidations("Käynnit")
	if err != nil || len(checks) != 2 {
		t.Fatalf("got %v, %v", checks, err)
	}
	type check struct{ cells, list, kind, wrong string }
	var got []check
	for _, c := range checks {
		got = append(got, check{c.Sqref, c.Formula1, c.Type, *c.Error})
	}
	want := []check{
		{"B2:B1048576", "'Valinnat'!$A$2:$A$4", "list", "Valitse arvo luettelosta."},
		{"D2:D1048576", "'Valinnat'!$B$2:$B$3", "list", "Valitse arvo luettelosta."},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(check{})); diff != "" {
		t.Error(diff)
	}
	rows, err := f.GetRows("Valinnat")
	if diff := cmp.Diff([][]string{{"Kunta", "Laji"}, {"Kajaani", "säännöllinen"}, {"Kuhmo", "pop-up"}, {"Sotkamo, keskusta"}}, rows); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestTheTemplateExplainsEachColumnOnItsSecondSheet(t *testing.T) {
	f := readWithExcelize(t, templateBytes(t, visitTemplate()))
	if diff := cmp.Diff([]string{"Käynnit", "Ohje", "Valinnat"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	rows, err := f.GetRows("Ohje")
	want := [][]string{{"Sarake", "Mitä kirjoitetaan", "Esimerkki", "Sallittu"},
		{"Päivä", "Käynnin päivä", "31.5.2019"}, {"Kunta"}, {"Läsnä", "", "", "Kokonaisluku, vähintään 0"}, {"Laji"}}
	if diff := cmp.Diff(want, rows); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestATemplateAsDownloadedHasNoRows(t *testing.T) {
	_, err := openBytes(templateBytes(t, visitTemplate()), "", Limits{})
	wantProblem(t, err, "sheet.no_rows_here")
}

func TestAFilledTemplateIsRead(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(templateBytes(t, visitTemplate())))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetSheetRow("Käynnit", "A2", &[]any{43616, "Kuhmo", 12, "pop-up"}); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	table := mustOpenXLSX(t, out.Bytes())
	row := allRows(t, table)[0]
	if row.Cell("Päivä") != (Cell{KindDate, "2019-05-31"}) || row.Text("kunta") != "Kuhmo" || row.Text("läsnä") != "12" || len(row.Problems) != 0 {
		t.Errorf("got %+v", row)
	}
}

func TestATemplateWithoutChoicesHasTwoSheets(t *testing.T) {
	template := visitTemplate()
	template.Fields = template.Fields[:1]
	f := readWithExcelize(t, templateBytes(t, template))
	if diff := cmp.Diff([]string{"Käynnit", "Ohje"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
}

func TestASheetNamedWithAnApostropheKeepsItsLists(t *testing.T) {
	template := visitTemplate()
	template.Choices = "Maija's & co " + strings.Repeat("x", 40)
	f := readWithExcelize(t, templateBytes(t, template))
	checks, err := f.GetDataValidations("Käynnit")
	if err != nil || len(checks) != 2 {
		t.Fatalf("got %v, %v", checks, err)
	}
	name := f.GetSheetList()[2]
	if want := "'" + strings.ReplaceAll(name, "'", "''") + "'!$A$2:$A$4"; checks[0].Formula1 != want {
		t.Errorf("the list points to %s, the sheet is %s", checks[0].Formula1, name)
	}
}
