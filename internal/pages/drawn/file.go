package drawn

import (
	"bytes"

	"rinnalla/internal/exchange/sheet"
	"rinnalla/internal/outcome"
	"rinnalla/internal/picture"
)

// numberColumns are those of the numbers as a file: names and codes for programs, one line for each area of each measurement.
var numberColumns = []string{"instrument", "version", "scale", "name", "day", "occasion", "answered_by", "value", "items_used", "items_missing"}

// CSV is the numbers of the picture as a file, to six decimals; an empty value where no score came out.
func (v View) CSV() ([]byte, error) {
	var b bytes.Buffer
	w, err := sheet.NewCSV(&b, sheet.CSVStyle{}, numberColumns...)
	if err != nil {
		return nil, err
	}
	for _, a := range v.Areas {
		for i, m := range v.Course {
			if err := w.Row(v.numberRow(a, m, a.Readings[i])...); err != nil {
				return nil, err
			}
		}
		if v.Beside != nil {
			if err := w.Row(v.numberRow(a, *v.Beside, a.Beside)...); err != nil {
				return nil, err
			}
		}
	}
	_, err = w.Close()
	return b.Bytes(), err
}

func (v View) numberRow(a picture.Area, m outcome.Version, r picture.Reading) []sheet.Value {
	value := sheet.Empty()
	if r.Exists {
		value = sheet.Decimal(r.Value, 6)
	}
	return []sheet.Value{sheet.Text(v.Form.Definition.Code), sheet.Integer(int64(m.Number)), sheet.Text(a.Scale.Code), sheet.Text(v.AreaTitle(a)),
		sheet.Text(m.Day.String()), sheet.Text(string(m.Occasion)), sheet.Text(string(m.By)), value, sheet.Integer(int64(len(r.Used))), sheet.Integer(int64(len(r.Missing)))}
}
