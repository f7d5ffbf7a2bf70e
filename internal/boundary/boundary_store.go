package boundary

import (
	"bytes"
	"encoding/json"
	"fmt"

	"rinnalla/internal/act"
	"rinnalla/internal/exchange/geojson"
)

func clear(tx *act.Tx) error {
	if _, err := tx.Exec("DELETE FROM boundary_import"); err != nil {
		return err
	}
	_, err := tx.Exec("DELETE FROM boundary_outline")
	return err
}

func insertImport(tx *act.Tx, f *File) error {
	leftOut, err := json.Marshal(f.leftOut)
	if err != nil {
		return err
	}
	_, err = tx.Exec("INSERT INTO boundary_import (id, source, day, points, left_out, imported_by, imported_at) VALUES (1, $1, $2, $3, $4, $5, $6)",
		f.order.Source, f.order.Day, geojson.Points(f.boundaries), string(leftOut), tx.Actor.ID, tx.Now)
	return err
}

func insertOutlines(tx *act.Tx, boundaries []geojson.Boundary) error {
	rows := act.NewBulk(tx, "INSERT INTO boundary_outline (municipality, outline)", 2)
	for _, b := range boundaries {
		if err := rows.Add(b.Code, geojson.Pack([]geojson.Boundary{b})); err != nil {
			return err
		}
	}
	return rows.Close()
}

func findImport(tx *act.Tx) (InForce, bool, error) {
	return act.One(tx, func(s act.Scanner) (i InForce, err error) {
		var leftOut string
		if err := s.Scan(&i.Source, &i.Day, &i.Points, &leftOut, &i.By, &i.At); err != nil {
			return i, err
		}
		i.LeftOut, err = parseLeftOut(leftOut)
		return i, err
	}, "SELECT source, day, points, left_out, imported_by, imported_at FROM boundary_import WHERE id = 1")
}

// parseLeftOut gives numbers back as the whole numbers they were.
func parseLeftOut(text string) (l LeftOut, err error) {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	if err := d.Decode(&l); err != nil {
		return l, fmt.Errorf("boundary: what was left out: %w", err)
	}
	for _, r := range l.Remarks {
		for n, arg := range r.Args {
			if number, is := arg.(json.Number); is {
				if r.Args[n], err = number.Int64(); err != nil {
					return l, fmt.Errorf("boundary: what was left out: %w", err)
				}
			}
		}
	}
	return l, nil
}

func outlined(tx *act.Tx) ([]string, error) {
	return act.All(tx, func(s act.Scanner) (code string, err error) { return code, s.Scan(&code) },
		"SELECT municipality FROM boundary_outline ORDER BY municipality")
}

func rings(tx *act.Tx, municipalities []string) (map[string][][][2]float64, error) {
	var a act.Args
	of := map[string][][][2]float64{}
	query := "SELECT outline FROM boundary_outline WHERE municipality IN " + act.List(&a, municipalities)
	return of, act.Each(tx, func(s act.Scanner) error {
		var packed []byte
		if err := s.Scan(&packed); err != nil {
			return err
		}
		boundaries, err := geojson.Unpack(packed)
		for _, b := range boundaries {
			of[b.Code] = b.Rings()
		}
		return err
	}, query, a.Values...)
}
