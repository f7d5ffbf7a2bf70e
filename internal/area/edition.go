package area

import (
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"rinnalla/internal/civil"
)

//go:embed *.csv
var files embed.FS

// editions are the classifications known, oldest first. Each is in force until the next begins.
var editions = []struct {
	from civil.Date
	year string
}{
	{civil.Date{Year: 2026, Month: time.January, Day: 1}, "2026"},
}

var tables = mustLoad(files)

// On is the classification in force on the day. For days before the first known one it is the first: old visits are reported by
// the municipalities of today, as Statistics Finland does with its time series.
func On(day civil.Date) *Table {
	current := tables[0]
	for _, t := range tables[1:] {
		if day.Before(t.from) {
			break
		}
		current = t
	}
	return current
}

// mustLoad stops the program when the embedded files are broken, which the package's tests would have shown.
func mustLoad(fsys fs.FS) []*Table {
	var loaded []*Table
	for i, edition := range editions {
		table, err := load(fsys, edition.year)
		if err != nil {
			panic(err)
		}
		table.from = edition.from
		if i+1 < len(editions) {
			table.until = editions[i+1].from
		}
		loaded = append(loaded, table)
	}
	return loaded
}

func load(fsys fs.FS, year string) (*Table, error) {
	t := &Table{byCode: map[string]int{}, byName: map[string]int{}, countyByCode: map[string]int{}}
	counties, err := readRows(fsys, "counties_"+year+".csv")
	if err != nil {
		return nil, err
	}
	for i, row := range counties {
		t.counties = append(t.counties, County{Code: row["code"], NameFi: row["name_fi"], NameSv: row["name_sv"], NameEn: row["name_en"]})
		t.countyByCode[row["code"]] = i
	}
	municipalities, err := readRows(fsys, "municipalities_"+year+".csv")
	if err != nil {
		return nil, err
	}
	for _, row := range municipalities {
		m, err := readMunicipality(row)
		if err != nil {
			return nil, err
		}
		if err := t.add(m); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// add refuses what would make a lookup ambiguous.
func (t *Table) add(m Municipality) error {
	if _, known := t.countyByCode[m.County]; !known {
		return fmt.Errorf("area: municipality %s is in an unknown county %q", m.Code, m.County)
	}
	i := len(t.municipalities)
	if _, taken := t.byCode[m.Code]; taken {
		return fmt.Errorf("area: municipality code %s is there twice", m.Code)
	}
	t.byCode[m.Code] = i
	for _, name := range []string{m.NameFi, m.NameSv} {
		key := foldName(name)
		if other, taken := t.byName[key]; taken && other != i {
			return fmt.Errorf("area: two municipalities are called %s", name)
		}
		t.byName[key] = i
	}
	t.municipalities = append(t.municipalities, m)
	return nil
}

func readMunicipality(row map[string]string) (Municipality, error) {
	lat, err := strconv.ParseFloat(row["lat"], 64)
	if err != nil {
		return Municipality{}, fmt.Errorf("area: latitude of %s: %w", row["code"], err)
	}
	lon, err := strconv.ParseFloat(row["lon"], 64)
	if err != nil {
		return Municipality{}, fmt.Errorf("area: longitude of %s: %w", row["code"], err)
	}
	m := Municipality{Code: row["code"], NameFi: row["name_fi"], NameSv: row["name_sv"], County: row["county_code"], Lat: lat, Lon: lon}
	for _, l := range strings.Split(row["languages"], "+") {
		switch language := Language(l); language {
		case Finnish, Swedish:
			m.Languages = append(m.Languages, language)
		default:
			return Municipality{}, fmt.Errorf("area: language %q of %s", l, row["code"])
		}
	}
	return m, nil
}

// readRows returns each row by the names in the first one.
func readRows(fsys fs.FS, name string) ([]map[string]string, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("area: %w", err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("area: read %s: %w", name, err)
	}
	if len(records) < 2 {
		return nil, fmt.Errorf("area: %s has no rows", name)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, column := range records[0] {
			row[column] = record[i]
		}
		rows = append(rows, row)
	}
	return rows, nil
}
